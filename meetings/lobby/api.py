"""Waiting before the door, and keeping it."""

from typing import Annotated
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field, StringConstraints

from agenda.items.access import access_item
from ecabinet.commands import CommandRequest, as_command
from ecabinet.problems import Problem
from meetings.invitations.access import access_participant
from meetings.lifecycle.access import access_meeting
from meetings.lobby import services
from meetings.lobby.rows import (
    LobbyRow,
    LobbySettingsRow,
    MyWaitRow,
    entry_row,
    my_wait_row,
    settings_row,
)

router = Router(tags=["lobby"])

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class DoorChoice(Schema):
    """What is left out stays. `doors_closed`: whoever has not come yet waits too."""

    guests_wait: bool | None = None
    doors_closed: bool | None = None
    text: Words | None = None


class Admission(Schema):
    """Whom to let in: null for all who wait. `item_id`: for that item only."""

    participant_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)] | None = None
    item_id: UUID | None = None


class Refusal(Schema):
    reason: Reason


class Sending(Schema):
    reason: Words = ""


class LobbyRows(Schema):
    items: list[LobbyRow]


@router.post(
    "/meetings/{meeting_id}/lobby/settings",
    response=LobbySettingsRow,
    operation_id="set_lobby",
    summary="Choose who waits before the door of the meeting",
)
@as_command("lobby.set")
def set_lobby(request: CommandRequest, meeting_id: UUID, body: DoorChoice) -> LobbySettingsRow:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting", lock=True).meeting
    changes = body.model_dump(exclude_none=True)
    return settings_row(services.choose(request.command, meeting, changes))


@router.post(
    "/meetings/{meeting_id}/lobby/knock",
    response=MyWaitRow,
    operation_id="knock",
    summary="Stand before the door of a meeting that is shut to oneself",
)
@as_command("lobby.knock")
def knock(request: CommandRequest, meeting_id: UUID) -> MyWaitRow:
    access = access_meeting(request.principal, meeting_id, lock=True, waiting=True)
    if access.viewer.participant_id is None:
        raise Problem("not_in_lobby")
    participant = access_participant(access.meeting, access.viewer.participant_id)
    return my_wait_row(services.knock(request.command, access.meeting, participant))


@router.post(
    "/meetings/{meeting_id}/lobby/admit",
    response=LobbyRows,
    operation_id="admit_guests",
    summary="Let people in who wait, for the meeting or for one item",
)
@as_command("guest.admit")
def admit(request: CommandRequest, meeting_id: UUID, body: Admission) -> LobbyRows:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting", lock=True).meeting
    item = access_item(meeting, body.item_id) if body.item_id else None
    ids = body.participant_ids
    people = [access_participant(meeting, one) for one in dict.fromkeys(ids)] if ids is not None else None
    admitted = services.admit(request.command, meeting, people, item)
    return LobbyRows(items=[entry_row(entry) for entry in admitted])


@router.post(
    "/meetings/{meeting_id}/lobby/{participant_id}/turn-away",
    response=LobbyRow,
    operation_id="turn_guest_away",
    summary="Do not let somebody in, with a reason",
)
@as_command("guest.turn_away")
def turn_away(request: CommandRequest, meeting_id: UUID, participant_id: UUID, body: Refusal) -> LobbyRow:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting", lock=True).meeting
    participant = access_participant(meeting, participant_id)
    return entry_row(services.turn_away(request.command, meeting, participant, body.reason))


@router.post(
    "/meetings/{meeting_id}/lobby/{participant_id}/send-out",
    response=LobbyRow,
    operation_id="send_guest_out",
    summary="Send somebody who is in out again",
)
@as_command("guest.send_out")
def send_out(request: CommandRequest, meeting_id: UUID, participant_id: UUID, body: Sending) -> LobbyRow:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting", lock=True).meeting
    participant = access_participant(meeting, participant_id)
    return entry_row(services.send_out(request.command, meeting, participant, body.reason))
