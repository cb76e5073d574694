"""The rate limit of signing in, pure. Counts are wrong passwords in the window before now."""

from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(minutes=5)


@dataclass(frozen=True)
class Limits:
    """How many wrong tries a window bears: per account name, and per address (offices share one)."""

    per_username: int = 8
    per_address: int = 60


def is_limited(wrong_for_username: int, wrong_from_address: int, limits: Limits = Limits()) -> bool:
    """Whether another try must wait."""
    return wrong_for_username >= limits.per_username or wrong_from_address >= limits.per_address
