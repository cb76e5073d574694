"""The lobby as snapshots and events show it.

Whoever runs the meeting sees `lobby`. Who waits sees three parts and nothing else of the meeting: the door
with its words, the line without names, and how it stands with them.
"""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema

from ecabinet.journal import audience
from ecabinet.journal.audience import Viewer
from ecabinet.shapes import INLINE
from meetings.invitations.models import Participant
from meetings.lifecycle.access import WAITING_TAG, waiting_tag
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant, State
from meetings.lifecycle.rules import OVER
from meetings.lobby.models import LobbyEntry, LobbySettings
from meetings.lobby.rules import GUEST, OFFICERS, waits

KEY = "it"
KEEPERS = audience.role("secretary", "chair")
IN_LINE = (WAITING_TAG,)
Status = LobbyEntry.Status


class LobbySettingsRow(Schema):
    """How the door is kept; no row means that it stands open."""

    guests_wait: bool
    doors_closed: bool
    text: str


class LobbyRow(Schema):
    """A participant before the door, or let in by it. `item_id`: for that item only."""

    participant_id: UUID
    person_id: UUID
    full_name: str
    position: str
    unit_name: str
    status: Annotated[LobbyEntry.Status, INLINE]
    inside: bool
    is_late: bool
    since: Instant
    item_id: UUID | None
    item_title: str
    reason: str


class DoorRow(Schema):
    """What everybody who waits may know of the meeting."""

    title: str
    unit_name: str
    scheduled_start: Instant
    is_over: bool
    text: str


class LineRow(Schema):
    """A place in the line: since when somebody waits, and not who."""

    since: Instant


class MyWaitRow(Schema):
    """How it stands with the one who waits."""

    participant_id: UUID
    status: Annotated[LobbyEntry.Status, INLINE]
    since: Instant
    item_title: str
    reason: str


def settings_of(meeting_id: UUID | str) -> LobbySettings:
    """How the door of a meeting is kept; an open one, not saved, where nobody has chosen."""
    found = LobbySettings.objects.filter(meeting_id=meeting_id).first()
    return found or LobbySettings(meeting_id=meeting_id)


def settings_row(chosen: LobbySettings) -> LobbySettingsRow:
    return LobbySettingsRow(**{name: getattr(chosen, name) for name in LobbySettingsRow.model_fields})


def entry_row(entry: LobbyEntry) -> LobbyRow:
    """The row of an entry whose participant is loaded."""
    person = entry.participant
    names = ("person_id", "full_name", "position", "unit_name")
    told = ("participant_id", "status", "inside", "is_late", "since", "item_id", "item_title", "reason")
    return LobbyRow(
        **{name: getattr(person, name) for name in names}, **{name: getattr(entry, name) for name in told}
    )


def door_row(meeting: Meeting, text: str) -> DoorRow:
    return DoorRow(
        title=meeting.title,
        unit_name=meeting.unit_name,
        scheduled_start=meeting.scheduled_start,
        is_over=meeting.status in OVER,
        text=text,
    )


def my_wait_row(entry: LobbyEntry) -> MyWaitRow:
    return MyWaitRow(**{name: getattr(entry, name) for name in MyWaitRow.model_fields})


def entries_of(meeting_id: UUID | str) -> dict[UUID, LobbyEntry]:
    """The entries of a meeting by participant, their participants loaded."""
    found = LobbyEntry.objects.filter(meeting_id=meeting_id, participant__removed_at=None)
    return {entry.participant_id: entry for entry in found.select_related("participant")}


def lobby_state(changed: dict[UUID, LobbyEntry | None]) -> State:
    """What an event for the KEEPERS says when these entries changed; None: it is gone."""
    return {
        "lobby": {str(key): entry_row(e).model_dump(mode="json") if e else None for key, e in changed.items()}
    }


def line_state(changed: dict[UUID, LobbyEntry | None]) -> State:
    """What an event for those IN_LINE says of the same entries."""
    return {"line": {str(key): _place(entry) for key, entry in changed.items()}}


def _place(entry: LobbyEntry | None) -> dict[str, Any] | None:
    if entry is None or entry.status != Status.WAITING:
        return None
    return LineRow(since=entry.since).model_dump(mode="json")


def read_settings(meeting_id: str, viewer: Viewer) -> dict[str, LobbySettingsRow]:
    """The part `lobby_settings`: for who keeps the door, once somebody chose."""
    found = LobbySettings.objects.filter(meeting_id=meeting_id).first() if viewer.sees(KEEPERS) else None
    return {KEY: settings_row(found)} if found else {}


def read_lobby(meeting_id: str, viewer: Viewer) -> dict[str, LobbyRow]:
    """The part `lobby`: for who keeps the door."""
    if not viewer.sees(KEEPERS):
        return {}
    return {str(key): entry_row(entry) for key, entry in entries_of(meeting_id).items()}


def read_door(meeting_id: str, viewer: Viewer) -> dict[str, DoorRow]:
    """The part `door`: for who waits before it."""
    found = LobbySettings.objects.filter(meeting_id=meeting_id).select_related("meeting").first()
    if found is None or not viewer.sees(IN_LINE):
        return {}
    return {KEY: door_row(found.meeting, found.text)}


def read_line(meeting_id: str, viewer: Viewer) -> dict[str, LineRow]:
    """The part `line`: for who stands in it."""
    if not viewer.sees(IN_LINE):
        return {}
    waiting = {k: e for k, e in entries_of(meeting_id).items() if e.status == Status.WAITING}
    return {str(key): LineRow(since=entry.since) for key, entry in waiting.items()}


def read_my_wait(meeting_id: str, viewer: Viewer) -> dict[str, MyWaitRow]:
    """The part `my_wait`: for the one who waits."""
    if viewer.participant_id is None or not viewer.sees((waiting_tag(viewer.participant_id),)):
        return {}
    entry = LobbyEntry.objects.filter(meeting_id=meeting_id, participant_id=viewer.participant_id).first()
    return {KEY: my_wait_row(entry)} if entry else {}


def shut_out_of(meeting: Meeting) -> list[UUID]:
    """The participants to whom the meeting is shut now, by the rule of `shut_out` in three queries."""
    people = Participant.objects.filter(meeting=meeting).exclude(role__in=OFFICERS)
    inside = dict(LobbyEntry.objects.filter(meeting=meeting).values_list("participant_id", "inside"))
    guests_wait = settings_of(meeting.id).guests_wait
    if not inside and not guests_wait:
        return []
    roles = people.values_list("id", "role")
    return [key for key, role in roles if waits(role, inside.get(key), guests_wait=guests_wait)]


def shut_out(meeting: Meeting, participant: Participant) -> bool:
    """Whether the meeting is shut to a participant now (registered with meetings.lifecycle.access)."""
    if participant.role in OFFICERS:
        return False
    inside = LobbyEntry.objects.filter(participant=participant).values_list("inside", flat=True).first()
    asks = inside is None and participant.role == GUEST
    return waits(participant.role, inside, guests_wait=asks and settings_of(meeting.id).guests_wait)
