"""What becomes of announcements and messages when the meeting moves on: subscribers."""

from ecabinet.journal.services import Command, Draft
from meetings.conversation import chat, services
from meetings.conversation.models import Announcement
from meetings.lifecycle.models import Meeting


def _meeting(draft: Draft) -> Meeting:
    return Meeting.objects.get(id=draft.stream.partition(":")[2])


def resumed(cmd: Command, draft: Draft) -> None:
    """With the break ends what announced it."""
    meeting = _meeting(draft)
    for one in services.standing(meeting).filter(kind=Announcement.Kind.BREAK):
        services.withdraw(cmd, meeting, one, "meeting_resumed")


def ended(cmd: Command, draft: Draft) -> None:
    """After the meeting nothing stands on the screens; what was written is read until it is closed."""
    meeting = _meeting(draft)
    for one in services.standing(meeting):
        services.withdraw(cmd, meeting, one, "meeting_ended")


def closed(cmd: Command, draft: Draft) -> None:
    """With the record closed, messages that are not kept are erased."""
    chat.erase_unless_kept(cmd, _meeting(draft))


def cancelled(cmd: Command, draft: Draft) -> None:
    """What is called off is never closed: both at once."""
    ended(cmd, draft)
    closed(cmd, draft)


SUBSCRIBERS = {
    "meeting.resumed": resumed,
    "meeting.ended": ended,
    "meeting.closed": closed,
    "meeting.cancelled": cancelled,
}
