"""What the lobby does when something else happens: subscribers, run in the transaction of that event."""

from ecabinet.journal.services import Command, Draft
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting
from meetings.lobby import services
from meetings.lobby.models import LobbyEntry, LobbySettings
from meetings.lobby.rules import GUEST, OFFICERS


def _meeting(draft: Draft) -> Meeting:
    return Meeting.objects.get(id=draft.stream.partition(":")[2])


def item_opened(cmd: Command, draft: Draft) -> None:
    """The door opens for who was admitted for this item."""
    services.item_on_table(cmd, _meeting(draft), draft.data["item_id"])


def item_closed(cmd: Command, draft: Draft) -> None:
    """It closes behind them."""
    services.item_off_table(cmd, _meeting(draft), draft.data["item_id"])


def participant_edited(cmd: Command, draft: Draft) -> None:
    """Who became an officer, or is no guest any more, does not wait as a guest."""
    participant = Participant.objects.filter(id=draft.data["participant_id"]).first()
    if participant is None:
        return
    entry = LobbyEntry.objects.filter(participant=participant).first()
    if entry and (participant.role in OFFICERS or (participant.role != GUEST and not entry.is_late)):
        services.forget(cmd, _meeting(draft), str(participant.id))


def participant_removed(cmd: Command, draft: Draft) -> None:
    """Who is not invited any more does not wait."""
    services.forget(cmd, _meeting(draft), draft.data["participant_id"])


def door_changed(cmd: Command, draft: Draft) -> None:
    """What stands on the door follows the meeting, where anybody may stand before it."""
    meeting = _meeting(draft)
    if LobbySettings.objects.filter(meeting=meeting).exists():
        services.tell_line(cmd, meeting, {})


SUBSCRIBERS = {
    "item.opened": item_opened,
    "item.closed": item_closed,
    "item.removed": item_closed,
    "participant.edited": participant_edited,
    "participant.removed": participant_removed,
    **dict.fromkeys(("meeting.edited", "meeting.ended", "meeting.closed", "meeting.cancelled"), door_changed),
}
