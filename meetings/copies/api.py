"""Endpoints of templates, copies and series of meetings."""

from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.directory.models import Person
from ecabinet.language import language_of
from ecabinet.pagination import Page, page_of
from ecabinet.shapes import INLINE
from meetings.copies import cloning, series, templates
from meetings.copies.access import (
    access_following,
    access_series,
    access_source,
    access_template,
    access_templates,
    is_own,
)
from meetings.copies.cloning import Part
from meetings.copies.rules import Frequency, Rule
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import Line, Moment, PageNumber, Title
from meetings.lifecycle.lookup import existing
from meetings.lifecycle.meanwhile import require_same
from meetings.lifecycle.models import Holiday, Meeting, MeetingTemplate
from meetings.lifecycle.rows import Instant, MeetingRow, meeting_row
from meetings.lifecycle.rules import Status
from meetings.lifecycle.schemas import GivenReason, TemplateOut, template_out

router = Router(tags=["meetings"])

MOST_IN_SERIES = 60


class TemplateIn(Schema):
    name: Annotated[Title, Field(max_length=160)]
    description: Annotated[Line, StringConstraints(max_length=300)] = ""


class TemplateEdit(TemplateIn):
    """`seen` holds what stood there when the editor began: nothing that changed since is overwritten."""

    seen: TemplateIn | None = None


class CloneIn(Schema):
    """`parts` says what is taken over; without an end the copy is as long as the meeting."""

    title: Title
    scheduled_start: Moment
    scheduled_end: Moment | None = None
    parts: list[Part] = Field(["agenda", "sites", "units", "people"], max_length=4)


class RuleIn(Schema):
    """`weekday` counts from Monday, 0; `nth` is 1 to 4, or -1 for the last."""

    frequency: Annotated[Frequency, INLINE]
    interval: int = Field(1, ge=1, le=12)
    weekday: int | None = Field(None, ge=0, le=6)
    nth: int | None = Field(None, ge=-1, le=4)
    month_day: int | None = Field(None, ge=1, le=31)
    number: int = Field(ge=2, le=MOST_IN_SERIES)
    skip_holidays: bool = False

    def rule(self) -> Rule:
        names = ("frequency", "interval", "weekday", "nth", "month_day")
        return Rule(**{name: getattr(self, name) for name in names})


class SeriesIn(RuleIn):
    parts: list[Part] = Field(["agenda", "sites", "units", "people"], max_length=4)


class PlannedDay(Schema):
    """`holiday` names the public holiday on which the meeting would fall, else it is empty."""

    start: Instant
    end: Instant
    holiday: str


class PlannedDays(Schema):
    items: list[PlannedDay]


class SeriesEntry(Schema):
    id: UUID
    series_place: int
    title: str
    status: Annotated[Status, INLINE]
    scheduled_start: Instant
    scheduled_end: Instant


class SeriesOut(Schema):
    items: list[SeriesEntry]


class SeriesChange(Schema):
    """How many meetings were changed, and which were left because of their state."""

    changed: int
    left: list[SeriesEntry]


class SeriesEdit(Schema):
    """For this meeting and those after it; what is left out stays. The others move by as much as this one."""

    title: Title = ""
    place: Line = ""
    scheduled_start: Moment | None = None
    scheduled_end: Moment | None = None
    chair_person_id: UUID | None = None
    secretary_person_id: UUID | None = None

    def given(self) -> dict[str, Any]:
        """Only what the request named; neither times nor officers can be taken away."""
        named = self.model_dump(exclude_unset=True)
        return {name: value for name, value in named.items() if value is not None}


def entry(meeting: Meeting) -> SeriesEntry:
    return SeriesEntry(**{name: getattr(meeting, name) for name in SeriesEntry.model_fields})


def change_out(outcome: series.Outcome) -> SeriesChange:
    return SeriesChange(changed=len(outcome.changed), left=[entry(m) for m in outcome.left])


@router.get(
    "/meeting-templates",
    response=Page[TemplateOut],
    operation_id="list_meeting_templates",
    summary="Templates from which a meeting can be made: everybody's, and those of one's unit",
)
def list_templates(request: SignedInRequest, retired: bool = False, page: PageNumber = 1) -> dict[str, Any]:
    language, principal = language_of(request), request.principal
    rows = access_templates(principal, retired)
    return page_of(rows, page, lambda each: template_out(each, language, is_own(principal, each)))


def _template(request: SignedInRequest, template: MeetingTemplate) -> TemplateOut:
    return template_out(template, language_of(request), is_own=True)


@router.post(
    "/meetings/{meeting_id}/template",
    response=TemplateOut,
    operation_id="make_template",
    summary="Make a template of one's unit out of a meeting",
)
@as_command("meeting_template.make")
def make_template(request: CommandRequest, meeting_id: UUID, new: TemplateIn) -> TemplateOut:
    meeting, unit, _ = access_source(request.principal, meeting_id)
    meeting.unit = unit
    return _template(request, templates.make(request.command, meeting, new.name, new.description))


@router.post(
    "/meeting-templates/{template_id}/edit",
    response=TemplateOut,
    operation_id="edit_template",
    summary="Rename a template of one's unit",
)
@as_command("meeting_template.edit")
def edit_template(request: CommandRequest, template_id: UUID, changes: TemplateEdit) -> TemplateOut:
    template = access_template(request.principal, template_id)
    given = changes.model_dump(exclude={"seen"})
    require_same(template, changes.seen.model_dump() if changes.seen else {}, given)
    templates.edit(request.command, template, changes.name, changes.description)
    return _template(request, template)


@router.post(
    "/meeting-templates/{template_id}/retire",
    response=TemplateOut,
    operation_id="retire_template",
    summary="Offer a template of one's unit no more",
)
@as_command("meeting_template.retire")
def retire_template(request: CommandRequest, template_id: UUID) -> TemplateOut:
    template = access_template(request.principal, template_id)
    templates.set_active(request.command, template, active=False)
    return _template(request, template)


@router.post(
    "/meeting-templates/{template_id}/restore",
    response=TemplateOut,
    operation_id="restore_template",
    summary="Offer a template of one's unit again",
)
@as_command("meeting_template.restore")
def restore_template(request: CommandRequest, template_id: UUID) -> TemplateOut:
    template = access_template(request.principal, template_id)
    templates.set_active(request.command, template, active=True)
    return _template(request, template)


@router.post(
    "/meetings/{meeting_id}/clone",
    response=MeetingRow,
    operation_id="clone_meeting",
    summary="Make a draft like a meeting, with the parts chosen",
)
@as_command("meeting.clone")
def clone_meeting(request: CommandRequest, meeting_id: UUID, wanted: CloneIn) -> MeetingRow:
    source, unit, person = access_source(request.principal, meeting_id)
    length = source.scheduled_end - source.scheduled_start
    end = wanted.scheduled_end or wanted.scheduled_start + length
    copy = cloning.Copy(wanted.title, wanted.scheduled_start, end, wanted.parts)
    made = cloning.clone(request.command, source, unit, person, copy)
    made.refresh_from_db()
    return meeting_row(made)


@router.get(
    "/meetings/{meeting_id}/series/dates",
    response=PlannedDays,
    operation_id="plan_series",
    summary="When the meetings of a series would be held that begins with this one",
)
def plan_series(request: SignedInRequest, meeting_id: UUID, wanted: Query[RuleIn]) -> PlannedDays:
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting").meeting
    starts = series.planned(meeting, wanted.rule(), wanted.number, wanted.skip_holidays)
    names = dict(Holiday.objects.values_list("day", "name"))
    length = meeting.scheduled_end - meeting.scheduled_start
    return PlannedDays(
        items=[
            PlannedDay(start=at, end=at + length, holiday=names.get(timezone.localdate(at), ""))
            for at in (meeting.scheduled_start, *starts)
        ]
    )


@router.post(
    "/meetings/{meeting_id}/series",
    response=SeriesOut,
    operation_id="make_series",
    summary="Repeat a meeting after a rule: the others are drafts like it",
)
@as_command("meeting.make_series")
def make_series(request: CommandRequest, meeting_id: UUID, wanted: SeriesIn) -> SeriesOut:
    source, unit, person = access_source(request.principal, meeting_id, lock=True)
    plan = series.Plan(wanted.rule(), wanted.number, wanted.skip_holidays, wanted.parts)
    made = series.make(request.command, source, unit, person, plan)
    return SeriesOut(items=[entry(meeting) for meeting in made])


@router.get(
    "/meetings/{meeting_id}/series",
    response=Page[SeriesEntry],
    operation_id="list_series",
    summary="The meetings of the series to which a meeting belongs",
)
def list_series(request: SignedInRequest, meeting_id: UUID, page: PageNumber = 1) -> dict[str, Any]:
    return page_of(access_series(request.principal, meeting_id), page, entry)


@router.post(
    "/meetings/{meeting_id}/series/edit",
    response=SeriesChange,
    operation_id="edit_series",
    summary="Change this meeting and those after it in its series",
)
@as_command("meeting.edit_series")
def edit_series(request: CommandRequest, meeting_id: UUID, changes: SeriesEdit) -> SeriesChange:
    meeting, following = access_following(request.principal, meeting_id)
    given = changes.given()
    people = Person.objects.select_related("unit")
    officers: dict[str, Person | None] = {
        role: existing(people, given.pop(f"{role}_person_id"), f"{role}_person_id")
        for role in ("chair", "secretary")
        if f"{role}_person_id" in given
    }
    return change_out(series.edit_from(request.command, meeting, following, given, officers))


@router.post(
    "/meetings/{meeting_id}/series/people",
    response=SeriesChange,
    operation_id="copy_people_to_series",
    summary="Ask the people of this meeting to those after it in its series",
)
@as_command("meeting.copy_people")
def copy_people(request: CommandRequest, meeting_id: UUID) -> SeriesChange:
    meeting, following = access_following(request.principal, meeting_id)
    return change_out(series.people_from(request.command, meeting, following))


@router.post(
    "/meetings/{meeting_id}/series/cancel",
    response=SeriesChange,
    operation_id="cancel_series",
    summary="Call this meeting and those after it in its series off, with a reason",
)
@as_command("meeting.cancel_series")
def cancel_series(request: CommandRequest, meeting_id: UUID, why: GivenReason) -> SeriesChange:
    meeting, following = access_following(request.principal, meeting_id)
    return change_out(series.cancel_from(request.command, meeting, following, why.reason))
