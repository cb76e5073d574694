"""Templates of a unit, copies and series, through the API."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agenda.items.models import AgendaItem
from conftest import Cast, next_working_morning
from ecabinet.journal.models import Event
from meetings.invitations.models import InvitedUnit, MeetingSite, Participant
from meetings.lifecycle.models import Holiday, Meeting, MeetingTemplate
from meetings.lifecycle.tests.journal import data_of
from meetings.lifecycle.tests.test_preparing import wanted

WEEKLY = {"frequency": "weekly", "weekday": 0, "number": 4}
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class TestTemplates:
    def test_walk(self, cast: Cast, meeting: Meeting) -> None:
        path, body = f"/meetings/{meeting.id}/template", {"name": "Họp tháng", "description": "Có 3 nội dung"}
        assert cast.anonymous.post(path, body).status == 401
        assert cast.outsider.post(path, body).status == 404
        assert cast.chair.post(path, body).status == 403
        assert cast.secretary.post(path, {"name": " "}).status == 422
        made = cast.secretary.post(path, body).body
        assert (made["name"], made["is_own"], made["place"]) == ("Họp tháng", True, meeting.place)
        assert [item["title"] for item in made["items"]] == [
            i.title for i in AgendaItem.objects.filter(meeting=meeting)
        ]
        assert (made["kind"], made["quorum_numerator"], made["planned_minutes"]) == ("session", 2, 120)
        listed = [row["id"] for row in cast.secretary.get("/meeting-templates").body["items"]]
        assert listed[-1] == made["id"]
        assert made["id"] not in [row["id"] for row in cast.outsider.get("/meeting-templates").body["items"]]
        assert Event.objects.filter(type="meeting_template.made").count() == 1
        new = cast.secretary.post("/meetings", wanted(template_id=made["id"])).body
        assert (new["place"], new["quorum_numerator"]) == (meeting.place, 2)
        assert AgendaItem.objects.filter(meeting_id=new["id"]).count() == 3

    def test_renamed_and_retired_by_the_own_unit_alone(self, cast: Cast, meeting: Meeting) -> None:
        made = cast.secretary.post(f"/meetings/{meeting.id}/template", {"name": "Họp tháng"}).body
        path, body = f"/meeting-templates/{made['id']}", {"name": "Họp quý", "description": "x"}
        seen = {"name": "Họp tháng", "description": ""}
        assert cast.outsider.post(f"{path}/edit", body).status == 404
        everybodys = MeetingTemplate.objects.filter(unit=None)[0]
        assert cast.secretary.post(f"/meeting-templates/{everybodys.id}/retire").status == 403
        assert cast.secretary.post(f"{path}/edit", {**body, "seen": seen}).body["name"] == "Họp quý"
        late = cast.secretary.post(f"{path}/edit", {"name": "Họp năm", "seen": seen})
        assert late.code == "edited_meanwhile"
        assert [error["field"] for error in late.body["errors"]] == ["description", "name"]
        assert cast.secretary.post(f"{path}/retire").body["is_active"] is False
        ids = [row["id"] for row in cast.secretary.get("/meeting-templates").body["items"]]
        assert made["id"] not in ids
        ids = [row["id"] for row in cast.secretary.get("/meeting-templates", retired="true").body["items"]]
        assert made["id"] in ids
        assert cast.secretary.post(f"{path}/restore").body["is_active"] is True


def clone(cast: Cast, meeting: Meeting, **more: Any) -> Any:
    start = next_working_morning(30)
    return cast.secretary.post(
        f"/meetings/{meeting.id}/clone", {"title": "Phiên sau", "scheduled_start": start, **more}
    )


class TestClone:
    def test_walk(self, cast: Cast, meeting: Meeting) -> None:
        path, body = (
            f"/meetings/{meeting.id}/clone",
            {"title": "Phiên sau", "scheduled_start": next_working_morning()},
        )
        assert cast.anonymous.post(path, body).status == 401
        assert cast.outsider.post(path, body).status == 404
        assert cast.chair.post(path, body).status == 403
        assert clone(cast, meeting, title="").status == 422
        assert clone(cast, meeting, parts=["votes"]).status == 422
        assert clone(cast, meeting, scheduled_end="2020-01-01T00:00:00Z").status == 422
        row = clone(cast, meeting).body
        assert (row["status"], row["title"], row["chair_name"]) == ("draft", "Phiên sau", meeting.chair_name)
        assert row["central_site_id"] == str(cast.central_site.id)
        length = datetime.fromisoformat(row["scheduled_end"]) - datetime.fromisoformat(row["scheduled_start"])
        assert length == timedelta(hours=2)
        assert AgendaItem.objects.filter(meeting_id=row["id"]).count() == 3
        assert MeetingSite.objects.filter(meeting_id=row["id"]).count() == 2
        people = {
            (p.person_id, p.role, p.site_id, p.votes)
            for p in Participant.objects.filter(meeting_id=row["id"])
        }
        assert people == {
            (p.person_id, p.role, p.site_id, p.votes) for p in Participant.objects.filter(meeting=meeting)
        }
        assert data_of(row["id"], "meeting.created")["copied_from"] == meeting.title

    def test_only_the_parts_that_are_chosen(self, cast: Cast, meeting: Meeting) -> None:
        cast.secretary.post(
            f"/meetings/{meeting.id}/units", {"unit_ids": [cast.commune.id], "most_people": 2}
        )
        row = clone(cast, meeting, parts=["units"]).body
        assert InvitedUnit.objects.get(meeting_id=row["id"]).most_people == 2
        assert not AgendaItem.objects.filter(meeting_id=row["id"]).exists()
        assert not MeetingSite.objects.filter(meeting_id=row["id"]).exists()
        only = Participant.objects.get(meeting_id=row["id"])
        assert (only.person_id, only.role) == (cast.secretary.person.id, "secretary")

    def test_people_without_sites_sit_nowhere(self, cast: Cast, meeting: Meeting) -> None:
        row = clone(cast, meeting, parts=["people"]).body
        assert set(Participant.objects.filter(meeting_id=row["id"]).values_list("site_id", flat=True)) == {
            None
        }

    def test_a_meeting_that_is_called_off_may_be_copied(self, cast: Cast, meeting: Meeting) -> None:
        cast.secretary.post(f"/meetings/{meeting.id}/cancel", {"reason": "bão"})
        assert clone(cast, meeting).body["status"] == "draft"


def repeat(cast: Cast, meeting: Meeting, **more: Any) -> list[dict[str, Any]]:
    answer = cast.secretary.post(f"/meetings/{meeting.id}/series", {**WEEKLY, **more})
    assert answer.status == 200, answer.body
    return list(answer.body["items"])


class TestSeries:
    def test_walk(self, cast: Cast, meeting: Meeting) -> None:
        path = f"/meetings/{meeting.id}/series"
        assert cast.anonymous.post(path, WEEKLY).status == 401
        assert cast.outsider.post(path, WEEKLY).status == 404
        assert cast.chair.post(path, WEEKLY).status == 403
        assert cast.secretary.get(path).status == 404
        assert cast.secretary.post(path, {**WEEKLY, "number": 61}).status == 422
        incomplete = cast.secretary.post(path, {"frequency": "weekly", "number": 3})
        assert (incomplete.status, incomplete.body["errors"][0]["field"]) == (422, "weekday")
        rows = repeat(cast, meeting)
        assert [row["series_place"] for row in rows] == [1, 2, 3, 4]
        assert rows[0]["id"] == str(meeting.id)
        starts = [datetime.fromisoformat(row["scheduled_start"]).astimezone(HANOI) for row in rows[1:]]
        assert {(at.weekday(), at.hour) for at in starts} == {(0, 9)}
        assert AgendaItem.objects.filter(meeting_id=rows[3]["id"]).count() == 3
        assert data_of(meeting, "meeting.joined_series")["number"] == 4
        again = cast.secretary.post(path, WEEKLY)
        assert (again.status, again.code) == (409, "in_series_already")
        assert [row["id"] for row in cast.secretary.get(path).body["items"]] == [row["id"] for row in rows]
        listed = cast.secretary.get(
            "/meetings", series=cast.secretary.get(f"/meetings/{meeting.id}").body["series_id"]
        )
        assert {(row["series_place"], row["series_size"]) for row in listed.body["items"]} == {
            (n, 4) for n in range(1, 5)
        }

    def test_the_days_are_shown_before_with_a_warning_of_holidays(self, cast: Cast, meeting: Meeting) -> None:
        path = f"/meetings/{meeting.id}/series/dates"
        days = cast.secretary.get(path, **WEEKLY).body["items"]
        assert [day["holiday"] for day in days] == [""] * 4
        second = datetime.fromisoformat(days[1]["start"]).astimezone(HANOI).date()
        Holiday.objects.create(day=second, name="Nghỉ bù")
        warned = cast.secretary.get(path, **WEEKLY).body["items"]
        assert [day["holiday"] for day in warned] == ["", "Nghỉ bù", "", ""]
        skipped = cast.secretary.get(path, **WEEKLY, skip_holidays="true").body["items"]
        assert [day["start"] for day in skipped[1:3]] == [day["start"] for day in days[2:4]]
        assert cast.chair.get(path, **WEEKLY).status == 403

    def test_this_one_alone_or_this_and_the_following(self, cast: Cast, meeting: Meeting) -> None:
        ids = [row["id"] for row in repeat(cast, meeting)]
        cast.secretary.post(f"/meetings/{ids[1]}/edit", {"place": "Phòng 9"})
        cast.secretary.post(f"/meetings/{ids[3]}/submit")
        third = Meeting.objects.get(id=ids[2])
        body = {
            "title": "Giao ban mới",
            "scheduled_start": third.scheduled_start + timedelta(days=1, hours=1),
            "chair_person_id": cast.member2.person.id,
        }
        path = f"/meetings/{ids[1]}/series/edit"
        assert cast.anonymous.post(path, body).status == 401
        assert cast.outsider.post(path, body).status == 404
        assert cast.chair.post(path, body).status == 403
        second = Meeting.objects.get(id=ids[1])
        body["scheduled_start"] = second.scheduled_start - timedelta(hours=1)
        answer = cast.secretary.post(path, body).body
        assert (answer["changed"], [row["id"] for row in answer["left"]]) == (2, [ids[3]])
        titles = {str(each.id): each.title for each in Meeting.objects.filter(id__in=ids)}
        assert [titles[i] for i in ids] == [meeting.title, "Giao ban mới", "Giao ban mới", meeting.title]
        moved = Meeting.objects.get(id=ids[2])
        assert third.scheduled_start - moved.scheduled_start == timedelta(hours=1)
        assert third.scheduled_end == moved.scheduled_end
        assert (moved.place, moved.chair_name) == (meeting.place, cast.member2.person.full_name)
        alone = cast.secretary.post("/meetings", wanted()).body["id"]
        assert cast.secretary.post(f"/meetings/{alone}/series/edit", {"title": "x"}).code == "not_in_series"

    def test_the_people_of_one_go_to_the_following(self, cast: Cast, meeting: Meeting) -> None:
        ids = [row["id"] for row in repeat(cast, meeting, number=3)]
        first = f"/meetings/{ids[1]}/participants"
        cast.secretary.post(first, {"people": [{"person_id": cast.technician.person.id, "role": "guest"}]})
        gone = Participant.objects.get(meeting_id=ids[1], person=cast.delegate.person)
        cast.secretary.post(f"{first}/{gone.id}/remove")
        path = f"/meetings/{ids[1]}/series/people"
        assert cast.outsider.post(path).status == 404
        assert cast.secretary.post(path).body["changed"] == 1
        people = set(Participant.objects.filter(meeting_id=ids[2]).values_list("person_id", flat=True))
        assert people == set(
            Participant.objects.filter(meeting_id=ids[1]).values_list("person_id", flat=True)
        )
        assert Participant.objects.filter(meeting_id=ids[0], person=cast.delegate.person).exists()

    def test_the_rest_is_called_off_with_a_reason(self, cast: Cast, meeting: Meeting) -> None:
        ids = [row["id"] for row in repeat(cast, meeting)]
        path = f"/meetings/{ids[2]}/series/cancel"
        assert cast.outsider.post(path, {"reason": "hết việc"}).status == 404
        assert cast.secretary.post(path, {"reason": ""}).status == 422
        assert cast.secretary.post(path, {"reason": "hết việc"}).body == {"changed": 2, "left": []}
        states = dict(Meeting.objects.filter(id__in=ids).values_list("id", "status"))
        assert [states[uuid.UUID(i)] for i in ids] == ["draft", "draft", "cancelled", "cancelled"]
        assert data_of(ids[3], "meeting.cancelled")["reason"] == "hết việc"

    def test_a_month_by_its_first_working_day(self, cast: Cast, meeting: Meeting) -> None:
        rows = repeat(cast, meeting, frequency="first_working_day", weekday=None, number=3)
        for row in rows[1:]:
            day: date = datetime.fromisoformat(row["scheduled_start"]).astimezone(HANOI).date()
            assert day.weekday() < 5
            assert day.day <= 10
