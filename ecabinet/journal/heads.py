"""Signed heads: what contradicts a rewritten history. The key is kept in a file, outside the database."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone

from ecabinet.env import kept_secret
from ecabinet.journal import chain
from ecabinet.journal.models import SignedHead, Stream


@dataclass(frozen=True)
class Head:
    """A signed head as snapshots, minutes and exports carry it; `signed_at` is UTC ISO 8601."""

    stream: str
    seq: int
    hash: str
    key_id: str
    signature: str
    signed_at: str


@cache
def signing_key() -> Ed25519PrivateKey:
    """The journal's key, made once per data folder."""
    seed = kept_secret(Path(settings.KEYS), "journal-ed25519", 32)
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())


def sign_head(stream: str, seq: int, head: str) -> Head:
    """State under signature that `stream` has `head` at `seq` now."""
    key, now = signing_key(), timezone.now()
    signature = chain.sign(key, chain.head_statement(stream, seq, head, now))
    return Head(stream, seq, head, chain.key_id(key.public_key()), signature, chain.instant(now))


def current_head(stream: str) -> Head:
    """The signed head of `stream` now (the genesis at 0 when it has no event)."""
    row = Stream.objects.filter(name=stream).first()
    return sign_head(stream, row.seq if row else 0, row.head if row else chain.genesis(stream))


def keep_head(stream: str) -> Head:
    """Sign the head and keep it: a row, and a line in a file outside the database."""
    head = current_head(stream)
    SignedHead.objects.get_or_create(
        stream=stream,
        seq=head.seq,
        defaults={k: v for k, v in asdict(head).items() if k not in {"stream", "seq"}},
    )
    folder = Path(settings.DATA) / "heads"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{head.signed_at[:7]}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(head)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return head


def exported_heads() -> list[Head]:
    """Every head ever written to the files, oldest first."""
    folder = Path(settings.DATA) / "heads"
    lines = (line for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf-8"))
    return [Head(**json.loads(line)) for line in lines]
