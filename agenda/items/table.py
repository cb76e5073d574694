"""What is on the table: opening, closing, pausing, leaving out. The caller has locked the meeting's row."""

from typing import Any

from agenda.items import rules
from agenda.items.models import AgendaItem, ItemSpan
from agenda.items.rows import items_state
from agenda.items.services import told
from ecabinet.journal.services import Command, Draft
from ecabinet.problems import Problem
from meetings.invitations.rows import merged
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import ARRANGEABLE, RUNNING, Status, require_status
from meetings.lifecycle.services import set_current_item

CURRENT = AgendaItem.Status.CURRENT
CLOSABLE = {Status.IN_PROGRESS, Status.PAUSED, Status.ENDED}


def open_item(cmd: Command, meeting: Meeting, item: AgendaItem, reason: str = "") -> None:
    """Put a matter on the table; the one that was there is closed first. Opening it again changes nothing.

    A matter that is done may be taken up again, with a reason; its times before are kept. Raises Problem
    meeting_wrong_status (409) unless the meeting is in progress, item_left_out (409), item_needs_reason
    (422).
    """
    require_status("open_item", meeting.status, {Status.IN_PROGRESS})
    if item.status == CURRENT:
        return
    reached = rules.after("open", item.status)
    again = item.status == AgendaItem.Status.DONE
    kept = rules.check_reason(reason, wanted=again)
    close_current(cmd, meeting)
    item.status, item.closed_at = AgendaItem.Status(reached), None
    item.opened_at = item.opened_at or cmd.at
    item.save(update_fields=["status", "opened_at", "closed_at"])
    ItemSpan.objects.create(item=item, started_at=cmd.at, reason=kept)
    state = merged(set_current_item(cmd, meeting, item.id), items_state([item]))
    times = ItemSpan.objects.filter(item=item).count()
    data = {**told(item), "times": times, "reason": kept}
    cmd.append(stream_of(meeting), "item.opened", data=data, state=state)


def close_item(cmd: Command, meeting: Meeting, item: AgendaItem) -> None:
    """Finish the matter on the table. Raises Problem item_not_open (409)."""
    require_status("close_item", meeting.status, CLOSABLE)
    item.status = AgendaItem.Status(rules.after("close", item.status))
    _leave(cmd, meeting, item, "item.closed", {})


def close_current(cmd: Command, meeting: Meeting) -> None:
    """Finish the matter on the table, if there is one."""
    item = current_item(meeting)
    if item is not None:
        close_item(cmd, meeting, item)


def current_item(meeting: Meeting) -> AgendaItem | None:
    """The matter on the table."""
    item = AgendaItem.objects.filter(meeting=meeting, status=CURRENT).first()
    if item is not None:
        item.meeting = meeting
    return item


def _leave(cmd: Command, meeting: Meeting, item: AgendaItem, event: str, more: dict[str, Any]) -> None:
    """The item leaves the table: its span ends, and who subscribed to item.closed acts."""
    span = running_span(item)
    paused = span.clock.paused_until(cmd.at)
    span.ended_at, span.paused_at, span.paused_seconds = cmd.at, None, paused
    span.save(update_fields=["ended_at", "paused_at", "paused_seconds"])
    item.closed_at, item.paused_by = cmd.at, ""
    item.save(update_fields=["status", "closed_at", "paused_by", "reason"])
    state = merged(set_current_item(cmd, meeting, None), items_state([item]))
    times = {"opened_at": span.started_at, "closed_at": cmd.at, "seconds": span.clock.seconds(cmd.at)}
    cmd.append(stream_of(meeting), event, data={**told(item), **times, **more}, state=state)


def running_span(item: AgendaItem) -> ItemSpan:
    """The span of an item that is on the table. Raises Problem item_not_open (409)."""
    span = ItemSpan.objects.filter(item=item, ended_at=None).first()
    if span is None:
        raise Problem("item_not_open")
    return span


def leave_out(cmd: Command, meeting: Meeting, item: AgendaItem, step: str, reason: str) -> None:
    """Do not deal with a matter here: `step` skip, or postpone (to another meeting; also from the table).

    Raises Problem meeting_wrong_status, item_begun or item_settled (409), item_needs_reason (422).
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    reached = rules.after(step, item.status)
    item.reason = rules.check_reason(reason, wanted=True)
    was_current = item.status == CURRENT
    if was_current:
        close_item(cmd, meeting, item)
    item.status = AgendaItem.Status(reached)
    item.save(update_fields=["status", "reason"])
    data = {**told(item), "reason": item.reason, "was_on_the_table": was_current}
    cmd.append(stream_of(meeting), f"item.{reached}", data=data, state=items_state([item]))


def restore(cmd: Command, meeting: Meeting, item: AgendaItem) -> None:
    """Deal with a matter that was left out after all. Raises Problem item_not_left_out (409)."""
    require_status("edit", meeting.status, ARRANGEABLE)
    reached = rules.after("restore", item.status, has_begun=item.opened_at is not None)
    item.status, item.reason = AgendaItem.Status(reached), ""
    item.save(update_fields=["status", "reason"])
    cmd.append(stream_of(meeting), "item.restored", data=told(item), state=items_state([item]))


def pause(
    cmd: Command,
    meeting: Meeting,
    item: AgendaItem,
    by: str = rules.BY_CHAIR,
    more: dict[str, Any] | None = None,
) -> None:
    """Stop the clock of the matter on the table; `by` says what did, `more` is the evidence.

    Raises Problem item_not_open, item_paused (409).
    """
    require_status("close_item", meeting.status, RUNNING)
    span = running_span(item)
    span.set_clock(span.clock.pause(cmd.at))
    item.paused_by = by
    item.save(update_fields=["paused_by"])
    data = {**told(item), "reason": by, "seconds": span.clock.seconds(cmd.at), **(more or {})}
    cmd.append(stream_of(meeting), "item.paused", data=data, state=items_state([item]))


def resume(cmd: Command, meeting: Meeting, item: AgendaItem, more: dict[str, Any] | None = None) -> None:
    """Let the clock run on. Raises Problem item_not_open, item_running (409)."""
    require_status("open_item", meeting.status, {Status.IN_PROGRESS})
    span = running_span(item)
    stood = span.clock.paused_until(cmd.at) - span.paused_seconds
    span.set_clock(span.clock.resume(cmd.at))
    item.paused_by = ""
    item.save(update_fields=["paused_by"])
    data = {**told(item), "reason": "resumed", "paused_seconds": stood, **(more or {})}
    cmd.append(stream_of(meeting), "item.resumed", data=data, state=items_state([item]))


def meeting_paused(cmd: Command, draft: Draft) -> None:
    """Subscriber: in a break the clock of the matter stands; the event of the break shows it."""
    item = _on_the_table(draft)
    if item is None or item.paused_by:
        return
    span = running_span(item)
    span.set_clock(span.clock.pause(cmd.at))
    item.paused_by = rules.BY_MEETING
    item.save(update_fields=["paused_by"])
    cmd.amend(draft, items_state([item]))


def meeting_resumed(cmd: Command, draft: Draft) -> None:
    """Subscriber: after the break the clock that stood because of it runs on."""
    item = _on_the_table(draft)
    if item is None or item.paused_by != rules.BY_MEETING:
        return
    span = running_span(item)
    span.set_clock(span.clock.resume(cmd.at))
    item.paused_by = ""
    item.save(update_fields=["paused_by"])
    cmd.amend(draft, items_state([item]))


def close_at_end(cmd: Command, draft: Draft) -> None:
    """Subscriber of meeting.ended: nothing stays on the table."""
    close_current(cmd, Meeting.objects.get(id=draft.stream.partition(":")[2]))


def _on_the_table(draft: Draft) -> AgendaItem | None:
    return current_item(Meeting.objects.get(id=draft.stream.partition(":")[2]))
