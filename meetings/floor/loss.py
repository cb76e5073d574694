"""What happens when the site through which somebody speaks loses its line, and when the line is back.

Subscribers of site.disconnected and site.connected: they run in the transaction of that event.
"""

from uuid import UUID

from ecabinet.journal.services import Command, Draft
from meetings.floor import rules, services
from meetings.floor.models import FloorSettings, Turn
from meetings.floor.rows import running_turn, settings_of
from meetings.lifecycle.models import Meeting


def site_lost(cmd: Command, draft: Draft) -> None:
    """The meeting's policy decides: nothing, a warning, or the clock stops, as the time is not theirs."""
    turn = _turn_through(draft)
    action = settings_of(turn.meeting_id).loss_action if turn else FloorSettings.LossAction.NOTHING
    if turn is None or action == FloorSettings.LossAction.NOTHING:
        return
    turn.line_lost_at = cmd.at
    if rules.loss_does(action, "pause") and turn.clock.status == "running":
        turn.loss_paused = True
        services.pause(cmd, turn, "site_lost")
        return
    turn.save(update_fields=["line_lost_at"])
    services.append_turn(cmd, "floor.line_lost", turn, {"line_lost_at": cmd.at})


def site_back(cmd: Command, draft: Draft) -> None:
    """A turn that was paused by the loss goes on when the line is back in time; else the chair decides."""
    turn = _turn_through(draft)
    if turn is None or turn.line_lost_at is None:
        return
    seconds = int((cmd.at - turn.line_lost_at).total_seconds())
    within = settings_of(turn.meeting_id).loss_return_seconds
    turn.line_lost_at = None
    evidence = {"seconds_without_line": seconds}
    if turn.loss_paused and rules.goes_on_alone(turn.meeting.status, seconds, within):
        services.resume(cmd, turn, {**evidence, "reason": "line_back"})
        return
    turn.save(update_fields=["line_lost_at"])
    services.append_turn(cmd, "floor.line_returned", turn, evidence)


def _turn_through(draft: Draft) -> Turn | None:
    """The running turn, when it is heard through the site of the event."""
    meeting = meeting_of(draft)
    turn = running_turn(meeting.id)
    if turn is None or turn.identity != rules.site_identity(draft.data["site_id"]):
        return None
    turn.meeting = meeting
    return turn


def meeting_of(draft: Draft) -> Meeting:
    """The meeting in whose stream the event is."""
    return Meeting.objects.get(id=UUID(draft.stream.partition(":")[2]))
