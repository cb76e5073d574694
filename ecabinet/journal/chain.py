"""The hash chain, pure: what is hashed, in which form, and how a head is signed.

An event's hash covers the previous hash, its own envelope and a salted digest of its payload; erasing a
payload keeps the digest, so the chain still verifies.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, UTF-8: the one form in which things are hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def instant(at: datetime) -> str:
    """A time as the chain writes it: UTC with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def genesis(stream: str) -> str:
    """The hash that precedes the first event of `stream`."""
    return hashlib.sha256(b"ecabinet stream\0" + stream.encode()).hexdigest()


def payload_digest(salt: str, data: Any, state: Any) -> str:
    """SHA-256 (hex) of salt and payload."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical([data, state])).hexdigest()


@dataclass(frozen=True)
class Envelope:
    """What of an event stays readable for ever, payload erased or not."""

    stream: str
    seq: int
    type: str
    version: int
    at: datetime
    actor: dict[str, Any]
    causation: str
    audience: list[str]
    digest: str


def link(previous: str, envelope: Envelope) -> str:
    """The event's hash (hex)."""
    fields = {**envelope.__dict__, "at": instant(envelope.at)}
    return hashlib.sha256(bytes.fromhex(previous) + canonical(fields)).hexdigest()


def head_statement(stream: str, seq: int, head: str, signed_at: datetime) -> bytes:
    """The bytes that are signed for a head."""
    return canonical(["ecabinet head", stream, seq, head, instant(signed_at)])


def key_id(public: Ed25519PublicKey) -> str:
    """Sixteen hex digits that name a public key."""
    return hashlib.sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def sign(key: Ed25519PrivateKey, statement: bytes) -> str:
    """The signature in hex (Ed25519, RFC 8032)."""
    return key.sign(statement).hex()


def signature_holds(public: Ed25519PublicKey, statement: bytes, signature: str) -> bool:
    """Whether `signature` (hex) was made for `statement` by the owner of `public`."""
    try:
        public.verify(bytes.fromhex(signature), statement)
    except (InvalidSignature, ValueError):
        return False
    return True
