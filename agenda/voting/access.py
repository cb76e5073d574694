"""The way from an id in a request to a poll."""

from uuid import UUID

from agenda.voting.models import Poll
from ecabinet.journal.audience import Viewer
from ecabinet.problems import NotFound
from meetings.lifecycle.models import Meeting


def access_poll(
    meeting: Meeting, poll_id: UUID | str, viewer: Viewer | None = None, *, lock: bool = False
) -> Poll:
    """The poll of a meeting that has been accessed already; with `lock` its row stays locked.

    Votes and the close lock this row, so that every acknowledged ballot is counted. Name the
    `viewer` where others than chair and secretaries may ask. Raises NotFound (404).
    """
    rows = Poll.objects.select_for_update() if lock else Poll.objects.all()
    poll = rows.filter(meeting=meeting, id=poll_id).first()
    if poll is None or (viewer is not None and viewer.is_kept_from(poll.item_id)):
        raise NotFound
    poll.meeting = meeting
    return poll
