"""The way from an id in a request to a participant or a site of a meeting."""

from uuid import UUID

from ecabinet.problems import NotFound
from meetings.invitations.models import MeetingSite, Participant
from meetings.lifecycle.models import Meeting


def access_participant(meeting: Meeting, participant_id: UUID | str) -> Participant:
    """The participant of a meeting that has been accessed already. Raises NotFound (404)."""
    participant = Participant.objects.filter(meeting=meeting, id=participant_id).first()
    if participant is None:
        raise NotFound
    participant.meeting = meeting
    return participant


def access_site(meeting: Meeting, site_id: UUID | str) -> MeetingSite:
    """The site (by its id in the directory) of a meeting that has been accessed already. Raises NotFound."""
    site = MeetingSite.objects.filter(meeting=meeting, site_id=site_id).first()
    if site is None:
        raise NotFound
    site.meeting = meeting
    return site
