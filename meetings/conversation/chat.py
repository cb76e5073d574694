"""Writing in rooms. The caller has locked the meeting's row, so that numbers follow each other.

The events of messages carry text only in their payload, which deleting a message erases lawfully: the chain
still holds (ecabinet.journal.chain).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from ecabinet.journal.services import Command, erase
from meetings.conversation.models import ChatMessage
from meetings.conversation.rows import chat_state, settings_of
from meetings.conversation.rules import (
    MESSAGES_A_MINUTE,
    RATE_WINDOW,
    SHOWN,
    Room,
    check_rate,
    room_of,
    slot,
)
from meetings.conversation.services import SPOKEN_IN
from meetings.lifecycle.closing import OpenMatter
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import require_status

SENT = "chat.sent"


@dataclass(frozen=True)
class Author:
    """Who writes, as the meeting names them."""

    account_id: str
    name: str
    position: str


def send(cmd: Command, meeting: Meeting, room: Room, author: Author, text: str) -> ChatMessage:
    """Write a message. Raises Problem meeting_wrong_status (409), too_many_messages (429)."""
    require_status("converse", meeting.status, SPOKEN_IN)
    messages = ChatMessage.objects.filter(meeting=meeting)
    lately = messages.filter(account_id=author.account_id, sent_at__gt=cmd.at - RATE_WINDOW).count()
    check_rate("too_many_messages", lately, MESSAGES_A_MINUTE)
    newest = messages.filter(room=room.name).order_by("-number").first()
    message = ChatMessage.objects.create(
        meeting=meeting,
        room=room.name,
        number=newest.number + 1 if newest else 1,
        account_id=author.account_id,
        name=author.name,
        position=author.position,
        text=text,
        sent_at=cmd.at,
    )
    data = {"message_id": message.id, "room": room.name}
    cmd.append(stream_of(meeting), SENT, data=data, state=chat_state(message), audience=room.audience)
    return message


def delete(cmd: Command, meeting: Meeting, message: ChatMessage, *, by_author: bool) -> ChatMessage:
    """Take the text of a message away, here and in the journal; its place stays."""
    if message.deleted_by:
        return message
    message.text = ""
    message.deleted_by = ChatMessage.DeletedBy.AUTHOR if by_author else ChatMessage.DeletedBy.SECRETARY
    message.save(update_fields=["text", "deleted_by"])
    erase(stream_of(meeting), SENT, data__message_id=str(message.id))
    data = {"message_id": message.id, "room": message.room, "name": message.name, "by": message.deleted_by}
    audience = room_of(message.room).audience
    is_shown = not ChatMessage.objects.filter(
        meeting=meeting, room=message.room, number__gte=message.number + SHOWN
    ).exists()
    state = chat_state(message) if is_shown else {}
    cmd.append(stream_of(meeting), "chat.deleted", data=data, state=state, audience=audience)
    return message


def erase_unless_kept(cmd: Command, meeting: Meeting) -> None:
    """When a meeting whose messages are not kept is closed, nothing of them stays."""
    if settings_of(meeting.id).chat_kept:
        return
    slots: dict[str, set[str]] = {}
    messages = ChatMessage.objects.filter(meeting=meeting)
    for room, number in messages.values_list("room", "number"):
        slots.setdefault(room, set()).add(slot(room, number))
    messages.delete()
    erase(stream_of(meeting), SENT)
    for room, keys in sorted(slots.items()):
        state = {"chat": dict.fromkeys(sorted(keys))}
        audience = room_of(room).audience
        cmd.append(stream_of(meeting), "chat.erased", data={"room": room}, state=state, audience=audience)


def left_open(meeting: Meeting) -> Iterator[OpenMatter]:
    """Whoever closes a meeting that does not keep its messages is told how many are erased."""
    count = 0 if settings_of(meeting.id).chat_kept else ChatMessage.objects.filter(meeting=meeting).count()
    if count:
        yield OpenMatter("chat_will_be_erased", values={"count": count})


def older(meeting: Meeting, room: Room, before: int | None, limit: int) -> list[ChatMessage]:
    """At most `limit` messages of a room before a number (None: the newest), oldest first."""
    found = ChatMessage.objects.filter(meeting=meeting, room=room.name).order_by("-number")
    if before is not None:
        found = found.filter(number__lt=before)
    return list(reversed(found[:limit]))


def message_of(meeting: Meeting, message_id: UUID) -> ChatMessage | None:
    return ChatMessage.objects.filter(meeting=meeting, id=message_id).first()
