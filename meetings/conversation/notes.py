"""Notes to the chair. The caller has locked the meeting's row."""

from dataclasses import dataclass

from agenda.items.models import AgendaItem
from ecabinet.journal.services import Command
from ecabinet.problems import Problem
from meetings.conversation.models import Note
from meetings.conversation.rows import note_audience, note_state, settings_of
from meetings.conversation.rules import NOTES_A_MINUTE, RATE_WINDOW, check_rate
from meetings.conversation.services import SPOKEN_IN
from meetings.floor import services as floor
from meetings.floor.models import SpeakRequest, Turn
from meetings.floor.rows import waiting
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import require_status


@dataclass(frozen=True)
class Writer:
    """Who writes: a participant, or (`participant` None) a technician for a site."""

    account_id: str
    person_id: str
    full_name: str
    position: str
    site_name: str
    participant: Participant | None = None


def send(cmd: Command, meeting: Meeting, writer: Writer, text: str) -> Note:
    """Write to the chair. Raises Problem meeting_wrong_status (409), too_many_notes (429)."""
    require_status("converse", meeting.status, SPOKEN_IN)
    mine = Note.objects.filter(meeting=meeting, account_id=writer.account_id)
    check_rate("too_many_notes", mine.filter(sent_at__gt=cmd.at - RATE_WINDOW).count(), NOTES_A_MINUTE)
    shared = settings_of(meeting.id).notes_to_secretary
    note = Note.objects.create(meeting=meeting, text=text, shared=shared, sent_at=cmd.at, **writer.__dict__)
    _append(cmd, note, "note.sent")
    return note


def read(cmd: Command, note: Note) -> Note:
    """The note was read; one that was already stays as it is."""
    if note.status == Note.Status.SENT:
        note.status = Note.Status.READ
        note.save(update_fields=["status"])
        _append(cmd, note, "note.read")
    return note


def answer(cmd: Command, note: Note, text: str) -> Note:
    """Answer with a few words; a second answer takes the place of the first."""
    note.status, note.answer = Note.Status.ANSWERED, text
    note.save(update_fields=["status", "answer"])
    _append(cmd, note, "note.answered")
    return note


def give_floor(cmd: Command, meeting: Meeting, note: Note) -> Turn:
    """Give the floor to who wrote, by their own request where they have one, else by one made now.

    Raises Problem writer_cannot_speak (409) for a technician, and as the floor does.
    """
    participant = note.participant
    if participant is None or participant.removed_at is not None:
        raise Problem("writer_cannot_speak")
    participant.meeting = meeting
    read(cmd, note)
    on_table = meeting.current_item_id
    item = AgendaItem.objects.filter(meeting=meeting, id=on_table).first() if on_table else None
    own = waiting(meeting.id).filter(participant=participant, queue=SpeakRequest.Queue.SPEAKING).first()
    request = own or floor.make_request(cmd, participant, item)
    request.meeting = meeting
    return floor.grant(cmd, request, None)


def _append(cmd: Command, note: Note, event: str) -> None:
    """`data` names who wrote and never what: only the state says that, to those whom the note is for."""
    data = {"note_id": note.id, "full_name": note.full_name, "site_name": note.site_name}
    audience = note_audience(note)
    cmd.append(stream_of(note.meeting), event, data=data, state=note_state(note), audience=audience)
