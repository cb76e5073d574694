"""Invited units answer: they name who goes, or decline; their secretary answers for people of the unit."""

import uuid
from typing import Any

import pytest

from conftest import Cast, Member
from ecabinet.directory.models import Account
from ecabinet.journal.models import Event
from meetings.invitations.models import Participant
from meetings.invitations.rows import participant_row
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.journal import data_of, state_of


@pytest.fixture
def clerk(cast: Cast) -> Member:
    """The commune's secretary, who takes no part in the meeting."""
    Account.objects.filter(id=cast.technician.account.id).update(is_secretary=True, is_technician=False)
    return Member(Account.objects.select_related("person").get(id=cast.technician.account.id))


@pytest.fixture
def asked(cast: Cast, published_meeting: Meeting) -> Meeting:
    """The meeting, with the commune asked to send one person; its leader is not asked by name."""
    path = f"/meetings/{published_meeting.id}"
    row = cast.delegate.participant(published_meeting)
    assert cast.secretary.post(f"{path}/participants/{row.id}/remove").status == 200
    body = {"unit_ids": [cast.commune.id], "most_people": 1}
    assert cast.secretary.post(f"{path}/units", body).status == 200
    return published_meeting


def unit_path(cast: Cast, meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}/units/{cast.commune.id}"


def naming(*members: Member) -> dict[str, Any]:
    return {"person_ids": [str(member.person.id) for member in members]}


class TestNaming:
    def test_walk(self, cast: Cast, asked: Meeting, clerk: Member) -> None:
        path = f"{unit_path(cast, asked)}/people"
        assert cast.anonymous.post(path, naming(cast.delegate)).status == 401
        assert cast.outsider.post(path, naming(cast.delegate)).status == 404
        assert cast.member.post(path, naming(cast.delegate)).status == 403
        other = f"/meetings/{asked.id}/units/{cast.department.id}/people"
        assert clerk.post(other, naming(cast.delegate)).status == 404
        assert clerk.post(path, {"person_ids": []}).status == 422
        assert clerk.post(path, naming(cast.member)).status == 422  # of another unit
        refused = clerk.post(path, naming(cast.delegate, cast.technician))
        assert (refused.status, refused.code) == (409, "too_many_named")
        row = clerk.post(path, naming(cast.delegate)).body
        assert (row["answer"], row["answered_by"]) == ("named", clerk.person.full_name)
        person = cast.delegate.participant(asked)
        assert (person.role, person.for_unit_id, person.site_id) == (
            "delegate",
            cast.commune.id,
            cast.remote_site.id,
        )
        told = data_of(asked, "unit.named")
        assert [each["full_name"] for each in told["people"]] == [cast.delegate.person.full_name]
        assert state_of(asked, "unit.named")["units"] == {str(cast.commune.id): row}
        audience = Event.objects.get(type="unit.named").audience
        assert f"unit:{cast.commune.id}" in audience
        assert cast.delegate.get(f"/meetings/{asked.id}").status == 200
        shown = cast.delegate.get(f"/meetings/{asked.id}/snapshot").body["parts"]["participants"]
        assert shown[str(person.id)] == participant_row(person).model_dump(mode="json")

    def test_another_list_takes_the_place_of_the_first(
        self, cast: Cast, asked: Meeting, clerk: Member
    ) -> None:
        path = f"{unit_path(cast, asked)}/people"
        clerk.post(path, naming(cast.delegate))
        assert clerk.post(path, naming(cast.technician)).status == 200
        assert not Participant.objects.filter(meeting=asked, person=cast.delegate.person).exists()
        assert (
            Participant.objects.get(meeting=asked, for_unit=cast.commune).person_id
            == cast.technician.person.id
        )
        cast.secretary.post(f"{unit_path(cast, asked)}/edit", {"most_people": None})
        assert clerk.post(path, naming(cast.delegate, cast.technician)).status == 200
        assert Participant.objects.filter(meeting=asked, for_unit=cast.commune).count() == 2

    def test_until_the_start(self, cast: Cast, asked: Meeting, clerk: Member) -> None:
        cast.chair.post(f"/meetings/{asked.id}/start", {"reason": "họp gấp"})
        late = clerk.post(f"{unit_path(cast, asked)}/people", naming(cast.delegate))
        assert (late.status, late.code) == (409, "meeting_wrong_status")

    def test_a_draft_is_nothing_that_the_unit_knows_of(
        self, cast: Cast, meeting: Meeting, clerk: Member
    ) -> None:
        cast.secretary.post(f"/meetings/{meeting.id}/units", {"unit_ids": [cast.commune.id]})
        assert clerk.post(f"{unit_path(cast, meeting)}/people", naming(cast.technician)).status == 404
        assert clerk.get("/unit-invitations").body["items"] == []

    def test_whom_it_may_send(self, cast: Cast, asked: Meeting, clerk: Member) -> None:
        path = f"{unit_path(cast, asked)}/candidates"
        assert cast.anonymous.get(path).status == 401
        assert cast.outsider.get(path).status == 404
        names = {row["full_name"] for row in clerk.get(path).body["items"]}
        assert names == {cast.delegate.person.full_name, cast.technician.person.full_name}

    def test_a_unit_that_is_asked_no_more_sends_nobody(
        self, cast: Cast, asked: Meeting, clerk: Member
    ) -> None:
        clerk.post(f"{unit_path(cast, asked)}/people", naming(cast.delegate))
        assert cast.secretary.post(f"{unit_path(cast, asked)}/remove").status == 200
        assert not Participant.objects.filter(meeting=asked, person=cast.delegate.person).exists()


class TestDeclining:
    def test_walk(self, cast: Cast, asked: Meeting, clerk: Member) -> None:
        path, why = f"{unit_path(cast, asked)}/decline", {"reason": "trực bão"}
        assert cast.anonymous.post(path, why).status == 401
        assert cast.outsider.post(path, why).status == 404
        assert cast.chair.post(path, why).status == 403
        assert clerk.post(path, {"reason": " "}).status == 422
        clerk.post(f"{unit_path(cast, asked)}/people", naming(cast.delegate))
        row = clerk.post(path, why).body
        assert (row["answer"], row["reason"]) == ("declined", "trực bão")
        assert data_of(asked, "unit.declined")["reason"] == "trực bão"
        assert not Participant.objects.filter(meeting=asked, person=cast.delegate.person).exists()
        assert clerk.post(f"{unit_path(cast, asked)}/people", naming(cast.delegate)).body["reason"] == ""


class TestLimit:
    def test_walk(self, cast: Cast, asked: Meeting, clerk: Member) -> None:
        path = f"{unit_path(cast, asked)}/edit"
        assert cast.anonymous.post(path, {"most_people": 3}).status == 401
        assert clerk.post(path, {"most_people": 3}).status == 404
        assert cast.chair.post(path, {"most_people": 3}).status == 403
        assert cast.secretary.post(path, {"most_people": 0}).status == 422
        missing = f"/meetings/{asked.id}/units/{uuid.uuid4()}/edit"
        assert cast.secretary.post(missing, {"most_people": 3}).status == 404
        assert cast.secretary.post(path, {"most_people": 3}).body["most_people"] == 3
        assert data_of(asked, "unit.edited")["before"] == 1


class TestReading:
    def test_what_the_unit_is_asked_to(self, cast: Cast, asked: Meeting, clerk: Member) -> None:
        assert cast.anonymous.get("/unit-invitations").status == 401
        assert cast.member.get("/unit-invitations").body["items"] == []
        assert cast.secretary.get("/unit-invitations").body["items"] == []  # its own meetings
        (row,) = clerk.get("/unit-invitations").body["items"]
        assert (row["meeting_id"], row["unit_name"]) == (str(asked.id), cast.unit.name)
        assert [unit["answer"] for unit in row["units"]] == ["pending"]
        assert (row["people"], len(row["sites"])) == ([], 2)
        clerk.post(f"{unit_path(cast, asked)}/people", naming(cast.delegate))
        (row,) = clerk.get("/unit-invitations", query="thuong ky").body["items"]
        assert [person["full_name"] for person in row["people"]] == [cast.delegate.person.full_name]
        assert clerk.get("/unit-invitations", query="không có").body["items"] == []
        cast.secretary.post(f"/meetings/{asked.id}/cancel", {"reason": "bão"})
        assert clerk.get("/unit-invitations").body["items"] == []
        assert len(clerk.get("/unit-invitations", scope="past").body["items"]) == 1


class TestAnsweringForOthers:
    def test_walk(self, cast: Cast, published_meeting: Meeting, clerk: Member) -> None:
        row = cast.delegate.participant(published_meeting)
        path = f"/meetings/{published_meeting.id}/participants/{row.id}/rsvp"
        yes = {"answer": "accepted", "manner": "online"}
        assert cast.anonymous.post(path, yes).status == 401
        assert cast.outsider.post(path, yes).status == 404
        assert cast.member.post(path, yes).status == 403
        assert clerk.post(path, {"answer": "declined"}).status == 422
        member = cast.member.participant(published_meeting)
        foreign = f"/meetings/{published_meeting.id}/participants/{member.id}/rsvp"
        assert clerk.post(foreign, yes).status == 404
        answered = clerk.post(path, yes).body
        assert (answered["rsvp"], answered["rsvp_by"]) == ("accepted", clerk.person.full_name)
        assert (
            data_of(published_meeting, "participant.rsvp_answered")["answered_by"] == clerk.person.full_name
        )
        own = cast.delegate.post(f"/meetings/{published_meeting.id}/rsvp", yes).body
        assert own["rsvp_by"] == ""
        assert cast.secretary.post(path, yes).body["rsvp_by"] == cast.secretary.person.full_name

    def test_naming_a_substitute_for_ones_leader(
        self, cast: Cast, published_meeting: Meeting, clerk: Member
    ) -> None:
        row = cast.delegate.participant(published_meeting)
        path = f"/meetings/{published_meeting.id}/participants/{row.id}"
        people = [each["full_name"] for each in clerk.get(f"{path}/candidates").body["items"]]
        assert people == [clerk.person.full_name]
        body = {"person_id": clerk.person.id, "reason": "đi công tác"}
        assert cast.outsider.post(f"{path}/substitute", body).status == 404
        assert clerk.post(f"{path}/substitute", body).body["status"] == "proposed"
        (listed,) = clerk.get("/unit-invitations").body["items"]
        assert listed["people"][0]["substitute_status"] == "proposed"


def test_a_reminder_goes_to_units_without_an_answer(cast: Cast, asked: Meeting, clerk: Member) -> None:
    for member in (cast.member, cast.member2, cast.member3):
        member.post(f"/meetings/{asked.id}/rsvp", {"answer": "accepted"})
    letters = cast.secretary.post(f"/meetings/{asked.id}/reminders").body["items"]
    assert [letter["to_name"] for letter in letters] == [cast.commune.name]
