"""Written opinions over HTTP. Whoever has no part in a circulation gets 404."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from ninja import Form, Query, Router

from agenda.circulation import papers, papers_api, reports_api, running, services
from agenda.circulation.access import (
    access_circulation,
    access_paper,
    access_unit,
    answered_by,
    answering,
    check_papers,
    to_approve,
    visible,
    waiting_for,
)
from agenda.circulation.models import Circulation, CirculationMember
from agenda.circulation.rows import (
    CirculationLine,
    CirculationRow,
    OpinionPaperRow,
    circulation_row,
    lines,
    paper_row,
)
from agenda.circulation.rules import Status
from agenda.circulation.schemas import (
    AnswersIn,
    CirculationIn,
    CirculationSnapshot,
    CirculationViewer,
    ExtendIn,
    FromLibraryIn,
    NewCirculation,
)
from agenda.documents.receiving import SentFile, SentHash, SentUpload, UploadRequest, received_after
from agenda.library.access import access_sendable
from agenda.library.services import as_upload
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.directory.models import Unit
from ecabinet.journal.heads import sign_head
from ecabinet.journal.snapshot import take_snapshot
from ecabinet.pagination import Page, page_of
from ecabinet.problems import NotFound, Problem
from ecabinet.search import matching
from meetings.lifecycle.fields import PRINTABLE, PageNumber
from meetings.lifecycle.journal_view import EVENTS_A_PAGE, EventsOut, HeadOut, events_for
from meetings.lifecycle.lookup import owning_unit
from meetings.lifecycle.schemas import GivenReason, Gone

router = Router(tags=["circulations"])
router.add_router("", papers_api.router)
router.add_router("", reports_api.router)

Scope = Literal["all", "waiting", "answered", "to_approve"]


def _row(circulation: Circulation) -> CirculationRow:
    return circulation_row(circulation)


def _asked_for(request: SignedInRequest, scope: Scope) -> "QuerySet[Circulation]":
    scopes = {"all": visible, "waiting": waiting_for, "answered": answered_by, "to_approve": to_approve}
    return scopes[scope](request.principal)


@router.get(
    "/circulations",
    response=Page[CirculationLine],
    operation_id="list_circulations",
    summary="Circulations that one may see, or that wait for one's answer or approval",
)
def list_circulations(
    request: SignedInRequest,
    scope: Scope = "all",
    status: Status | None = None,
    query: Annotated[str, Query(max_length=100)] = "",
    page: PageNumber = 1,
) -> dict[str, Any]:
    found = matching(_asked_for(request, scope), query)
    if status is not None:
        found = found.filter(status=status)
    if scope in ("waiting", "to_approve"):
        found = found.order_by("due_at", "id")
    shown = page_of(found, page, lambda one: one)
    return {**shown, "items": lines(request.principal, shown["items"], timezone.now())}


@router.post(
    "/circulations",
    response=CirculationRow,
    operation_id="create_circulation",
    summary="Draft a circulation for a unit",
)
@as_command("circulation.create")
def create(request: CommandRequest, wanted: NewCirculation) -> CirculationRow:
    unit = _unit(request, wanted.unit_id)
    return _row(services.create(request.command, unit, wanted.draft()))


def _unit(request: CommandRequest, unit_id: UUID | None) -> Unit:
    if request.principal.unit_id is None:
        raise Problem("not_allowed")
    own = Unit.objects.get(id=request.principal.unit_id)
    if unit_id is None:
        access_unit(request.principal, own)
        return own
    unit = owning_unit(request.principal, unit_id)
    access_unit(request.principal, unit)
    return unit


@router.get(
    "/circulations/{circulation_id}/snapshot",
    response=CirculationSnapshot,
    operation_id="get_circulation",
    summary="A circulation with its members, papers, and the answers that one may see",
)
def get_circulation(request: SignedInRequest, circulation_id: UUID) -> dict[str, Any]:
    access = access_circulation(request.principal, circulation_id)
    taken = take_snapshot("circulation", str(circulation_id), access.viewer)
    writing = list(answering(access.circulation, access.viewer.person_id))
    own = next((one.id for one in writing if str(one.person_id) == access.viewer.person_id), None)
    viewer = CirculationViewer(
        role=access.viewer.role,
        can=list(access.viewer.can),
        person_id=UUID(access.viewer.person_id) if access.viewer.person_id else None,
        member_id=own,
        writes_for=[one.id for one in writing],
    )
    return {
        "stream": taken.stream,
        "seq": taken.seq,
        "viewer_seq": taken.viewer_seq,
        "head": HeadOut(**sign_head(taken.stream, taken.seq, taken.head).__dict__),
        "now": timezone.now(),
        "viewer": viewer,
        "parts": taken.parts,
    }


@router.get(
    "/circulations/{circulation_id}/events",
    response=EventsOut,
    operation_id="list_circulation_events",
    summary="What happened to a circulation, as far as one may see it",
)
def list_events(
    request: SignedInRequest, circulation_id: UUID, after: Annotated[int, Query(ge=0)] = 0
) -> dict[str, Any]:
    viewer = access_circulation(request.principal, circulation_id).viewer
    return events_for(viewer, circulation_id, after, EVENTS_A_PAGE, "circulation")


@router.post(
    "/circulations/{circulation_id}/edit",
    response=CirculationRow,
    operation_id="edit_circulation",
    summary="Say all of a draft anew",
)
@as_command("circulation.edit")
def edit(request: CommandRequest, circulation_id: UUID, wanted: CirculationIn) -> CirculationRow:
    circulation = access_circulation(request.principal, circulation_id, "edit", lock=True).circulation
    services.edit(request.command, circulation, wanted.draft())
    return _row(circulation)


@router.post(
    "/circulations/{circulation_id}/delete",
    response=Gone,
    operation_id="delete_circulation",
    summary="Delete a draft",
)
@as_command("circulation.delete")
def delete(request: CommandRequest, circulation_id: UUID) -> Gone:
    circulation = access_circulation(request.principal, circulation_id, "edit", lock=True).circulation
    services.delete(request.command, circulation)
    return Gone(id=circulation_id)


@router.post(
    "/circulations/{circulation_id}/papers",
    response=OpinionPaperRow,
    operation_id="upload_circulation_paper",
    summary="Lay a paper on the matter; readable when it is prepared",
)
@received_after(check_papers)
@as_command("circulation.upload")
def upload(
    request: UploadRequest,
    circulation_id: UUID,
    declared_not_secret: Form[bool],
    file: SentFile = None,
    upload: SentUpload = None,
    sha256: SentHash = "",
    title: Annotated[str, Form(max_length=300, pattern=PRINTABLE)] = "",
) -> OpinionPaperRow:
    circulation = access_circulation(request.principal, circulation_id, "edit", lock=True).circulation
    return paper_row(papers.add(request.command, circulation, request.received))


@router.post(
    "/circulations/{circulation_id}/papers/from-library",
    response=OpinionPaperRow,
    operation_id="lay_own_paper_in_circulation",
    summary="Lay a paper of one's own; its file is stored once",
)
@as_command("circulation.lay")
def lay(request: CommandRequest, circulation_id: UUID, sent: FromLibraryIn) -> OpinionPaperRow:
    circulation = access_circulation(request.principal, circulation_id, "edit", lock=True).circulation
    if not sent.declared_not_secret:
        raise Problem("document_not_declared")
    received = as_upload(access_sendable(request.principal, sent.paper_id), "")
    return paper_row(papers.add(request.command, circulation, received))


@router.post(
    "/circulations/{circulation_id}/papers/{paper_id}/remove",
    response=Gone,
    operation_id="remove_circulation_paper",
    summary="Take a paper away before the circulation is sent",
)
@as_command("circulation.remove_paper")
def remove_paper(request: CommandRequest, circulation_id: UUID, paper_id: UUID) -> Gone:
    access = access_circulation(request.principal, circulation_id, "edit", lock=True)
    papers.remove(request.command, access_paper(access, paper_id))
    return Gone(id=paper_id)


@router.post(
    "/circulations/{circulation_id}/papers/{paper_id}/declare",
    response=OpinionPaperRow,
    operation_id="declare_circulation_paper",
    summary="As a second person, declare that a paper without text holds no state secret",
)
@as_command("circulation.declare_paper")
def declare_paper(request: CommandRequest, circulation_id: UUID, paper_id: UUID) -> OpinionPaperRow:
    access = access_circulation(request.principal, circulation_id, lock=True)
    if {"edit", "approve"}.isdisjoint(access.viewer.can):
        raise Problem("not_allowed")
    paper = access_paper(access, paper_id)
    papers.declare(request.command, paper)
    return paper_row(paper)


@router.post(
    "/circulations/{circulation_id}/submit",
    response=CirculationRow,
    operation_id="submit_circulation",
    summary="Lay a draft before the unit's approver",
)
@as_command("circulation.submit")
def submit(request: CommandRequest, circulation_id: UUID) -> CirculationRow:
    circulation = access_circulation(request.principal, circulation_id, "edit", lock=True).circulation
    services.submit(request.command, circulation)
    return _row(circulation)


@router.post(
    "/circulations/{circulation_id}/approve",
    response=CirculationRow,
    operation_id="approve_circulation",
    summary="Approve what was laid before one, and send it to its members",
)
@as_command("circulation.approve")
def approve(request: CommandRequest, circulation_id: UUID) -> CirculationRow:
    circulation = access_circulation(request.principal, circulation_id, "approve", lock=True).circulation
    services.approve(request.command, circulation)
    return _row(circulation)


@router.post(
    "/circulations/{circulation_id}/return",
    response=CirculationRow,
    operation_id="return_circulation",
    summary="Return what was laid before one, with a reason",
)
@as_command("circulation.return")
def give_back(request: CommandRequest, circulation_id: UUID, body: GivenReason) -> CirculationRow:
    circulation = access_circulation(request.principal, circulation_id, "approve", lock=True).circulation
    services.give_back(request.command, circulation, body.reason)
    return _row(circulation)


@router.post(
    "/circulations/{circulation_id}/send",
    response=CirculationRow,
    operation_id="send_circulation",
    summary="Put the circulation before its members",
)
@as_command("circulation.send")
def send(request: CommandRequest, circulation_id: UUID) -> CirculationRow:
    circulation = access_circulation(request.principal, circulation_id, "edit", lock=True).circulation
    services.send(request.command, circulation)
    return _row(circulation)


@router.post(
    "/circulations/{circulation_id}/draft",
    response=Gone,
    operation_id="draft_opinion",
    summary="Keep what a member or their aide has written so far",
)
@as_command("circulation.draft_opinion")
def draft_opinion(request: CommandRequest, circulation_id: UUID, body: AnswersIn) -> Gone:
    access = access_circulation(request.principal, circulation_id, "draft", lock=True)
    rows = answering(access.circulation, access.viewer.person_id)
    member = rows.filter(id=body.member_id).first() if body.member_id else rows.first()
    if member is None:
        raise NotFound
    running.save_draft(request.command, _within(access.circulation, member), body.said())
    return Gone(id=member.id)


@router.post(
    "/circulations/{circulation_id}/answer",
    response=Gone,
    operation_id="answer_circulation",
    summary="Submit one's own answers; until the deadline they may be changed",
)
@as_command("circulation.answer")
def answer(request: CommandRequest, circulation_id: UUID, body: AnswersIn) -> Gone:
    access = access_circulation(request.principal, circulation_id, "answer", lock=True)
    member = access.circulation.members.get(person_id=str(access.viewer.person_id))
    running.answer(request.command, _within(access.circulation, member), body.said())
    return Gone(id=member.id)


def _within(circulation: Circulation, member: CirculationMember) -> CirculationMember:
    member.circulation = circulation
    return member


@router.post(
    "/circulations/{circulation_id}/remind",
    response=CirculationRow,
    operation_id="remind_circulation",
    summary="Write to all who have not answered; once an hour",
)
@as_command("circulation.remind")
def remind(request: CommandRequest, circulation_id: UUID) -> CirculationRow:
    circulation = access_circulation(request.principal, circulation_id, "follow", lock=True).circulation
    running.remind_now(request.command, circulation)
    return _row(circulation)


@router.post(
    "/circulations/{circulation_id}/extend",
    response=CirculationRow,
    operation_id="extend_circulation",
    summary="Give a later deadline",
)
@as_command("circulation.extend")
def extend(request: CommandRequest, circulation_id: UUID, body: ExtendIn) -> CirculationRow:
    circulation = access_circulation(request.principal, circulation_id, "manage", lock=True).circulation
    running.extend(request.command, circulation, body.due_at, body.reason)
    return _row(circulation)


@router.post(
    "/circulations/{circulation_id}/recall",
    response=CirculationRow,
    operation_id="recall_circulation",
    summary="Ask no more, with a reason; nothing is counted",
)
@as_command("circulation.recall")
def recall(request: CommandRequest, circulation_id: UUID, body: GivenReason) -> CirculationRow:
    circulation = access_circulation(request.principal, circulation_id, "manage", lock=True).circulation
    running.recall(request.command, circulation, body.reason)
    return _row(circulation)


@router.post(
    "/circulations/{circulation_id}/close",
    response=CirculationRow,
    operation_id="close_circulation",
    summary="Count the answers; only after the deadline, or when all have answered",
)
@as_command("circulation.close")
def close(request: CommandRequest, circulation_id: UUID) -> CirculationRow:
    circulation = access_circulation(request.principal, circulation_id, "manage", lock=True).circulation
    running.close_by_hand(request.command, circulation)
    return _row(circulation)
