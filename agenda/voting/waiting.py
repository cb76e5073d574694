"""A poll that waits for the line of a site where its electors sit: no ballot is taken and it is not closed.

Fairness decides: those cut off can neither vote nor see the question, so nobody votes meanwhile. Ballots that
were cast count. The chair may let the poll go on without waiting; each step is evidence in the journal.
"""

from typing import Any
from uuid import UUID

from agenda.voting import ending
from agenda.voting.models import Ballot, Elector, Poll
from agenda.voting.rows import poll_state
from agenda.voting.rules import Status
from agenda.voting.services import subject_of
from ecabinet.journal.services import Command, Draft
from ecabinet.problems import Problem
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import Status as MeetingStatus
from meetings.lifecycle.rules import require_status


def line_lost(cmd: Command, draft: Draft) -> None:
    """Subscriber: the open poll waits when enough of its electors sit at the site, and the policy says so."""
    least = draft.data["poll_waits_for"]
    poll = _open_poll(draft) if least is not None else None
    if poll is None or poll.paused_at is not None:
        return
    there = _electors_at(poll, draft.data["site_id"])
    if len(there) < least:
        return
    poll.paused_at, poll.paused_for = cmd.at, draft.data["site_name"]
    poll.save(update_fields=["paused_at", "paused_for"])
    voted = set(Ballot.objects.filter(poll=poll).values_list("participant_id", flat=True))
    missing = [one.full_name for one in there if one.participant_id not in voted]
    _tell(
        cmd, poll, "poll.paused", {"site_name": poll.paused_for, "electors": len(there), "not_cast": missing}
    )


def line_back(cmd: Command, draft: Draft) -> None:
    """Subscriber: in time, and when no other site is waited for, the poll goes on by itself."""
    poll = _open_poll(draft)
    if poll is None or poll.paused_at is None:
        return
    least, within = draft.data["poll_waits_for"], draft.data["within"]
    others = [one["site_id"] for one in draft.data["still_lost"]]
    waits = any(len(_electors_at(poll, site_id)) >= least for site_id in others)
    in_time = int((cmd.at - poll.paused_at).total_seconds()) <= within
    if not waits and in_time and within > 0 and poll.meeting.status == MeetingStatus.IN_PROGRESS:
        _go_on(cmd, poll, {"reason": "line_back", "site_name": draft.data["site_name"]})


def resume(cmd: Command, poll: Poll) -> Poll:
    """The chair lets a waiting poll go on. Raises Problem poll_not_paused, meeting_wrong_status (409)."""
    if poll.paused_at is None:
        raise Problem("poll_not_paused")
    require_status("poll", poll.meeting.status, {MeetingStatus.IN_PROGRESS})
    return _go_on(cmd, poll, {"reason": "resumed", "site_name": poll.paused_for})


def release(cmd: Command, poll: Poll, reason: str) -> None:
    """What ends a meeting ends its waiting too."""
    if poll.paused_at is not None:
        _go_on(cmd, poll, {"reason": reason, "site_name": poll.paused_for})


def _go_on(cmd: Command, poll: Poll, more: dict[str, Any]) -> Poll:
    assert poll.paused_at is not None
    waited = cmd.at - poll.paused_at
    seconds = int(waited.total_seconds())
    poll.paused_at, poll.paused_for = None, ""
    ending.shift_end(cmd, poll, waited)
    poll.save(update_fields=["paused_at", "paused_for", "closes_at"])
    _tell(cmd, poll, "poll.resumed", {**more, "paused_seconds": seconds})
    return poll


def _open_poll(draft: Draft) -> Poll | None:
    polls = Poll.objects.filter(meeting_id=draft.stream.partition(":")[2], status=Status.OPEN)
    return polls.select_for_update(of=("self",)).select_related("meeting").first()


def _electors_at(poll: Poll, site_id: UUID | str) -> list[Elector]:
    return list(Elector.objects.filter(poll=poll, may_cast=True, participant__site_id=site_id))


def _tell(cmd: Command, poll: Poll, event: str, more: dict[str, Any]) -> None:
    cmd.append(stream_of(poll.meeting), event, data={**subject_of(poll), **more}, state=poll_state(poll))
