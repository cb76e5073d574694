"""Rooms, lengths and rates of what is written in a meeting, without I/O."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ecabinet.problems import NotFound, Problem

EVERYBODY, ORGANISERS, TECHNICIANS, SITE = "everybody", "organisers", "technicians", "site"
PEOPLE = ("chair", "secretary", "member", "delegate", "guest", "technician", "administrator", "entrusted")
ORGANISING = ("chair", "secretary")

LONGEST_MESSAGE, LONGEST_NOTE, LONGEST_ANNOUNCEMENT = 1000, 300, 500
MESSAGES_A_MINUTE, NOTES_A_MINUTE = 20, 5
RATE_WINDOW = timedelta(minutes=1)
OWN_DELETION = timedelta(minutes=5)
# So many messages of a room are in the snapshot; older ones are asked for.
SHOWN = 50
MOST_ANNOUNCEMENTS = 100


@dataclass(frozen=True)
class Room:
    """Where messages are written: `everybody`, `organisers`, `technicians`, or `site` with its id."""

    kind: str
    site_id: UUID | None = None

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.site_id}" if self.site_id else self.kind

    @property
    def audience(self) -> tuple[str, ...]:
        """The tags of who reads it. Screens of sites read none."""
        if self.kind == SITE:
            return (f"support:{self.site_id}", "role:secretary")
        roles = {EVERYBODY: PEOPLE, ORGANISERS: ORGANISING, TECHNICIANS: ("technician", "secretary")}
        return tuple(f"role:{role}" for role in roles[self.kind])


def room_of(name: str) -> Room:
    """The room of a name, `site:<id>` for a site's. Raises NotFound."""
    kind, _, rest = name.partition(":")
    if name in {EVERYBODY, ORGANISERS, TECHNICIANS}:
        return Room(name)
    try:
        return Room(SITE, UUID(rest)) if kind == SITE else _unknown()
    except ValueError as error:
        raise NotFound from error


def _unknown() -> Room:
    raise NotFound


def check_may_write(room: Room, mode: str, *, takes_part: bool, organises: bool) -> None:
    """Raise Problem chat_off (409) or not_allowed (403). Who may not read the room never comes here.

    `mode` is that of the room for everybody: off, answers (organisers write, all read) or all.
    """
    if room.kind == EVERYBODY and mode == "off":
        raise Problem("chat_off")
    if room.kind == EVERYBODY and not (organises or (mode == "all" and takes_part)):
        raise Problem("not_allowed")


def check_rate(code: str, within_a_minute: int, most: int) -> None:
    """Raise Problem `code` (429) when somebody has written as much as may be written in a minute."""
    if within_a_minute >= most:
        raise Problem(code, most=most, headers={"Retry-After": str(int(RATE_WINDOW.total_seconds()))})


def check_deletable(sent_at: datetime, now: datetime, *, own: bool, organises: bool) -> None:
    """Authors delete for a while, secretaries always. Raise Problem not_allowed (403), too_late_to_delete."""
    if organises:
        return
    if not own:
        raise Problem("not_allowed")
    if now - sent_at > OWN_DELETION:
        raise Problem("too_late_to_delete", minutes=int(OWN_DELETION.total_seconds()) // 60)


def slot(room: str, number: int) -> str:
    """The key of a message among those shown: the newest takes the place of the one `SHOWN` before it."""
    return f"{room}/{number % SHOWN}"
