"""Opinions on documents. The caller has locked the meeting's row.

They are official, so events tell of them; a text that its author takes back is erased there too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from agenda.documents.audience import ORGANISERS, readers_of
from agenda.documents.models import Document
from agenda.notes.models import Comment, CommentSettings
from agenda.notes.rules import COMMENTS_A_MINUTE, MOST_COMMENTS, Sharing, check_place
from ecabinet.journal.audience import ALL, NOT, Viewer
from ecabinet.journal.services import Command, erase
from ecabinet.problems import Problem
from meetings.conversation.rules import RATE_WINDOW, check_rate
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import ARRANGEABLE, RUNNING, Status, require_status

OPEN = RUNNING | {Status.PUBLISHED}
MADE = "comment.made"


@dataclass(frozen=True)
class Author:
    """Who speaks, as the meeting names them."""

    person_id: str
    full_name: str
    position: str
    unit_id: str | None
    unit_name: str


@dataclass(frozen=True)
class Said:
    """What is said, and of which place in which version."""

    text: str
    version: int
    page: int | None = None
    region: Sequence[int] = ()
    quote: str = ""


def sharing_of(meeting: Meeting) -> Sharing:
    """Who reads what is said from now on."""
    chosen = CommentSettings.objects.filter(meeting=meeting).first()
    return Sharing(chosen.sharing) if chosen else Sharing.ORGANISERS


def share(cmd: Command, meeting: Meeting, sharing: Sharing) -> Sharing:
    """Choose who reads comments from now on; those that are there keep their readers.

    Raises Problem meeting_wrong_status (409) once the meeting is over.
    """
    require_status("comment", meeting.status, ARRANGEABLE)
    before = sharing_of(meeting)
    if before != sharing:
        CommentSettings.objects.update_or_create(meeting=meeting, defaults={"sharing": sharing})
        data = {"sharing": sharing, "before": before}
        cmd.append(stream_of(meeting), "comment.sharing_set", data=data)
    return sharing


def audience_of(comment: Comment, readers: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """The tags of who is told: never more than the `readers` of the document."""
    readers = readers_of(comment.document) if readers is None else readers
    if comment.sharing == Sharing.ALL:
        return readers
    whom = [*ORGANISERS, f"person:{comment.person_id}"]
    if comment.parent is not None:
        whom.append(f"person:{comment.parent.person_id}")
    if comment.sharing == Sharing.UNIT and ALL[0] in readers:
        first = comment.parent or comment
        whom += [f"unit:{first.unit_id}"] if first.unit_id else []
    return (*dict.fromkeys(whom), *(tag for tag in readers if tag.startswith(NOT)))


def threads_for(viewer: Viewer, document: Document) -> list[Comment]:
    """What of the opinions on an accessed document a viewer reads, oldest first, replies loaded."""
    readers = readers_of(document)
    found = Comment.objects.filter(document=document, parent=None).prefetch_related("replies")
    return [thread for thread in found if viewer.sees(audience_of(thread, readers))]


def make(cmd: Command, document: Document, author: Author, said: Said, parent: Comment | None) -> Comment:
    """Say something of a document, or (with `parent`, the first of a thread) answer.

    Raises Problem meeting_wrong_status, too_many_comments, comment_removed (409), comments_too_fast (429),
    comment_place (422).
    """
    require_status("comment", document.meeting.status, OPEN)
    check_place(said.page, said.region)
    _check_amount(cmd, document, author)
    if parent is not None and parent.removed_at is not None:
        raise Problem("comment_removed")
    comment = Comment.objects.create(
        document=document,
        parent=parent,
        version=said.version,
        page=said.page,
        region=list(said.region),
        quote=said.quote,
        text=said.text,
        sharing=parent.sharing if parent else sharing_of(document.meeting),
        made_at=cmd.at,
        **{name: getattr(author, name) for name in Author.__dataclass_fields__},
    )
    _append(cmd, comment, MADE, text=said.text, quote=said.quote, page=said.page)
    return comment


def _check_amount(cmd: Command, document: Document, author: Author) -> None:
    said: QuerySet[Comment] = Comment.objects.filter(document__meeting=document.meeting)
    lately = said.filter(person_id=author.person_id, made_at__gt=cmd.at - RATE_WINDOW).count()
    check_rate("comments_too_fast", lately, COMMENTS_A_MINUTE)
    if said.filter(document=document).count() >= MOST_COMMENTS:
        raise Problem("too_many_comments", most=MOST_COMMENTS)


def resolve(cmd: Command, comment: Comment, *, is_resolved: bool) -> Comment:
    """Mark an opinion as dealt with, or as open again; one that is so already stays so.

    Raises Problem meeting_wrong_status (409), comment_removed (409).
    """
    require_status("comment", comment.document.meeting.status, OPEN)
    if comment.removed_at is not None:
        raise Problem("comment_removed")
    if (comment.resolved_at is not None) != is_resolved:
        comment.resolved_at = cmd.at if is_resolved else None
        comment.resolved_by = cmd.actor.name if is_resolved else ""
        comment.save(update_fields=["resolved_at", "resolved_by"])
        _append(cmd, comment, "comment.resolved" if is_resolved else "comment.reopened")
    return comment


def remove(cmd: Command, comment: Comment) -> Comment:
    """Take one's own words back, here and in the journal; that something was said stays.

    Raises Problem meeting_wrong_status (409).
    """
    require_status("comment", comment.document.meeting.status, OPEN)
    if comment.removed_at is None:
        comment.text = comment.quote = ""
        comment.removed_at = cmd.at
        comment.save(update_fields=["text", "quote", "removed_at"])
        erase(stream_of(comment.document.meeting), MADE, data__comment_id=str(comment.id))
        _append(cmd, comment, "comment.removed")
    return comment


def _append(cmd: Command, comment: Comment, event: str, **more: Any) -> None:
    document = comment.document
    data = {
        "comment_id": comment.id,
        "document_id": document.id,
        "title": document.title,
        "item_id": document.item_id,
        "item_title": document.item.title,
        "version": comment.version,
        "full_name": comment.full_name,
        "position": comment.position,
        "sharing": comment.sharing,
        "answers": comment.parent.full_name if comment.parent else "",
        **more,
    }
    cmd.append(stream_of(document.meeting), event, data=data, audience=audience_of(comment))
