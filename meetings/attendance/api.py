"""Attendance over HTTP."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from agenda.items.access import access_item
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.imports import sheets
from ecabinet.language import language_of
from ecabinet.pagination import Page, page_of
from ecabinet.problems import NotFound, Problem
from meetings.attendance import leaving, recusals, scanning, services
from meetings.attendance.access import access_tended_site
from meetings.attendance.codes import EARLIER_WINDOWS, WINDOW_SECONDS
from meetings.attendance.export import people_sheet, sites_sheet
from meetings.attendance.headcounts import HeadcountRow, headcount_row, note_headcount
from meetings.attendance.leaving import LeaveRow, leave_row
from meetings.attendance.lists import (
    AttendeeRow,
    Show,
    SitePresenceRow,
    attendee_rows,
    people_of,
    site_presence_rows,
)
from meetings.attendance.recusals import RecusalRow, access_recusal, recusal_row
from meetings.invitations.access import access_participant
from meetings.invitations.models import MeetingSite, Participant
from meetings.invitations.rows import ParticipantRow, participant_row
from meetings.lifecycle.access import MeetingAccess, access_meeting
from meetings.lifecycle.fields import PageNumber, Words
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant

router = Router(tags=["attendance"])

Of = Literal["people", "sites"]
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT_TYPES = {sheets.CSV: "text/csv; charset=utf-8", sheets.XLSX: XLSX_TYPE}
BINARY = {"type": "string", "format": "binary"}


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


class HeadcountWanted(Schema):
    """How many people are in the room."""

    count: Annotated[int, Field(ge=0, le=10_000)]


class RecusalWanted(Schema):
    """Who keeps out of an item, and why; the reason stands in the minutes."""

    participant_id: UUID
    reason: Annotated[str, Words, StringConstraints(min_length=1, max_length=300)]


class LeaveWanted(Schema):
    """Why one leaves; it stands in the minutes."""

    reason: Annotated[str, Words, StringConstraints(min_length=1, max_length=300)]


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
    if access is None and scan.site.meeting.published_at is None:
        raise NotFound
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


def _leaver(request: CommandRequest, meeting_id: UUID, participant_id: UUID) -> Participant:
    """The participant, for oneself and for who takes the attendance."""
    access = access_meeting(request.principal, meeting_id, lock=True)
    viewer = access.viewer
    if viewer.participant_id != str(participant_id) and "manage_attendance" not in viewer.can:
        raise Problem("not_allowed")
    return access_participant(access.meeting, participant_id)


@router.post(
    "/meetings/{meeting_id}/participants/{participant_id}/leave",
    response=LeaveRow,
    operation_id="leave_meeting",
    summary="Leave the meeting, for a reason; oneself, or written down by a secretary",
)
@as_command("attendance.leave")
def leave(request: CommandRequest, meeting_id: UUID, participant_id: UUID, body: LeaveWanted) -> LeaveRow:
    participant = _leaver(request, meeting_id, participant_id)
    return leave_row(leaving.leave(request.command, participant, body.reason))


@router.post(
    "/meetings/{meeting_id}/participants/{participant_id}/return",
    response=LeaveRow,
    operation_id="return_to_meeting",
    summary="Come back to the meeting; oneself, or written down by a secretary",
)
@as_command("attendance.return")
def come_back(request: CommandRequest, meeting_id: UUID, participant_id: UUID) -> LeaveRow:
    participant = _leaver(request, meeting_id, participant_id)
    return leave_row(leaving.come_back_now(request.command, participant))


@router.get(
    "/meetings/{meeting_id}/attendance",
    response=Page[AttendeeRow],
    operation_id="list_attendance",
    summary="Who was there how and when, how often they spoke and what they opened",
)
def list_attendance(
    request: SignedInRequest, meeting_id: UUID, show: Show = "all", page: PageNumber = 1
) -> dict[str, Any]:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting").meeting
    found = page_of(people_of(meeting, show), page, lambda participant: participant)
    return {**found, "items": attendee_rows(meeting, found["items"], timezone.now())}


@router.get(
    "/meetings/{meeting_id}/attendance/sites",
    response=Page[SitePresenceRow],
    operation_id="list_site_presence",
    summary="How many were at each site, and when its line was up",
)
def list_site_presence(request: SignedInRequest, meeting_id: UUID, page: PageNumber = 1) -> dict[str, Any]:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting").meeting
    found = page_of(MeetingSite.objects.filter(meeting=meeting), page, lambda site: site)
    return {**found, "items": site_presence_rows(meeting, found["items"], timezone.now())}


@router.post(
    "/meetings/{meeting_id}/sites/{site_id}/headcount",
    response=HeadcountRow,
    operation_id="note_headcount",
    summary="Write down how many people are in the room of a site",
)
@as_command("attendance.note_headcount")
def headcount(
    request: CommandRequest, meeting_id: UUID, site_id: UUID, body: HeadcountWanted
) -> HeadcountRow:
    access = access_meeting(request.principal, meeting_id, lock=True)
    site = access_tended_site(access, request.principal, site_id)
    return headcount_row(note_headcount(request.command, site, body.count))


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/recusals",
    response=RecusalRow,
    operation_id="record_recusal",
    summary="Let a person keep out of an item",
)
@as_command("recusal.record")
def record_recusal(
    request: CommandRequest, meeting_id: UUID, item_id: UUID, body: RecusalWanted
) -> RecusalRow:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting", lock=True).meeting
    item, participant = access_item(meeting, item_id), access_participant(meeting, body.participant_id)
    return recusal_row(recusals.record(request.command, participant, item, body.reason))


@router.post(
    "/meetings/{meeting_id}/recusals/{recusal_id}/withdraw",
    response=RecusalRow,
    operation_id="withdraw_recusal",
    summary="Let a person take part in an item again",
)
@as_command("recusal.withdraw")
def withdraw_recusal(request: CommandRequest, meeting_id: UUID, recusal_id: UUID) -> RecusalRow:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting", lock=True).meeting
    return recusal_row(recusals.withdraw(request.command, access_recusal(meeting, recusal_id)))


@router.get(
    "/meetings/{meeting_id}/attendance.csv",
    operation_id="export_attendance",
    summary="The attendance list as CSV (UTF-8 with byte order mark), by person or by site",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def export_csv(
    request: SignedInRequest, meeting_id: UUID, of: Of = "people", show: Show = "all"
) -> HttpResponse:
    return _file(request, meeting_id, sheets.CSV, of, show)


@router.get(
    "/meetings/{meeting_id}/attendance.xlsx",
    operation_id="export_attendance_xlsx",
    summary="The attendance list as a workbook, by person or by site",
    openapi_extra={"responses": {200: {"content": {XLSX_TYPE: {"schema": BINARY}}}}},
)
def export_xlsx(
    request: SignedInRequest, meeting_id: UUID, of: Of = "people", show: Show = "all"
) -> HttpResponse:
    return _file(request, meeting_id, sheets.XLSX, of, show)


def _file(request: SignedInRequest, meeting_id: UUID, kind: str, of: Of, show: Show) -> HttpResponse:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting").meeting
    content = _content(meeting, kind, of, show, language_of(request))
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="attendance-{of}-{meeting.id}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response


def _content(meeting: Meeting, kind: str, of: Of, show: Show, language: str) -> bytes:
    now = timezone.now()
    if of == "sites":
        sites = list(MeetingSite.objects.filter(meeting=meeting))
        return sites_sheet(kind, site_presence_rows(meeting, sites, now), language)
    people = list(people_of(meeting, show))
    return people_sheet(kind, attendee_rows(meeting, people, now), language)
