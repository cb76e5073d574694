"""What the agenda still lacks before a meeting is published."""

from collections.abc import Iterator

from agenda.items.models import AgendaItem
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
