"""The way from an id in a request to a participant or a site of a meeting."""

from uuid import UUID

from django.db.models import QuerySet

from ecabinet.directory.models import Person
from ecabinet.problems import NotFound, Problem
from meetings.invitations.models import MeetingSite, Participant, Substitution
from meetings.lifecycle.access import MeetingAccess
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


def access_substitution(meeting: Meeting, substitution_id: UUID | str) -> Substitution:
    """A substitution for somebody who is still invited to the accessed meeting. Raises NotFound (404)."""
    rows = Substitution.objects.filter(meeting=meeting, participant__removed_at=None)
    found = rows.select_related("participant", "person__unit").filter(id=substitution_id).first()
    if found is None:
        raise NotFound
    found.participant.meeting = meeting
    return found


def access_candidates(access: MeetingAccess, participant: Participant) -> "QuerySet[Person]":
    """Who may be named in a participant's place: by themselves colleagues of the own unit, by a secretary of
    the meeting anybody. Raises Problem not_allowed (403) for others."""
    people = Person.objects.select_related("unit").exclude(id=participant.person_id)
    if "edit_meeting" in access.viewer.can:
        return people
    if access.viewer.participant_id != str(participant.id):
        raise Problem("not_allowed")
    return people.filter(unit_id=participant.person.unit_id)
