"""What pairing codes are made of and how long they live, pure."""

import hashlib
import secrets
from datetime import datetime, timedelta

from ecabinet.problems import Problem

# Without what is mistaken on a screen across the room: 0 and O, 1, I and L, U and V.
LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
CODE_LENGTH = 8
LIFETIME = timedelta(minutes=10)
# A used or late code is told from one that never was for so long.
REMEMBERED = timedelta(days=1)
KEY_BYTES = 32

WINDOW = timedelta(minutes=10)
MOST_WRONG = 8
# An office shares an address; a whole house of screens may be paired at once.
MOST_OPEN_PER_ADDRESS = 60


def new_code() -> str:
    """Eight letters, about 39 bit."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def new_key() -> str:
    """A device's key: 256 random bit in URL-safe base64."""
    return secrets.token_urlsafe(KEY_BYTES)


def digest_of(key: str) -> str:
    """What is kept of a key: its SHA-256, hex. The key is random, so it needs no salt and no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()


def normal(code: str) -> str:
    """A code as a person typed it, in the letters that codes are made of."""
    return "".join(code.upper().replace("-", " ").split())


def check_tries(wrong: int) -> None:
    """Raise Problem pairing_too_many_tries when so many wrong codes were entered within `WINDOW`."""
    if wrong >= MOST_WRONG:
        raise Problem("pairing_too_many_tries", headers={"Retry-After": str(int(WINDOW.total_seconds()))})


def check_open(waiting: int) -> None:
    """Raise Problem pairing_too_many_screens when so many screens of an address wait already."""
    if waiting >= MOST_OPEN_PER_ADDRESS:
        raise Problem("pairing_too_many_screens", headers={"Retry-After": "60"})


def check_code(*, is_used: bool, expires_at: datetime, now: datetime) -> None:
    """Raise Problem pairing_code_used or pairing_code_late."""
    if is_used:
        raise Problem("pairing_code_used")
    if now >= expires_at:
        raise Problem("pairing_code_late", minutes=int(LIFETIME.total_seconds() // 60))
