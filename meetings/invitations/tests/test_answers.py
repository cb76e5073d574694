"""How people answer their invitation, and how absences are decided, through the API."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from conftest import Cast
from ecabinet.testing import Answer
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.journal import data_of, event_types, state_of

AWAY = {"answer": "declined", "reason": "đi công tác"}


def comes(manner: str, **more: Any) -> dict[str, Any]:
    return {"answer": "accepted", "manner": manner, **more}


class TestManner:
    def test_one_comes_in_person_to_a_site_or_online(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}/rsvp"
        row = cast.member3.post(path, comes("in_person")).body
        assert (row["rsvp_manner"], row["site_name"]) == ("in_person", cast.central_site.name)
        row = cast.member3.post(path, comes("site", site_id=str(cast.remote_site.id))).body
        assert (row["rsvp_manner"], row["site_name"]) == ("site", cast.remote_site.name)
        state = state_of(published_meeting, "participant.rsvp_answered")
        assert state["participants"][row["id"]] == row
        counts = {key: site["people_invited"] for key, site in state["sites"].items()}
        assert counts == {str(cast.central_site.id): 1, str(cast.remote_site.id): 3}
        row = cast.member3.post(path, comes("online")).body
        assert (row["rsvp_manner"], row["site_id"]) == ("online", None)
        assert data_of(published_meeting, "participant.rsvp_answered")["manner"] == "online"

    def test_only_to_a_site_that_is_invited(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}/rsvp"
        assert cast.member.post(path, comes("site")).status == 422
        assert cast.member.post(path, comes("site", site_id=str(uuid.uuid4()))).status == 422
        assert cast.member.post(path, comes("by_boat")).status == 422
        cast.secretary.post(f"/meetings/{published_meeting.id}/sites/{cast.remote_site.id}/remove")
        answer = cast.member.post(path, comes("site", site_id=str(cast.remote_site.id)))
        assert (answer.status, answer.body["errors"][0]["field"]) == (422, "site_id")
        assert "participant.rsvp_answered" not in event_types(published_meeting)

    def test_a_seat_by_the_secretary_replaces_what_was_told(
        self, cast: Cast, published_meeting: Meeting
    ) -> None:
        path = f"/meetings/{published_meeting.id}"
        cast.member.post(f"{path}/rsvp", comes("online"))
        who = cast.member.participant(published_meeting)
        edit = {"site_id": str(cast.remote_site.id)}
        row = cast.secretary.post(f"{path}/participants/{who.id}/edit", edit).body
        assert (row["rsvp"], row["rsvp_manner"], row["site_id"]) == ("accepted", "", edit["site_id"])
        cast.member.post(f"{path}/rsvp", comes("site", **edit))
        cast.secretary.post(f"{path}/sites/{cast.remote_site.id}/remove")
        assert cast.member.participant(published_meeting).rsvp_manner == ""

    def test_the_start_ends_answering(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}"
        assert cast.member.post(f"{path}/rsvp", comes("online")).status == 200
        cast.chair.post(f"{path}/start", {"reason": "họp gấp"})
        assert cast.member.post(f"{path}/rsvp", AWAY).code == "meeting_wrong_status"
        assert cast.member.participant(published_meeting).rsvp == "accepted"


class TestAbsence:
    def test_walk(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}"
        who = cast.delegate.participant(published_meeting)
        decide, yes = f"{path}/participants/{who.id}/absence", {"decision": "approved"}
        assert cast.anonymous.post(decide, yes).status == 401
        assert cast.outsider.post(decide, yes).status == 404
        assert cast.delegate.post(decide, yes).status == 403
        assert cast.chair.post(f"{path}/participants/{uuid.uuid4()}/absence", yes).status == 404
        assert cast.chair.post(decide, yes).code == "no_absence"
        assert cast.delegate.post(f"{path}/rsvp", AWAY).body["absence"] == "requested"
        assert cast.chair.post(decide, {"decision": "perhaps"}).status == 422
        bare = cast.chair.post(decide, {"decision": "rejected", "note": " "})
        assert (bare.status, bare.code) == (422, "decision_unexplained")
        row = cast.chair.post(decide, yes).body
        assert (row["absence"], row["rsvp_reason"]) == ("approved", "đi công tác")
        assert state_of(published_meeting, "participant.absence_decided")["participants"] == {
            str(who.id): row
        }
        told = data_of(published_meeting, "participant.absence_decided")
        assert (told["absence"], told["full_name"]) == ("approved", who.full_name)
        cast.chair.post(decide, yes)
        assert event_types(published_meeting).count("participant.absence_decided") == 1

    def test_a_rejection_is_explained_and_answered_anew(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}"
        cast.member.post(f"{path}/rsvp", AWAY)
        decide = f"{path}/participants/{cast.member.participant(published_meeting).id}/absence"
        row = cast.secretary.post(decide, {"decision": "rejected", "note": "cần báo cáo nội dung 2"}).body
        assert (row["absence"], row["absence_note"]) == ("rejected", "cần báo cáo nội dung 2")
        assert _mine(cast, published_meeting) == ("declined", "rejected", "cần báo cáo nội dung 2")
        row = cast.member.post(f"{path}/rsvp", comes("in_person")).body
        assert (row["rsvp"], row["absence"], row["absence_note"]) == ("accepted", "", "")
        assert cast.secretary.post(decide, {"decision": "approved"}).code == "no_absence"

    def test_nothing_is_decided_after_the_end(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}"
        cast.member.post(f"{path}/rsvp", AWAY)
        decide = f"{path}/participants/{cast.member.participant(published_meeting).id}/absence"
        cast.chair.post(f"{path}/start", {"reason": "họp gấp"})
        assert cast.chair.post(decide, {"decision": "approved"}).status == 200
        cast.chair.post(f"{path}/end")
        late: Answer = cast.chair.post(decide, {"decision": "rejected", "note": "muộn"})
        assert late.code == "meeting_wrong_status"

    def test_who_comes_has_no_absence(self, cast: Cast, meeting: Meeting) -> None:
        who = Participant.objects.filter(id=cast.delegate.participant(meeting).id)
        for fields in ({"absence": "approved"}, {"rsvp": "declined", "rsvp_reason": "bận", "absence": ""}):
            with pytest.raises(IntegrityError), transaction.atomic():
                who.update(**fields)


def _mine(cast: Cast, meeting: Meeting) -> tuple[str, str, str]:
    row = cast.member.get(f"/meetings/{meeting.id}").body
    return row["my_rsvp"], row["my_absence"], row["my_absence_note"]
