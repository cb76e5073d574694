"""Attendance over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.language import language_of
from ecabinet.problems import NotFound, Problem
from meetings.attendance import scanning, services
from meetings.attendance.access import access_tended_site
from meetings.attendance.codes import EARLIER_WINDOWS, WINDOW_SECONDS
from meetings.attendance.export import attendance_csv
from meetings.invitations.access import access_participant
from meetings.invitations.models import Participant
from meetings.invitations.rows import ParticipantRow, participant_row
from meetings.lifecycle.access import MeetingAccess, access_meeting
from meetings.lifecycle.rows import Instant

router = Router(tags=["attendance"])


class CheckIn(Schema):
    """`in_person`: at a site or in the room; `online`: on an own device elsewhere."""

    mode: Literal["in_person", "online"]


class ScannedCode(Schema):
    """The letters on the screen of a site, in any case, spaces and dashes as one likes."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]


class CheckInCodeRow(Schema):
    """The code that a site's screen shows until `changes_at`; it is accepted `seconds` longer."""

    site_id: UUID
    site_name: str
    code: str
    changes_at: Instant
    seconds: int


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


@router.get(
    "/meetings/{meeting_id}/check-in-code",
    response=CheckInCodeRow,
    operation_id="see_check_in_code",
    summary="The code of now on a site's screen; without a site the viewer's own",
)
def check_in_code(request: SignedInRequest, meeting_id: UUID, site_id: UUID | None = None) -> CheckInCodeRow:
    access = access_meeting(request.principal, meeting_id)
    site = access_tended_site(access, request.principal, site_id)
    code, changes_at = scanning.code_now(site, timezone.now())
    return CheckInCodeRow(
        site_id=site.site_id,
        site_name=site.name,
        code=code,
        changes_at=changes_at,
        seconds=WINDOW_SECONDS * EARLIER_WINDOWS,
    )


@router.post(
    "/meetings/{meeting_id}/check-in/code",
    response=ParticipantRow,
    operation_id="check_in_by_code",
    summary="Check in in person by the code on the screen of a site",
)
@as_command("attendance.check_in_by_code")
def check_in_by_code(request: CommandRequest, meeting_id: UUID, body: ScannedCode) -> ParticipantRow:
    access = _access_or_none(request, meeting_id)
    try:
        scan = scanning.read_code(meeting_id, request.principal.account_id, body.code, request.command.at)
    except Problem as problem:
        if access is None:
            raise NotFound from problem
        raise
    if access is None or access.viewer.participant_id is None:
        raise Problem("check_in_not_invited")
    participant = access_participant(access.meeting, access.viewer.participant_id)
    return participant_row(scanning.check_in_by_code(request.command, participant, scan))


def _access_or_none(request: CommandRequest, meeting_id: UUID) -> MeetingAccess | None:
    """None for a stranger: who stands before the screen is told so, to all others there is no meeting."""
    try:
        return access_meeting(request.principal, meeting_id, lock=True)
    except NotFound:
        return None


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
