"""The code on a site's screen: letters that change every half minute. Pure: no I/O, no Django.

A code is a keyed hash of the number of its window (as RFC 6238 makes one-time passwords of time), written
in letters that are not mistaken for each other. Every site of every meeting has a secret of its own.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ecabinet.problems import Problem

WINDOW_SECONDS = 30
EARLIER_WINDOWS = 1
# A code this old is told from one that never was, so that a person knows to scan again.
REMEMBERED_WINDOWS = 40
LENGTH = 6
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Found:
    """Whose code it is, as a place in the secrets given, and of which window."""

    place: int
    window: int


def window_of(at: datetime) -> int:
    """The number of the window that `at` lies in, counted from 1970."""
    return int(at.timestamp()) // WINDOW_SECONDS


def window_ends(window: int) -> datetime:
    """When the code of a window gives way to the next; it is accepted one window longer."""
    return datetime.fromtimestamp(window * WINDOW_SECONDS, UTC) + timedelta(seconds=WINDOW_SECONDS)


def code_of(secret: bytes, window: int) -> str:
    """The `LENGTH` letters of a window."""
    digest = hmac.digest(secret, window.to_bytes(8, "big"), hashlib.sha256)
    rest = int.from_bytes(digest, "big")
    letters = []
    for _ in range(LENGTH):
        rest, letter = divmod(rest, len(LETTERS))
        letters.append(LETTERS[letter])
    return "".join(letters)


def normal(code: str) -> str:
    """A code as a person typed it, in the letters that codes are made of."""
    return "".join(code.upper().replace("-", " ").split())


def recognise(secrets: Iterable[bytes], code: str, now: datetime) -> Found:
    """Whose code `code` is, if it is of this window or the one before.

    Raises Problem check_in_code_expired (409) for one that was good within the last 20 minutes, else
    check_in_code_unknown (422).
    """
    given, present, known = normal(code), window_of(now), list(secrets)
    fresh = range(present, present - EARLIER_WINDOWS - 1, -1)
    found = _search(known, given, fresh)
    if found is not None:
        return found
    old = range(fresh[-1] - 1, present - REMEMBERED_WINDOWS - 1, -1)
    raise Problem("check_in_code_unknown" if _search(known, given, old) is None else "check_in_code_expired")


def _search(secrets: list[bytes], given: str, windows: range) -> Found | None:
    for place, secret in enumerate(secrets):
        for window in windows:
            if hmac.compare_digest(code_of(secret, window).encode(), given.encode()):
                return Found(place, window)
    return None
