"""Endpoints of a meeting's life."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Field, Router

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.directory.models import Person, Site
from ecabinet.gzipped import answer_in_pieces
from ecabinet.language import language_of
from ecabinet.pagination import Page, page_of
from ecabinet.problems import Problem
from meetings.kinds.models import MeetingType
from meetings.lifecycle import closing, journal_view, readiness, services, starting
from meetings.lifecycle.access import access_meeting, require_preparer
from meetings.lifecycle.fields import PageNumber, Query
from meetings.lifecycle.journal_view import EVENTS_A_PAGE
from meetings.lifecycle.lists import MeetingSummary, Scope, held_between, listed, summarised, summary
from meetings.lifecycle.lookup import existing, owning_unit
from meetings.lifecycle.meanwhile import require_unchanged
from meetings.lifecycle.models import Meeting, MeetingTemplate
from meetings.lifecycle.rows import Layout, MeetingRow, meeting_row
from meetings.lifecycle.schemas import (
    ActReason,
    Closing,
    GivenReason,
    MeetingEdit,
    MeetingIn,
    Missing,
    Readiness,
    StillOpen,
)

router = Router(tags=["meetings"])

Snapshot = journal_view.snapshot_model()


@router.get(
    "/meetings",
    response=Page[MeetingSummary],
    operation_id="list_meetings",
    summary="Meetings that one may see",
)
def list_meetings(
    request: SignedInRequest,
    scope: Scope = "all",
    query: Query = "",
    since: date | None = None,
    until: date | None = None,
    unit: UUID | None = None,
    series: UUID | None = None,
    page: PageNumber = 1,
) -> dict[str, Any]:
    """Of the days from `since` to `until`, both included, chaired by `unit`, of one `series`, where given."""
    principal = request.principal
    found = held_between(listed(principal, scope, query, timezone.now()), since, until)
    if unit is not None:
        found = found.filter(unit_id=unit)
    if series is not None:
        found = found.filter(series_id=series)
    return page_of(found, page, lambda meeting: summary(meeting, principal))


@router.post(
    "/meetings", response=MeetingRow, operation_id="create_meeting", summary="Make a meeting, in draft"
)
@as_command("meeting.create")
def create(request: CommandRequest, new: MeetingIn) -> MeetingRow:
    require_preparer(request.principal)
    people = Person.objects.select_related("unit")
    meeting = services.create(
        request.command,
        services.NewMeeting(
            **new.model_dump(
                exclude={"template_id", "type_id", "unit_id", "chair_person_id", "central_site_id"}
            ),
            unit=owning_unit(request.principal, new.unit_id),
            secretary=people.get(account__id=request.principal.account_id),
            type=_named(MeetingType.objects.filter(is_active=True), new.type_id, "type_id"),
            template=_named(MeetingTemplate.objects.all(), new.template_id, "template_id"),
            chair=_named(people, new.chair_person_id, "chair_person_id"),
            central_site=_named(Site.objects.select_related("unit"), new.central_site_id, "central_site_id"),
        ),
    )
    return _answer(meeting)


def _named(entries: Any, entry_id: UUID | None, field: str) -> Any:
    return existing(entries, entry_id, field) if entry_id else None


def _answer(meeting: Meeting) -> MeetingRow:
    """The row as it stands after subscribers have acted too."""
    meeting.refresh_from_db()
    return meeting_row(meeting)


@router.get(
    "/meetings/{meeting_id}",
    response=MeetingSummary,
    operation_id="get_meeting",
    summary="One meeting, as lists show it",
)
def get_meeting(request: SignedInRequest, meeting_id: UUID) -> MeetingSummary:
    access_meeting(request.principal, meeting_id, waiting=True)
    return summarised(request.principal, meeting_id)


@router.post(
    "/meetings/{meeting_id}/edit",
    response=MeetingRow,
    operation_id="edit_meeting",
    summary="Change a meeting's fields; only those named",
)
@as_command("meeting.edit")
def edit(request: CommandRequest, meeting_id: UUID, changes: MeetingEdit) -> MeetingRow:
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting", lock=True).meeting
    given = changes.given()
    require_unchanged(meeting, changes.seen.given() if changes.seen else {}, given)
    people = Person.objects.select_related("unit")
    officers = {
        role: _named(people, given.pop(f"{role}_person_id"), f"{role}_person_id")
        for role in ("chair", "secretary")
        if f"{role}_person_id" in given
    }
    if "central_site_id" in given:
        sites = Site.objects.select_related("unit")
        given["central_site"] = _named(sites, given.pop("central_site_id"), "central_site_id")
    if "type_id" in given:
        given["type"] = _named(MeetingType.objects.all(), given.pop("type_id"), "type_id")
    services.edit(request.command, meeting, given)
    services.name_officers(request.command, meeting, officers)
    return _answer(meeting)


@router.get(
    "/meetings/{meeting_id}/readiness",
    response=Readiness,
    operation_id="get_readiness",
    summary="What is missing before the meeting can be published",
)
def get_readiness(request: SignedInRequest, meeting_id: UUID) -> Readiness:
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting").meeting
    language = language_of(request)
    found = [*readiness.findings(meeting), *readiness.warnings(meeting, request.principal)]
    missing = [_missing(finding, language) for finding in found]
    return Readiness(ready=not any(entry.blocking for entry in missing), missing=missing)


def _missing(finding: readiness.Finding, language: str) -> Missing:
    told = Problem(finding.code, **finding.values).body(language)
    return Missing(
        code=finding.code,
        section=finding.section,
        blocking=finding.blocking,
        title=told["title"],
        message=told["detail"],
        action=told.get("action", ""),
        item_id=finding.item_id,
    )


def _run(
    request: CommandRequest,
    meeting_id: UUID,
    can: str,
    act: Callable[..., None],
    *args: Any,
    closed: bool = False,
) -> MeetingRow:
    meeting = access_meeting(request.principal, meeting_id, can, lock=True, closed=closed).meeting
    act(request.command, meeting, *args)
    return _answer(meeting)


@router.post(
    "/meetings/{meeting_id}/submit",
    response=MeetingRow,
    operation_id="submit_meeting",
    summary="Ask the chair to approve the preparation",
)
@as_command("meeting.submit")
def submit(request: CommandRequest, meeting_id: UUID) -> MeetingRow:
    return _run(request, meeting_id, "edit_meeting", services.submit)


@router.post(
    "/meetings/{meeting_id}/withdraw",
    response=MeetingRow,
    operation_id="withdraw_meeting",
    summary="Take back what was submitted or approved, to go on preparing",
)
@as_command("meeting.withdraw")
def withdraw(request: CommandRequest, meeting_id: UUID) -> MeetingRow:
    return _run(request, meeting_id, "edit_meeting", services.withdraw)


@router.post(
    "/meetings/{meeting_id}/approve",
    response=MeetingRow,
    operation_id="approve_meeting",
    summary="The chair approves the preparation",
)
@as_command("meeting.approve")
def approve(request: CommandRequest, meeting_id: UUID) -> MeetingRow:
    return _run(request, meeting_id, "approve", services.approve)


@router.post(
    "/meetings/{meeting_id}/return",
    response=MeetingRow,
    operation_id="return_meeting",
    summary="The chair sends the preparation back, with a reason",
)
@as_command("meeting.return")
def send_back(request: CommandRequest, meeting_id: UUID, why: GivenReason) -> MeetingRow:
    return _run(request, meeting_id, "approve", services.send_back, why.reason)


@router.post(
    "/meetings/{meeting_id}/publish",
    response=MeetingRow,
    operation_id="publish_meeting",
    summary="Announce the meeting to those invited",
)
@as_command("meeting.publish")
def publish(request: CommandRequest, meeting_id: UUID) -> MeetingRow:
    return _run(request, meeting_id, "publish", services.publish)


@router.post(
    "/meetings/{meeting_id}/start",
    response=MeetingRow,
    operation_id="start_meeting",
    summary="Open the meeting",
)
@as_command("meeting.start")
def start(request: CommandRequest, meeting_id: UUID, why: ActReason | None = None) -> MeetingRow:
    return _run(request, meeting_id, "run_meeting", starting.start, why.reason if why else "")


@router.post(
    "/meetings/{meeting_id}/pause",
    response=MeetingRow,
    operation_id="pause_meeting",
    summary="Interrupt the meeting",
)
@as_command("meeting.pause")
def pause(request: CommandRequest, meeting_id: UUID, why: ActReason | None = None) -> MeetingRow:
    return _run(request, meeting_id, "run_meeting", services.pause, why.reason if why else "")


@router.post(
    "/meetings/{meeting_id}/resume",
    response=MeetingRow,
    operation_id="resume_meeting",
    summary="Go on after a pause",
)
@as_command("meeting.resume")
def resume(request: CommandRequest, meeting_id: UUID) -> MeetingRow:
    return _run(request, meeting_id, "run_meeting", services.resume)


@router.post(
    "/meetings/{meeting_id}/end",
    response=MeetingRow,
    operation_id="end_meeting",
    summary="End the meeting",
)
@as_command("meeting.end")
def end(request: CommandRequest, meeting_id: UUID) -> MeetingRow:
    return _run(request, meeting_id, "run_meeting", services.end)


@router.get(
    "/meetings/{meeting_id}/closing",
    response=Closing,
    operation_id="get_closing",
    summary="What is still open before the meeting's record is closed, or until when it may be opened again",
)
def get_closing(request: SignedInRequest, meeting_id: UUID) -> Closing:
    access = access_meeting(request.principal, meeting_id)
    if not {"run_meeting", "reopen_meeting"}.intersection(access.viewer.can):
        raise Problem("not_allowed")
    language = language_of(request)
    matters = [_matter(matter, language) for matter in closing.open_matters(access.meeting)]
    return Closing(
        is_stopped=any(matter.weight == "stop" for matter in matters),
        needs_reason=any(matter.weight == "reason" for matter in matters),
        matters=matters,
        reopen_until=closing.until_when(access.meeting),
    )


def _matter(matter: closing.OpenMatter, language: str) -> StillOpen:
    told = Problem(matter.code, **matter.values).body(language)
    return StillOpen(code=matter.code, weight=matter.weight, title=told["title"], message=told["detail"])


@router.post(
    "/meetings/{meeting_id}/close",
    response=MeetingRow,
    operation_id="close_meeting",
    summary="Close the record of a meeting that has ended; from now on nothing of it changes",
)
@as_command("meeting.close")
def close(request: CommandRequest, meeting_id: UUID, why: ActReason | None = None) -> MeetingRow:
    return _run(request, meeting_id, "run_meeting", closing.close, why.reason if why else "", closed=True)


@router.post(
    "/meetings/{meeting_id}/reopen",
    response=MeetingRow,
    operation_id="reopen_meeting",
    summary="Open a closed meeting's record again, with a reason",
)
@as_command("meeting.reopen")
def reopen(request: CommandRequest, meeting_id: UUID, why: GivenReason) -> MeetingRow:
    return _run(request, meeting_id, "reopen_meeting", closing.reopen, why.reason, closed=True)


@router.post(
    "/meetings/{meeting_id}/cancel",
    response=MeetingRow,
    operation_id="cancel_meeting",
    summary="Call the meeting off before it starts, with a reason",
)
@as_command("meeting.cancel")
def cancel(request: CommandRequest, meeting_id: UUID, why: GivenReason) -> MeetingRow:
    return _run(request, meeting_id, "edit_meeting", services.cancel, why.reason)


@router.post(
    "/meetings/{meeting_id}/layout",
    response=MeetingRow,
    operation_id="set_layout",
    summary="Choose what the large screens show",
)
@as_command("layout.set")
def set_layout(request: CommandRequest, meeting_id: UUID, layout: Layout) -> MeetingRow:
    return _run(request, meeting_id, "set_layout", services.set_layout, layout)


@router.get(
    "/meetings/{meeting_id}/snapshot",
    response=Snapshot,
    operation_id="get_snapshot",
    summary="The whole state of the meeting for this viewer, at one sequence",
)
def get_snapshot(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    viewer = access_meeting(request.principal, meeting_id, waiting=True).viewer
    return answer_in_pieces(request, journal_view.snapshot_for(viewer, meeting_id))


@router.get(
    "/meetings/{meeting_id}/events",
    response=journal_view.EventsOut,
    operation_id="list_events",
    summary="Events of the meeting that this viewer may see, oldest first",
)
def list_events(
    request: SignedInRequest,
    meeting_id: UUID,
    after: Annotated[int, Field(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Field(ge=1, le=EVENTS_A_PAGE)] = EVENTS_A_PAGE,
) -> dict[str, Any]:
    viewer = access_meeting(request.principal, meeting_id, waiting=True).viewer
    return journal_view.events_for(viewer, meeting_id, after, limit)
