"""Meetings can be found: by title, place, chair, unit and kind."""

from collections.abc import Collection, Iterable
from uuid import UUID

from agenda.searching.models import Entry
from agenda.searching.sources import PageKey, Source, Subject
from ecabinet.journal.audience import Viewer
from ecabinet.journal.services import Command, Draft
from meetings.lifecycle.models import Meeting

TOLD = ("unit_name", "type_name", "place", "chair_name")


def describe(ids: Collection[UUID]) -> list[Subject]:
    """The meetings as they are found."""
    return [
        Subject(meeting.id, meeting.id, meeting.scheduled_start, meeting.title)
        for meeting in Meeting.objects.filter(id__in=ids)
    ]


def texts(keys: Collection[PageKey]) -> dict[PageKey, str]:
    """What is told of a meeting beside its title."""
    meetings = Meeting.objects.filter(id__in=[meeting_id for meeting_id, _ in keys])
    return {
        (each.id, 1): " · ".join(filter(None, (getattr(each, name) for name in TOLD))) for each in meetings
    }


def everything() -> Iterable[UUID]:
    return Meeting.objects.values_list("id", flat=True)


def open_to(_viewer: Viewer, ids: Collection[UUID]) -> Collection[UUID]:
    """Who has a viewer of the meeting sees it."""
    return ids


def move_entries(_cmd: Command, draft: Draft) -> None:
    """Subscriber of meeting.edited: with its day move all that was said and laid there."""
    meeting = Meeting.objects.get(id=_told_by(draft))
    Entry.objects.filter(meeting=meeting).update(at=meeting.scheduled_start)


def _told_by(draft: Draft) -> UUID:
    return UUID(draft.stream.partition(":")[2])


SOURCE = Source(
    "meeting",
    describe,
    texts,
    everything,
    open_to,
    events=("meeting.created", "meeting.edited", "meeting.published"),
    told_by=_told_by,
)
