"""What the media room needs of the journal, and what it adds to it: who is on the line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ecabinet.journal.models import Event
from ecabinet.journal.services import SYSTEM, Command, command
from ecabinet.journal.snapshot import stream_name
from meetings.attendance import presence
from meetings.attendance.models import PresenceInterval
from meetings.attendance.rules import PresenceChange
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.models import Meeting
from meetings.media.models import running_share
from meetings.media.rules import RoomState, chair_identities, may_join
from meetings.media.state import before_start, room_state

# In policy `open` a microphone is closed once; an order that could not be carried out for so long is void.
ORDER_LIFETIME = timedelta(seconds=5)
RELEVANT = frozenset(
    {
        *("meeting", "site", "participant", "floor", "microphone", "microphones", "recusal"),
        *("lobby", "guest", "share"),
    }
)
# Another item on the table may have other people who keep out of it.
RELEVANT_TYPES = frozenset({"item.opened", "item.closed", "item.access_changed"})
MOST_EVENTS = 500


@dataclass(frozen=True)
class Look:
    """A meeting as the reconciler needs it. `cursor` is the last event seen; the rest only when `matters`.

    `state` is None when nobody may be in the room, `believed` are the identities that our tables say are
    on the line, `mute` whose microphones were ordered closed since the last look, `sharing` whose screen our
    tables say is shared.
    """

    cursor: int
    matters: bool = False
    state: RoomState | None = None
    believed: frozenset[str] = frozenset()
    mute: frozenset[str] = frozenset()
    sharing: str | None = None


def look(meeting_id: UUID, cursor: int | None, now: datetime, *, anyway: bool) -> Look:
    """Read a meeting. `cursor` is what the last look gave, None at the first one.

    It matters at the first look, when asked for `anyway`, or when a later event can matter to the room.
    """
    events = _events(meeting_id, cursor)
    seen = events[-1].seq if events else cursor or 0
    if not (anyway or cursor is None or any(_concerns_room(event) for event in events)):
        return Look(seen)
    meeting = Meeting.objects.filter(id=meeting_id).first()
    state = room_state(meeting) if meeting else None
    if state is None or not may_join(state, now, before_start()):
        return Look(seen, matters=True, believed=believed(meeting_id))
    orders = events if cursor is not None else []
    share = running_share(meeting_id)
    return Look(
        cursor=seen,
        matters=True,
        state=state,
        believed=believed(meeting_id),
        mute=frozenset(_ordered(state, orders, now)),
        sharing=share.identity if share else None,
    )


def _concerns_room(event: Event) -> bool:
    return event.type in RELEVANT_TYPES or event.type.partition(".")[0] in RELEVANT


def believed(meeting_id: UUID) -> frozenset[str]:
    """The identities of a meeting that our tables say are on the line."""
    online = MeetingSite.objects.filter(meeting_id=meeting_id, status=MeetingSite.Status.ONLINE)
    people = PresenceInterval.objects.filter(meeting_id=meeting_id, person__isnull=False, ended_at=None)
    sites = (f"site:{site_id}" for site_id in online.values_list("site_id", flat=True))
    persons = (f"person:{person_id}" for person_id in people.values_list("person_id", flat=True))
    return frozenset([*sites, *persons])


def record(meeting_id: UUID, change: PresenceChange) -> None:
    """Write down who came and who was lost, as the system; what is known already changes nothing."""
    with command("presence.record", SYSTEM) as cmd:
        meeting = Meeting.objects.select_for_update().filter(id=meeting_id).first()
        if meeting is None:
            return
        for identity, at in sorted(change.lost.items()):
            _lost(cmd, meeting, identity, at)
        for identity, at in sorted(change.found.items()):
            _found(cmd, meeting, identity, min(at, cmd.at))


def _found(cmd: Command, meeting: Meeting, identity: str, at: datetime) -> None:
    kind, _, subject = identity.partition(":")
    if kind == "person":
        presence.connect_person(cmd, meeting, subject, at)
    elif site := _site(meeting, subject):
        presence.connect_site(cmd, site, at)


def _lost(cmd: Command, meeting: Meeting, identity: str, at: datetime) -> None:
    kind, _, subject = identity.partition(":")
    if kind == "person":
        presence.disconnect_person(cmd, meeting, subject, at)
    elif site := _site(meeting, subject):
        presence.disconnect_site(cmd, site, at)


def _site(meeting: Meeting, site_id: str) -> MeetingSite | None:
    site = MeetingSite.objects.filter(meeting=meeting, site_id=site_id).first()
    if site is not None:
        site.meeting = meeting
    return site


def _events(meeting_id: UUID, cursor: int | None) -> list[Event]:
    events = Event.objects.filter(stream_id=stream_name("meeting", meeting_id)).order_by("-seq")
    if cursor is None:
        return list(events[:1])
    return list(reversed(events.filter(seq__gt=cursor)[:MOST_EVENTS]))


def _ordered(state: RoomState, events: Iterable[Event], now: datetime) -> set[str]:
    """Whose microphones the events order closed, the chair's never; an opening revokes the order."""
    closed: set[str] = set()
    for event in events:
        data: dict[str, Any] = event.data or {}
        if now - event.at > ORDER_LIFETIME:
            continue
        if event.type == "microphones.muted_all":
            closed |= set(state.members) - set(data["kept"])
        elif event.type == "microphone.closed":
            closed.add(data["identity"])
        elif event.type == "microphone.opened":
            closed.discard(data["identity"])
    return closed - chair_identities(state)
