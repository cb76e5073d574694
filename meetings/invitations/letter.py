"""The invitation as an official paper says it: form 1.7 of decree 30/2020/NĐ-CP (domain.md), as data."""

from uuid import UUID

from ninja import Schema

from ecabinet.papers.wording import named_person
from meetings.invitations.models import InvitedUnit, MeetingSite, Participant
from meetings.lifecycle.choices import Kind
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant

KIND_WORDS = {Kind.WORKING: "cuộc họp", Kind.SESSION: "phiên họp"}


class Guest(Schema):
    """A person who is asked, and where that person sits."""

    participant_id: UUID
    full_name: str
    position: str
    unit_name: str
    role: Participant.Role
    site_name: str


class Letter(Schema):
    """`invited` fills "trân trọng kính mời"; `addressee` is the one who reads it, when that person is asked.

    The number is given by the records clerk when the paper is issued, so it is not part of this.
    """

    meeting_id: UUID
    superior_agency: str
    agency: str
    code_notation: str
    subject: str
    addressee: Guest | None
    people: list[Guest]
    units: list[str]
    attend: str
    chair: str
    scheduled_start: Instant
    scheduled_end: Instant
    place: str
    central_site: str
    sites: list[str]
    recipients: list[str]


def letter_of(meeting: Meeting, participant_id: str | None = None) -> Letter:
    """The invitation to a meeting, addressed to one participant or to all."""
    people = list(Participant.objects.filter(meeting=meeting))
    sites = list(MeetingSite.objects.filter(meeting=meeting))
    units = [unit.name for unit in InvitedUnit.objects.filter(meeting=meeting)]
    guests = [_guest(participant) for participant in people]
    unit = meeting.unit
    return Letter(
        meeting_id=meeting.id,
        superior_agency=unit.parent.name if unit.parent else "",
        agency=meeting.unit_name,
        code_notation=f"GM-{unit.short_name}",
        subject=meeting.title,
        addressee=next((guest for guest in guests if str(guest.participant_id) == participant_id), None),
        people=guests,
        units=units,
        attend=f"Tới dự {KIND_WORDS[Kind(meeting.kind)]}: {meeting.title}",
        chair=_chair(people),
        scheduled_start=meeting.scheduled_start,
        scheduled_end=meeting.scheduled_end,
        place=meeting.place,
        central_site=next((site.name for site in sites if site.site_id == meeting.central_site_id), ""),
        sites=[site.name for site in sites if site.site_id != meeting.central_site_id],
        recipients=["Như trên", *units, f"Lưu: VT, {unit.short_name}"],
    )


def _guest(participant: Participant) -> Guest:
    names = ("full_name", "position", "unit_name", "role", "site_name")
    return Guest(participant_id=participant.id, **{name: getattr(participant, name) for name in names})


def _chair(people: list[Participant]) -> str:
    chair = next((participant for participant in people if participant.role == "chair"), None)
    return named_person(chair.full_name, chair.position) if chair else ""
