"""Who may announce, write in a room, and read notes; the way from an id to each of them."""

from uuid import UUID

from ecabinet.problems import NotFound, Problem
from meetings.conversation.chat import Author, message_of
from meetings.conversation.models import Announcement, ChatMessage, Note
from meetings.conversation.notes import Writer
from meetings.conversation.rows import note_audience, settings_of
from meetings.conversation.rules import ORGANISING, SITE, Room, check_may_write, room_of
from meetings.invitations.access import access_participant, access_site
from meetings.lifecycle.access import MeetingAccess


def organises(access: MeetingAccess) -> bool:
    """Chair and secretaries."""
    return access.viewer.sees(f"role:{name}" for name in ORGANISING)


def access_room(access: MeetingAccess, name: str) -> Room:
    """The room, for who reads it. Raises NotFound (404) for a room that one does not see."""
    room = room_of(name)
    if not access.viewer.sees(room.audience):
        raise NotFound
    if room.kind == SITE and room.site_id is not None:
        access_site(access.meeting, room.site_id)
    return room


def access_room_to_write(access: MeetingAccess, name: str) -> Room:
    """The room, for who writes there. Raises NotFound (404), Problem not_allowed (403), chat_off (409)."""
    room = access_room(access, name)
    check_may_write(
        room,
        settings_of(access.meeting.id).everybody,
        takes_part=access.viewer.participant_id is not None,
        organises=organises(access),
    )
    return room


def access_message(access: MeetingAccess, message_id: UUID) -> ChatMessage:
    """A message of a room that one reads. Raises NotFound (404)."""
    message = message_of(access.meeting, message_id)
    if message is None or not access.viewer.sees(room_of(message.room).audience):
        raise NotFound
    return message


def access_announcement(access: MeetingAccess, announcement_id: UUID) -> Announcement:
    """An announcement that is for the viewer. Raises NotFound (404)."""
    found = Announcement.objects.filter(meeting=access.meeting, id=announcement_id).first()
    if found is None or not access.viewer.sees(found.audience):
        raise NotFound
    return found


def access_note(access: MeetingAccess, note_id: UUID) -> Note:
    """A note, for whom it was written to. Raises NotFound (404), Problem not_allowed (403) to its writer."""
    note = Note.objects.filter(meeting=access.meeting, id=note_id).first()
    if note is None or not access.viewer.sees(note_audience(note)):
        raise NotFound
    note.meeting = access.meeting
    readers = ORGANISING if note.shared else ("chair",)
    if not access.viewer.sees(f"role:{name}" for name in readers):
        raise Problem("not_allowed")
    return note


def author_of(access: MeetingAccess) -> Author:
    """The viewer as the author of a message: with the announced position, or the site that is tended."""
    viewer = access.viewer
    position = viewer.site_name or ""
    if viewer.participant_id is not None:
        position = access_participant(access.meeting, viewer.participant_id).position
    return Author(viewer.account_id, viewer.full_name, position)


def writer_of(access: MeetingAccess) -> Writer:
    """The viewer as the writer of a note: a participant, or a technician for a site.

    Raises Problem not_allowed (403) for the organisers, who talk to each other in their room, and others.
    """
    viewer = access.viewer
    if organises(access) or viewer.person_id is None:
        raise Problem("not_allowed")
    if viewer.participant_id is None:
        if viewer.role != "technician" or viewer.site_name is None:
            raise Problem("not_allowed")
        return Writer(viewer.account_id, viewer.person_id, viewer.full_name, "", viewer.site_name)
    one = access_participant(access.meeting, viewer.participant_id)
    return Writer(viewer.account_id, viewer.person_id, one.full_name, one.position, one.site_name, one)
