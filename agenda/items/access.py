"""The way from an id in a request to an agenda item."""

from uuid import UUID

from agenda.items.models import AgendaItem
from ecabinet.journal.audience import Viewer
from ecabinet.problems import NotFound
from meetings.lifecycle.models import Meeting


def access_item(meeting: Meeting, item_id: UUID | str, viewer: Viewer | None = None) -> AgendaItem:
    """The item of a meeting that has been accessed already.

    Name the `viewer` wherever others than the chair and the secretaries may ask: an item that is closed to
    them is not there. Raises NotFound (404).
    """
    item = AgendaItem.objects.select_related("parent").filter(meeting=meeting, id=item_id).first()
    if item is None or (viewer is not None and viewer.is_kept_from(item_id)):
        raise NotFound
    item.meeting = meeting
    return item
