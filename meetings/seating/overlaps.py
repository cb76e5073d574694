"""Warning of a room in which another announced meeting is held at the same time."""

from collections.abc import Iterator

from ecabinet.directory.principal import Principal
from meetings.invitations.overlaps import held_at_once, told_once, visible_among
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.readiness import Finding
from meetings.seating.models import MeetingRoom


def warn_of_rooms(meeting: Meeting, reader: Principal) -> Iterator[Finding]:
    """One warning for all rooms; a meeting that `reader` may not see is told by its unit alone."""
    others = held_at_once(meeting)
    wanted = MeetingRoom.objects.filter(meeting=meeting).values("room_id")
    taken = MeetingRoom.objects.filter(meeting__in=others, room_id__in=wanted).select_related("meeting")
    found = [(each.room_name, each.meeting) for each in taken]
    yield from told_once("rooms_elsewhere", "sites", found, visible_among(others, reader))
