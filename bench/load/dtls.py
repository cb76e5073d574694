"""DTLS-SRTP (RFC 5764) of the synthetic client: a handshake fed with datagrams, and the keys it yields."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from OpenSSL import SSL

from bench.load.engine import SrtpKeys

PROFILE = b"SRTP_AEAD_AES_128_GCM"
_KEY, _SALT = 16, 12
_MTU = 1200
_MAX_RECORD = 1 << 14


@dataclass(frozen=True)
class Keys:
    """What SRTP needs: session keys for the packet engine, master key and salt for RTCP."""

    incoming: SrtpKeys
    outgoing: SrtpKeys
    incoming_master: bytes
    outgoing_master: bytes


def session_keys(master_key: bytes, master_salt: bytes) -> SrtpKeys:
    """SRTP session key and salt (RFC 3711 section 4.3, with RFC 7714 section 11's 12-byte salt)."""

    def derived(label: int, length: int) -> bytes:
        block = bytearray(master_salt + bytes(4))
        block[7] ^= label
        encryptor = Cipher(algorithms.AES(master_key), modes.CTR(bytes(block))).encryptor()
        return encryptor.update(bytes(length))

    return SrtpKeys(derived(0, _KEY), derived(2, _SALT))


class Identity:
    """A self-signed certificate for all connections of the load. `fingerprint` is its SHA-256."""

    def __init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "load")])
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .sign(key, hashes.SHA256())
        )
        self.fingerprint = certificate.fingerprint(hashes.SHA256()).hex(":").upper()
        self.context = SSL.Context(SSL.DTLS_METHOD)
        self.context.use_certificate(certificate)
        self.context.use_privatekey(key)
        self.context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *_: True)
        self.context.set_tlsext_use_srtp(PROFILE)


class Handshake:
    """One handshake. `send` puts a datagram on the wire; datagrams of the peer go to `feed`."""

    def __init__(
        self, identity: Identity, server: bool, fingerprint: str, send: Callable[[bytes], None]
    ) -> None:
        self._connection = SSL.Connection(identity.context)
        self._connection.set_ciphertext_mtu(_MTU)
        if server:
            self._connection.set_accept_state()
        else:
            self._connection.set_connect_state()
        self._server = server
        self._fingerprint = fingerprint.upper()
        self._send = send
        self.keys: Keys | None = None

    def start(self) -> None:
        """Send the first flight (nothing, for a server)."""
        self._step()

    def feed(self, datagram: bytes) -> bool:
        """Take a datagram; True once complete. Raises SSL.Error, or ValueError for a wrong certificate."""
        self._connection.bio_write(datagram)
        self._step()
        return self.keys is not None

    def read(self, datagram: bytes) -> list[bytes]:
        """What a datagram after the handshake carries, decrypted; nothing for what is not data."""
        self._connection.bio_write(datagram)
        packets: list[bytes] = []
        try:
            while True:
                packets.append(self._connection.recv(_MAX_RECORD))
        except SSL.Error:
            # Nothing more to read, an alert, or a repeated flight.
            self._flush()
            return packets

    def write(self, packet: bytes) -> None:
        """Encrypt and send data."""
        self._connection.send(packet)
        self._flush()

    def retransmit(self) -> None:
        """Repeat the last flight when OpenSSL's timer says so; to be called every 100 ms or so."""
        if self.keys is None and self._connection.DTLSv1_get_timeout() is not None:
            self._connection.DTLSv1_handle_timeout()
            self._flush()

    def _step(self) -> None:
        try:
            self._connection.do_handshake()
        except SSL.WantReadError:
            self._flush()
            return
        self._flush()
        self._check_certificate()
        self.keys = self._export()

    def _flush(self) -> None:
        while True:
            try:
                self._send(self._connection.bio_read(1500))
            except SSL.WantReadError:
                return

    def _check_certificate(self) -> None:
        certificate = self._connection.get_peer_certificate(as_cryptography=True)
        if (
            certificate is None
            or certificate.fingerprint(hashes.SHA256()).hex(":").upper() != self._fingerprint
        ):
            raise ValueError("the server's certificate has another fingerprint than its description")

    def _export(self) -> Keys:
        if self._connection.get_selected_srtp_profile() != PROFILE:
            raise ValueError("the server does not speak SRTP with AES-128-GCM")
        material = self._connection.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (_KEY + _SALT))
        keys, salts = material[: 2 * _KEY], material[2 * _KEY :]
        client = keys[:_KEY], salts[:_SALT]
        server = keys[_KEY:], salts[_SALT:]
        incoming, outgoing = (client, server) if self._server else (server, client)
        return Keys(session_keys(*incoming), session_keys(*outgoing), b"".join(incoming), b"".join(outgoing))
