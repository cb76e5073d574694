"""What a meeting's conclusions leave open when its record is closed."""

from collections.abc import Iterator

from agenda.items.models import AgendaItem
from meetings.lifecycle.closing import OpenMatter
from meetings.lifecycle.models import Meeting

CONCLUDED = (AgendaItem.Kind.REPORT, AgendaItem.Kind.DISCUSSION, AgendaItem.Kind.DECISION)


def left_open(meeting: Meeting) -> Iterator[OpenMatter]:
    """Matters that were dealt with and have no conclusion; opening and other business need none."""
    items = AgendaItem.objects.filter(meeting=meeting, kind__in=CONCLUDED, status=AgendaItem.Status.DONE)
    count = items.filter(conclusions=None).count()
    if count:
        yield OpenMatter("items_without_conclusion", values={"count": count})
