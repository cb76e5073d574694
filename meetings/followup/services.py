"""Recording what a meeting concluded. Every function runs inside a command whose meeting row is locked."""

from agenda.items.models import AgendaItem
from ecabinet.journal.services import Command
from meetings.followup.models import Conclusion
from meetings.followup.rows import conclusion_state
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import RUNNING, Status, require_status

RECORDABLE = RUNNING | {Status.ENDED}


def record(cmd: Command, meeting: Meeting, item: AgendaItem | None, text: str) -> Conclusion:
    """Write down a conclusion of an item, or of the whole meeting (None).

    Raises Problem meeting_wrong_status (409): possible from the start until the minutes are approved.
    """
    require_status("conclude", meeting.status, RECORDABLE)
    conclusion = Conclusion.objects.create(
        meeting=meeting, item=item, text=text, recorded_at=cmd.at, recorded_by=cmd.actor.name
    )
    _append(cmd, conclusion, "conclusion.recorded")
    return conclusion


def edit(cmd: Command, conclusion: Conclusion, text: str) -> Conclusion:
    """Change the text; the event keeps the text before. The same text again changes nothing.

    Raises Problem meeting_wrong_status (409).
    """
    require_status("conclude", conclusion.meeting.status, RECORDABLE)
    before = conclusion.text
    if text != before:
        conclusion.text, conclusion.edited_at = text, cmd.at
        conclusion.save(update_fields=["text", "edited_at"])
        _append(cmd, conclusion, "conclusion.edited", before)
    return conclusion


def _append(cmd: Command, conclusion: Conclusion, event_type: str, before: str | None = None) -> None:
    item = conclusion.item
    cmd.append(
        stream_of(conclusion.meeting),
        event_type,
        data={
            "conclusion_id": conclusion.id,
            "item_id": conclusion.item_id,
            "item_title": item.title if item else "",
            "text": conclusion.text,
            "before": before,
            "recorded_by": conclusion.recorded_by,
        },
        state=conclusion_state(conclusion),
    )
