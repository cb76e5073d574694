"""The mail folder of the embedded profile, the paper that letters bring, and trying a failed letter again."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Query, Router, Schema

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.pagination import Page, page_of
from ecabinet.shapes import INLINE
from meetings.exchange import feeds, reminders, services
from meetings.exchange.access import (
    access_attachment,
    access_delivery,
    access_invitation_paper,
    access_letter,
    access_mailbox,
)
from meetings.exchange.letter import PAPER_FILE
from meetings.exchange.models import CalendarFeed, Delivery
from meetings.exchange.preview import invitation_docx, invitation_pdf
from meetings.exchange.rows import DeliveryRow, delivery_row
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import Query as Words

router = Router(tags=["exchange"])

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCX_FILE = "giay-moi.docx"


class LetterRow(Schema):
    """A letter in the list; `name` fetches the whole."""

    name: str
    to_name: str
    to: str
    subject: str
    date: datetime | None
    meeting_id: UUID


class AttachmentRow(Schema):
    """`number` (from 1) fetches the file; `size` in bytes."""

    number: int
    name: str
    media_type: str
    size: int


class LetterOut(LetterRow):
    """A letter taken apart. `html` is untrusted: show it in a sandboxed frame without scripts."""

    sender: str
    message_id: str
    text: str
    html: str
    attachments: list[AttachmentRow]


class RemindersOut(Schema):
    items: list[DeliveryRow]


def letter_row(delivery: Delivery) -> LetterRow:
    return LetterRow(
        name=delivery.file_name,
        to_name=delivery.to_name,
        to=delivery.address,
        subject=delivery.subject,
        date=delivery.sent_at,
        meeting_id=delivery.meeting_id,
    )


@router.post(
    "/meetings/{meeting_id}/deliveries/{delivery_id}/send-again",
    response=DeliveryRow,
    operation_id="send_delivery_again",
    summary="Try a letter that failed once more",
)
@as_command("invitation.send_again")
def send_again(request: CommandRequest, meeting_id: UUID, delivery_id: UUID) -> DeliveryRow:
    delivery = access_delivery(request.principal, meeting_id, delivery_id)
    return delivery_row(services.send_again(request.command, delivery))


@router.post(
    "/meetings/{meeting_id}/reminders",
    response=RemindersOut,
    operation_id="remind_unanswered",
    summary="Write once more to everybody who has not answered, at most once an hour",
)
@as_command("invitation.remind")
def remind_unanswered(request: CommandRequest, meeting_id: UUID) -> RemindersOut:
    meeting = access_meeting(request.principal, meeting_id, "see_deliveries", lock=True).meeting
    letters = reminders.remind(request.command, meeting)
    return RemindersOut(items=[delivery_row(letter) for letter in letters])


@router.get(
    "/meetings/{meeting_id}/invitation.pdf",
    operation_id="get_invitation_pdf",
    summary="The invitation as letters bring it, as the meeting stands now",
    openapi_extra={
        "responses": {
            200: {
                "description": "The paper",
                "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def get_invitation_pdf(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    meeting = access_invitation_paper(request.principal, meeting_id)
    response = HttpResponse(invitation_pdf(meeting), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, PAPER_FILE) or "inline"
    response["Cache-Control"] = "private, no-store"
    return response


@router.get(
    "/meetings/{meeting_id}/invitation.docx",
    operation_id="get_invitation_docx",
    summary="The invitation as DOCX, as the meeting stands now",
    openapi_extra={
        "responses": {
            200: {
                "description": "The paper",
                "content": {DOCX: {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def get_invitation_docx(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    meeting = access_invitation_paper(request.principal, meeting_id)
    response = HttpResponse(invitation_docx(meeting), content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(True, DOCX_FILE) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@router.get(
    "/mailbox",
    response=Page[LetterRow],
    operation_id="list_letters",
    summary="Letters in the mail folder, newest first",
)
def list_letters(
    request: SignedInRequest, page: Annotated[int, Query(ge=1, le=100_000)] = 1, query: Words = ""
) -> dict[str, Any]:
    return page_of(access_mailbox(request.principal, query), page, letter_row)


@router.get(
    "/mailbox/{name}",
    response=LetterOut,
    operation_id="get_letter",
    summary="One letter, taken apart",
)
def get_letter(request: SignedInRequest, name: str) -> LetterOut:
    delivery, letter = access_letter(request.principal, name)
    files = [
        AttachmentRow(number=n, name=file.name, media_type=file.media_type, size=file.size)
        for n, file in enumerate(letter.attachments, 1)
    ]
    row = letter_row(delivery).model_dump() | {"to": letter.to, "subject": letter.subject}
    return LetterOut(
        **row,
        sender=letter.sender,
        message_id=letter.message_id,
        text=letter.text,
        html=letter.html,
        attachments=files,
    )


@router.get(
    "/mailbox/{name}/attachments/{number}",
    operation_id="get_attachment",
    summary="A file attached to a letter",
    openapi_extra={
        "responses": {
            200: {
                "description": "The file",
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def get_attachment(request: SignedInRequest, name: str, number: int) -> HttpResponse:
    file = access_attachment(request.principal, name, number)
    response = HttpResponse(file.content, content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


class FeedIn(Schema):
    scope: Annotated[CalendarFeed.Scope, INLINE]


class FeedRow(FeedIn):
    """An open feed; its address was told when it was opened."""

    created_at: datetime


class OpenedFeed(FeedRow):
    """`path` below the product's own address is all that a calendar program needs; it is told this once."""

    path: str


@router.get(
    "/calendar-feeds",
    response=Page[FeedRow],
    operation_id="list_calendar_feeds",
    summary="One's own calendar feeds",
)
def list_feeds(request: SignedInRequest) -> dict[str, Any]:
    own = CalendarFeed.objects.filter(account_id=request.principal.account_id)
    return page_of(
        own, 1, lambda feed: FeedRow(scope=CalendarFeed.Scope(feed.scope), created_at=feed.created_at)
    )


@router.post(
    "/calendar-feeds",
    response=OpenedFeed,
    operation_id="open_calendar_feed",
    summary="A secret address under which a calendar program reads one's meetings; an earlier one is void",
)
@as_command("calendar_feed.open")
def open_feed(request: CommandRequest, wanted: FeedIn) -> OpenedFeed:
    feed, secret = feeds.open_feed(request.command, request.principal, wanted.scope)
    path = f"/api/calendar/{secret}.ics"
    return OpenedFeed(scope=wanted.scope, created_at=feed.created_at, path=path)


@router.post(
    "/calendar-feeds/{scope}/close",
    response=FeedIn,
    operation_id="close_calendar_feed",
    summary="Make the address of a feed void",
)
@as_command("calendar_feed.close")
def close_feed(request: CommandRequest, scope: Annotated[CalendarFeed.Scope, INLINE]) -> FeedIn:
    feeds.close_feed(request.command, request.principal, scope)
    return FeedIn(scope=scope)


@router.get(
    "/calendar/{secret}.ics",
    auth=None,
    operation_id="read_calendar_feed",
    summary="The meetings of a feed as iCalendar; the address is the key",
    openapi_extra={
        "responses": {
            200: {"description": "A calendar", "content": {"text/calendar": {"schema": {"type": "string"}}}}
        }
    },
)
def read_feed(request: HttpRequest, secret: str) -> HttpResponse:
    return HttpResponse(feeds.read_feed(secret), content_type="text/calendar; charset=utf-8")
