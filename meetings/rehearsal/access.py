"""The way from a request to a round, to a site's own report, and to the readiness board."""

from uuid import UUID

from django.db.models import Q, QuerySet

from ecabinet.directory.heritage import heirs_of
from ecabinet.directory.models import Person
from ecabinet.directory.principal import Principal
from ecabinet.problems import FieldError, NotFound, Problem
from meetings.invitations.access import access_site
from meetings.invitations.models import MeetingSite, Participant
from meetings.lifecycle.access import NOBODY, MeetingAccess, access_meeting
from meetings.lifecycle.models import Meeting
from meetings.rehearsal.models import Oversight, Round
from meetings.rehearsal.rows import BOARD


def access_round(meeting: Meeting, round_id: UUID) -> Round:
    """A round of a meeting that has been accessed already. Raises NotFound (404)."""
    found = Round.objects.filter(meeting=meeting, id=round_id).first()
    if found is None:
        raise NotFound
    found.meeting = meeting
    return found


def access_own_site(access: MeetingAccess, principal: Principal) -> MeetingSite:
    """The site whose screen asks. Raises Problem not_allowed (403) for people."""
    if principal.kind != "site_device" or access.viewer.site_id is None:
        raise Problem("not_allowed")
    return access_site(access.meeting, access.viewer.site_id)


def access_board(principal: Principal, meeting_id: UUID) -> MeetingAccess:
    """A meeting for who sees its readiness board. Raises NotFound (404), Problem not_allowed (403)."""
    access = access_meeting(principal, meeting_id)
    if not access.viewer.sees(BOARD):
        raise Problem("not_allowed")
    return access


def access_overseen_site(access: MeetingAccess, site_id: UUID) -> MeetingSite:
    """A site for its overseer or a secretary of the meeting. Raises NotFound (404), not_allowed (403)."""
    site = access_site(access.meeting, site_id)
    own = Oversight.objects.filter(
        meeting=access.meeting, site_id=site_id, person_id=access.viewer.person_id or NOBODY
    )
    if "edit_meeting" not in access.viewer.can and not own.exists():
        raise Problem("not_allowed")
    return site


def candidates(meeting: Meeting) -> "QuerySet[Person]":
    """Who may watch over sites: participants, and people of the meeting's unit who can sign in."""
    asked = Participant.objects.filter(meeting=meeting).values("person_id")
    unit = Q(unit_id__in=heirs_of(meeting.unit_id))
    people = Person.objects.select_related("unit").filter(account__is_active=True)
    return people.filter(unit | Q(id__in=asked))


def access_candidate(meeting: Meeting, person_id: UUID) -> Person:
    """One of them. Raises Problem bad_input (422) for anybody else."""
    person = candidates(meeting).filter(id=person_id).first()
    if person is None:
        raise Problem("bad_input", errors=(FieldError("person_id", "rehearsal_overseer_unknown"),))
    return person
