"""Keeping the door. Every function runs inside a command whose meeting row is locked.

A step is told three times, each to whom it may concern: to those who keep the door (with names), to the one
who waits, and to everybody in the line (who see that it moved, and not who).
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from agenda.items.models import AgendaItem
from ecabinet.journal.services import Command
from ecabinet.problems import Problem
from meetings.invitations.models import Participant
from meetings.lifecycle.access import waiting_tag
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import State, stream_of
from meetings.lifecycle.rules import RUNNING, Status, require_status
from meetings.lobby import rules
from meetings.lobby.models import LobbyEntry, LobbySettings
from meetings.lobby.rows import (
    IN_LINE,
    KEEPERS,
    KEY,
    door_row,
    entries_of,
    line_state,
    lobby_state,
    my_wait_row,
    settings_of,
    settings_row,
    shut_out,
)

KEPT = RUNNING | {Status.PUBLISHED}
Changed = dict[UUID, LobbyEntry | None]
Where = LobbyEntry.Status


def choose(cmd: Command, meeting: Meeting, changes: Mapping[str, Any]) -> LobbySettings:
    """Choose guests_wait, doors_closed or text; what is so already stays.

    Who is in stays in: guests who checked in are let in when guests begin to wait, and closing the doors
    leaves only those outside who have not come. Raises Problem meeting_wrong_status (409).
    """
    require_status("keep_door", meeting.status, KEPT | {Status.DRAFT, Status.RETURNED})
    chosen = settings_of(meeting.id)
    changed = {name: value for name, value in changes.items() if getattr(chosen, name) != value}
    if not changed:
        return chosen
    for name, value in changed.items():
        setattr(chosen, name, value)
    chosen.save()
    moved = {**_guests(cmd, meeting, changed), **_late(cmd, meeting, changed)}
    state = {"lobby_settings": {KEY: settings_row(chosen).model_dump(mode="json")}, **lobby_state(moved)}
    data = {**changed, "outside": sum(1 for entry in moved.values() if entry and not entry.inside)}
    cmd.append(stream_of(meeting), "lobby.set", data=data, state=state, audience=KEEPERS)
    tell_line(cmd, meeting, moved)
    return chosen


def _guests(cmd: Command, meeting: Meeting, changed: Mapping[str, Any]) -> Changed:
    if "guests_wait" not in changed:
        return {}
    guests = Participant.objects.filter(meeting=meeting, role=Participant.Role.GUEST)
    known = entries_of(meeting.id)
    if not changed["guests_wait"]:
        gone = [e for e in known.values() if not e.is_late and e.status != Where.TURNED_AWAY]
        return _forget(gone)
    return {one.id: _enter(cmd, one, None) for one in guests if one.is_present and one.id not in known}


def _late(cmd: Command, meeting: Meeting, changed: Mapping[str, Any]) -> Changed:
    if "doors_closed" not in changed:
        return {}
    known = entries_of(meeting.id)
    if not changed["doors_closed"]:
        return _forget(e for e in known.values() if e.is_late and e.status != Where.TURNED_AWAY)
    people = Participant.objects.filter(meeting=meeting).exclude(id__in=known)
    outside = [one for one in people if rules.stays_out(one.role, is_present=one.is_present)]
    return {one.id: _keep(cmd, one, Where.EXPECTED, is_late=True) for one in outside}


def knock(cmd: Command, meeting: Meeting, participant: Participant) -> LobbyEntry:
    """Somebody to whom the meeting is shut stands before its door; who does so already stays in place.

    Raises Problem meeting_wrong_status (409), not_in_lobby (409) for who may simply go in.
    """
    require_status("knock", meeting.status, KEPT)
    entry = entries_of(meeting.id).get(participant.id)
    if not shut_out(meeting, participant):
        raise Problem("not_in_lobby")
    if entry is not None and entry.status not in rules.MAY_KNOCK:
        return entry
    entry = _keep(cmd, participant, Where.WAITING)
    _append(cmd, meeting, "guest.waiting", {participant.id: entry}, {"is_late": entry.is_late})
    return entry


def admit(
    cmd: Command, meeting: Meeting, people: Iterable[Participant] | None, item: AgendaItem | None
) -> list[LobbyEntry]:
    """Let people in (None: all who wait), for the meeting or for one item only.

    For an item that is not on the table yet, the door opens when it is. Raises Problem meeting_wrong_status,
    not_in_lobby or lobby_item_over (409).
    """
    require_status("keep_door", meeting.status, KEPT)
    if item is not None and item.status == AgendaItem.Status.DONE:
        raise Problem("lobby_item_over")
    entries = entries_of(meeting.id)
    if people is None:
        people = [entry.participant for entry in entries.values() if entry.status == Where.WAITING]
    admitted: Changed = {}
    for one in people:
        entry = entries.get(one.id)
        rules.check_admissible(entry.status if entry else None, is_outside=shut_out(meeting, one))
        admitted[one.id] = _enter(cmd, one, item)
    if admitted:
        told = {"item_id": item.id if item else None, "item_title": str(item) if item else ""}
        _append(cmd, meeting, "guest.admitted", admitted, told)
    return [entry for entry in admitted.values() if entry]


def turn_away(cmd: Command, meeting: Meeting, participant: Participant, reason: str) -> LobbyEntry:
    """Do not let somebody in, with a reason; until admitted they do not wait either.

    Raises Problem meeting_wrong_status or not_in_lobby (409).
    """
    return _put_out(cmd, meeting, participant, Where.TURNED_AWAY, reason)


def send_out(cmd: Command, meeting: Meeting, participant: Participant, reason: str) -> LobbyEntry:
    """Send somebody who is in out again; they may ask to come back."""
    return _put_out(cmd, meeting, participant, Where.SENT_OUT, reason)


def _put_out(
    cmd: Command, meeting: Meeting, participant: Participant, status: LobbyEntry.Status, reason: str
) -> LobbyEntry:
    require_status("keep_door", meeting.status, KEPT)
    known = LobbyEntry.objects.filter(participant=participant).exists()
    if participant.role in rules.OFFICERS or not (known or participant.role == rules.GUEST):
        raise Problem("not_in_lobby")
    entry = _keep(cmd, participant, status, reason=reason)
    _append(cmd, meeting, f"guest.{status}", {participant.id: entry}, {"reason": reason})
    return entry


def item_on_table(cmd: Command, meeting: Meeting, item_id: str) -> None:
    """Who was admitted for this item comes in."""
    awaited = [e for e in entries_of(meeting.id).values() if str(e.item_id) == item_id and not e.inside]
    for entry in awaited:
        entry.inside = True
        entry.save(update_fields=["inside"])
    if awaited:
        came: Changed = {entry.participant_id: entry for entry in awaited}
        _append(cmd, meeting, "guest.called_in", came, {"item_title": awaited[0].item_title})


def item_off_table(cmd: Command, meeting: Meeting, item_id: str) -> None:
    """Who was admitted for this item only goes out again."""
    guests = [e for e in entries_of(meeting.id).values() if str(e.item_id) == item_id]
    title = guests[0].item_title if guests else ""
    out: Changed = {e.participant_id: _keep(cmd, e.participant, Where.SENT_OUT) for e in guests}
    if out:
        _append(cmd, meeting, "guest.sent_out", out, {"reason": "item_closed", "item_title": title})


def forget(cmd: Command, meeting: Meeting, participant_id: str) -> None:
    """A participant has nothing more to do with the door."""
    entry = LobbyEntry.objects.filter(participant_id=participant_id).select_related("participant").first()
    if entry is None:
        return
    data = {"participant_id": participant_id, "full_name": entry.participant.full_name}
    state = lobby_state(_forget([entry]))
    cmd.append(stream_of(meeting), "guest.forgotten", data=data, state=state, audience=KEEPERS)
    tell_line(cmd, meeting, {entry.participant_id: None})


def tell_line(cmd: Command, meeting: Meeting, moved: Changed) -> None:
    """What everybody who waits may know: the line, and the words on the door."""
    text = settings_of(meeting.id).text
    state: State = {"door": {KEY: door_row(meeting, text).model_dump(mode="json")}, **line_state(moved)}
    cmd.append(stream_of(meeting), "line.moved", data={}, state=state, audience=IN_LINE)


def _enter(cmd: Command, participant: Participant, item: AgendaItem | None) -> LobbyEntry:
    inside = item is None or item.id == participant.meeting.current_item_id
    told: dict[str, Any] = {
        "item_id": item.id if item else None,
        "item_title": str(item)[:500] if item else "",
    }
    return _keep(cmd, participant, Where.ADMITTED, inside=inside, **told)


def _keep(
    cmd: Command, participant: Participant, status: LobbyEntry.Status, *, is_late: bool = False, **fields: Any
) -> LobbyEntry:
    entry = LobbyEntry.objects.filter(participant=participant).first()
    entry = entry or LobbyEntry(participant=participant, meeting_id=participant.meeting_id, is_late=is_late)
    fresh = {"inside": False, "item_id": None, "item_title": "", "reason": ""}
    for name, value in {**fresh, **fields, "status": status, "since": cmd.at}.items():
        setattr(entry, name, value)
    entry.participant = participant
    entry.save()
    return entry


def _forget(entries: Iterable[LobbyEntry]) -> Changed:
    gone = list(entries)
    LobbyEntry.objects.filter(id__in=[entry.id for entry in gone]).delete()
    return {entry.participant_id: None for entry in gone}


def _append(cmd: Command, meeting: Meeting, event: str, changed: Changed, more: dict[str, Any]) -> None:
    entries = [entry for entry in changed.values() if entry]
    guests = [
        {"participant_id": e.participant_id, **{n: getattr(e.participant, n) for n in NAMED}} for e in entries
    ]
    data = {"guests": guests, **more}
    cmd.append(stream_of(meeting), event, data=data, state=lobby_state(changed), audience=KEEPERS)
    for entry in entries:
        told = {"my_wait": {KEY: my_wait_row(entry).model_dump(mode="json")}}
        words = {"status": entry.status, "reason": entry.reason}
        audience = (waiting_tag(entry.participant_id),)
        cmd.append(stream_of(meeting), "guest.told", data=words, state=told, audience=audience)
    tell_line(cmd, meeting, changed)


NAMED = ("full_name", "position", "unit_name")
