"""Endpoints of the statistics (T52)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema

from ecabinet.commands import SignedInRequest
from ecabinet.directory.models import Person
from ecabinet.imports import sheets
from ecabinet.imports.api import TYPES
from ecabinet.language import language_of
from ecabinet.pagination import Page, page_of
from meetings.lifecycle.fields import PageNumber
from meetings.lifecycle.fields import Query as Words
from meetings.lifecycle.models import Meeting
from meetings.statistics.access import access_held
from meetings.statistics.counting import FIGURES, by_meeting, by_person, people_of

router = Router(tags=["statistics"])

EXPORT_AT_ONCE = 500
HEADINGS = {
    "vi": "Họ và tên;Chức vụ;Cơ quan;Được mời;Có mặt trực tiếp;Có mặt trực tuyến;Vắng có lý do;"
    "Đăng ký phát biểu;Lượt phát biểu;Thời gian phát biểu (giây);Lần biểu quyết;Phiếu đã bỏ",
    "en": "Name;Position;Unit;Invited;Present in person;Present online;Absent with a reason;"
    "Requests to speak;Turns;Seconds spoken;Polls;Ballots cast",
}


class Counted(Schema):
    """Figures over meetings that were held. `polls` are those on whose roll one stood."""

    invited: int
    in_person: int
    online: int
    excused: int
    requests: int
    turns: int
    spoken_seconds: int
    polls: int
    ballots: int


class PersonStatistics(Counted):
    person_id: UUID
    full_name: str
    position: str
    unit_name: str


class MeetingStatistics(Counted):
    meeting_id: UUID
    title: str
    scheduled_start: datetime


class Period(Schema):
    """Both days included; `unit` is the chairing one."""

    since: date | None = None
    until: date | None = None
    unit: UUID | None = None


def _held(request: SignedInRequest, period: Period) -> Any:
    return access_held(request.principal, period.since, period.until, period.unit)


@router.get(
    "/statistics/people",
    response=Page[PersonStatistics],
    operation_id="list_person_statistics",
    summary="Attendance, speeches and votes of each person in the meetings of a period",
)
def list_people(
    request: SignedInRequest, period: Query[Period], query: Words = "", page: PageNumber = 1
) -> dict[str, Any]:
    meetings = _held(request, period)
    shown = page_of(people_of(meetings, query), page, lambda person: person)
    figures = by_person(meetings, [person.id for person in shown["items"]])
    return {**shown, "items": [_person_out(person, figures[person.id]) for person in shown["items"]]}


def _person_out(person: Person, figures: dict[str, int]) -> PersonStatistics:
    return PersonStatistics(
        person_id=person.id,
        full_name=person.full_name,
        position=person.position,
        unit_name=person.unit.name,
        **figures,
    )


@router.get(
    "/statistics/meetings",
    response=Page[MeetingStatistics],
    operation_id="list_meeting_statistics",
    summary="The same by meeting, the latest first",
)
def list_meetings(request: SignedInRequest, period: Query[Period], page: PageNumber = 1) -> dict[str, Any]:
    meetings = _held(request, period).order_by("-scheduled_start", "id")
    shown = page_of(meetings, page, lambda meeting: meeting)
    figures = by_meeting([meeting.id for meeting in shown["items"]])
    return {**shown, "items": [_meeting_out(meeting, figures[meeting.id]) for meeting in shown["items"]]}


def _meeting_out(meeting: Meeting, figures: dict[str, int]) -> MeetingStatistics:
    return MeetingStatistics(
        meeting_id=meeting.id, title=meeting.title, scheduled_start=meeting.scheduled_start, **figures
    )


@router.get(
    "/statistics/people/export",
    operation_id="export_person_statistics",
    summary="The statistics of all people of the period as a table",
    openapi_extra={
        "responses": {
            200: {
                "description": "A CSV or XLSX file",
                "content": {
                    kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
                    for kind in TYPES.values()
                },
            }
        }
    },
)
def export_people(
    request: SignedInRequest,
    period: Query[Period],
    query: Words = "",
    form: Annotated[Literal["csv", "xlsx"], Query()] = "xlsx",
) -> HttpResponse:
    heading = HEADINGS["en" if language_of(request) == "en" else "vi"].split(";")
    meetings = _held(request, period)
    content = sheets.write(form, heading, _rows(meetings, people_of(meetings, query)))
    headers = {"Content-Disposition": f'attachment; filename="thong-ke.{form}"'}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)


def _rows(meetings: Any, people: Any) -> Iterator[list[str]]:
    known = list(people)
    for start in range(0, len(known), EXPORT_AT_ONCE):
        some = known[start : start + EXPORT_AT_ONCE]
        figures = by_person(meetings, [person.id for person in some])
        for person in some:
            words = [person.full_name, person.position, person.unit.name]
            yield words + [str(figures[person.id][name]) for name in FIGURES]
