"""The queue, the floor and the microphones over HTTP."""

from typing import Annotated
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field, StringConstraints

from agenda.items.access import access_item
from ecabinet.commands import CommandRequest, as_command
from ecabinet.problems import Problem
from ecabinet.shapes import INLINE
from meetings.floor import budgets, microphones, queues, rules, services
from meetings.floor.access import (
    access_called,
    access_own_request,
    access_request,
    access_turn,
    access_turn_to_end,
)
from meetings.floor.models import FloorSettings, SpeakRequest
from meetings.floor.rows import FloorSettingsRow, QueueRow, TurnRow, queue_row, settings_row, turn_row
from meetings.floor.rules import LONGEST_SECONDS, SHORTEST_SECONDS
from meetings.invitations.access import access_participant, access_site
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.access import access_meeting

router = Router(tags=["floor"])

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Seconds = Annotated[int, Field(ge=SHORTEST_SECONDS, le=LONGEST_SECONDS)]


class NewRequest(Schema):
    """`item_id`: the item to speak about; the one on the table when left out.

    `queue` interpellation is for questioning (chất vấn); a point_of_order goes before everybody.
    """

    item_id: UUID | None = None
    queue: Annotated[SpeakRequest.Queue, INLINE] = SpeakRequest.Queue.SPEAKING
    priority: Annotated[SpeakRequest.Priority, INLINE] = SpeakRequest.Priority.NORMAL
    topic: Annotated[str, Field(max_length=300)] = ""


class Declining(Schema):
    reason: Reason


class QueueChoice(Schema):
    """A queue, and whether it takes requests."""

    queue: Annotated[SpeakRequest.Queue, INLINE]
    open: bool


class QueueOrder(Schema):
    """`ids`: everybody in that queue in the wanted order; null gives up the order made by hand."""

    queue: Annotated[SpeakRequest.Queue, INLINE]
    ids: Annotated[list[UUID], Field(max_length=2000)] | None


class FloorChoice(Schema):
    """What is left out stays. `loss_return_seconds` 0: the chair always decides when a line is back."""

    first_timers_first: bool | None = None
    loss_action: Annotated[FloorSettings.LossAction, INLINE] | None = None
    loss_return_seconds: Annotated[int, Field(ge=0, le=3600)] | None = None
    loss_people: Annotated[int, Field(ge=1, le=10_000)] | None = None
    loss_voters: Annotated[int, Field(ge=1, le=10_000)] | None = None


class BudgetChoice(Schema):
    """`minutes` 0 takes the budget away; without `item_id` it is for the whole meeting."""

    unit_name: Annotated[str, Field(min_length=1, max_length=200)]
    item_id: UUID | None = None
    minutes: Annotated[int, Field(ge=0, le=1440)]


class QueueRows(Schema):
    """A queue in its new order."""

    items: list[QueueRow]


class Grant(Schema):
    """`limit_seconds`: the time to speak; the office's usual time when left out."""

    limit_seconds: Seconds | None = None


class Extension(Schema):
    seconds: Seconds


class Opening(Schema):
    open: bool


class Acted(Schema):
    """The answer of a command that leaves no row; the events tell what changed."""

    ok: bool = True


class MicrophoneRow(Schema):
    site_id: UUID
    name: str
    microphone: MeetingSite.Microphone


@router.post(
    "/meetings/{meeting_id}/speak-requests",
    response=QueueRow,
    operation_id="make_speak_request",
    summary="Ask for the floor",
)
@as_command("speak_request.make")
def make_request(request: CommandRequest, meeting_id: UUID, body: NewRequest) -> QueueRow:
    access = access_meeting(request.principal, meeting_id, "request_floor", lock=True)
    if access.viewer.participant_id is None:
        raise Problem("not_allowed")
    participant = access_participant(access.meeting, access.viewer.participant_id)
    item_id = body.item_id or access.meeting.current_item_id
    item = access_item(access.meeting, item_id, access.viewer) if item_id else None
    if body.item_id and item:
        rules.check_item_ahead(item.status)
    wish = services.Wish(body.queue, body.priority, body.topic.strip())
    return queue_row(services.make_request(request.command, participant, item, wish))


@router.post(
    "/meetings/{meeting_id}/speak-requests/{request_id}/withdraw",
    response=Acted,
    operation_id="withdraw_speak_request",
    summary="Take an active request back",
)
@as_command("speak_request.withdraw")
def withdraw(request: CommandRequest, meeting_id: UUID, request_id: UUID) -> Acted:
    access = access_meeting(request.principal, meeting_id, lock=True)
    services.withdraw(request.command, access_own_request(access, request_id))
    return Acted()


@router.post(
    "/meetings/{meeting_id}/speak-requests/order",
    response=QueueRows,
    operation_id="order_queue",
    summary="Put a queue into an order by hand",
)
@as_command("queue.reorder")
def order(request: CommandRequest, meeting_id: UUID, body: QueueOrder) -> QueueRows:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    ordered = queues.reorder(request.command, access.meeting, body.queue, body.ids)
    return QueueRows(items=[queue_row(one) for one in ordered])


@router.post(
    "/meetings/{meeting_id}/floor/queue",
    response=FloorSettingsRow,
    operation_id="open_queue",
    summary="Open or close one of the two queues",
)
@as_command("queue.set")
def set_queue(request: CommandRequest, meeting_id: UUID, body: QueueChoice) -> FloorSettingsRow:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    return settings_row(queues.set_open(request.command, access.meeting, body.queue, body.open))


@router.post(
    "/meetings/{meeting_id}/floor/settings",
    response=FloorSettingsRow,
    operation_id="set_floor_settings",
    summary="Choose how the floor of a meeting is run",
)
@as_command("floor_settings.change")
def set_settings(request: CommandRequest, meeting_id: UUID, body: FloorChoice) -> FloorSettingsRow:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    changes = body.model_dump(exclude_none=True)
    return settings_row(queues.change_settings(request.command, access.meeting, changes))


@router.post(
    "/meetings/{meeting_id}/floor/budgets",
    response=Acted,
    operation_id="set_time_budget",
    summary="Give a unit a time to speak",
)
@as_command("time_budget.set")
def set_budget(request: CommandRequest, meeting_id: UUID, body: BudgetChoice) -> Acted:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    item = access_item(access.meeting, body.item_id) if body.item_id else None
    budgets.set_budget(
        request.command, access.meeting, body.unit_name, item.id if item else None, body.minutes
    )
    return Acted()


@router.post(
    "/meetings/{meeting_id}/speak-requests/{request_id}/call",
    response=QueueRow,
    operation_id="call_speaker",
    summary="Call somebody up, to be ready when the floor is free",
)
@as_command("speak_request.call")
def call(request: CommandRequest, meeting_id: UUID, request_id: UUID) -> QueueRow:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    return queue_row(services.call(request.command, access_request(access.meeting, request_id)))


@router.post(
    "/meetings/{meeting_id}/speak-requests/{request_id}/accept",
    response=QueueRow,
    operation_id="accept_call",
    summary="Say that one is ready to speak",
)
@as_command("speak_request.accept")
def accept(request: CommandRequest, meeting_id: UUID, request_id: UUID) -> QueueRow:
    access = access_meeting(request.principal, meeting_id, lock=True)
    return queue_row(services.accept(request.command, access_called(access, request_id)))


@router.post(
    "/meetings/{meeting_id}/speak-requests/{request_id}/put-back",
    response=QueueRow,
    operation_id="put_back_speaker",
    summary="Let who was called wait again",
)
@as_command("speak_request.put_back")
def put_back(request: CommandRequest, meeting_id: UUID, request_id: UUID) -> QueueRow:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    return queue_row(services.put_back(request.command, access_request(access.meeting, request_id)))


@router.post(
    "/meetings/{meeting_id}/speak-requests/{request_id}/decline",
    response=Acted,
    operation_id="decline_speak_request",
    summary="Decline a request, with a reason",
)
@as_command("speak_request.decline")
def decline(request: CommandRequest, meeting_id: UUID, request_id: UUID, body: Declining) -> Acted:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    services.decline(request.command, access_request(access.meeting, request_id), body.reason)
    return Acted()


@router.post(
    "/meetings/{meeting_id}/speak-requests/{request_id}/grant",
    response=TurnRow,
    operation_id="grant_floor",
    summary="Give the floor to an active request",
)
@as_command("floor.grant")
def grant(request: CommandRequest, meeting_id: UUID, request_id: UUID, body: Grant) -> TurnRow:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    asked = access_request(access.meeting, request_id)
    return turn_row(services.grant(request.command, asked, body.limit_seconds))


@router.post(
    "/meetings/{meeting_id}/floor/pause",
    response=TurnRow,
    operation_id="pause_floor",
    summary="Stop the clock of the one who speaks",
)
@as_command("floor.pause")
def pause(request: CommandRequest, meeting_id: UUID) -> TurnRow:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    return turn_row(services.pause(request.command, access_turn(access.meeting)))


@router.post(
    "/meetings/{meeting_id}/floor/resume",
    response=TurnRow,
    operation_id="resume_floor",
    summary="Let the clock of the one who speaks run on",
)
@as_command("floor.resume")
def resume(request: CommandRequest, meeting_id: UUID) -> TurnRow:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    return turn_row(services.resume(request.command, access_turn(access.meeting)))


@router.post(
    "/meetings/{meeting_id}/floor/extend",
    response=TurnRow,
    operation_id="extend_floor",
    summary="Give the one who speaks more time",
)
@as_command("floor.extend")
def extend(request: CommandRequest, meeting_id: UUID, body: Extension) -> TurnRow:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    return turn_row(services.extend(request.command, access_turn(access.meeting), body.seconds))


@router.post(
    "/meetings/{meeting_id}/floor/end",
    response=TurnRow,
    operation_id="end_floor",
    summary="Take the floor back",
)
@as_command("floor.end")
def end(request: CommandRequest, meeting_id: UUID) -> TurnRow:
    access = access_meeting(request.principal, meeting_id, lock=True)
    return turn_row(services.end(request.command, access_turn_to_end(access)))


@router.post(
    "/meetings/{meeting_id}/microphones/mute-all",
    response=Acted,
    operation_id="mute_all",
    summary="Close every microphone but the chair's and the speaker's",
)
@as_command("microphones.mute_all")
def mute_all(request: CommandRequest, meeting_id: UUID) -> Acted:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    microphones.mute_all(request.command, access.meeting)
    return Acted()


@router.post(
    "/meetings/{meeting_id}/sites/{site_id}/microphone",
    response=MicrophoneRow,
    operation_id="set_site_microphone",
    summary="Open or close the microphone of one site",
)
@as_command("microphone.set")
def set_microphone(request: CommandRequest, meeting_id: UUID, site_id: UUID, body: Opening) -> MicrophoneRow:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    site = access_site(access.meeting, site_id)
    microphones.set_site_microphone(request.command, site, body.open)
    return MicrophoneRow(
        site_id=site.site_id, name=site.name, microphone=MeetingSite.Microphone(site.microphone)
    )
