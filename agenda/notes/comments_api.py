"""Opinions on documents over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from agenda.documents.access import access_document
from agenda.documents.models import Document
from agenda.notes import comments, opinions
from agenda.notes.access import (
    access_commenting,
    access_own_comment,
    access_thread,
    access_to_resolve,
    author_of,
    check_page,
    may_comment,
)
from agenda.notes.rows import CommentRow, CommentsPage, comment_row, thread_row
from agenda.notes.rules import EDGE, LONGEST_COMMENT, LONGEST_QUOTE, Sharing
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.language import language_of
from ecabinet.pagination import page_of_list
from ecabinet.problems import NotFound
from ecabinet.shapes import INLINE
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import PageNumber

router = Router(tags=["comments"])

LINES = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
Place = Annotated[int, Field(ge=0, le=EDGE)]
BINARY = {"schema": {"type": "string", "format": "binary"}}


def _file(media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"responses": {200: {"content": {media_type: schema}}}}


class CommentIn(Schema):
    """What is said of a document, or of a place in it: `region` is left, top, width, height in
    ten-thousandths of `page`. `parent_id`: it answers the first comment of a thread."""

    text: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_COMMENT, pattern=LINES)
    ]
    version: int = Field(ge=1, le=1000)
    page: Annotated[int, Field(ge=1, le=100_000)] | None = None
    region: list[Place] = Field([], max_length=4)
    quote: Annotated[str, StringConstraints(max_length=LONGEST_QUOTE, pattern=LINES)] = ""
    parent_id: UUID | None = None


class SharingIn(Schema):
    """Who reads what is said from now on: organisers, the author's unit too, or all who read the document."""

    sharing: Annotated[Sharing, INLINE]


@router.get(
    "/documents/{document_id}/comments",
    response=CommentsPage,
    operation_id="list_comments",
    summary="The opinions on a document that one may read, with the answers, oldest first",
)
def list_comments(request: SignedInRequest, document_id: UUID, page: PageNumber = 1) -> dict[str, Any]:
    access = access_document(request.principal, document_id)
    threads = comments.threads_for(access.viewer, access.document)
    is_open = access.document.meeting.status in comments.OPEN
    return {
        **page_of_list([thread_row(thread) for thread in threads], page),
        "sharing": comments.sharing_of(access.document.meeting),
        "may_comment": is_open and may_comment(access.viewer),
    }


@router.post(
    "/meetings/{meeting_id}/documents/{document_id}/comments",
    response=CommentRow,
    operation_id="make_comment",
    summary="Say something of a document or a place in it, or answer",
)
@as_command("comment.make")
def make(request: CommandRequest, meeting_id: UUID, document_id: UUID, said: CommentIn) -> CommentRow:
    commenting = access_commenting(request.principal, meeting_id, document_id)
    parent = access_thread(commenting, said.parent_id) if said.parent_id else None
    check_page(commenting.document, said.version, said.page)
    told = comments.Said(said.text, said.version, said.page, said.region, said.quote)
    made = comments.make(request.command, commenting.document, author_of(commenting), told, parent)
    return comment_row(made)


@router.post(
    "/meetings/{meeting_id}/documents/{document_id}/comments/{comment_id}/resolve",
    response=CommentRow,
    operation_id="resolve_comment",
    summary="Mark an opinion as dealt with; its author, chair and secretaries",
)
@as_command("comment.resolve")
def resolve(request: CommandRequest, meeting_id: UUID, document_id: UUID, comment_id: UUID) -> CommentRow:
    commenting = access_commenting(request.principal, meeting_id, document_id)
    thread = access_to_resolve(commenting, comment_id)
    return comment_row(comments.resolve(request.command, thread, is_resolved=True))


@router.post(
    "/meetings/{meeting_id}/documents/{document_id}/comments/{comment_id}/reopen",
    response=CommentRow,
    operation_id="reopen_comment",
    summary="Take up an opinion again that was marked as dealt with",
)
@as_command("comment.reopen")
def reopen(request: CommandRequest, meeting_id: UUID, document_id: UUID, comment_id: UUID) -> CommentRow:
    commenting = access_commenting(request.principal, meeting_id, document_id)
    thread = access_to_resolve(commenting, comment_id)
    return comment_row(comments.resolve(request.command, thread, is_resolved=False))


@router.post(
    "/meetings/{meeting_id}/documents/{document_id}/comments/{comment_id}/remove",
    response=CommentRow,
    operation_id="remove_comment",
    summary="Take one's own words back; the text is erased from the journal too",
)
@as_command("comment.remove")
def remove(request: CommandRequest, meeting_id: UUID, document_id: UUID, comment_id: UUID) -> CommentRow:
    commenting = access_commenting(request.principal, meeting_id, document_id)
    return comment_row(comments.remove(request.command, access_own_comment(commenting, comment_id)))


@router.post(
    "/meetings/{meeting_id}/comments/sharing",
    response=SharingIn,
    operation_id="share_comments",
    summary="Choose who reads the opinions that are given from now on",
)
@as_command("comment.share")
def share(request: CommandRequest, meeting_id: UUID, wanted: SharingIn) -> SharingIn:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting", lock=True).meeting
    return SharingIn(sharing=comments.share(request.command, meeting, wanted.sharing))


@router.get(
    "/meetings/{meeting_id}/comments.csv",
    operation_id="export_comments",
    summary="All opinions on a meeting's documents, or on one of them, as CSV",
    openapi_extra=_file("text/csv", {"schema": {"type": "string"}}),
)
def export_csv(
    request: SignedInRequest, meeting_id: UUID, document_id: Annotated[UUID | None, Query()] = None
) -> HttpResponse:
    return _export(request, meeting_id, document_id, "csv")


@router.get(
    "/meetings/{meeting_id}/comments.xlsx",
    operation_id="export_comments_xlsx",
    summary="All opinions on a meeting's documents, or on one of them, as a workbook",
    openapi_extra=_file(opinions.CONTENT_TYPES["xlsx"], BINARY),
)
def export_xlsx(
    request: SignedInRequest, meeting_id: UUID, document_id: Annotated[UUID | None, Query()] = None
) -> HttpResponse:
    return _export(request, meeting_id, document_id, "xlsx")


@router.get(
    "/meetings/{meeting_id}/comments.docx",
    operation_id="export_comments_docx",
    summary="All opinions on a meeting's documents, or on one of them, as a paper",
    openapi_extra=_file(opinions.CONTENT_TYPES["docx"], BINARY),
)
def export_docx(
    request: SignedInRequest, meeting_id: UUID, document_id: Annotated[UUID | None, Query()] = None
) -> HttpResponse:
    return _export(request, meeting_id, document_id, "docx")


def _export(request: SignedInRequest, meeting_id: UUID, document_id: UUID | None, kind: str) -> HttpResponse:
    access = access_meeting(request.principal, meeting_id, "run_meeting")
    papers = Document.objects.filter(meeting=access.meeting).select_related("item")
    if document_id is not None:
        papers = papers.filter(id=document_id)
        if not papers.exists():
            raise NotFound
    content = opinions.written(kind, access, list(papers), language_of(request))
    response = HttpResponse(content, content_type=opinions.CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="comments-{meeting_id}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response
