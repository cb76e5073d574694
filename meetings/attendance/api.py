"""Attendance over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.language import language_of
from ecabinet.problems import Problem
from meetings.attendance import services
from meetings.attendance.export import attendance_csv
from meetings.invitations.access import access_participant
from meetings.invitations.models import Participant
from meetings.invitations.rows import ParticipantRow, participant_row
from meetings.lifecycle.access import access_meeting

router = Router(tags=["attendance"])


class CheckIn(Schema):
    """`in_person`: at a site or in the room; `online`: on an own device elsewhere."""

    mode: Literal["in_person", "online"]


class AttendanceMark(Schema):
    """What the secretary found; an absence has a reason."""

    status: Literal["present_in_person", "present_online", "absent", "not_checked"]
    reason: Annotated[str, Field(max_length=300)] = ""


@router.post(
    "/meetings/{meeting_id}/check-in",
    response=ParticipantRow,
    operation_id="check_in",
    summary="Check in oneself, in person or online",
)
@as_command("attendance.check_in")
def check_in(request: CommandRequest, meeting_id: UUID, body: CheckIn) -> ParticipantRow:
    access = access_meeting(request.principal, meeting_id, "check_in", lock=True)
    if access.viewer.participant_id is None:
        raise Problem("not_allowed")
    participant = access_participant(access.meeting, access.viewer.participant_id)
    return participant_row(services.check_in(request.command, participant, body.mode))


@router.post(
    "/meetings/{meeting_id}/participants/{participant_id}/attendance",
    response=ParticipantRow,
    operation_id="mark_attendance",
    summary="Write down the attendance of a participant",
)
@as_command("attendance.mark")
def mark(
    request: CommandRequest, meeting_id: UUID, participant_id: UUID, body: AttendanceMark
) -> ParticipantRow:
    access = access_meeting(request.principal, meeting_id, "manage_attendance", lock=True)
    participant = access_participant(access.meeting, participant_id)
    return participant_row(services.mark(request.command, participant, body.status, body.reason))


@router.get(
    "/meetings/{meeting_id}/attendance.csv",
    operation_id="export_attendance",
    summary="The attendance list as CSV (UTF-8 with byte order mark)",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def export(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting").meeting
    text = attendance_csv(Participant.objects.filter(meeting=meeting), language_of(request))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="attendance-{meeting.id}.csv"'
    response["Cache-Control"] = "no-store"
    return response
