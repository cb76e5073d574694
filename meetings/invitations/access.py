"""The way from an id in a request to a participant or a site of a meeting."""

from uuid import UUID

from django.db.models import QuerySet

from ecabinet.directory.models import Person
from ecabinet.directory.principal import Principal
from ecabinet.directory.rights import Right
from ecabinet.problems import NotFound, Problem
from meetings.invitations.models import InvitedUnit, MeetingSite, Participant, Substitution
from meetings.lifecycle.access import access_meeting, viewer_of
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


def answering_units(principal: Principal) -> frozenset[str]:
    """The units for which `principal` answers invitations, by the duty of a secretary or a single right."""
    return principal.units_with(Right.ANSWER_INVITATIONS)


def access_invited_unit(
    principal: Principal, meeting_id: UUID, unit_id: UUID, *, lock: bool = False
) -> InvitedUnit:
    """An invited unit for which `principal` may answer: its secretary, and those of the meeting.

    Raises NotFound, or Problem not_allowed (403) for who sees the meeting and may not.
    """
    meeting = _announced(meeting_id, lock)
    if meeting is None or str(unit_id) not in answering_units(principal):
        meeting = access_meeting(principal, meeting_id, "edit_meeting", lock=lock).meeting
    row = InvitedUnit.objects.filter(meeting=meeting, unit_id=unit_id).select_related("unit").first()
    if row is None:
        raise NotFound
    row.meeting = meeting
    return row


def access_answered(
    principal: Principal, meeting_id: UUID, participant_id: UUID, *, lock: bool = False
) -> Participant:
    """A participant for whom `principal` may answer: oneself, one of the own unit for its secretary, anybody
    for a secretary of the meeting.

    Raises NotFound, or Problem not_allowed (403) for who sees the meeting and may not.
    """
    meeting = _announced(meeting_id, lock) or access_meeting(principal, meeting_id, lock=lock).meeting
    rows = Participant.objects.filter(meeting=meeting).select_related("person")
    participant = rows.filter(id=participant_id).first()
    viewer = viewer_of(principal, meeting)
    can = viewer is not None and (
        viewer.participant_id == str(participant_id) or "edit_meeting" in viewer.can
    )
    own = participant is not None and str(participant.person.unit_id) in answering_units(principal)
    if participant is None or not (can or own):
        if viewer is None or participant is None:
            raise NotFound
        raise Problem("not_allowed")
    participant.meeting = meeting
    return participant


def _announced(meeting_id: UUID, lock: bool) -> Meeting | None:
    """The meeting, when those invited may know of it."""
    rows = Meeting.objects.select_for_update() if lock else Meeting.objects.all()
    return rows.filter(id=meeting_id, published_at__isnull=False).first()


def access_candidates(principal: Principal, participant: Participant) -> "QuerySet[Person]":
    """Who may be named in a participant's place: anybody by a secretary of the meeting, else colleagues of
    the participant's unit. The participant comes from `access_answered`."""
    people = Person.objects.select_related("unit").exclude(id=participant.person_id)
    viewer = viewer_of(principal, participant.meeting)
    if viewer is not None and "edit_meeting" in viewer.can:
        return people
    return people.filter(unit_id=participant.person.unit_id)


def access_unit_people(row: InvitedUnit) -> "QuerySet[Person]":
    """Whom an invited unit may send: its own people."""
    return Person.objects.select_related("unit").filter(unit_id=row.unit_id)
