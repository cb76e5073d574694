"""Opening a meeting although something is lacking; closing its record and opening it again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conftest import Cast
from meetings.invitations.models import MeetingSite, Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.journal import data_of, event_types
from meetings.minutes.models import Minutes

WHY = {"reason": "đã ký biên bản giấy"}


@pytest.fixture
def ended(cast: Cast, running_meeting: Meeting) -> str:
    """The path of a meeting that has ended; its minutes failed."""
    path = f"/meetings/{running_meeting.id}"
    assert cast.chair.post(f"{path}/end").status == 200
    Minutes.objects.update(status=Minutes.Status.FAILED)
    return path


class TestStart:
    def test_what_is_lacking_asks_for_a_reason(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}/start"
        refused = cast.secretary.post(path, {"reason": " "})
        assert (refused.status, refused.code) == (422, "start_needs_reason")
        told = " ".join(error["message"] for error in refused.body["errors"])
        assert cast.chair.person.full_name in told
        assert "0/4" in told
        assert event_types(published_meeting)[-1] != "meeting.started"
        assert cast.secretary.post(path, {"reason": "bão, họp gấp"}).status == 200
        data = data_of(published_meeting, "meeting.started")
        assert data["reason"] == "bão, họp gấp"
        lacking = {lack["code"]: lack for lack in data["lacking"]}
        assert lacking.keys() == {"quorum", "chair", "sites"}
        assert (lacking["quorum"]["present"], lacking["quorum"]["required"]) == (0, 3)
        assert lacking["sites"]["names"] == sorted([cast.central_site.name, cast.remote_site.name])

    def test_nothing_is_asked_when_all_are_there(self, cast: Cast, published_meeting: Meeting) -> None:
        Participant.objects.update(attendance=Participant.Attendance.PRESENT_IN_PERSON)
        MeetingSite.objects.update(status=MeetingSite.Status.ONLINE)
        assert cast.chair.post(f"/meetings/{published_meeting.id}/start").status == 200
        data = data_of(published_meeting, "meeting.started")
        assert (data["lacking"], data["reason"]) == ([], "")

    def test_who_opens_it_is_there(self, cast: Cast, published_meeting: Meeting) -> None:
        others = Participant.objects.exclude(person=cast.chair.person)
        others.update(attendance=Participant.Attendance.PRESENT_IN_PERSON)
        assert cast.chair.post(f"/meetings/{published_meeting.id}/start").status == 200


class TestClose:
    def test_walk(self, cast: Cast, running_meeting: Meeting) -> None:
        path = f"/meetings/{running_meeting.id}"
        assert cast.anonymous.post(f"{path}/close").status == 401
        assert cast.outsider.post(f"{path}/close").status == 404
        assert cast.member.post(f"{path}/close").status == 403
        assert cast.member.get(f"{path}/closing").status == 403
        assert cast.secretary.post(f"{path}/close", WHY).code == "meeting_wrong_status"
        assert cast.chair.post(f"{path}/end").status == 200
        assert cast.secretary.post(f"{path}/close", WHY).code == "minutes_being_made"
        assert cast.secretary.get(f"{path}/closing").body["is_stopped"] is True
        Minutes.objects.update(status=Minutes.Status.FAILED)
        row = cast.chair.post(f"{path}/close", WHY).body
        assert (row["status"], row["closed_at"] is not None) == ("closed", True)
        data = data_of(running_meeting, "meeting.closed")
        assert data["reason"] == WHY["reason"]
        assert {"minutes_not_made", "items_not_dealt_with"} <= {left["code"] for left in data["left_open"]}

    def test_without_minutes_a_reason_is_wanted(self, cast: Cast, ended: str) -> None:
        told = cast.secretary.get(f"{ended}/closing").body
        assert (told["needs_reason"], told["is_stopped"], told["reopen_until"]) == (True, False, None)
        assert told["matters"][0]["weight"] == "reason"
        refused = cast.secretary.post(f"{ended}/close")
        assert (refused.status, refused.body["errors"][0]["field"]) == (422, "reason")
        Minutes.objects.update(
            status=Minutes.Status.READY, produced_at=timezone.now(), head_seq=1, head_hash="h",
            pdf_sha256="p", docx_sha256="d",
        )  # fmt: skip
        assert cast.secretary.post(f"{ended}/close").status == 200

    def test_a_closed_meeting_is_read_only(self, cast: Cast, ended: str) -> None:
        assert cast.secretary.post(f"{ended}/close", WHY).status == 200
        for who, path, body in (
            (cast.secretary, "edit", {"title": "Tên khác"}),
            (cast.chair, "conclusions", {"text": "Giao việc"}),
            (cast.chair, "minutes", {}),
            (cast.secretary, "close", WHY),
        ):
            refused = who.post(f"{ended}/{path}", body)
            code = "meeting_wrong_status" if path == "close" else "meeting_is_closed"
            assert (refused.status, refused.code) == (409, code), path
        assert cast.member.post(f"{ended}/edit", {"title": "Tên khác"}).status == 403
        assert cast.member.get(f"{ended}/snapshot").status == 200

    def test_it_is_opened_again_for_a_reason(self, cast: Cast, running_meeting: Meeting, ended: str) -> None:
        assert cast.secretary.post(f"{ended}/reopen", WHY).code == "meeting_wrong_status"
        cast.secretary.post(f"{ended}/close", WHY)
        assert cast.chair.post(f"{ended}/reopen", WHY).status == 403
        assert cast.secretary.post(f"{ended}/reopen", {"reason": ""}).status == 422
        assert cast.secretary.get(f"{ended}/closing").body["reopen_until"] is not None
        row = cast.administrator.post(f"{ended}/reopen", WHY).body
        assert (row["status"], row["closed_at"]) == ("ended", None)
        assert data_of(running_meeting, "meeting.reopened")["reason"] == WHY["reason"]
        assert cast.chair.post(f"{ended}/conclusions", {"text": "Giao việc"}).status == 200

    def test_after_the_days_it_stays_closed(self, cast: Cast, ended: str) -> None:
        cast.secretary.post(f"{ended}/close", WHY)
        Meeting.objects.update(closed_at=timezone.now() - timedelta(days=16))
        refused = cast.secretary.post(f"{ended}/reopen", WHY)
        assert (refused.status, refused.code) == (409, "reopen_too_late")
