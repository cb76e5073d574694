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


def over(cmd: Command, draft: Draft) -> None:
    """After the meeting nothing stands on the screens, and messages that are not kept are erased."""
    meeting = _meeting(draft)
    for one in services.standing(meeting):
        services.withdraw(cmd, meeting, one, "meeting_ended")
    chat.erase_unless_kept(cmd, meeting)


SUBSCRIBERS = {"meeting.resumed": resumed, "meeting.ended": over, "meeting.cancelled": over}
