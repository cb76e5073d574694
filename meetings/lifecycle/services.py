"""The commands of a meeting's life. Every function runs inside a command whose meeting row is locked."""

from uuid import UUID

from ecabinet.journal.services import Command
from ecabinet.journal.snapshot import stream_name
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Layout, State, meeting_state


def stream_of(meeting: Meeting) -> str:
    """The name of the meeting's stream."""
    return stream_name("meeting", meeting.id)


def set_current_item(_cmd: Command, meeting: Meeting, item_id: UUID | None) -> State:
    """Write which item is on the table; the caller appends the event with the state given back."""
    meeting.current_item_id = item_id
    meeting.save(update_fields=["current_item_id"])
    return meeting_state(meeting)


def set_layout(cmd: Command, meeting: Meeting, layout: Layout) -> None:
    """Choose what the large screens show; appends layout.set (nothing when it is shown already)."""
    chosen = layout.model_dump(mode="json")
    if chosen == meeting.layout:
        return
    meeting.layout = chosen
    meeting.save(update_fields=["layout"])
    cmd.append(stream_of(meeting), "layout.set", data={"layout": chosen}, state=meeting_state(meeting))
