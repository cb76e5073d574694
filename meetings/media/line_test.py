"""A room of its own in which a site measures its line to the media server.

The room `rehearsal-<meeting>-<site>` holds one identity that sends a test picture and some that only receive
it; none of the tickets opens any other room, and none of them is one of the meeting's identities. They are
short-lived: enough to join once. How many sites test at once is bounded (meetings.rehearsal.turns).
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from ninja import Schema

from ecabinet.problems import Problem
from meetings.invitations.models import MeetingSite
from meetings.media.rules import Member, Permission, Source
from meetings.media.tokens import media_url, room_token
from meetings.rehearsal.rules import is_open
from meetings.rehearsal.services import current_round
from meetings.rehearsal.turns import ASK_AGAIN_SECONDS, take_turn

TICKET_LIFETIME = timedelta(seconds=60)
SENDS = Permission((Source.CAMERA,), data=False, subscribe=False)
RECEIVES = Permission((), data=False)


class LineTestRoom(Schema):
    """`sender` publishes a picture at `kbps`; each of `echoes` receives it, for `seconds`."""

    url: str
    sender: str
    echoes: list[str]
    seconds: int
    kbps: int


class LineTest(Schema):
    """`place` 0: now, in `room`. Else the place among those that wait: ask again."""

    place: int
    ask_again_seconds: int
    room: LineTestRoom | None


def ask_line_test(request: HttpRequest, site: MeetingSite, now: datetime) -> LineTest:
    """The site's turn. Raises Problem rehearsal_closed (409) while no round is open."""
    found = current_round(site.meeting)
    if found is None or not is_open(found.closed_at, found.ends_at, now):
        raise Problem("rehearsal_closed")
    place = take_turn(site.meeting_id, site.site_id, now)
    room = line_room(media_url(request), site, now) if place == 0 else None
    return LineTest(place=place, ask_again_seconds=ASK_AGAIN_SECONDS, room=room)


def line_room(url: str, site: MeetingSite, now: datetime) -> LineTestRoom:
    """The tickets of one site's test, good for a minute from `now`."""
    return LineTestRoom(
        url=url,
        sender=_ticket(site, "sender", SENDS, now),
        echoes=[_ticket(site, f"echo{n}", RECEIVES, now) for n in range(settings.REHEARSAL_LINE_ECHOES)],
        seconds=settings.REHEARSAL_LINE_SECONDS,
        kbps=settings.REHEARSAL_LINE_KBPS,
    )


def _ticket(site: MeetingSite, part: str, permission: Permission, now: datetime) -> str:
    name = f"rehearsal-{site.meeting_id}-{site.site_id}"
    member = Member("rehearsal", site.name, "rehearsal", str(site.site_id))
    return room_token(name, f"rehearsal:{site.site_id}:{part}", member, permission, now, TICKET_LIFETIME)
