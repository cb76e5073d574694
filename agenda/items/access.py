"""The way from an id in a request to an agenda item."""

from uuid import UUID

from agenda.items.models import AgendaItem
from ecabinet.problems import NotFound
from meetings.lifecycle.models import Meeting


def access_item(meeting: Meeting, item_id: UUID | str) -> AgendaItem:
    """The item of a meeting that has been accessed already. Raises NotFound (404)."""
    item = AgendaItem.objects.filter(meeting=meeting, id=item_id).first()
    if item is None:
        raise NotFound
    item.meeting = meeting
    return item
