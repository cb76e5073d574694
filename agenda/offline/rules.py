"""How long a device may keep a document, and why it must not any more. No Django."""

from datetime import datetime, timedelta
from enum import StrEnum

# A device that has not been heard of for so long erases what it keeps, whatever was set.
LONGEST = timedelta(days=14)
MOST_DEVICES = 10


class Ending(StrEnum):
    """Why a device keeps nothing any more."""

    REVOKED = "revoked"
    SIGNED_OUT = "signed_out"
    WRONG_PIN = "wrong_pin"
    ERASED = "erased"
    ACCOUNT_INACTIVE = "account_inactive"


class Loss(StrEnum):
    """Why a device must erase one version."""

    RECALLED = "recalled"
    REMOVED = "removed"
    CANCELLED = "cancelled"
    NO_RIGHT = "no_right"
    OVER = "over"


def kept_until(now: datetime, meeting_end: datetime, after: timedelta) -> datetime:
    """When a copy that is in order at `now` expires unless the device is heard of again."""
    return min(meeting_end + after, now + LONGEST)
