"""Real input to start from: descriptions and packets recorded from clients, and some written by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from aioice import stun

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
PACKETS = GOLDEN / "livekit-python-packets.txt"


@cache
def recorded(kind: str) -> tuple[bytes, ...]:
    """Everything of a kind (stun, dtls, rtp, rtcp, signal, join, data) an SDK sent."""
    pairs = [line.split(" ") for line in PACKETS.read_text().splitlines()]
    return tuple(bytes.fromhex(text) for name, text in pairs if name == kind)


@cache
def descriptions() -> tuple[bytes, ...]:
    """Every session description recorded from a client."""
    return tuple(path.read_bytes() for path in sorted(GOLDEN.glob("*.sdp")))


def check(ufrag: str, password: str) -> bytes:
    """A signed connectivity check that nominates."""
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = f"{ufrag}:remote"
    message.attributes["PRIORITY"] = 1853824767
    message.attributes["ICE-CONTROLLING"] = 0x0123456789ABCDEF
    message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(password.encode())
    return bytes(message)
