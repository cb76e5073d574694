"""Asking sites, units and people, and taking them out again, through the API."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from conftest import Cast
from meetings.invitations.models import InvitedUnit, MeetingSite, Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.journal import data_of, event_types, state_of


class TestSites:
    def test_walk(self, cast: Cast, published_meeting: Meeting) -> None:
        path, body = f"/meetings/{published_meeting.id}/sites", {"site_ids": [str(cast.remote_site.id)]}
        assert cast.anonymous.post(path, body).status == 401
        assert cast.outsider.post(path, body).status == 404
        assert cast.member.post(path, body).status == 403
        assert cast.secretary.post(path, {"site_ids": []}).status == 422
        assert cast.secretary.post(path, {"site_ids": [str(uuid.uuid4())]}).status == 422
        before = event_types(published_meeting)
        row = cast.secretary.post(path, body).body["items"][0]
        assert (row["name"], row["media_identity"]) == (cast.remote_site.name, f"site:{cast.remote_site.id}")
        assert event_types(published_meeting) == before
        cast.secretary.post(f"/meetings/{published_meeting.id}/start", {"reason": "họp gấp"})
        cast.secretary.post(f"/meetings/{published_meeting.id}/end")
        assert cast.secretary.post(path, body).code == "meeting_wrong_status"

    def test_a_removed_site_leaves_its_people_on_their_own_devices(
        self, cast: Cast, meeting: Meeting
    ) -> None:
        path = f"/meetings/{meeting.id}/sites/{cast.remote_site.id}/remove"
        assert cast.chair.post(path).status == 403
        assert cast.secretary.post(path).status == 200
        assert cast.secretary.post(path).status == 404
        moved = cast.delegate.participant(meeting)
        assert (moved.site_id, moved.site_name) == (None, "")
        state = state_of(meeting, "site.removed")
        assert state["sites"] == {str(cast.remote_site.id): None}
        assert len(state["participants"]) == 2
        assert data_of(meeting, "site.removed")["name"] == cast.remote_site.name
        assert MeetingSite.all_objects.filter(meeting=meeting, removed_at__isnull=False).count() == 1

    def test_a_removed_site_can_be_asked_again(self, cast: Cast, meeting: Meeting) -> None:
        path, site_id = f"/meetings/{meeting.id}/sites", str(cast.remote_site.id)
        cast.secretary.post(f"{path}/{site_id}/remove")
        row = cast.secretary.post(path, {"site_ids": [site_id]}).body["items"][0]
        assert (row["site_id"], row["people_invited"]) == (site_id, 0)
        assert event_types(meeting)[-1] == "site.invited"

    def test_the_central_one_goes_only_before_publishing(self, cast: Cast, meeting: Meeting) -> None:
        path = f"/meetings/{meeting.id}"
        remove = f"{path}/sites/{cast.central_site.id}/remove"
        assert cast.secretary.post(remove).status == 200
        assert state_of(meeting, "site.removed")["meeting"][str(meeting.id)]["central_site_id"] is None
        cast.secretary.post(f"{path}/edit", {"central_site_id": str(cast.central_site.id)})
        cast.secretary.post(f"{path}/publish")
        assert cast.secretary.post(remove).code == "meeting_needs_central_site"
        assert MeetingSite.objects.filter(meeting=meeting, site=cast.central_site).exists()


class TestUnits:
    def test_walk(self, cast: Cast, published_meeting: Meeting) -> None:
        path, body = f"/meetings/{published_meeting.id}/units", {"unit_ids": [str(cast.commune.id)]}
        assert cast.anonymous.post(path, body).status == 401
        assert cast.outsider.post(path, body).status == 404
        assert cast.delegate.post(path, body).status == 403
        assert cast.secretary.post(path, {"unit_ids": [str(uuid.uuid4())]}).status == 422
        rows = cast.secretary.post(path, body).body["items"]
        assert [row["name"] for row in rows] == [cast.commune.name]
        cast.secretary.post(path, body)
        assert event_types(published_meeting).count("unit.invited") == 1
        remove = f"{path}/{cast.commune.id}/remove"
        assert cast.delegate.post(remove).status == 403
        assert cast.secretary.post(remove).status == 200
        assert cast.secretary.post(remove).status == 404
        assert not InvitedUnit.objects.exists()
        assert state_of(published_meeting, "unit.removed") == {"units": {str(cast.commune.id): None}}


def asked(person: Any, role: str = "member", **fields: Any) -> dict[str, Any]:
    return {"people": [{"person_id": str(person.id), "role": role, **fields}]}


class TestPeople:
    def test_walk(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}/participants"
        body = asked(cast.technician.person, "guest", site_id=str(cast.remote_site.id))
        assert cast.anonymous.post(path, body).status == 401
        assert cast.outsider.post(path, body).status == 404
        assert cast.chair.post(path, body).status == 403
        assert cast.secretary.post(path, {"people": []}).status == 422
        assert cast.secretary.post(path, asked(cast.technician.person, "king")).status == 422
        assert cast.secretary.post(path, asked(Unknown())).status == 422
        row = cast.secretary.post(path, body).body["items"][0]
        assert (row["full_name"], row["role"], row["votes"]) == (
            cast.technician.person.full_name,
            "guest",
            False,
        )
        assert (row["site_name"], row["rsvp"]) == (cast.remote_site.name, "pending")
        state = state_of(published_meeting, "participant.invited")
        assert state["participants"][row["id"]] == row
        assert state["sites"][str(cast.remote_site.id)]["people_invited"] == 3
        assert data_of(published_meeting, "participant.invited")["people"][0]["position"] == row["position"]
        cast.secretary.post(f"/meetings/{published_meeting.id}/start", {"reason": "họp gấp"})
        cast.secretary.post(f"/meetings/{published_meeting.id}/end")
        assert cast.secretary.post(path, asked(cast.outsider.person)).code == "meeting_wrong_status"

    def test_who_votes_by_role(self, cast: Cast, meeting: Meeting) -> None:
        path = f"/meetings/{meeting.id}/participants"
        assert cast.secretary.post(path, asked(cast.outsider.person)).body["items"][0]["votes"] is True
        silent = asked(cast.technician.person, votes=False)
        assert cast.secretary.post(path, silent).body["items"][0]["votes"] is False

    def test_nobody_twice(self, cast: Cast, meeting: Meeting) -> None:
        path = f"/meetings/{meeting.id}/participants"
        answer = cast.secretary.post(path, asked(cast.member.person))
        assert (answer.status, answer.code) == (409, "already_invited")
        assert cast.member.person.full_name in answer.body["detail"]
        twice = {"people": asked(cast.outsider.person)["people"] * 2}
        assert cast.secretary.post(path, twice).code == "already_invited"
        assert Participant.objects.filter(meeting=meeting).count() == 6

    def test_a_foreign_site_and_two_chairs(self, cast: Cast, meeting: Meeting) -> None:
        path = f"/meetings/{meeting.id}"
        cast.secretary.post(f"{path}/sites/{cast.remote_site.id}/remove")
        answer = cast.secretary.post(
            f"{path}/participants", asked(cast.outsider.person, site_id=str(cast.remote_site.id))
        )
        assert (answer.status, answer.body["errors"][0]["field"]) == (422, "site_id")
        chairs = [
            {"person_id": str(member.person.id), "role": "chair"}
            for member in (cast.outsider, cast.technician)
        ]
        assert cast.secretary.post(f"{path}/participants", {"people": chairs}).code == "chair_named_twice"

    def test_a_new_chair_by_invitation(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}/participants"
        assert cast.secretary.post(path, asked(cast.outsider.person, "chair")).status == 200
        published_meeting.refresh_from_db()
        assert published_meeting.chair_name == cast.outsider.person.full_name
        state = state_of(published_meeting, "participant.invited")
        assert state["meeting"][str(published_meeting.id)]["chair_person_id"] == str(cast.outsider.person.id)
        assert {row["role"] for row in state["participants"].values()} == {"chair", "member"}

    def test_edit(self, cast: Cast, published_meeting: Meeting) -> None:
        who = cast.delegate.participant(published_meeting)
        path = f"/meetings/{published_meeting.id}/participants/{who.id}/edit"
        assert cast.anonymous.post(path, {"votes": True}).status == 401
        assert cast.outsider.post(path, {"votes": True}).status == 404
        assert cast.delegate.post(path, {"votes": True}).status == 403
        other = f"/meetings/{published_meeting.id}/participants/{uuid.uuid4()}/edit"
        assert cast.secretary.post(other, {"votes": True}).status == 404
        assert cast.secretary.post(path, {"role": "boss"}).status == 422
        assert cast.secretary.post(path, {"role": "guest", "votes": True}).code == "guest_has_no_vote"
        row = cast.secretary.post(path, {"votes": True, "site_id": str(cast.central_site.id)}).body
        assert (row["votes"], row["site_name"], row["role"]) == (True, cast.central_site.name, "delegate")
        state = state_of(published_meeting, "participant.edited")
        counts = {key: site["people_invited"] for key, site in state["sites"].items()}
        assert counts == {str(cast.central_site.id): 2, str(cast.remote_site.id): 1}
        assert data_of(published_meeting, "participant.edited")["before"]["votes"] is False
        assert "vote" in cast.delegate.get(f"/meetings/{published_meeting.id}/snapshot").body["viewer"]["can"]
        before = event_types(published_meeting)
        assert cast.secretary.post(path, {"votes": True}).status == 200
        assert event_types(published_meeting) == before

    def test_a_won_vote_changes_the_tags_so_that_sockets_start_anew(
        self, cast: Cast, meeting: Meeting
    ) -> None:
        from meetings.lifecycle.access import viewer_of

        cast.secretary.post(f"/meetings/{meeting.id}/publish")
        meeting.refresh_from_db()
        before = viewer_of(cast.delegate.principal, meeting)
        who = cast.delegate.participant(meeting)
        cast.secretary.post(f"/meetings/{meeting.id}/participants/{who.id}/edit", {"votes": True})
        after = viewer_of(cast.delegate.principal, meeting)
        assert before
        assert after
        assert before.tags != after.tags

    def test_the_chair_of_a_published_meeting_stays(self, cast: Cast, published_meeting: Meeting) -> None:
        who = cast.chair.participant(published_meeting)
        path = f"/meetings/{published_meeting.id}/participants/{who.id}"
        assert cast.secretary.post(f"{path}/remove").code == "meeting_needs_chair"
        assert cast.secretary.post(f"{path}/edit", {"role": "member"}).code == "meeting_needs_chair"
        assert cast.chair.participant(published_meeting).role == "chair"

    def test_remove(self, cast: Cast, published_meeting: Meeting) -> None:
        who = cast.member2.participant(published_meeting)
        path = f"/meetings/{published_meeting.id}/participants/{who.id}/remove"
        assert cast.member.post(path).status == 403
        assert cast.secretary.post(path).body == {"id": str(who.id)}
        assert cast.secretary.post(path).status == 404
        state = state_of(published_meeting, "participant.removed")
        assert state["participants"] == {str(who.id): None}
        assert state["sites"][str(cast.remote_site.id)]["people_invited"] == 1
        assert cast.member2.get(f"/meetings/{published_meeting.id}").status == 404
        again = cast.secretary.post(
            f"/meetings/{published_meeting.id}/participants", asked(cast.member2.person)
        )
        assert again.body["items"][0]["id"] != str(who.id)
        assert cast.member2.get(f"/meetings/{published_meeting.id}").status == 200


class Unknown:
    """A person that nobody knows."""

    id = uuid.uuid4()


class TestRsvp:
    def test_walk(self, cast: Cast, meeting: Meeting) -> None:
        path, yes = f"/meetings/{meeting.id}/rsvp", {"answer": "accepted"}
        assert cast.anonymous.post(path, yes).status == 401
        assert cast.delegate.post(path, yes).status == 404
        assert cast.chair.post(path, yes).code == "meeting_wrong_status"
        cast.secretary.post(f"/meetings/{meeting.id}/publish")
        assert cast.outsider.post(path, yes).status == 404
        assert cast.administrator.post(path, yes).status == 403
        assert cast.site_device.post(path, yes).status == 403
        assert cast.delegate.post(path, {"answer": "perhaps"}).status == 422
        declined = cast.delegate.post(path, {"answer": "declined", "reason": " "})
        assert (declined.status, declined.code) == (422, "reason_missing")
        row = cast.delegate.post(path, {"answer": "declined", "reason": "đi công tác"}).body
        assert (row["rsvp"], row["rsvp_reason"]) == ("declined", "đi công tác")
        row = cast.delegate.post(path, yes).body
        assert (row["rsvp"], row["rsvp_reason"]) == ("accepted", "")
        assert event_types(meeting).count("participant.rsvp_answered") == 2
        assert data_of(meeting, "participant.rsvp_answered")["rsvp"] == "accepted"


class TestInvitation:
    def test_form_1_7(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}/invitation"
        assert cast.anonymous.get(path).status == 401
        assert cast.outsider.get(path).status == 404
        letter = cast.delegate.get(path).body
        assert letter["agency"] == cast.unit.name
        assert letter["code_notation"] == "GM-UBND"
        assert letter["addressee"]["full_name"] == cast.delegate.person.full_name
        assert letter["chair"] == "Nguyễn Chủ Trì, Chủ tịch UBND tỉnh"
        assert letter["subject"] == published_meeting.title
        assert (letter["central_site"], letter["sites"]) == (cast.central_site.name, [cast.remote_site.name])
        assert letter["recipients"][-1] == "Lưu: VT, UBND"
        assert cast.site_device.get(path).body["addressee"] is None


class TestConstraints:
    def test_one_chair_a_reason_and_no_vote_of_guests(self, cast: Cast, meeting: Meeting) -> None:
        who = Participant.objects.filter(id=cast.delegate.participant(meeting).id)
        changes: list[dict[str, Any]] = [
            {"role": "chair"},
            {"rsvp": "declined"},
            {"role": "guest", "votes": True},
            {"person": cast.member.person},
        ]
        for fields in changes:
            with pytest.raises(IntegrityError), transaction.atomic():
                who.update(**fields)

    def test_a_site_once(self, cast: Cast, meeting: Meeting) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            MeetingSite.objects.create(
                meeting=meeting, site=cast.remote_site, name="x", unit_name="x", invited_at=timezone.now()
            )
