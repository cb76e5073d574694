"""Naming a substitute, and what the chair or the secretary makes of it, through the API."""

import uuid
from typing import Any

from conftest import Cast, Member
from meetings.invitations.models import Participant, Substitution
from meetings.lifecycle.choices import Kind
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.journal import data_of, event_types, state_of


def named(who: Member, **more: Any) -> dict[str, Any]:
    return {"person_id": str(who.person.id), "position": "Phó Giám đốc Sở", "reason": "đi công tác", **more}


def path_of(cast: Cast, meeting: Meeting, member: Member) -> str:
    return f"/meetings/{meeting.id}/participants/{member.participant(meeting).id}/substitute"


def proposed(cast: Cast, meeting: Meeting) -> dict[str, Any]:
    answer = cast.secretary.post(path_of(cast, meeting, cast.member), named(cast.technician))
    assert answer.status == 200, answer.body
    return dict(answer.body)


class TestProposing:
    def test_walk(self, cast: Cast, meeting: Meeting) -> None:
        path, body = path_of(cast, meeting, cast.delegate), named(cast.technician)
        assert cast.secretary.post(path, body).code == "meeting_wrong_status"
        cast.secretary.post(f"/meetings/{meeting.id}/publish")
        assert cast.anonymous.post(path, body).status == 401
        assert cast.outsider.post(path, body).status == 404
        assert cast.member2.post(path, body).status == 403
        other = f"/meetings/{meeting.id}/participants/{uuid.uuid4()}/substitute"
        assert cast.delegate.post(other, body).status == 404
        assert cast.delegate.post(path, {**body, "reason": " "}).status == 422
        assert cast.delegate.post(path, {**body, "person_id": str(uuid.uuid4())}).status == 422
        assert cast.delegate.post(path, named(cast.outsider)).status == 422  # of another unit
        assert cast.secretary.post(path, named(cast.member3)).code == "already_invited"
        row = cast.delegate.post(path, body).body
        assert (row["full_name"], row["position"], row["status"]) == (
            cast.technician.person.full_name,
            "Phó Giám đốc Sở",
            "proposed",
        )
        assert state_of(meeting, "participant.substitute_proposed")["substitutes"] == {row["id"]: row}
        told = data_of(meeting, "participant.substitute_proposed")
        assert told["full_name"] == cast.delegate.person.full_name
        assert told["substitute"]["substitute_name"] == cast.technician.person.full_name
        mine = cast.delegate.get(f"/meetings/{meeting.id}").body
        assert (mine["my_substitute"], mine["my_substitute_status"]) == (row["full_name"], "proposed")

    def test_one_names_a_colleague_a_secretary_anybody(self, cast: Cast, published_meeting: Meeting) -> None:
        who = cast.delegate.participant(published_meeting)
        path = f"/meetings/{published_meeting.id}/participants/{who.id}/candidates"
        assert cast.anonymous.get(path).status == 401
        assert cast.outsider.get(path).status == 404
        assert cast.member.get(path).status == 403
        rows = cast.delegate.get(path).body["items"]
        assert [row["full_name"] for row in rows] == [cast.technician.person.full_name]
        assert cast.delegate.get(path, query="không có ai").body["items"] == []
        assert len(cast.secretary.get(path).body["items"]) == 8

    def test_chair_and_secretary_name_nobody(self, cast: Cast, published_meeting: Meeting) -> None:
        path = path_of(cast, published_meeting, cast.chair)
        assert cast.secretary.post(path, named(cast.technician)).code == "officer_not_substituted"

    def test_another_name_or_another_answer_takes_the_first_back(
        self, cast: Cast, published_meeting: Meeting
    ) -> None:
        first = proposed(cast, published_meeting)
        path = path_of(cast, published_meeting, cast.member)
        second = cast.secretary.post(path, named(cast.outsider)).body
        state = state_of(published_meeting, "participant.substitute_proposed")["substitutes"]
        assert {key: row["status"] for key, row in state.items()} == {
            first["id"]: "withdrawn",
            second["id"]: "proposed",
        }
        cast.member.post(f"/meetings/{published_meeting.id}/rsvp", {"answer": "accepted"})
        state = state_of(published_meeting, "participant.rsvp_answered")["substitutes"]
        assert state[second["id"]]["status"] == "withdrawn"
        decide = f"/meetings/{published_meeting.id}/substitutes/{second['id']}/decide"
        assert cast.chair.post(decide, {"decision": "accepted"}).code == "substitute_decided"


class TestDeciding:
    def test_walk(self, cast: Cast, published_meeting: Meeting) -> None:
        row = proposed(cast, published_meeting)
        decide = f"/meetings/{published_meeting.id}/substitutes/{row['id']}/decide"
        yes = {"decision": "accepted"}
        assert cast.anonymous.post(decide, yes).status == 401
        assert cast.outsider.post(decide, yes).status == 404
        assert cast.member.post(decide, yes).status == 403
        other = f"/meetings/{published_meeting.id}/substitutes/{uuid.uuid4()}/decide"
        assert cast.chair.post(other, yes).status == 404
        assert cast.chair.post(decide, {"decision": "perhaps"}).status == 422
        assert cast.chair.post(decide, {"decision": "declined"}).code == "decision_unexplained"
        assert cast.technician.get(f"/meetings/{published_meeting.id}/snapshot").body["viewer"]["can"] == []
        assert cast.chair.post(decide, yes).body["status"] == "accepted"
        goes = cast.technician.participant(published_meeting)
        assert (goes.role, goes.position, goes.stands_for, goes.votes) == (
            "member",
            "Phó Giám đốc Sở",
            cast.member.person.full_name,
            False,
        )
        assert goes.site_id == cast.central_site.id
        replaced = cast.member.participant(published_meeting)
        assert (replaced.rsvp, replaced.absence, replaced.votes) == ("declined", "approved", True)
        state = state_of(published_meeting, "participant.substitute_decided")
        assert state["participants"][str(replaced.id)]["absence"] == "approved"
        assert data_of(published_meeting, "participant.invited")["people"][0]["stands_for"] == (
            replaced.full_name
        )
        assert cast.chair.post(decide, yes).code == "substitute_decided"
        answer = cast.member.post(f"/meetings/{published_meeting.id}/rsvp", {"answer": "accepted"})
        assert (answer.status, answer.code) == (409, "has_substitute")

    def test_in_a_working_meeting_the_vote_passes_on(self, cast: Cast, published_meeting: Meeting) -> None:
        Meeting.objects.filter(id=published_meeting.id).update(kind=Kind.WORKING)
        row = proposed(cast, published_meeting)
        cast.secretary.post(
            f"/meetings/{published_meeting.id}/substitutes/{row['id']}/decide", {"decision": "accepted"}
        )
        assert cast.technician.participant(published_meeting).votes is True
        assert cast.member.participant(published_meeting).votes is False

    def test_declined_with_a_note_changes_nobody(self, cast: Cast, published_meeting: Meeting) -> None:
        row = proposed(cast, published_meeting)
        before = Participant.objects.filter(meeting=published_meeting).count()
        said = {"decision": "declined", "note": "cần đồng chí dự trực tiếp"}
        path = f"/meetings/{published_meeting.id}/substitutes/{row['id']}/decide"
        answer = cast.secretary.post(path, said).body
        assert (answer["status"], answer["note"]) == ("declined", said["note"])
        assert Participant.objects.filter(meeting=published_meeting).count() == before
        assert event_types(published_meeting)[-1] == "participant.substitute_decided"
        again = proposed(cast, published_meeting)
        assert Substitution.objects.get(id=again["id"]).status == "proposed"
