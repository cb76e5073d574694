"""Endpoints of asking sites, units and people, and of their answers."""

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Router, Schema

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.directory.models import Person, Site
from ecabinet.pagination import Page, page_of
from ecabinet.problems import Problem
from ecabinet.search import matching
from meetings.invitations import answers, services, substitutes
from meetings.invitations.access import (
    access_answered,
    access_candidates,
    access_participant,
    access_site,
    access_substitution,
)
from meetings.invitations.letter import Letter, letter_of
from meetings.invitations.models import Participant
from meetings.invitations.rows import (
    ParticipantRow,
    SiteRow,
    SubstituteRow,
    participant_row,
    site_rows,
    substitute_row,
)
from meetings.invitations.unit_api import Candidate, candidate
from meetings.invitations.unit_api import router as unit_router
from meetings.lifecycle.access import MeetingAccess, access_meeting
from meetings.lifecycle.fields import Line, PageNumber
from meetings.lifecycle.fields import Query as Words
from meetings.lifecycle.lookup import all_existing, existing
from meetings.lifecycle.meanwhile import require_same
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.schemas import Gone

router = Router(tags=["invitations"])
router.add_router("", unit_router)

MOST_AT_ONCE = 500
Role = Literal["chair", "secretary", "member", "delegate", "guest"]


class SitesIn(Schema):
    site_ids: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE)


class SitesOut(Schema):
    items: list[SiteRow]


class PersonAsked(Schema):
    """`votes` left out: chair and members vote, others do not."""

    person_id: UUID
    role: Role
    site_id: UUID | None = None
    votes: bool | None = None


class PeopleIn(Schema):
    people: list[PersonAsked] = Field(min_length=1, max_length=MOST_AT_ONCE)


class PeopleOut(Schema):
    items: list[ParticipantRow]


class ParticipantFields(Schema):
    """The fields to change; those left out stay."""

    role: Role = "member"
    site_id: UUID | None = None
    votes: bool = False

    def given(self) -> dict[str, Any]:
        """Only what the request named."""
        return self.model_dump(exclude_unset=True, exclude={"seen"})


class ParticipantEdit(ParticipantFields):
    """`seen` holds what stood there when the editor began: nothing that changed since is overwritten."""

    seen: ParticipantFields | None = None


class Answer(Schema):
    """Declining needs a reason. `manner` says how one comes; `site` needs the id of an invited site."""

    answer: Literal["accepted", "declined"]
    reason: Line = ""
    manner: Literal["", "in_person", "site", "online"] = ""
    site_id: UUID | None = None

    def reply(self) -> answers.Reply:
        """With the site looked up. Raises Problem bad_input (422) for an unknown one."""
        site = existing(Site.objects.all(), self.site_id, "site_id") if self.site_id else None
        return answers.Reply(self.answer, self.reason, self.manner, site)


class Decision(Schema):
    """A rejection needs a note."""

    decision: Literal["approved", "rejected"]
    note: Line = ""


class SubstituteIn(Schema):
    """Who goes instead, in which position (empty: the directory's), and why."""

    person_id: UUID
    position: Annotated[Line, Field(max_length=160)] = ""
    reason: Line = Field(min_length=1)


class SubstituteDecision(Schema):
    """Declining needs a note."""

    decision: Literal["accepted", "declined"]
    note: Line = ""


def _arranged(request: CommandRequest, meeting_id: UUID) -> Meeting:
    return access_meeting(request.principal, meeting_id, "edit_meeting", lock=True).meeting


@router.post(
    "/meetings/{meeting_id}/sites",
    response=SitesOut,
    operation_id="invite_sites",
    summary="Ask connection points to a meeting",
)
@as_command("site.invite")
def invite_sites(request: CommandRequest, meeting_id: UUID, asked: SitesIn) -> SitesOut:
    meeting = _arranged(request, meeting_id)
    sites = all_existing(Site.objects.select_related("unit"), asked.site_ids, "site_ids")
    services.invite_sites(request.command, meeting, sites)
    return SitesOut(items=list(site_rows(meeting, asked.site_ids).values()))


@router.post(
    "/meetings/{meeting_id}/sites/{site_id}/remove",
    response=Gone,
    operation_id="remove_site",
    summary="Take a connection point out of a meeting",
)
@as_command("site.remove")
def remove_site(request: CommandRequest, meeting_id: UUID, site_id: UUID) -> Gone:
    meeting = _arranged(request, meeting_id)
    services.remove_site(request.command, meeting, access_site(meeting, site_id))
    return Gone(id=site_id)


@router.post(
    "/meetings/{meeting_id}/participants",
    response=PeopleOut,
    operation_id="invite_people",
    summary="Ask people to a meeting",
)
@as_command("participant.invite")
def invite_people(request: CommandRequest, meeting_id: UUID, asked: PeopleIn) -> PeopleOut:
    meeting = _arranged(request, meeting_id)
    people = services.invite_people(request.command, meeting, _asked(asked))
    return PeopleOut(items=[participant_row(participant) for participant in people])


def _asked(asked: PeopleIn) -> list[services.Asked]:
    people = all_existing(
        Person.objects.select_related("unit"), [entry.person_id for entry in asked.people], "person_id"
    )
    site_ids = {entry.site_id for entry in asked.people if entry.site_id}
    sites = {site.id: site for site in all_existing(Site.objects.all(), site_ids, "site_id")}
    return [
        services.Asked(person, entry.role, sites[entry.site_id] if entry.site_id else None, entry.votes)
        for person, entry in zip(people, asked.people, strict=True)
    ]


@router.post(
    "/meetings/{meeting_id}/participants/{participant_id}/edit",
    response=ParticipantRow,
    operation_id="edit_participant",
    summary="Change a participant's role, site or vote",
)
@as_command("participant.edit")
def edit_participant(
    request: CommandRequest, meeting_id: UUID, participant_id: UUID, changes: ParticipantEdit
) -> ParticipantRow:
    meeting = _arranged(request, meeting_id)
    participant = access_participant(meeting, participant_id)
    given = changes.given()
    seen = changes.seen.given() if changes.seen else {}
    require_same(participant, seen, given, names={"site_id": "site_name"})
    if "site_id" in given:
        site_id = given.pop("site_id")
        given["site"] = existing(Site.objects.all(), site_id, "site_id") if site_id else None
    services.edit_participant(request.command, meeting, participant, given)
    return participant_row(participant)


@router.post(
    "/meetings/{meeting_id}/participants/{participant_id}/remove",
    response=Gone,
    operation_id="remove_participant",
    summary="Ask a person no more; the meeting is gone for that person at once",
)
@as_command("participant.remove")
def remove_participant(request: CommandRequest, meeting_id: UUID, participant_id: UUID) -> Gone:
    meeting = _arranged(request, meeting_id)
    services.remove_participant(request.command, meeting, access_participant(meeting, participant_id))
    return Gone(id=participant_id)


@router.post(
    "/meetings/{meeting_id}/rsvp",
    response=ParticipantRow,
    operation_id="answer_invitation",
    summary="Say whether and how one comes; an absence has a reason",
)
@as_command("participant.rsvp")
def answer_invitation(request: CommandRequest, meeting_id: UUID, answer: Answer) -> ParticipantRow:
    access = access_meeting(request.principal, meeting_id, lock=True, waiting=True)
    participant = _self(access)
    answers.answer(request.command, access.meeting, participant, answer.reply())
    return participant_row(participant)


@router.post(
    "/meetings/{meeting_id}/participants/{participant_id}/rsvp",
    response=ParticipantRow,
    operation_id="answer_for_participant",
    summary="Answer an invitation in somebody's place: for the own unit's people, or as a secretary",
)
@as_command("participant.answer_for")
def answer_for(
    request: CommandRequest, meeting_id: UUID, participant_id: UUID, answer: Answer
) -> ParticipantRow:
    participant = access_answered(request.principal, meeting_id, participant_id, lock=True)
    is_self = str(participant.person_id) == request.principal.person_id
    by = "" if is_self else request.principal.display_name
    answers.answer(request.command, participant.meeting, participant, answer.reply(), by)
    return participant_row(participant)


@router.post(
    "/meetings/{meeting_id}/participants/{participant_id}/absence",
    response=ParticipantRow,
    operation_id="decide_absence",
    summary="The chair or the secretary approves or rejects a reported absence",
)
@as_command("participant.decide_absence")
def decide_absence(
    request: CommandRequest, meeting_id: UUID, participant_id: UUID, said: Decision
) -> ParticipantRow:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting", lock=True).meeting
    participant = access_participant(meeting, participant_id)
    answers.decide_absence(request.command, meeting, participant, said.decision, said.note)
    return participant_row(participant)


@router.get(
    "/meetings/{meeting_id}/participants/{participant_id}/candidates",
    response=Page[Candidate],
    operation_id="list_substitute_candidates",
    summary="Who may be named in a participant's place",
)
def list_candidates(
    request: SignedInRequest, meeting_id: UUID, participant_id: UUID, query: Words = "", page: PageNumber = 1
) -> dict[str, Any]:
    participant = access_answered(request.principal, meeting_id, participant_id)
    people = matching(access_candidates(request.principal, participant), query).order_by("full_name", "id")
    return page_of(people, page, candidate)


@router.post(
    "/meetings/{meeting_id}/participants/{participant_id}/substitute",
    response=SubstituteRow,
    operation_id="propose_substitute",
    summary="Name who goes in one's place; for others, a secretary of the meeting or of their unit does",
)
@as_command("participant.propose_substitute")
def propose_substitute(
    request: CommandRequest, meeting_id: UUID, participant_id: UUID, named: SubstituteIn
) -> SubstituteRow:
    participant = access_answered(request.principal, meeting_id, participant_id, lock=True)
    person = existing(access_candidates(request.principal, participant), named.person_id, "person_id")
    made = substitutes.propose(
        request.command, participant.meeting, participant, person, named.position, named.reason
    )
    return substitute_row(made)


@router.post(
    "/meetings/{meeting_id}/substitutes/{substitution_id}/decide",
    response=SubstituteRow,
    operation_id="decide_substitute",
    summary="The chair or the secretary accepts or declines a substitute",
)
@as_command("participant.decide_substitute")
def decide_substitute(
    request: CommandRequest, meeting_id: UUID, substitution_id: UUID, said: SubstituteDecision
) -> SubstituteRow:
    meeting = access_meeting(request.principal, meeting_id, "run_meeting", lock=True).meeting
    substitution = access_substitution(meeting, substitution_id)
    substitutes.decide(request.command, meeting, substitution, said.decision, said.note)
    return substitute_row(substitution)


def _self(access: MeetingAccess) -> Participant:
    """The participant who asks. Raises Problem not_allowed (403) for who only looks on."""
    if access.viewer.participant_id is None:
        raise Problem("not_allowed")
    return access_participant(access.meeting, access.viewer.participant_id)


@router.get(
    "/meetings/{meeting_id}/invitation",
    response=Letter,
    operation_id="get_invitation",
    summary="The invitation as data, by form 1.7 of decree 30",
)
def get_invitation(request: SignedInRequest, meeting_id: UUID) -> Letter:
    access = access_meeting(request.principal, meeting_id)
    return letter_of(access.meeting, access.viewer.participant_id)
