"""A local certificate authority, for an office network without certificates of its own (TLS=1).

    python -m deploy.authority FOLDER NAME…

Browsers give cameras, microphones and off-line use only to secure pages. The authority's certificate (ca.crt)
is installed once on every tablet; the server's certificate is made anew whenever the machine's names or
addresses change or its end is near, and the tablets notice nothing.
"""

import datetime as dt
import ipaddress
import json
import os
import socket
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE = dt.timedelta(days=3650)
# Apple's devices refuse server certificates that live longer than 825 days, whoever signed them.
SERVER_LIFE = dt.timedelta(days=397)
RENEW_BEFORE = dt.timedelta(days=60)
Key = ec.EllipticCurvePrivateKey


def ensure(folder: Path, names: Sequence[str], now: dt.datetime | None = None) -> bool:
    """Make what is missing or out of date in `folder`; True when a server certificate was made.

    Afterwards `folder` holds ca.crt, ca.key, server.crt (with the authority's behind it), server.key, and
    trusted.pem: this machine's own authorities with ours.
    """
    moment = now or dt.datetime.now(dt.UTC)
    folder.mkdir(parents=True, exist_ok=True)
    authority, key = _authority(folder, moment)
    host = socket.gethostname()
    wanted = sorted({"localhost", "127.0.0.1", "::1", host, f"{host}.local", *names})
    if _is_good(folder, wanted, moment):
        return False
    _make_server(folder, authority, key, wanted, moment)
    return True


def _authority(folder: Path, now: dt.datetime) -> tuple[x509.Certificate, Key]:
    certificate_path, key_path = folder / "ca.crt", folder / "ca.key"
    if certificate_path.exists() and key_path.exists():
        key = serialization.load_pem_private_key(key_path.read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{key_path} does not hold the authority's key")
        return x509.load_pem_x509_certificate(certificate_path.read_bytes()), key
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"e-Cabinet {socket.gethostname()}"[:64])])
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    builder = (
        _certificate(name, name, key.public_key(), now, AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
    )
    certificate = builder.sign(key, hashes.SHA256())
    _write_key(key_path, key)
    _write(certificate_path, _pem(certificate))
    _write(folder / "trusted.pem", _system_authorities() + _pem(certificate))
    return certificate, key


def _is_good(folder: Path, names: list[str], now: dt.datetime) -> bool:
    path, record = folder / "server.crt", folder / "server.json"
    if not (path.exists() and record.exists() and (folder / "server.key").exists()):
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    is_current = bool(json.loads(record.read_text()) == names)
    return is_current and certificate.not_valid_after_utc - now > RENEW_BEFORE


def _make_server(
    folder: Path, authority: x509.Certificate, key: Key, names: list[str], now: dt.datetime
) -> None:
    own_key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "e-Cabinet")])
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    builder = (
        _certificate(subject, authority.subject, own_key.public_key(), now, SERVER_LIFE)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(identifier, critical=False)
    )
    _write_key(folder / "server.key", own_key)
    _write(folder / "server.crt", _pem(builder.sign(key, hashes.SHA256())) + _pem(authority))
    _write(folder / "server.json", json.dumps(names).encode())


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: dt.datetime,
    life: dt.timedelta,
) -> x509.CertificateBuilder:
    # A tablet's clock may be a little behind.
    begin = now - dt.timedelta(hours=1)
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key,
        serial_number=x509.random_serial_number(),
        not_valid_before=begin,
        not_valid_after=begin + life,
    ).add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _system_authorities() -> bytes:
    """What this machine trusts anyway, so that calls to the world outside stay checked."""
    path = ssl.get_default_verify_paths().cafile
    return Path(path).read_bytes() + b"\n" if path and Path(path).exists() else b""


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write_key(path: Path, key: Key) -> None:
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    _write(path, key.private_bytes(serialization.Encoding.PEM, form, plain), 0o600)


def _write(path: Path, content: bytes, mode: int = 0o644) -> None:
    temporary = path.with_suffix(path.suffix + ".new")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    temporary.replace(path)


if __name__ == "__main__":
    if ensure(Path(sys.argv[1]), sys.argv[2:]):
        print("a certificate was made for", ", ".join(sys.argv[2:]))
