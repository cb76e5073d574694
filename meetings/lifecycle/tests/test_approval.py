"""Approval before the invitations go out, and the reasons for what is returned and called off."""

import pytest

from conftest import Cast
from ecabinet.journal.services import SYSTEM, command
from meetings.kinds.services import set_practice
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.journal import data_of, event_types


@pytest.fixture
def to_approve(cast: Cast, meeting: Meeting) -> Meeting:
    meeting.needs_approval = True
    meeting.save()
    return meeting


def test_without_approval_nothing_is_published_and_one_is_told_what_to_do(
    cast: Cast, to_approve: Meeting
) -> None:
    path = f"/meetings/{to_approve.id}"
    refused = cast.secretary.post(f"{path}/publish")
    assert (refused.status, refused.code) == (409, "approval_needed")
    assert "Trình phê duyệt" in refused.body["action"]
    assert cast.secretary.post(f"{path}/submit").body["status"] == "submitted"
    assert cast.secretary.post(f"{path}/publish").code == "meeting_wrong_status"
    assert cast.secretary.post(f"{path}/approve").status == 403
    assert cast.chair.post(f"{path}/approve").body["status"] == "approved"
    assert cast.secretary.post(f"{path}/publish").body["status"] == "published"


def test_a_return_has_a_reason_and_the_way_begins_anew(cast: Cast, to_approve: Meeting) -> None:
    path = f"/meetings/{to_approve.id}"
    cast.secretary.post(f"{path}/submit")
    assert cast.chair.post(f"{path}/return", {"reason": "  "}).status == 422
    assert cast.chair.post(f"{path}/return", {}).status == 422
    assert cast.chair.post(f"{path}/return", {"reason": "thiếu tờ trình"}).body["status"] == "returned"
    assert data_of(to_approve, "meeting.returned")["reason"] == "thiếu tờ trình"
    assert cast.secretary.post(f"{path}/publish").code == "meeting_wrong_status"
    assert cast.secretary.post(f"{path}/submit").body["status"] == "submitted"


def test_what_was_submitted_or_approved_is_taken_back_and_approved_anew(
    cast: Cast, to_approve: Meeting
) -> None:
    path = f"/meetings/{to_approve.id}"
    withdraw = f"{path}/withdraw"
    assert cast.anonymous.post(withdraw).status == 401
    assert cast.outsider.post(withdraw).status == 404
    assert cast.secretary.post(withdraw).code == "meeting_wrong_status"
    cast.secretary.post(f"{path}/submit")
    assert cast.chair.post(withdraw).status == 403
    cast.chair.post(f"{path}/approve")
    assert cast.secretary.post(withdraw).body["status"] == "draft"
    assert event_types(to_approve)[-1] == "meeting.withdrawn"
    assert cast.secretary.post(f"{path}/publish").code == "approval_needed"


def test_a_meeting_is_called_off_with_a_reason_after_publishing_too(
    cast: Cast, published_meeting: Meeting
) -> None:
    path = f"/meetings/{published_meeting.id}/cancel"
    assert cast.secretary.post(path).status == 422
    assert cast.secretary.post(path, {"reason": ""}).status == 422
    assert cast.secretary.post(path, {"reason": "bão số 5"}).body["status"] == "cancelled"
    told = data_of(published_meeting, "meeting.cancelled")
    assert (told["reason"], told["was_published"]) == ("bão số 5", True)


def test_the_practice_of_the_unit_is_copied_and_not_followed(cast: Cast, meeting: Meeting) -> None:
    with command("test.practice", SYSTEM) as cmd:
        set_practice(cmd, cast.unit, needs_approval=True)
    assert cast.secretary.post(f"/meetings/{meeting.id}/publish").body["status"] == "published"
