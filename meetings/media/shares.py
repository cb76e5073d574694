"""Screens that are shared: written down when the media room shows them, ended when the right to share ends.

The room is the truth about what is published, the journal about who may. The caller has locked the meeting's
row, or this module does.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from ecabinet.journal.audience import Viewer
from ecabinet.journal.services import SYSTEM, Command, Draft, command
from ecabinet.problems import NotFound, Problem
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant, State, stream_of
from meetings.lifecycle.rules import RUNNING, Status, require_status
from meetings.media.models import ScreenShare, running_share
from meetings.media.rules import JOINABLE, RoomState, Source, desired
from meetings.media.state import room_state

KEY = "it"
Reason = ScreenShare.Reason


class ShareRow(Schema):
    """The screen that is shared now; `shown`: it is large on every screen, over the layout."""

    id: UUID
    identity: str
    name: str
    site_id: UUID | None
    shown: bool
    started_at: Instant


def share_row(share: ScreenShare) -> ShareRow:
    """The row of a share that runs."""
    return ShareRow(**{name: getattr(share, name) for name in ShareRow.model_fields})


def share_state(share: ScreenShare) -> State:
    """What an event says when this share changed; an ended one is gone."""
    return {"shares": {KEY: None if share.ended_at else share_row(share).model_dump(mode="json")}}


def read_shares(meeting_id: str, _viewer: Viewer) -> dict[str, ShareRow]:
    """The part `shares` of a snapshot: empty while nobody shares."""
    share = running_share(meeting_id)
    return {KEY: share_row(share)} if share else {}


def access_share(meeting: Meeting, share_id: UUID) -> ScreenShare:
    """A share of the meeting. Raises NotFound, Problem share_over or meeting_wrong_status (409)."""
    share = ScreenShare.objects.filter(meeting=meeting, id=share_id).first()
    if share is None:
        raise NotFound
    if share.ended_at is not None:
        raise Problem("share_over")
    require_status("set_layout", meeting.status, RUNNING | {Status.PUBLISHED})
    share.meeting = meeting
    return share


def permitted(state: RoomState, identity: str) -> bool:
    """Whether that identity may share its screen now."""
    permission = desired(state).get(identity)
    return permission is not None and Source.SCREEN_SHARE in permission.sources


def record_shares(meeting_id: UUID, begun: frozenset[str], gone: dict[str, datetime]) -> None:
    """Write down what the room showed: who began to share, and who stopped by themselves, and when.

    What is known already changes nothing; neither does a picture whose right has ended meanwhile.
    """
    with command("share.record", SYSTEM) as cmd:
        meeting = Meeting.objects.select_for_update().filter(id=meeting_id).first()
        if meeting is None:
            return
        share = running_share(meeting_id)
        if share is not None and share.identity in gone:
            _end(cmd, share, Reason.CLOSED, gone[share.identity])
        for identity in sorted(begun):
            _begin(cmd, meeting, identity)


def _begin(cmd: Command, meeting: Meeting, identity: str) -> None:
    state, before = room_state(meeting), running_share(meeting.id)
    if (before is not None and before.identity == identity) or meeting.status not in JOINABLE:
        return
    if not permitted(state, identity):
        return
    if before is not None:
        _end(cmd, before, Reason.REPLACED, cmd.at)
    member = state.members[identity]
    share = ScreenShare.objects.create(
        meeting=meeting,
        identity=identity,
        name=member.name,
        site_id=member.site_id if member.kind == "site" else None,
        started_at=cmd.at,
    )
    _tell(cmd, "share.started", share, {})


def stop(cmd: Command, share: ScreenShare) -> ScreenShare:
    """Take the shared screen away; the right to share comes back later (models.stopped)."""
    return _end(cmd, share, Reason.STOPPED, cmd.at)


def show(cmd: Command, share: ScreenShare, shown: bool) -> ScreenShare:
    """Lay the shared screen over the layout, or take it off; what is so already stays without an event."""
    if share.shown != shown:
        share.shown = shown
        share.save(update_fields=["shown"])
        _tell(cmd, "share.shown" if shown else "share.hidden", share, {})
    return share


def right_may_have_ended(cmd: Command, draft: Draft) -> None:
    """Subscriber: with the turn, the item or the meeting may end the right to share."""
    _, _, meeting_id = draft.stream.partition(":")
    share = running_share(meeting_id)
    if share is None:
        return
    meeting = Meeting.objects.get(id=meeting_id)
    if meeting.status not in JOINABLE or not permitted(room_state(meeting), share.identity):
        _end(cmd, share, Reason.RIGHT_ENDED, cmd.at)


def _end(cmd: Command, share: ScreenShare, reason: str, at: datetime) -> ScreenShare:
    share.ended_at, share.reason = max(at, share.started_at), reason
    share.save(update_fields=["ended_at", "reason"])
    seconds = int((share.ended_at - share.started_at).total_seconds())
    _tell(cmd, "share.ended", share, {"ended_at": share.ended_at, "seconds": seconds, "reason": reason})
    return share


def _tell(cmd: Command, event: str, share: ScreenShare, more: dict[str, Any]) -> None:
    data = {
        "share_id": share.id,
        "identity": share.identity,
        "name": share.name,
        "site_id": share.site_id,
        "started_at": share.started_at,
        **more,
    }
    cmd.append(stream_of(share.meeting), event, data=data, state=share_state(share))


ENDS_RIGHTS = (
    *("floor.ended", "item.opened", "item.closed", "recusal.recorded"),
    *("participant.edited", "participant.removed", "site.removed", "meeting.edited", "meeting.ended"),
)
