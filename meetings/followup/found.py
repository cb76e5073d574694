"""What meetings concluded can be found."""

from collections.abc import Collection, Iterable
from uuid import UUID

from agenda.searching.sources import PageKey, Source, Subject, named
from ecabinet.journal.audience import Viewer
from meetings.followup.models import Conclusion


def describe(ids: Collection[UUID]) -> list[Subject]:
    """The conclusions as they are found, under the matter that they conclude."""
    return [
        Subject(
            conclusion.id,
            conclusion.meeting_id,
            conclusion.meeting.scheduled_start,
            conclusion.item.title if conclusion.item else conclusion.meeting.title,
            item_id=conclusion.item_id,
        )
        for conclusion in Conclusion.objects.filter(id__in=ids).select_related("meeting", "item")
    ]


def texts(keys: Collection[PageKey]) -> dict[PageKey, str]:
    rows = Conclusion.objects.filter(id__in=[each for each, _ in keys]).values_list("id", "text")
    return {(conclusion_id, 1): text for conclusion_id, text in rows}


def everything() -> Iterable[UUID]:
    return Conclusion.objects.values_list("id", flat=True)


def open_to(viewer: Viewer, ids: Collection[UUID]) -> Collection[UUID]:
    """Those whose matter is not closed to the viewer."""
    rows = Conclusion.objects.filter(id__in=ids).values_list("id", "item_id")
    return [conclusion_id for conclusion_id, item_id in rows if not viewer.is_kept_from(item_id)]


SOURCE = Source(
    "conclusion",
    describe,
    texts,
    everything,
    open_to,
    events=("conclusion.recorded", "conclusion.edited"),
    told_by=named("conclusion_id"),
)
