"""What the floor does when something else happens: subscribers, run in the transaction of that event."""

from collections.abc import Iterable

from agenda.items.closing import kept_out
from ecabinet.journal.services import Command, Draft
from meetings.floor import services
from meetings.floor.loss import meeting_of, site_back, site_lost
from meetings.floor.models import SpeakRequest
from meetings.floor.rows import queue_state, running_turn, waiting
from meetings.invitations.models import Participant
from meetings.invitations.services import close_microphones
from meetings.lifecycle.models import Meeting


def item_closed(cmd: Command, draft: Draft) -> None:
    """With an item ends the turn that belongs to it (or to none), and the requests for it leave the queue."""
    meeting, item_id = meeting_of(draft), draft.data["item_id"]
    turn = running_turn(meeting.id)
    if turn and (turn.request.item_id is None or str(turn.request.item_id) == item_id):
        services.end_running(cmd, meeting, "item_closed")
    _withdraw(cmd, meeting, waiting(meeting.id).filter(item_id=item_id), "item_closed")


def part_lost(cmd: Command, draft: Draft) -> None:
    """Who has no part in the item any more neither waits to speak on it nor speaks under it."""
    meeting, item_id = meeting_of(draft), draft.data["item_id"]
    outside = kept_out(meeting.id, item_id)
    if not outside:
        return
    turn = running_turn(meeting.id)
    if turn and turn.request.person_id in outside and _belongs(turn.request, meeting, item_id):
        services.end_running(cmd, meeting, "keeps_out")
    asked = waiting(meeting.id).filter(person_id__in=outside)
    _withdraw(cmd, meeting, [one for one in asked if str(one.item_id) == item_id], "keeps_out")


def _belongs(request: SpeakRequest, meeting: Meeting, item_id: str) -> bool:
    return str(request.item_id) == item_id or str(meeting.current_item_id) == item_id


def meeting_over(cmd: Command, draft: Draft) -> None:
    """With the meeting ends the turn; the queue is emptied and every site's microphone closed."""
    meeting = meeting_of(draft)
    services.end_running(cmd, meeting, "meeting_ended")
    _withdraw(cmd, meeting, waiting(meeting.id), "meeting_ended")
    cmd.amend(draft, close_microphones(cmd, meeting))


def meeting_paused(cmd: Command, draft: Draft) -> None:
    """A break stops the clock of the one who speaks."""
    _pause_running(cmd, meeting_of(draft), "meeting_paused")


def participant_edited(cmd: Command, draft: Draft) -> None:
    """An active request goes by the participant's present site."""
    participant = Participant.objects.filter(id=draft.data["participant_id"]).first()
    if participant is None:
        return
    requests = list(waiting(participant.meeting_id).filter(participant=participant))
    for request in requests:
        _follow(request, participant)
    cmd.amend(draft, queue_state(requests))


def people_left(cmd: Command, draft: Draft) -> None:
    """Who is no longer in the meeting neither waits nor speaks."""
    _people_gone(cmd, draft, {draft.data["participant_id"]}, "participant_removed")


def left_early(cmd: Command, draft: Draft) -> None:
    """Who leaves the meeting, if only for a while, neither waits nor speaks."""
    _people_gone(cmd, draft, {draft.data["participant_id"]}, "left")


def guests_out(cmd: Command, draft: Draft) -> None:
    """Who has to leave the meeting neither waits nor speaks."""
    gone = {guest["participant_id"] for guest in draft.data["guests"]}
    _people_gone(cmd, draft, gone, "participant_removed")


def _people_gone(cmd: Command, draft: Draft, gone: set[str], reason: str) -> None:
    meeting = meeting_of(draft)
    turn = running_turn(meeting.id)
    if turn and str(turn.request.participant_id) in gone:
        services.end_running(cmd, meeting, reason)
    _withdraw(cmd, meeting, waiting(meeting.id).filter(participant_id__in=gone), reason)


def site_removed(cmd: Command, draft: Draft) -> None:
    """A site that is no longer asked is not heard; requests from it go by what their people have now."""
    meeting, gone = meeting_of(draft), draft.data["site_id"]
    turn = running_turn(meeting.id)
    if turn and str(turn.request.site_id) == gone:
        services.end_running(cmd, meeting, "site_removed")
    requests = list(waiting(meeting.id).filter(site_id=gone).select_related("participant"))
    for request in requests:
        _follow(request, request.participant)
    cmd.amend(draft, queue_state(requests))


def _follow(request: SpeakRequest, participant: Participant) -> None:
    request.site_id, request.site_name = participant.site_id, participant.site_name
    request.unit_name = participant.unit_name
    request.save(update_fields=["site", "site_name", "unit_name"])


def _pause_running(cmd: Command, meeting: Meeting, reason: str) -> None:
    turn = running_turn(meeting.id)
    if turn and turn.clock.status == "running":
        turn.meeting = meeting
        services.pause(cmd, turn, reason)


def _withdraw(cmd: Command, meeting: Meeting, requests: Iterable[SpeakRequest], reason: str) -> None:
    for request in list(requests):
        request.meeting = meeting
        services.withdraw(cmd, request, reason)


SUBSCRIBERS = {
    "item.closed": item_closed,
    "item.removed": item_closed,
    "item.opened": part_lost,
    "item.access_changed": part_lost,
    "recusal.recorded": part_lost,
    "meeting.ended": meeting_over,
    "meeting.cancelled": meeting_over,
    "meeting.paused": meeting_paused,
    "site.disconnected": site_lost,
    "site.connected": site_back,
    "site.removed": site_removed,
    "participant.edited": participant_edited,
    "participant.removed": people_left,
    "attendance.left": left_early,
    "guest.sent_out": guests_out,
    "guest.turned_away": guests_out,
}
