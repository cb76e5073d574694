"""When a screen may be its site without taking the place of another, pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# So long a screen that has just entered needs at most until the media room knows that its site is there.
ARRIVAL = timedelta(seconds=60)


@dataclass(frozen=True)
class Active:
    """Who is active, since when, and whether its site is on the line."""

    screen_id: str
    since: datetime
    is_online: bool


def is_free(active: Active | None, screen_id: str, now: datetime) -> bool:
    """Nobody is active, this screen is, or the one that was has gone."""
    if active is None or active.screen_id == screen_id:
        return True
    return not active.is_online and now - active.since >= ARRIVAL
