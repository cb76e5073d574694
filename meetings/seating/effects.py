"""What happens elsewhere and takes seats away: people who go, or who will sit at another site."""

from ecabinet.journal.services import Command, Draft
from meetings.invitations.models import MeetingSite
from meetings.invitations.rows import merged
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import State
from meetings.seating.models import MeetingRoom, Seat
from meetings.seating.rows import freed_state
from meetings.seating.services import belongs, drop_room

MOVES_PEOPLE = (
    "participant.edited",
    "participant.rsvp_answered",
    "participant.removed",
    "site.removed",
    "meeting.edited",
)


def follow_people(cmd: Command, draft: Draft) -> None:
    """Subscriber: who is not of a place any more has no seat there, and a site that is gone no room."""
    meeting = Meeting.objects.get(id=draft.stream.partition(":")[2])
    rooms = list(MeetingRoom.objects.filter(meeting=meeting))
    if not rooms:
        return
    state = merged(_rooms_gone(meeting, rooms), _seats_lost(meeting))
    if not state:
        return
    if "all" in draft.audience:
        cmd.amend(draft, state)
    else:
        freed = {"count": len(state.get("seats", {})), "seats": []}
        cmd.append(draft.stream, "seat.cleared", data=freed, state=state)


def _rooms_gone(meeting: Meeting, rooms: list[MeetingRoom]) -> State:
    asked = set(MeetingSite.objects.filter(meeting=meeting).values_list("site_id", flat=True))
    asked.discard(meeting.central_site_id)  # where the chair sits is the main place
    return merged(*(drop_room(each) for each in rooms if each.site_id and each.site_id not in asked))


def _seats_lost(meeting: Meeting) -> State:
    seats = Seat.objects.filter(place__meeting=meeting).select_related("place", "participant")
    lost = [
        seat.participant_id
        for seat in seats
        if seat.participant.removed_at is not None
        or not belongs(meeting, seat.participant, seat.place.site_id)
    ]
    Seat.objects.filter(participant_id__in=lost).delete()
    return freed_state(lost) if lost else {}
