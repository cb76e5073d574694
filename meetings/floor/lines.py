"""Sites that lose their line while the meeting runs: all are warned, the item waits, the open poll waits.

Subscribers, in the transaction of site.disconnected and site.connected. `line.lost` and `line.returned` are
the evidence; agenda.voting holds its poll by them. The turn that is heard through the site is in `loss`.
"""

from typing import Any
from uuid import UUID

from agenda.items import table
from agenda.items.models import AgendaItem
from agenda.items.rules import BY_LOSS
from ecabinet.journal.services import Command, Draft
from meetings.floor import rules
from meetings.floor.loss import meeting_of
from meetings.floor.models import FloorSettings, LostLine
from meetings.floor.rows import losses_state, settings_of
from meetings.invitations.models import PRESENT, Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of


def line_lost(cmd: Command, draft: Draft) -> None:
    """What the policy of the meeting says happens now."""
    meeting = meeting_of(draft)
    chosen = settings_of(meeting.id)
    if meeting.status != rules.IN_PROGRESS or not rules.loss_does(chosen.loss_action, "warn"):
        return
    line = _line(cmd, meeting, draft)
    item = table.current_item(meeting)
    may_hold = rules.loss_does(chosen.loss_action, "pause_item") and line.people >= chosen.loss_people
    line.holds_item = may_hold and item is not None and item.paused_by in ("", BY_LOSS)
    line.save()
    _tell_lost(cmd, meeting, line, chosen)
    if line.holds_item and item is not None and not item.paused_by:
        evidence = {"site_id": line.site_id, "site_name": line.site_name, "people": line.people}
        table.pause(cmd, meeting, item, BY_LOSS, {**evidence, "voters": line.voters})


def _line(cmd: Command, meeting: Meeting, draft: Draft) -> LostLine:
    site_id = UUID(draft.data["site_id"])
    there = Participant.objects.filter(meeting=meeting, site_id=site_id, attendance__in=PRESENT)
    line = LostLine.objects.filter(meeting=meeting, site_id=site_id).first()
    line = line or LostLine(meeting=meeting, site_id=site_id)
    line.site_name, line.lost_at = draft.data["site_name"], cmd.at
    line.people, line.voters = there.count(), there.filter(votes=True).count()
    return line


def _tell_lost(cmd: Command, meeting: Meeting, line: LostLine, chosen: FloorSettings) -> None:
    holds_polls = rules.loss_does(chosen.loss_action, "pause_poll")
    data = {
        **_site(line),
        "action": chosen.loss_action,
        "poll_waits_for": chosen.loss_voters if holds_polls else None,
    }
    cmd.append(stream_of(meeting), "line.lost", data=data, state=losses_state([line]))


def _site(line: LostLine) -> dict[str, Any]:
    return {
        "site_id": line.site_id,
        "site_name": line.site_name,
        "lost_at": line.lost_at,
        "people": line.people,
        "voters": line.voters,
    }


def line_back(cmd: Command, draft: Draft) -> None:
    """The line is back: what waited for it alone, and not too long, goes on."""
    meeting = meeting_of(draft)
    line = LostLine.objects.filter(meeting=meeting, site_id=draft.data["site_id"]).first()
    if line is None:
        return
    line.delete()
    chosen = settings_of(meeting.id)
    still = list(LostLine.objects.filter(meeting=meeting))
    data = {
        **_site(line),
        "seconds": int((cmd.at - line.lost_at).total_seconds()),
        "within": chosen.loss_return_seconds,
        "poll_waits_for": chosen.loss_voters,
        "still_lost": [{"site_id": one.site_id, "site_name": one.site_name} for one in still],
    }
    cmd.append(stream_of(meeting), "line.returned", data=data, state=losses_state([], [line.site_id]))
    if line.holds_item and not any(one.holds_item for one in still):
        _go_on(cmd, meeting, line, chosen)


def _go_on(cmd: Command, meeting: Meeting, line: LostLine, chosen: FloorSettings) -> None:
    item = table.current_item(meeting)
    if item is None or item.paused_by != BY_LOSS:
        return
    stood = _stood(cmd, item)
    if rules.goes_on_alone(meeting.status, stood, chosen.loss_return_seconds):
        table.resume(cmd, meeting, item, {"reason": "line_back", "site_name": line.site_name})


def _stood(cmd: Command, item: AgendaItem) -> int:
    span = table.running_span(item)
    return span.clock.paused_until(cmd.at) - span.paused_seconds


def forget_site(cmd: Command, draft: Draft) -> None:
    """A site that is no longer asked is no longer missed; an item that waited for it waits for the chair."""
    _forget(cmd, draft, LostLine.objects.filter(meeting=meeting_of(draft), site_id=draft.data["site_id"]))


def forget_all(cmd: Command, draft: Draft) -> None:
    """With the meeting ends every waiting."""
    _forget(cmd, draft, LostLine.objects.filter(meeting=meeting_of(draft)))


def _forget(cmd: Command, draft: Draft, lines: Any) -> None:
    gone = list(lines.values_list("site_id", flat=True))
    if gone:
        lines.delete()
        cmd.amend(draft, losses_state([], gone))
