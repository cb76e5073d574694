"""A byte mutator with a fixed seed: the same hostile input in every run."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence

TORTURE = bool(os.environ.get("TORTURE"))
_BYTES = (0, 1, 2, 0x0F, 0x10, 0x7F, 0x80, 0xBE, 0xC8, 0xDE, 0xFE, 0xFF)
_WORDS = (b"\xff\xff", b"\x00\x00", b"\x80\x00", b"\x7f\xff", b"\xff\xff\xff\xff", b"\x00\x00\x00\x01")

# How many inputs each parser gets in an ordinary run; ten times as many under `make torture`.
SHARES = {
    "stun": 15_000,
    "mux": 10_000,
    "rtp": 20_000,
    "rtcp": 16_000,
    "payloads": 8_000,
    "path": 6_000,
    "framing": 6_000,
    "sdp": 3_000,
    "negotiation": 1_000,
    "join": 6_000,
    "token": 4_000,
    "twirp": 3_000,
    "signal": 4_000,
    "room": 3_000,
    "data": 4_000,
    "dtls": 2_000,
    "sctp": 2_000,
}


def share(name: str) -> int:
    """The number of inputs for a parser in this run."""
    return SHARES[name] * (10 if TORTURE else 1)


def _flip(random_: random.Random, data: bytearray) -> None:
    for _ in range(random_.randint(1, 6)):
        data[random_.randrange(len(data))] ^= 1 << random_.randrange(8)


def _replace(random_: random.Random, data: bytearray) -> None:
    for _ in range(random_.randint(1, 4)):
        data[random_.randrange(len(data))] = random_.choice(_BYTES)


def _word(random_: random.Random, data: bytearray) -> None:
    at = random_.randrange(len(data))
    word = random_.choice(_WORDS)
    data[at : at + len(word)] = word


def _cut(random_: random.Random, data: bytearray) -> None:
    del data[random_.randrange(len(data)) :]


def _remove(random_: random.Random, data: bytearray) -> None:
    at = random_.randrange(len(data))
    del data[at : at + random_.randint(1, 16)]


def _repeat(random_: random.Random, data: bytearray) -> None:
    at = random_.randrange(len(data))
    data[at:at] = data[at : at + random_.randint(1, 64)] * random_.randint(1, 8)


def _insert(random_: random.Random, data: bytearray) -> None:
    at = random_.randrange(len(data))
    data[at:at] = random_.randbytes(random_.randint(1, 32))


_MUTATIONS = (_flip, _replace, _word, _cut, _remove, _repeat, _insert)


def mutants(seeds: Sequence[bytes], count: int, seed: int = 1) -> Iterator[bytes]:
    """`count` inputs: mutated seeds mostly, some spliced of two, some random, some as they are."""
    source = random.Random(seed)
    for _ in range(count):
        kind = source.random()
        if kind < 0.05:
            yield source.randbytes(source.randint(0, 200))
        elif kind < 0.1:
            yield source.choice(seeds)
        else:
            yield _mutant(source, seeds)


def _mutant(source: random.Random, seeds: Sequence[bytes]) -> bytes:
    data = bytearray(source.choice(seeds))
    if source.random() < 0.1:
        other = source.choice(seeds)
        data[source.randint(0, len(data)) :] = other[source.randint(0, len(other)) :]
    for _ in range(source.randint(1, 4)):
        if data:
            source.choice(_MUTATIONS)(source, data)
    return bytes(data)
