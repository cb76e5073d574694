"""Sheets, summaries, tables and statistics of circulations over HTTP."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema

from agenda.circulation.access import access_circulation, access_member
from agenda.circulation.counting import FIGURES, access_counted, by_person, choices_of
from agenda.circulation.models import Circulation, CirculationMember
from agenda.circulation.rows import lines, member_status, told_result
from agenda.circulation.schemas import OpinionStatistics, PersonOpinions
from agenda.circulation.sheet import sheet, summary
from agenda.documents.serving import content_disposition
from ecabinet.commands import SignedInRequest
from ecabinet.imports import sheets
from ecabinet.imports.api import TYPES
from ecabinet.language import language_of
from ecabinet.pagination import Page, page_of
from ecabinet.papers.paper import Paper
from ecabinet.papers.pdf import write_pdf
from meetings.lifecycle.fields import PageNumber

router = Router()

MOST_PEOPLE = 5000
BINARY = {"schema": {"type": "string", "format": "binary"}}
PDF_ANSWER = {"responses": {200: {"description": "A PDF file", "content": {"application/pdf": BINARY}}}}
TABLE_ANSWER = {
    "responses": {
        200: {
            "description": "A CSV or XLSX file",
            "content": {kind.partition(";")[0]: BINARY for kind in TYPES.values()},
        }
    }
}
Form = Annotated[Literal["csv", "xlsx"], Query()]
ANSWER_HEADINGS = {
    "vi": "TT;Họ và tên;Chức vụ;Cơ quan;Trạng thái;Thời gian trả lời;Câu;Nội dung;Ý kiến;Nội dung ý kiến",
    "en": "No.;Name;Position;Unit;State;Answered at;Question;Text;Answer;Words",
}
STATES = {
    "vi": {
        "unanswered": "Chưa trả lời",
        "overdue": "Quá hạn",
        "answered": "Đã trả lời",
        "late": "Trả lời muộn",
    },
    "en": {"unanswered": "Unanswered", "overdue": "Overdue", "answered": "Answered", "late": "Answered late"},
}
CHOICES = {
    "vi": {"agree": "Đồng ý", "disagree": "Không đồng ý", "other": "Ý kiến khác", "option": "Phương án khác"},
    "en": {"agree": "Agree", "disagree": "Disagree", "other": "Other opinion", "option": "Other option"},
}
PEOPLE_HEADINGS = {
    "vi": "Họ và tên;Chức vụ;Cơ quan;Phiếu được hỏi;Đã trả lời;Trả lời muộn;Không trả lời;Đồng ý;"
    "Không đồng ý;Ý kiến khác;Phương án khác",
    "en": "Name;Position;Unit;Asked;Answered;Late;Unanswered;Agree;Disagree;Other opinion;Other option",
}


class OpinionPeriod(Schema):
    """Both days of sending included; `unit` is the one that asked."""

    since: date | None = None
    until: date | None = None
    unit: UUID | None = None


def _language(request: SignedInRequest) -> str:
    return "en" if language_of(request) == "en" else "vi"


def _superior(circulation: Circulation) -> str:
    return circulation.unit.parent.name if circulation.unit.parent else ""


def _pdf(paper: Paper, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition("inline", f"{name}.pdf")}
    return HttpResponse(write_pdf(paper), content_type="application/pdf", headers=headers)


@router.get(
    "/circulations/{circulation_id}/members/{member_id}/sheet.pdf",
    operation_id="get_opinion_sheet",
    summary="A member's opinion sheet in the printed form",
    openapi_extra=PDF_ANSWER,
)
def get_sheet(request: SignedInRequest, circulation_id: UUID, member_id: UUID) -> HttpResponse:
    access = access_circulation(request.principal, circulation_id)
    member = access_member(access, member_id)
    zone = ZoneInfo(settings.TIME_ZONE)
    return _pdf(sheet(access.circulation, member, _superior(access.circulation), zone), "Phiếu ghi ý kiến")


@router.get(
    "/circulations/{circulation_id}/summary.pdf",
    operation_id="get_opinion_summary",
    summary="All answers and the result on paper; for those who follow the circulation",
    openapi_extra=PDF_ANSWER,
)
def get_summary(request: SignedInRequest, circulation_id: UUID) -> HttpResponse:
    circulation = access_circulation(request.principal, circulation_id, "follow").circulation
    members, zone = list(circulation.members.all()), ZoneInfo(settings.TIME_ZONE)
    return _pdf(summary(circulation, members, _superior(circulation), zone), "Tổng hợp ý kiến")


@router.get(
    "/circulations/{circulation_id}/export",
    operation_id="export_opinions",
    summary="All answers as a table; for those who follow the circulation",
    openapi_extra=TABLE_ANSWER,
)
def export(request: SignedInRequest, circulation_id: UUID, form: Form = "xlsx") -> HttpResponse:
    circulation = access_circulation(request.principal, circulation_id, "follow").circulation
    return _table(
        form, ANSWER_HEADINGS[_language(request)], _answers(circulation, _language(request)), "y-kien"
    )


def _table(form: str, heading: str, rows: Iterator[list[str]], name: str) -> HttpResponse:
    content = sheets.write(form, heading.split(";"), rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)


def _answers(circulation: Circulation, language: str) -> Iterator[list[str]]:
    now = timezone.now()
    for member in circulation.members.all():
        state = STATES[language][member_status(member, circulation.due_at, now)]
        at = (
            timezone.localtime(member.answered_at).strftime("%d/%m/%Y %H:%M:%S") if member.answered_at else ""
        )
        who = [str(member.place), member.full_name, member.position, member.unit_name, state, at]
        for question in circulation.questions:
            yield [
                *who,
                str(question["number"]),
                question["text"],
                *_said(member, question["number"], language),
            ]


def _said(member: CirculationMember, number: int, language: str) -> tuple[str, str]:
    found = [one for one in member.answers or () if one["question"] == number]
    return (CHOICES[language][found[0]["choice"]], found[0]["text"]) if found else ("", "")


@router.get(
    "/statistics/opinions",
    response=Page[OpinionStatistics],
    operation_id="list_opinion_statistics",
    summary="The circulations of a period with their figures, the latest first",
)
def list_statistics(
    request: SignedInRequest, period: Query[OpinionPeriod], page: PageNumber = 1
) -> dict[str, Any]:
    found = access_counted(request.principal, period.since, period.until, period.unit)
    shown = page_of(found.order_by("-sent_at", "id"), page, lambda one: one)
    told = lines(request.principal, shown["items"], timezone.now())
    rows = zip(told, shown["items"], strict=True)
    return {**shown, "items": [{"line": line, "result": told_result(one)} for line, one in rows]}


@router.get(
    "/statistics/opinions/people",
    response=Page[PersonOpinions],
    operation_id="list_person_opinions",
    summary="How each person answered the circulations of a period",
)
def list_people(
    request: SignedInRequest, period: Query[OpinionPeriod], page: PageNumber = 1
) -> dict[str, Any]:
    found = access_counted(request.principal, period.since, period.until, period.unit)
    shown = page_of(by_person(found), page, dict)
    return {**shown, "items": _people(found, shown["items"])}


def _people(found: Any, rows: list[dict[str, Any]]) -> list[PersonOpinions]:
    choices = choices_of(found, [row["person_id"] for row in rows])
    return [
        PersonOpinions(
            person_id=row["person_id"],
            full_name=row["person__full_name"],
            position=row["person__position"],
            unit_name=row["person__unit__name"],
            unanswered=row["asked"] - row["answered"],
            **{name: row[name] for name in ("asked", "answered", "late")},
            **choices[row["person_id"]],
        )
        for row in rows
    ]


@router.get(
    "/statistics/opinions/export",
    operation_id="export_person_opinions",
    summary="The statistics of all people of the period as a table",
    openapi_extra=TABLE_ANSWER,
)
def export_people(
    request: SignedInRequest, period: Query[OpinionPeriod], form: Form = "xlsx"
) -> HttpResponse:
    found = access_counted(request.principal, period.since, period.until, period.unit)
    people = _people(found, list(by_person(found)[:MOST_PEOPLE]))
    rows = (
        [p.full_name, p.position, p.unit_name, *(str(getattr(p, name)) for name in FIGURES)] for p in people
    )
    return _table(form, PEOPLE_HEADINGS[_language(request)], rows, "thong-ke-y-kien")
