"""What the agenda still lacks before a meeting is published, and leaves open when it is closed."""

from collections.abc import Iterator

from agenda.items.models import AgendaItem
from meetings.lifecycle.closing import OpenMatter
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.readiness import Finding


def check_agenda(meeting: Meeting) -> Iterator[Finding]:
    """There is an agenda, and whoever presents each matter is named."""
    items = list(AgendaItem.objects.filter(meeting=meeting))
    if not items:
        yield Finding("no_items", "agenda")
    for item in items:
        if not item.presenter:
            values = {"number": item.number, "title": item.title}
            yield Finding("item_without_presenter", "agenda", blocking=False, item_id=item.id, values=values)


def left_open(meeting: Meeting) -> Iterator[OpenMatter]:
    """Matters that nobody dealt with, and those that were postponed to no other meeting yet."""
    items = AgendaItem.objects.filter(meeting=meeting)
    pending = items.filter(status=AgendaItem.Status.PENDING).count()
    if pending:
        yield OpenMatter("items_not_dealt_with", values={"count": pending})
    taken = AgendaItem.objects.filter(carried_from__isnull=False).values("carried_from")
    waiting = items.filter(status=AgendaItem.Status.POSTPONED).exclude(id__in=taken).count()
    if waiting:
        yield OpenMatter("items_still_postponed", values={"count": waiting})
