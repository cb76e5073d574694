"""Two secretaries edit one meeting at once: nothing of the first is overwritten unseen."""

from datetime import timedelta

from conftest import Cast
from meetings.lifecycle.models import Meeting


def test_a_field_that_somebody_changed_meanwhile_is_not_overwritten(cast: Cast, meeting: Meeting) -> None:
    path, seen = f"/meetings/{meeting.id}/edit", {"title": meeting.title, "place": meeting.place}
    assert cast.secretary.post(path, {"title": "Tên thứ nhất", "seen": seen}).status == 200
    late = cast.secretary.post(path, {"title": "Tên thứ hai", "place": "Phòng A", "seen": seen})
    assert (late.status, late.code) == (409, "edited_meanwhile")
    assert [error["field"] for error in late.body["errors"]] == ["title"]
    assert "Tên thứ nhất" in late.body["errors"][0]["message"]
    kept = Meeting.objects.get(id=meeting.id)
    assert (kept.title, kept.place) == ("Tên thứ nhất", meeting.place)


def test_different_fields_do_not_meet(cast: Cast, meeting: Meeting) -> None:
    path, seen = f"/meetings/{meeting.id}/edit", {"title": meeting.title, "place": meeting.place}
    assert cast.secretary.post(path, {"title": "Tên thứ nhất", "seen": seen}).status == 200
    assert cast.secretary.post(path, {"place": "Phòng A", "seen": seen}).status == 200
    kept = Meeting.objects.get(id=meeting.id)
    assert (kept.title, kept.place) == ("Tên thứ nhất", "Phòng A")


def test_both_wanting_the_same_is_no_conflict(cast: Cast, meeting: Meeting) -> None:
    path, seen = f"/meetings/{meeting.id}/edit", {"title": meeting.title}
    for _ in range(2):
        assert cast.secretary.post(path, {"title": "Tên mới", "seen": seen}).status == 200


def test_times_and_people_are_compared_and_told(cast: Cast, meeting: Meeting) -> None:
    path = f"/meetings/{meeting.id}/edit"
    seen = {"scheduled_end": meeting.scheduled_end, "chair_person_id": cast.chair.person.id}
    first = {
        "scheduled_end": meeting.scheduled_end + timedelta(hours=1),
        "chair_person_id": cast.member2.person.id,
    }
    assert cast.secretary.post(path, {**first, "seen": seen}).status == 200
    second = {
        "scheduled_end": meeting.scheduled_end + timedelta(hours=2),
        "chair_person_id": cast.member3.person.id,
    }
    late = cast.secretary.post(path, {**second, "seen": seen})
    assert {error["field"] for error in late.body["errors"]} == {"scheduled_end", "chair_person_id"}
    assert any(cast.member2.person.full_name in error["message"] for error in late.body["errors"])


def test_without_what_was_seen_the_last_one_writes(cast: Cast, meeting: Meeting) -> None:
    path = f"/meetings/{meeting.id}/edit"
    assert cast.secretary.post(path, {"title": "Một"}).status == 200
    assert cast.secretary.post(path, {"title": "Hai"}).status == 200
    assert Meeting.objects.get(id=meeting.id).title == "Hai"
