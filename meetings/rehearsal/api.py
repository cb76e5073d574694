"""Rehearsals over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from ninja import Router

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.directory.models import Person
from ecabinet.imports import sheets
from ecabinet.language import language_of
from ecabinet.pagination import Page, page_of
from ecabinet.problems import FieldError, NotFound, Problem
from ecabinet.search import matching
from meetings.invitations.access import access_site
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.access import access_meeting, is_secretary_of
from meetings.lifecycle.fields import PageNumber, Query
from meetings.lifecycle.models import Meeting
from meetings.rehearsal import rules, services
from meetings.rehearsal.access import (
    access_board,
    access_candidate,
    access_overseen_site,
    access_own_site,
    access_round,
    candidates,
)
from meetings.rehearsal.checklists import checklist_of, set_checklist
from meetings.rehearsal.export import results_sheet
from meetings.rehearsal.models import Report
from meetings.rehearsal.rows import (
    ChecklistItem,
    OverseerRow,
    RehearsalReportRow,
    RehearsalResultRow,
    RehearsalRow,
    overseer_row,
    rehearsal_row,
    report_row,
    result_row,
)
from meetings.rehearsal.schemas import (
    ChecklistOut,
    ChecklistWanted,
    CheckWanted,
    OverseerCandidate,
    OverseersWanted,
    RehearsalWanted,
    ReportWanted,
)
from meetings.screens.services import check_active, screen_of

router = Router(tags=["rehearsal"])

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT_TYPES = {sheets.CSV: "text/csv; charset=utf-8", sheets.XLSX: XLSX_TYPE}
BINARY = {"type": "string", "format": "binary"}


@router.post(
    "/meetings/{meeting_id}/rehearsals",
    response=RehearsalRow,
    operation_id="open_rehearsal",
    summary="Open a trial round; a site's screen may do so itself shortly before the meeting",
)
@as_command("rehearsal.open")
def open_rehearsal(request: CommandRequest, meeting_id: UUID, body: RehearsalWanted) -> RehearsalRow:
    if request.principal.kind == "site_device":
        return _opened_by_a_site(request, meeting_id)
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting", lock=True).meeting
    if body.ends_at is None:
        raise Problem("bad_input", errors=(FieldError("ends_at", "rehearsal_window"),))
    return rehearsal_row(services.open_round(request.command, meeting, body.ends_at, body.note))


def _opened_by_a_site(request: CommandRequest, meeting_id: UUID) -> RehearsalRow:
    """The round that is open, else a new one that lasts until the meeting begins."""
    access, cmd = access_meeting(request.principal, meeting_id, lock=True), request.command
    access_own_site(access, request.principal)
    check_active(meeting_id, str(access.viewer.site_id), screen_of(request.session))
    found = services.current_round(access.meeting)
    if found is not None and rules.is_open(found.closed_at, found.ends_at, cmd.at):
        return rehearsal_row(found)
    before = timedelta(minutes=settings.REHEARSAL_MINUTES_BEFORE_START)
    ends_at = rules.automatic_window(access.meeting.scheduled_start, cmd.at, before)
    return rehearsal_row(services.open_round(cmd, access.meeting, ends_at, is_automatic=True))


@router.post(
    "/meetings/{meeting_id}/rehearsals/{round_id}/close",
    response=RehearsalRow,
    operation_id="close_rehearsal",
    summary="Close a trial round",
)
@as_command("rehearsal.close")
def close_rehearsal(request: CommandRequest, meeting_id: UUID, round_id: UUID) -> RehearsalRow:
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting", lock=True).meeting
    found = access_round(meeting, round_id)
    return rehearsal_row(services.close_round(request.command, meeting, found))


@router.post(
    "/meetings/{meeting_id}/rehearsals/{round_id}/reports",
    response=RehearsalResultRow,
    operation_id="report_rehearsal",
    summary="A site's active screen reports its tests; the last report counts, all are kept",
)
@as_command("rehearsal.report")
def report_rehearsal(
    request: CommandRequest, meeting_id: UUID, round_id: UUID, body: ReportWanted
) -> RehearsalResultRow:
    access = access_meeting(request.principal, meeting_id, lock=True)
    site = access_own_site(access, request.principal)
    screen = screen_of(request.session)
    check_active(meeting_id, str(site.site_id), screen)
    found = access_round(access.meeting, round_id)
    result = services.report(request.command, found, site, body.measured(), screen.name, body.note)
    return result_row(found.number, result)


@router.post(
    "/meetings/{meeting_id}/rehearsals/{round_id}/sites/{site_id}/check",
    response=RehearsalResultRow,
    operation_id="check_rehearsal_site",
    summary="The overseer of a site notes that it was asked by phone",
)
@as_command("rehearsal.check")
def check_site(
    request: CommandRequest, meeting_id: UUID, round_id: UUID, site_id: UUID, body: CheckWanted
) -> RehearsalResultRow:
    access = access_meeting(request.principal, meeting_id, lock=True)
    site, found = access_overseen_site(access, site_id), access_round(access.meeting, round_id)
    return result_row(found.number, services.check(request.command, found, site, body.note))


@router.get(
    "/meetings/{meeting_id}/rehearsals/{round_id}/sites/{site_id}/reports",
    response=Page[RehearsalReportRow],
    operation_id="list_rehearsal_reports",
    summary="All reports of a site in a round, the last first",
)
def list_reports(
    request: SignedInRequest, meeting_id: UUID, round_id: UUID, site_id: UUID, page: PageNumber = 1
) -> dict[str, Any]:
    meeting = access_board(request.principal, meeting_id).meeting
    found, site = access_round(meeting, round_id), access_site(meeting, site_id)
    return page_of(Report.objects.filter(round=found, site_id=site.site_id), page, report_row)


@router.get(
    "/meetings/{meeting_id}/rehearsal-checklist",
    response=ChecklistOut,
    operation_id="get_rehearsal_checklist",
    summary="The checklist that the next round is run with",
)
def get_checklist(request: SignedInRequest, meeting_id: UUID) -> ChecklistOut:
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting").meeting
    return _checklist(request, meeting)


def _checklist(request: SignedInRequest, meeting: Meeting) -> ChecklistOut:
    items, source = checklist_of(meeting)
    may_set_unit = is_secretary_of(request.principal, meeting)
    return ChecklistOut(
        items=[ChecklistItem(**item) for item in items], source=source, may_set_unit=may_set_unit
    )


@router.post(
    "/meetings/{meeting_id}/rehearsal-checklist",
    response=ChecklistOut,
    operation_id="set_rehearsal_checklist",
    summary="Write the checklist of the meeting, or the usual one of its unit",
)
@as_command("rehearsal.set_checklist")
def write_checklist(request: CommandRequest, meeting_id: UUID, body: ChecklistWanted) -> ChecklistOut:
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting", lock=True).meeting
    if body.for_unit and not is_secretary_of(request.principal, meeting):
        raise Problem("not_allowed")
    items = None if body.items is None else [item.item() for item in body.items]
    set_checklist(request.command, meeting, items, body.for_unit)
    return _checklist(request, meeting)


@router.post(
    "/meetings/{meeting_id}/overseers",
    response=list[OverseerRow],
    operation_id="set_overseer",
    summary="Let a person watch over the readiness of sites, or nobody",
)
@as_command("rehearsal.set_overseer")
def set_overseer(request: CommandRequest, meeting_id: UUID, body: OverseersWanted) -> list[dict[str, Any]]:
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting", lock=True).meeting
    wanted = set(body.site_ids)
    sites = list(MeetingSite.objects.filter(meeting=meeting, site_id__in=wanted))
    if len(sites) < len(wanted):
        raise NotFound
    person = access_candidate(meeting, body.person_id) if body.person_id else None
    found = services.set_overseer(request.command, meeting, sites, person)
    return [overseer_row(one).model_dump(mode="json") for one in found]


@router.get(
    "/meetings/{meeting_id}/overseers/candidates",
    response=Page[OverseerCandidate],
    operation_id="list_overseer_candidates",
    summary="Who may watch over sites: participants, and people of the meeting's unit with an account",
)
def list_candidates(
    request: SignedInRequest,
    meeting_id: UUID,
    query: Query = "",
    page: PageNumber = 1,
) -> dict[str, Any]:
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting").meeting
    return page_of(matching(candidates(meeting), query), page, _candidate)


def _candidate(person: Person) -> OverseerCandidate:
    return OverseerCandidate(
        person_id=person.id,
        full_name=person.full_name,
        position=person.position,
        unit_name=person.unit.name,
    )


@router.get(
    "/meetings/{meeting_id}/rehearsals/{round_id}/results.csv",
    operation_id="export_rehearsal",
    summary="How all sites stood in a round, as CSV (UTF-8 with byte order mark)",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def export_csv(request: SignedInRequest, meeting_id: UUID, round_id: UUID) -> HttpResponse:
    return _file(request, meeting_id, round_id, sheets.CSV)


@router.get(
    "/meetings/{meeting_id}/rehearsals/{round_id}/results.xlsx",
    operation_id="export_rehearsal_xlsx",
    summary="How all sites stood in a round, as a workbook",
    openapi_extra={"responses": {200: {"content": {XLSX_TYPE: {"schema": BINARY}}}}},
)
def export_xlsx(request: SignedInRequest, meeting_id: UUID, round_id: UUID) -> HttpResponse:
    return _file(request, meeting_id, round_id, sheets.XLSX)


def _file(request: SignedInRequest, meeting_id: UUID, round_id: UUID, kind: str) -> HttpResponse:
    found = access_round(access_board(request.principal, meeting_id).meeting, round_id)
    content = results_sheet(kind, found, language_of(request))
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="rehearsal-{found.number}-{meeting_id}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response
