"""Asking for the floor, and giving it. The caller has locked the meeting's row."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from agenda.items.closing import kept_out
from agenda.items.models import AgendaItem
from ecabinet.journal.services import Command
from ecabinet.problems import Problem
from meetings.floor import budgets, microphones, queues, rules
from meetings.floor.models import SpeakRequest, Turn
from meetings.floor.rows import queue_state, running_turn, settings_of, turn_state
from meetings.invitations.models import Participant
from meetings.invitations.rows import merged
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Layout, stream_of
from meetings.lifecycle.services import set_layout

HAD_THE_FLOOR = (SpeakRequest.Status.SPEAKING, SpeakRequest.Status.DONE)


@dataclass(frozen=True)
class Wish:
    """What a participant asks for: in which queue, how urgent (rules.PRIORITIES), about what in words."""

    queue: str = rules.SPEAKING
    priority: str = rules.NORMAL
    topic: str = ""


USUAL = Wish()


def make_request(
    cmd: Command, participant: Participant, item: AgendaItem | None, wish: Wish = USUAL
) -> SpeakRequest:
    """Put the participant into a queue, for `item` or no item in particular.

    Raises Problem meeting_not_running, queue_closed, keeps_out_of_item, already_waiting or already_speaking
    (409).
    """
    rules.check_running(participant.meeting.status)
    chosen = settings_of(participant.meeting_id)
    rules.check_queue_open(chosen.is_open(wish.queue), wish.priority)
    check_has_part(participant.meeting, participant.person_id, item.id if item else None)
    mine = SpeakRequest.objects.filter(meeting=participant.meeting, person_id=participant.person_id)
    if mine.filter(status=SpeakRequest.Status.SPEAKING).exists():
        raise Problem("already_speaking")
    request = SpeakRequest(
        meeting=participant.meeting,
        participant=participant,
        person_id=participant.person_id,
        full_name=participant.full_name,
        position=participant.position,
        site_id=participant.site_id,
        site_name=participant.site_name,
        unit_name=participant.unit_name,
        item_id=item.id if item else None,
        item_title=str(item) if item else "",
        queue=wish.queue,
        priority=wish.priority,
        topic=wish.topic,
        requested_at=cmd.at,
        turns_before=mine.filter(status__in=HAD_THE_FLOOR).count(),
    )
    queues.sort(request, chosen)
    _insert(request)
    append_request(cmd, "speak_request.made", request, {"turns_before": request.turns_before})
    return request


def check_has_part(meeting: Meeting, person_id: UUID, item_id: UUID | None) -> None:
    """Raises Problem keeps_out_of_item (409) for who has no part in the item, or in the one on the table."""
    for one in {item_id, meeting.current_item_id}:
        if person_id in kept_out(meeting.id, one):
            raise Problem("keeps_out_of_item")


def _insert(request: SpeakRequest) -> None:
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        raise Problem("already_waiting") from error


def call(cmd: Command, request: SpeakRequest) -> SpeakRequest:
    """Call somebody up, to be ready when the floor is free. Raises Problem floor_closed, request_… (409)."""
    rules.check_floor_open(request.meeting.status)
    return _step(cmd, request, "call", "speak_request.called")


def accept(cmd: Command, request: SpeakRequest) -> SpeakRequest:
    """Who was called is ready. Raises Problem request_not_called, request_ready, request_… (409)."""
    return _step(cmd, request, "accept", "speak_request.accepted")


def put_back(cmd: Command, request: SpeakRequest) -> SpeakRequest:
    """Who was called waits again, in the former place. Raises Problem request_not_called, … (409)."""
    return _step(cmd, request, "put_back", "speak_request.put_back")


def withdraw(cmd: Command, request: SpeakRequest, reason: str = "withdrawn") -> SpeakRequest:
    """Take an active request out of the queue; `reason` says in the event what took it out.

    Raises Problem request_granted, request_withdrawn, request_declined or request_done (409).
    """
    return _step(cmd, request, "withdraw", "speak_request.withdrawn", {"reason": reason})


def decline(cmd: Command, request: SpeakRequest, reason: str) -> SpeakRequest:
    """The chair does not let it come up, and says why. Raises Problem as withdraw does (409)."""
    return _step(cmd, request, "decline", "speak_request.declined", {"reason": reason})


def _step(
    cmd: Command, request: SpeakRequest, step: str, event: str, more: dict[str, Any] | None = None
) -> SpeakRequest:
    request.status = rules.next_request_status(request.status, step)
    request.save(update_fields=["status"])
    append_request(cmd, event, request, more or {})
    return request


def grant(cmd: Command, request: SpeakRequest, limit_seconds: int | None = None) -> Turn:
    """Give the floor to an active request (its turn starts); who had it before has it no more.

    `limit_seconds` None means the office's usual time. Raises Problem floor_closed, request_granted,
    request_withdrawn, request_declined, request_done, keeps_out_of_item (409), bad_limit (422).
    """
    meeting = request.meeting
    rules.check_floor_open(meeting.status)
    limit = rules.check_limit(limit_seconds or settings.SPEAKING_SECONDS)
    reached = rules.next_request_status(request.status, "grant")
    check_has_part(meeting, request.person_id, request.item_id)
    request.status = reached
    end_running(cmd, meeting, "next_speaker")
    request.save(update_fields=["status"])
    turn = Turn.objects.create(
        meeting=meeting,
        request=request,
        identity=rules.speaking_identity(request.person_id, request.site_id),
        started_at=cmd.at,
        limit_seconds=limit,
    )
    _tell_granted(cmd, turn)
    microphones.open_for(cmd, turn)
    show_speaker(cmd, turn)
    return turn


def _tell_granted(cmd: Command, turn: Turn) -> None:
    others = queues.count_turn(turn.request)
    waited = int((cmd.at - turn.request.requested_at).total_seconds())
    cmd.append(
        stream_of(turn.meeting),
        "floor.granted",
        data={**_turn(turn), "waited_seconds": waited, "turns_before": turn.request.turns_before},
        state=merged(queue_state([turn.request, *others]), turn_state(turn)),
    )


def show_speaker(cmd: Command, turn: Turn) -> None:
    """Every large screen shows the one who speaks."""
    who = turn.request
    layout = Layout(mode="speaker", site_id=who.site_id, participant_id=who.participant_id, page=None)
    set_layout(cmd, turn.meeting, layout)


def pause(cmd: Command, turn: Turn, reason: str = "paused") -> Turn:
    """Stop the clock of the turn. Raises Problem turn_paused (409)."""
    turn.set_clock(turn.clock.pause(cmd.at))
    append_turn(cmd, "floor.paused", turn, {"reason": reason})
    return turn


def resume(cmd: Command, turn: Turn, more: dict[str, Any] | None = None) -> Turn:
    """Let the clock of the turn run on; `more` goes into the event.

    Raises Problem turn_running, floor_closed (409).
    """
    rules.check_floor_open(turn.meeting.status)
    turn.loss_paused = False
    turn.set_clock(turn.clock.resume(cmd.at))
    append_turn(cmd, "floor.resumed", turn, more or {})
    return turn


def extend(cmd: Command, turn: Turn, seconds: int) -> Turn:
    """Give the one who speaks `seconds` more. Raises Problem bad_limit (422)."""
    turn.set_clock(turn.clock.extend(seconds))
    append_turn(cmd, "floor.extended", turn, {"seconds": seconds})
    return turn


def end(cmd: Command, turn: Turn, reason: str = "ended") -> Turn:
    """Take the floor back and close the microphone; the event says how long was spoken."""
    turn.set_clock(turn.clock.end(cmd.at))
    turn.request.status = rules.next_request_status(turn.request.status, "end")
    turn.request.save(update_fields=["status"])
    append_turn(cmd, "floor.ended", turn, {"reason": reason, "ended_at": cmd.at})
    microphones.close_for(cmd, turn)
    return turn


def end_running(cmd: Command, meeting: Meeting, reason: str) -> None:
    """End the turn of the meeting if there is one."""
    turn = running_turn(meeting.id)
    if turn is not None:
        turn.meeting = meeting
        end(cmd, turn, reason)


def append_request(cmd: Command, event: str, request: SpeakRequest, more: dict[str, Any]) -> None:
    """Tell what happened to a request, by everything that names it."""
    data = {**_who(request), "requested_at": request.requested_at, **more}
    cmd.append(stream_of(request.meeting), event, data=data, state=queue_state([request]))


def append_turn(cmd: Command, event: str, turn: Turn, more: dict[str, Any]) -> None:
    """Tell what happened to a turn; with its end, what its unit has used of its time."""
    data = {**_turn(turn), "seconds_used": turn.clock.seconds_used(cmd.at), **more}
    used = budgets.used_by(turn.request) if turn.ended_at else {}
    cmd.append(stream_of(turn.meeting), event, data=data, state=merged(turn_state(turn), used))


def _who(request: SpeakRequest) -> dict[str, Any]:
    return {
        "request_id": request.id,
        "participant_id": request.participant_id,
        "full_name": request.full_name,
        "position": request.position,
        "site_id": request.site_id,
        "site_name": request.site_name,
        "unit_name": request.unit_name,
        "item_id": request.item_id,
        "item_title": request.item_title,
        "queue": request.queue,
        "priority": request.priority,
        "topic": request.topic,
    }


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        **_who(turn.request),
        "identity": turn.identity,
        "started_at": turn.started_at,
        "limit_seconds": turn.limit_seconds,
        "paused_seconds": turn.paused_seconds,
    }
