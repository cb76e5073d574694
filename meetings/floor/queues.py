"""The two queues of a meeting: whether they take requests, and in which order these are called.

The caller has locked the meeting's row.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from ecabinet.journal.services import Command
from meetings.floor import rules
from meetings.floor.models import FloorSettings, SpeakRequest
from meetings.floor.rows import queue_state, settings_of, settings_state, waiting
from meetings.invitations.rows import merged
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import ARRANGEABLE, RUNNING, require_status


def sort(request: SpeakRequest, chosen: FloorSettings) -> None:
    """Set the sort key of a request; not saved."""
    request.sort_key = rules.sort_key(
        request.priority,
        request.turns_before,
        request.requested_at,
        place=request.place,
        first_timers_first=chosen.first_timers_first,
    )


def count_turn(granted: SpeakRequest) -> list[SpeakRequest]:
    """What else the one who was given the floor asks for counts this turn too; gives those requests."""
    others = list(waiting(granted.meeting_id).filter(person_id=granted.person_id))
    for request in others:
        request.turns_before = granted.turns_before + 1
    _keep(others, settings_of(granted.meeting_id))
    return others


def change_settings(cmd: Command, meeting: Meeting, changes: Mapping[str, bool | int | str]) -> FloorSettings:
    """Choose first_timers_first or what a lost line does (loss_…); what is so already stays.

    Raises Problem meeting_wrong_status (409) once the meeting is over.
    """
    require_status("arrange_floor", meeting.status, ARRANGEABLE | RUNNING)
    chosen = settings_of(meeting.id)
    changed = {name: value for name, value in changes.items() if getattr(chosen, name) != value}
    if not changed:
        return chosen
    for name, value in changed.items():
        setattr(chosen, name, value)
    chosen.save()
    requests = _keep(waiting(meeting.id), chosen) if "first_timers_first" in changed else []
    state = merged(settings_state(chosen), queue_state(requests))
    cmd.append(stream_of(meeting), "floor_settings.changed", data=changed, state=state)
    return chosen


def set_open(cmd: Command, meeting: Meeting, queue: str, is_open: bool) -> FloorSettings:
    """Open or close a queue to new requests; those in it stay. What is so already stays without an event.

    Raises Problem meeting_wrong_status (409) once the meeting is over.
    """
    require_status("arrange_floor", meeting.status, ARRANGEABLE | RUNNING)
    chosen = settings_of(meeting.id)
    if chosen.is_open(queue) == is_open:
        return chosen
    setattr(chosen, f"{queue}_open", is_open)
    chosen.save()
    event = "queue.opened" if is_open else "queue.closed"
    data = {"queue": queue, "waiting": waiting(meeting.id).filter(queue=queue).count()}
    cmd.append(stream_of(meeting), event, data=data, state=settings_state(chosen))
    return chosen


def reorder(cmd: Command, meeting: Meeting, queue: str, ids: Sequence[UUID] | None) -> list[SpeakRequest]:
    """Put the requests of a queue into the order of `ids`; None gives up the order made by hand.

    Raises Problem meeting_not_running (409), queue_changed (409) when `ids` are not who is in the queue now.
    """
    rules.check_running(meeting.status)
    requests = list(waiting(meeting.id).filter(queue=queue))
    if ids is not None:
        rules.check_places({request.id for request in requests}, ids)
    places = {request_id: place for place, request_id in enumerate(ids or ())}
    for request in requests:
        request.place = places.get(request.id)
    _keep(requests, settings_of(meeting.id))
    ordered = sorted(requests, key=lambda request: request.sort_key)
    order = [{"full_name": one.full_name, "item_id": one.item_id} for one in ordered]
    data = {"queue": queue, "by_hand": ids is not None, "order": order}
    cmd.append(stream_of(meeting), "queue.reordered", data=data, state=queue_state(ordered))
    return ordered


def _keep(requests: Iterable[SpeakRequest], chosen: FloorSettings) -> list[SpeakRequest]:
    kept = list(requests)
    for request in kept:
        sort(request, chosen)
    SpeakRequest.objects.bulk_update(kept, ["place", "turns_before", "sort_key"])
    return kept
