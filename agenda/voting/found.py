"""The questions that were put to the vote can be found."""

from collections.abc import Collection, Iterable
from uuid import UUID

from agenda.searching.sources import PageKey, Source, Subject, named
from agenda.voting.models import Poll
from ecabinet.journal.audience import Viewer


def describe(ids: Collection[UUID]) -> list[Subject]:
    """The polls as they are found; what was practice is not."""
    return [
        Subject(poll.id, poll.meeting_id, poll.meeting.scheduled_start, poll.question, item_id=poll.item_id)
        for poll in Poll.objects.filter(id__in=ids, is_trial=False).select_related("meeting")
    ]


def texts(keys: Collection[PageKey]) -> dict[PageKey, str]:
    """The matters that they belong to."""
    rows = Poll.objects.filter(id__in=[poll_id for poll_id, _ in keys]).values_list("id", "item_title")
    return {(poll_id, 1): title for poll_id, title in rows}


def everything() -> Iterable[UUID]:
    return Poll.objects.filter(is_trial=False).values_list("id", flat=True)


def open_to(viewer: Viewer, ids: Collection[UUID]) -> Collection[UUID]:
    """Those whose matter is not closed to the viewer."""
    polls = Poll.objects.filter(id__in=ids).values_list("id", "item_id")
    return [poll_id for poll_id, item_id in polls if not viewer.is_kept_from(item_id)]


SOURCE = Source(
    "poll",
    describe,
    texts,
    everything,
    open_to,
    events=("poll.created", "poll.edited"),
    told_by=named("poll_id"),
)
