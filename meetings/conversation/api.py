"""Announcements, rooms and notes to the chair over HTTP."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.language import language_of
from ecabinet.pagination import Page, page_of
from ecabinet.problems import Problem
from ecabinet.shapes import INLINE
from meetings.conversation import chat, export, notes, services
from meetings.conversation.access import (
    access_announcement,
    access_message,
    access_note,
    access_room,
    access_room_to_write,
    author_of,
    writer_of,
)
from meetings.conversation.models import Announcement, ConversationSettings
from meetings.conversation.rows import (
    AnnouncementRow,
    ChatRow,
    ConversationRow,
    NoteRow,
    SentAnnouncement,
    announcement_row,
    chat_row,
    note_row,
    sent_announcements,
    sent_row,
    settings_row,
)
from meetings.conversation.rules import (
    LONGEST_ANNOUNCEMENT,
    LONGEST_MESSAGE,
    LONGEST_NOTE,
    SHOWN,
    check_deletable,
)
from meetings.floor.rows import TurnRow, turn_row
from meetings.invitations.access import access_site
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import PageNumber

router = Router(tags=["conversation"])


def _words(most: int) -> Any:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=most)


Addressee = Literal["member", "delegate", "guest", "site", "technician"]
RoomName = Annotated[str, Field(min_length=1, max_length=48)]


class ConversationChoice(Schema):
    """What is left out stays."""

    everybody: Annotated[ConversationSettings.Everybody, INLINE] | None = None
    chat_kept: bool | None = None


class NotesChoice(Schema):
    """Whether secretaries see the notes that are written to the chair from now on."""

    notes_to_secretary: bool


class AnnouncementIn(Schema):
    """To all, unless sites or roles are named; chair and secretaries always see it. `minutes`: until then."""

    kind: Annotated[Announcement.Kind, INLINE] = Announcement.Kind.INFORMATION
    text: Annotated[str, _words(LONGEST_ANNOUNCEMENT)]
    site_ids: Annotated[list[UUID], Field(max_length=500)] = []
    roles: Annotated[list[Addressee], Field(max_length=5)] = []
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None


class MessageIn(Schema):
    """`room`: everybody, organisers, technicians, or site:<site id>."""

    room: RoomName
    text: Annotated[str, _words(LONGEST_MESSAGE)]


class MessageSent(Schema):
    """The message's place; its text is not repeated, so that no copy outlives it."""

    id: UUID
    room: str
    number: int


class Messages(Schema):
    """A piece of a room's history, oldest first; `more`: there are older ones."""

    items: list[ChatRow]
    more: bool


class NoteIn(Schema):
    text: Annotated[str, _words(LONGEST_NOTE)]


class NoteAnswer(Schema):
    text: Annotated[str, _words(200)]


class ConversationDone(Schema):
    ok: bool = True


@router.post(
    "/meetings/{meeting_id}/conversation",
    response=ConversationRow,
    operation_id="set_conversation",
    summary="Choose who writes in the room for everybody, and whether messages are kept",
)
@as_command("conversation.set")
def set_conversation(request: CommandRequest, meeting_id: UUID, body: ConversationChoice) -> ConversationRow:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting", lock=True).meeting
    return settings_row(services.choose(request.command, meeting, body.model_dump(exclude_none=True)))


@router.post(
    "/meetings/{meeting_id}/conversation/notes",
    response=ConversationRow,
    operation_id="share_notes",
    summary="The chair chooses whether secretaries see later notes too",
)
@as_command("conversation.share_notes")
def share_notes(request: CommandRequest, meeting_id: UUID, body: NotesChoice) -> ConversationRow:
    access = access_meeting(request.principal, meeting_id, lock=True)
    if not access.viewer.sees(("role:chair",)):
        raise Problem("not_allowed")
    return settings_row(services.choose(request.command, access.meeting, body.model_dump()))


@router.post(
    "/meetings/{meeting_id}/announcements",
    response=AnnouncementRow,
    operation_id="announce",
    summary="Put a text on the screens of all, or of chosen sites and roles",
)
@as_command("announcement.send")
def announce(request: CommandRequest, meeting_id: UUID, body: AnnouncementIn) -> AnnouncementRow:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting", lock=True).meeting
    sites = [access_site(meeting, one) for one in dict.fromkeys(body.site_ids)]
    notice = services.Notice(body.kind, body.text, sites, tuple(dict.fromkeys(body.roles)), body.minutes)
    return announcement_row(services.announce(request.command, meeting, notice))


@router.get(
    "/meetings/{meeting_id}/announcements",
    response=Page[SentAnnouncement],
    operation_id="list_announcements",
    summary="All announcements of the meeting and on how many screens each was seen",
)
def list_announcements(request: SignedInRequest, meeting_id: UUID, page: PageNumber = 1) -> dict[str, Any]:
    access_meeting(request.principal, meeting_id, "run_meeting")
    return page_of(sent_announcements(meeting_id), page, sent_row)


@router.post(
    "/meetings/{meeting_id}/announcements/{announcement_id}/withdraw",
    response=ConversationDone,
    operation_id="withdraw_announcement",
    summary="Take an announcement from the screens",
)
@as_command("announcement.withdraw")
def withdraw(request: CommandRequest, meeting_id: UUID, announcement_id: UUID) -> ConversationDone:
    access = access_meeting(request.principal, meeting_id, "run_meeting", lock=True)
    services.withdraw(request.command, access.meeting, access_announcement(access, announcement_id))
    return ConversationDone()


@router.post(
    "/meetings/{meeting_id}/announcements/{announcement_id}/seen",
    response=ConversationDone,
    operation_id="see_announcement",
    summary="A screen tells that it showed the announcement",
)
def see(request: SignedInRequest, meeting_id: UUID, announcement_id: UUID) -> ConversationDone:
    access = access_meeting(request.principal, meeting_id)
    services.see(access_announcement(access, announcement_id), access.viewer.account_id)
    return ConversationDone()


@router.post(
    "/meetings/{meeting_id}/chat",
    response=MessageSent,
    operation_id="send_message",
    summary="Write a message in a room",
)
@as_command("chat.send")
def send_message(request: CommandRequest, meeting_id: UUID, body: MessageIn) -> MessageSent:
    access = access_meeting(request.principal, meeting_id, lock=True)
    room = access_room_to_write(access, body.room)
    sent = chat.send(request.command, access.meeting, room, author_of(access), body.text)
    return MessageSent(id=sent.id, room=sent.room, number=sent.number)


@router.post(
    "/meetings/{meeting_id}/chat/{message_id}/delete",
    response=ChatRow,
    operation_id="delete_message",
    summary="Delete a message: one's own for five minutes, a secretary any",
)
@as_command("chat.delete")
def delete_message(request: CommandRequest, meeting_id: UUID, message_id: UUID) -> ChatRow:
    access = access_meeting(request.principal, meeting_id, lock=True)
    message = access_message(access, message_id)
    own = str(message.account_id) == access.viewer.account_id
    may_any = access.viewer.sees(("role:secretary",))
    check_deletable(message.sent_at, request.command.at, own=own, organises=may_any)
    return chat_row(chat.delete(request.command, access.meeting, message, by_author=own))


@router.get(
    "/meetings/{meeting_id}/chat",
    response=Messages,
    operation_id="list_messages",
    summary="The history of a room, from the newest back",
)
def list_messages(
    request: SignedInRequest,
    meeting_id: UUID,
    room: RoomName,
    before: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None,
) -> Messages:
    access = access_meeting(request.principal, meeting_id)
    found = chat.older(access.meeting, access_room(access, room), before, SHOWN + 1)
    return Messages(items=[chat_row(one) for one in found[-SHOWN:]], more=len(found) > SHOWN)


@router.get(
    "/meetings/{meeting_id}/chat.csv",
    operation_id="export_chat",
    summary="All messages of the meeting as CSV, for its secretaries, where messages are kept",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def export_chat(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting").meeting
    content = export.messages_csv(meeting, language_of(request))
    headers = {"Content-Disposition": 'attachment; filename="trao-doi.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@router.post(
    "/meetings/{meeting_id}/notes",
    response=NoteRow,
    operation_id="send_note",
    summary="Write a private note to the chair",
)
@as_command("note.send")
def send_note(request: CommandRequest, meeting_id: UUID, body: NoteIn) -> NoteRow:
    access = access_meeting(request.principal, meeting_id, lock=True)
    return note_row(notes.send(request.command, access.meeting, writer_of(access), body.text))


@router.post(
    "/meetings/{meeting_id}/notes/{note_id}/read",
    response=NoteRow,
    operation_id="read_note",
    summary="Mark a note to the chair as read",
)
@as_command("note.read")
def read_note(request: CommandRequest, meeting_id: UUID, note_id: UUID) -> NoteRow:
    access = access_meeting(request.principal, meeting_id, lock=True)
    return note_row(notes.read(request.command, access_note(access, note_id)))


@router.post(
    "/meetings/{meeting_id}/notes/{note_id}/answer",
    response=NoteRow,
    operation_id="answer_note",
    summary="Answer a note to the chair with a few words",
)
@as_command("note.answer")
def answer_note(request: CommandRequest, meeting_id: UUID, note_id: UUID, body: NoteAnswer) -> NoteRow:
    access = access_meeting(request.principal, meeting_id, lock=True)
    return note_row(notes.answer(request.command, access_note(access, note_id), body.text))


@router.post(
    "/meetings/{meeting_id}/notes/{note_id}/floor",
    response=TurnRow,
    operation_id="give_floor_to_writer",
    summary="Give the floor to who wrote a note",
)
@as_command("note.give_floor")
def give_floor(request: CommandRequest, meeting_id: UUID, note_id: UUID) -> TurnRow:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    note = access_note(access, note_id)
    return turn_row(notes.give_floor(request.command, access.meeting, note))
