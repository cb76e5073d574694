"""Warnings of people and sites that are asked to two meetings at once."""

from datetime import datetime, timedelta
from typing import Any

from conftest import Cast, Member
from meetings.lifecycle.models import Meeting


def another(by: Member, who: Member, start: datetime, site_id: Any) -> str:
    """A second announced meeting of two hours, chaired by `who`, held at the site; its id."""
    wanted = {
        "title": "Họp giao ban",
        "scheduled_start": start,
        "scheduled_end": start + timedelta(hours=2),
        "chair_person_id": who.person.id,
        "central_site_id": site_id,
    }
    made = by.post("/meetings", wanted).body["id"]
    assert by.post(f"/meetings/{made}/items", {"title": "Báo cáo", "kind": "report"}).status == 200
    person = {"person_id": str(who.person.id), "role": "chair"}
    assert by.post(f"/meetings/{made}/participants", {"people": [person]}).code == "already_invited"
    return str(made)


def publish(by: Member, made: str, guest: Member) -> None:
    people = {"people": [{"person_id": str(guest.person.id), "role": "guest"}]}
    assert by.post(f"/meetings/{made}/participants", people).status == 200
    answer = by.post(f"/meetings/{made}/publish")
    assert answer.status == 200, answer.body


def warned(cast: Cast, meeting: Meeting) -> dict[str, str]:
    answer = cast.secretary.get(f"/meetings/{meeting.id}/readiness").body
    assert answer["ready"] is True
    found = {entry["code"]: entry for entry in answer["missing"] if entry["code"].endswith("_elsewhere")}
    assert not any(entry["blocking"] for entry in found.values())
    return {code: entry["message"] for code, entry in found.items()}


class TestOverlaps:
    def test_a_chair_and_a_site_in_two_meetings_of_ones_own_unit(self, cast: Cast, meeting: Meeting) -> None:
        start = meeting.scheduled_start + timedelta(hours=1)
        made = another(cast.secretary, cast.member, start, cast.remote_site.id)
        assert warned(cast, meeting) == {}  # a draft takes nobody's time
        publish(cast.secretary, made, cast.technician)
        found = warned(cast, meeting)
        assert f"{cast.member.person.full_name} (“Họp giao ban”)" in found["people_elsewhere"]
        assert f"{cast.remote_site.name} (“Họp giao ban”)" in found["sites_elsewhere"]
        assert cast.chair.person.full_name not in found["people_elsewhere"]

    def test_a_meeting_that_the_reader_may_not_see_is_told_by_its_unit(
        self, cast: Cast, meeting: Meeting
    ) -> None:
        made = another(cast.outsider, cast.member2, meeting.scheduled_start, cast.remote_site.id)
        publish(cast.outsider, made, cast.technician)
        told = warned(cast, meeting)["people_elsewhere"]
        assert f"{cast.member2.person.full_name} ({cast.other_unit.name})" in told
        assert "Họp giao ban" not in told

    def test_meetings_that_only_touch_and_people_who_declined(self, cast: Cast, meeting: Meeting) -> None:
        later = another(cast.secretary, cast.member, meeting.scheduled_end, cast.remote_site.id)
        publish(cast.secretary, later, cast.technician)
        assert warned(cast, meeting) == {}
        same = another(cast.secretary, cast.member2, meeting.scheduled_start, None)
        publish(cast.secretary, same, cast.delegate)
        cast.delegate.post(f"/meetings/{same}/rsvp", {"answer": "declined", "reason": "trùng lịch"})
        told = warned(cast, meeting)["people_elsewhere"]
        assert cast.member2.person.full_name in told
        assert cast.delegate.person.full_name not in told
