"""Announcements, messages and notes as snapshots and events show them."""

from typing import Annotated, Literal
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from ninja import Schema

from ecabinet.journal.audience import Viewer, person, role
from ecabinet.shapes import INLINE
from meetings.conversation.models import Announcement, ChatMessage, ConversationSettings, Note
from meetings.conversation.rules import SHOWN, room_of, slot
from meetings.lifecycle.rows import Instant, State

KEY = "it"


class ConversationRow(Schema):
    """How people of the meeting write to each other."""

    everybody: Annotated[ConversationSettings.Everybody, INLINE]
    chat_kept: bool
    notes_to_secretary: bool


class AnnouncementRow(Schema):
    """An announcement that was not withdrawn. Without sites and roles it is for all."""

    id: UUID
    kind: Annotated[Announcement.Kind, INLINE]
    text: str
    site_names: list[str]
    roles: list[str]
    sent_at: Instant
    sent_by: str
    expires_at: Instant | None


class SentAnnouncement(AnnouncementRow):
    """The same as who sent it sees it: withdrawn ones too, and on how many screens it was seen."""

    withdrawn_at: Instant | None
    seen: int


class ChatRow(Schema):
    """A message. Of a deleted one its place is left, and who deleted it."""

    id: UUID
    room: str
    number: int
    account_id: UUID
    name: str
    position: str
    text: str
    sent_at: Instant
    deleted_by: Literal["", "author", "secretary"]


class NoteRow(Schema):
    """A note to the chair; `participant_id` is null where a technician wrote for a site."""

    id: UUID
    participant_id: UUID | None
    person_id: UUID
    full_name: str
    position: str
    site_name: str
    text: str
    shared: bool
    sent_at: Instant
    status: Annotated[Note.Status, INLINE]
    answer: str


def settings_of(meeting_id: UUID | str) -> ConversationSettings:
    """How people of the meeting write; the usual, not saved, where nobody has chosen."""
    found = ConversationSettings.objects.filter(meeting_id=meeting_id).first()
    return found or ConversationSettings(meeting_id=meeting_id)


def settings_row(chosen: ConversationSettings) -> ConversationRow:
    return ConversationRow(**{name: getattr(chosen, name) for name in ConversationRow.model_fields})


def announcement_row(one: Announcement) -> AnnouncementRow:
    return AnnouncementRow(**{name: getattr(one, name) for name in AnnouncementRow.model_fields})


def sent_row(one: Announcement) -> SentAnnouncement:
    """With the number of receipts, annotated as `seen`."""
    return SentAnnouncement(**{name: getattr(one, name) for name in SentAnnouncement.model_fields})


def chat_row(message: ChatMessage) -> ChatRow:
    return ChatRow(**{name: getattr(message, name) for name in ChatRow.model_fields})


def note_row(note: Note) -> NoteRow:
    return NoteRow(**{name: getattr(note, name) for name in NoteRow.model_fields})


def settings_state(chosen: ConversationSettings) -> State:
    return {"conversation": {KEY: settings_row(chosen).model_dump(mode="json")}}


def announcement_state(one: Announcement) -> State:
    row = None if one.withdrawn_at else announcement_row(one).model_dump(mode="json")
    return {"announcements": {str(one.id): row}}


def chat_state(message: ChatMessage) -> State:
    key = slot(message.room, message.number)
    return {"chat": {key: chat_row(message).model_dump(mode="json")}}


def note_state(note: Note) -> State:
    return {"notes": {str(note.id): note_row(note).model_dump(mode="json")}}


def note_audience(note: Note) -> tuple[str, ...]:
    """The chair, the one who wrote it, and where it is shared the secretaries."""
    readers = ("chair", "secretary") if note.shared else ("chair",)
    return (*role(*readers), *person(note.person_id))


def read_settings(meeting_id: str, _viewer: Viewer) -> dict[str, ConversationRow]:
    """The part `conversation`: absent while nobody has chosen anything."""
    found = ConversationSettings.objects.filter(meeting_id=meeting_id).first()
    return {KEY: settings_row(found)} if found else {}


def read_announcements(meeting_id: str, viewer: Viewer) -> dict[str, AnnouncementRow]:
    """The part `announcements`: those for the viewer."""
    standing = Announcement.objects.filter(meeting_id=meeting_id, withdrawn_at=None)
    return {str(one.id): announcement_row(one) for one in standing if viewer.sees(one.audience)}


def read_chat(meeting_id: str, viewer: Viewer) -> dict[str, ChatRow]:
    """The part `chat`: the newest messages of each room that the viewer reads."""
    of_meeting = ChatMessage.objects.filter(meeting_id=meeting_id)
    rooms = [name for name in _rooms(meeting_id) if viewer.sees(room_of(name).audience)]
    newest = of_meeting.filter(room=OuterRef("room")).order_by("-number").values("number")[:1]
    shown = of_meeting.filter(room__in=rooms).annotate(newest=Subquery(newest))
    shown = shown.filter(number__gt=F("newest") - SHOWN)
    return {slot(message.room, message.number): chat_row(message) for message in shown}


def _rooms(meeting_id: str) -> list[str]:
    rooms = ChatMessage.objects.filter(meeting_id=meeting_id).order_by("room")
    return list(rooms.values_list("room", flat=True).distinct())


def read_notes(meeting_id: str, viewer: Viewer) -> dict[str, NoteRow]:
    """The part `notes`: for the chair, for who wrote them, and for whom they are shared with."""
    notes = Note.objects.filter(meeting_id=meeting_id)
    return {str(note.id): note_row(note) for note in notes if viewer.sees(note_audience(note))}


def sent_announcements(meeting_id: UUID | str) -> "QuerySet[Announcement]":
    """All announcements of a meeting, newest first, with `seen`."""
    return Announcement.objects.filter(meeting_id=meeting_id).annotate(seen=Count("receipts"))
