"""What the invitations still lack before a meeting is published."""

from collections.abc import Iterator

from meetings.invitations.models import MeetingSite, Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.readiness import Finding

OFFICERS = (Participant.Role.CHAIR, Participant.Role.SECRETARY)


def check_invitations(meeting: Meeting) -> Iterator[Finding]:
    """Somebody beside chair and secretary is asked; when sites are, one of them is central."""
    people = Participant.objects.filter(meeting=meeting)
    if not people.exclude(role__in=OFFICERS).exists():
        yield Finding("no_participants", "people")
    if not MeetingSite.objects.filter(meeting=meeting).exists():
        yield Finding("no_sites", "sites", blocking=False)
    elif meeting.central_site_id is None:
        yield Finding("no_central_site", "sites")
    if meeting.quorum_numerator is not None and not people.filter(votes=True).exists():
        yield Finding("nobody_votes", "people")
