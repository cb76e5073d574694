"""Making, editing, checking and announcing a meeting through the API."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from agenda.items.models import AgendaItem
from conftest import Cast, next_working_morning
from meetings.invitations.models import MeetingSite, Participant
from meetings.lifecycle.models import Holiday, Meeting, MeetingTemplate
from meetings.lifecycle.tests.journal import data_of, event_types, state_of


def wanted(**fields: Any) -> dict[str, Any]:
    start = next_working_morning()
    end = start + timedelta(hours=2)
    return {"title": "Họp giao ban", "scheduled_start": start, "scheduled_end": end, **fields}


class TestCreate:
    def test_who_may_not(self, cast: Cast) -> None:
        assert cast.anonymous.post("/meetings", wanted()).status == 401
        assert cast.member.post("/meetings", wanted()).code == "not_allowed"
        assert cast.central_device.post("/meetings", wanted()).status == 403
        assert not Meeting.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"title": "  "}, "title"),
            ({"title": "x\x00y"}, "title"),
            ({"scheduled_start": "2026-12-01T09:00:00"}, "scheduled_start"),
            ({"scheduled_start": "0001-01-01T00:00:00+14:00"}, "scheduled_start"),
            ({"scheduled_end": "2020-12-01T09:00:00+07:00"}, "scheduled_end"),
            ({"kind": "party"}, "kind"),
            ({"template_id": str(uuid.uuid4())}, "template_id"),
            ({"chair_person_id": str(uuid.uuid4())}, "chair_person_id"),
        ],
    )
    def test_bad_input(self, cast: Cast, fields: dict[str, Any], field: str) -> None:
        answer = cast.secretary.post("/meetings", wanted(**fields))
        assert (answer.status, answer.code) == (422, "bad_input")
        assert field in [error["field"] for error in answer.body["errors"]]
        assert not Meeting.objects.exists()

    def test_a_unit_that_is_not_ones_own(self, cast: Cast) -> None:
        answer = cast.secretary.post("/meetings", wanted(unit_id=cast.other_unit.id))
        assert (answer.status, answer.body["errors"][0]["field"]) == (422, "unit_id")
        below = cast.secretary.post("/meetings", wanted(unit_id=cast.department.id))
        assert below.body["unit_name"] == cast.department.name

    def test_a_draft_with_its_secretary_chair_and_central_site(self, cast: Cast) -> None:
        more = {"chair_person_id": cast.chair.person.id, "central_site_id": cast.central_site.id}
        row = cast.secretary.post("/meetings", wanted(kind="session", place="Phòng 1", **more)).body
        assert (row["status"], row["kind"], row["quorum_numerator"]) == ("draft", "session", 2)
        assert row["chair_name"] == cast.chair.person.full_name
        assert row["secretary_person_id"] == str(cast.secretary.person.id)
        assert row["central_site_id"] == str(cast.central_site.id)
        meeting = Meeting.objects.get()
        assert {p.role for p in Participant.objects.filter(meeting=meeting)} == {"secretary", "chair"}
        assert MeetingSite.objects.get().is_central
        assert event_types(meeting) == [
            "meeting.created",
            "participant.invited",
            "participant.invited",
            "site.invited",
            "meeting.edited",
        ]

    def test_the_same_command_twice_makes_one_meeting(self, cast: Cast) -> None:
        key, body = uuid.uuid4(), wanted()
        first = cast.secretary.post("/meetings", body, key=key)
        again = cast.secretary.post("/meetings", body, key=key)
        assert first.body == again.body
        assert again.headers["Idempotent-Replayed"] == "true"
        assert Meeting.objects.count() == 1


class TestTemplates:
    def test_three_real_ones_in_both_languages(self, cast: Cast) -> None:
        listed = cast.secretary.get("/meeting-templates").body["items"]
        assert len(listed) == 3
        assert all(template["items"] and template["description"] for template in listed)
        cast.member.language = "en"
        english = cast.member.get("/meeting-templates").body["items"]
        assert {t["id"]: t["name"] for t in english} != {t["id"]: t["name"] for t in listed}

    def test_a_session_begins_with_its_agenda_and_quorum(self, cast: Cast) -> None:
        template = MeetingTemplate.objects.get(code="phien-hop-ubnd")
        row = cast.secretary.post("/meetings", wanted(template_id=template.id)).body
        assert (row["kind"], row["quorum_numerator"], row["quorum_denominator"]) == ("session", 2, 3)
        items = AgendaItem.objects.filter(meeting_id=row["id"])
        assert [item.title for item in items] == [entry["title"] for entry in template.agenda]
        assert [item.position for item in items] == list(range(1, len(items) + 1))
        assert event_types(row["id"]).count("item.added") == len(items)

    def test_an_urgent_one_is_ad_hoc_and_opens_every_microphone(self, cast: Cast) -> None:
        template = MeetingTemplate.objects.get(code="ung-pho-thien-tai")
        row = cast.secretary.post("/meetings", wanted(template_id=template.id)).body
        assert (row["is_ad_hoc"], row["media_policy"], row["quorum_numerator"]) == (True, "open", None)


class TestEdit:
    def test_walk(self, cast: Cast, meeting: Meeting) -> None:
        path = f"/meetings/{meeting.id}/edit"
        assert cast.anonymous.post(path, {"title": "x"}).status == 401
        assert cast.outsider.post(path, {"title": "x"}).status == 404
        assert cast.member.post(path, {"title": "x"}).status == 404
        assert cast.chair.post(path, {"title": "x"}).status == 403
        assert cast.secretary.post(path, {"title": ""}).status == 422
        row = cast.secretary.post(path, {"title": "Tên mới", "place": "Hội trường"}).body
        assert (row["title"], row["place"], row["kind"]) == ("Tên mới", "Hội trường", meeting.kind)
        told = data_of(meeting, "meeting.edited")
        assert told["changes"]["title"] == {"from": meeting.title, "to": "Tên mới"}
        assert state_of(meeting, "meeting.edited")["meeting"][str(meeting.id)] == row

    def test_nothing_new_appends_nothing(self, cast: Cast, meeting: Meeting) -> None:
        before = len(event_types(meeting))
        assert cast.secretary.post(f"/meetings/{meeting.id}/edit", {"title": meeting.title}).status == 200
        assert len(event_types(meeting)) == before

    def test_a_kind_brings_its_quorum(self, cast: Cast, meeting: Meeting) -> None:
        path = f"/meetings/{meeting.id}/edit"
        row = cast.secretary.post(path, {"kind": "working"}).body
        assert (row["quorum_numerator"], row["quorum_denominator"]) == (None, None)
        row = cast.secretary.post(
            path, {"kind": "session", "quorum_numerator": 1, "quorum_denominator": 2}
        ).body
        assert (row["quorum_numerator"], row["quorum_denominator"]) == (1, 2)
        assert cast.secretary.post(path, {"quorum_numerator": 5}).status == 422

    def test_another_chair_takes_over_and_the_old_one_stays_a_member(
        self, cast: Cast, meeting: Meeting
    ) -> None:
        body = {"chair_person_id": cast.member.person.id}
        row = cast.secretary.post(f"/meetings/{meeting.id}/edit", body).body
        assert row["chair_name"] == cast.member.person.full_name
        assert cast.chair.participant(meeting).role == "member"
        assert cast.member.participant(meeting).role == "chair"

    def test_a_second_secretary_may_keep_the_minutes(self, cast: Cast, meeting: Meeting) -> None:
        path = f"/meetings/{meeting.id}"
        cast.secretary.post(
            f"{path}/participants/{cast.member3.participant(meeting).id}/edit", {"role": "secretary"}
        )
        meeting.refresh_from_db()
        assert meeting.secretary_id == cast.secretary.person.id
        row = cast.secretary.post(f"{path}/edit", {"secretary_person_id": cast.member3.person.id}).body
        assert row["secretary_name"] == cast.member3.person.full_name

    def test_what_is_published_keeps_chair_and_central_site(
        self, cast: Cast, published_meeting: Meeting
    ) -> None:
        path = f"/meetings/{published_meeting.id}/edit"
        assert cast.secretary.post(path, {"chair_person_id": None}).code == "meeting_needs_chair"
        assert cast.secretary.post(path, {"central_site_id": None}).code == "meeting_needs_central_site"
        published_meeting.refresh_from_db()
        assert published_meeting.chair_id == cast.chair.person.id

    def test_while_it_runs_only_some_fields_change(self, cast: Cast, running_meeting: Meeting) -> None:
        path = f"/meetings/{running_meeting.id}/edit"
        assert cast.secretary.post(path, {"media_policy": "open"}).body["media_policy"] == "open"
        assert cast.secretary.post(path, {"kind": "working"}).code == "meeting_wrong_status"


class TestReadiness:
    def test_a_complete_one_is_ready(self, cast: Cast, meeting: Meeting) -> None:
        answer = cast.secretary.get(f"/meetings/{meeting.id}/readiness").body
        assert answer["ready"] is True
        assert not [entry for entry in answer["missing"] if entry["blocking"]]

    def test_an_empty_one_names_all_that_is_missing(self, cast: Cast) -> None:
        row = cast.secretary.post("/meetings", wanted(kind="session")).body
        answer = cast.secretary.get(f"/meetings/{row['id']}/readiness").body
        blocking = {entry["code"] for entry in answer["missing"] if entry["blocking"]}
        assert answer["ready"] is False
        assert blocking == {"no_chair", "no_items", "no_participants", "nobody_votes"}
        assert all(entry["message"] and entry["action"] for entry in answer["missing"])

    def test_an_item_without_presenter_is_pointed_at(self, cast: Cast, meeting: Meeting) -> None:
        item = cast.secretary.post(f"/meetings/{meeting.id}/items", {"title": "Việc khác"}).body
        missing = cast.secretary.get(f"/meetings/{meeting.id}/readiness").body["missing"]
        found = next(entry for entry in missing if entry["code"] == "item_without_presenter")
        assert (found["item_id"], found["blocking"], found["section"]) == (item["id"], False, "agenda")
        assert "Việc khác" in found["message"]

    def test_sites_without_a_central_one(self, cast: Cast, meeting: Meeting) -> None:
        cast.secretary.post(f"/meetings/{meeting.id}/edit", {"central_site_id": None})
        answer = cast.secretary.get(f"/meetings/{meeting.id}/readiness").body
        assert "no_central_site" in {entry["code"] for entry in answer["missing"] if entry["blocking"]}

    def test_short_notice_counts_holidays_and_spares_the_ad_hoc(self, cast: Cast, meeting: Meeting) -> None:
        path = f"/meetings/{meeting.id}"
        start = next_working_morning(4)
        times = {"scheduled_start": start, "scheduled_end": start + timedelta(hours=1)}
        cast.secretary.post(f"{path}/edit", times)
        for n in range(1, 5):
            day = start.date() - timedelta(days=n - 1)
            Holiday.objects.get_or_create(day=day, defaults={"name": "Nghỉ"})
        codes = [entry["code"] for entry in cast.secretary.get(f"{path}/readiness").body["missing"]]
        assert "short_notice" in codes
        cast.secretary.post(f"{path}/edit", {"is_ad_hoc": True})
        codes = [entry["code"] for entry in cast.secretary.get(f"{path}/readiness").body["missing"]]
        assert "short_notice" not in codes

    def test_a_start_in_the_past_is_a_warning(self, cast: Cast, meeting: Meeting) -> None:
        start = next_working_morning(-2)
        cast.secretary.post(f"/meetings/{meeting.id}/edit", {"scheduled_start": start})
        missing = cast.secretary.get(f"/meetings/{meeting.id}/readiness").body["missing"]
        assert [entry["blocking"] for entry in missing if entry["code"] == "start_in_past"] == [False]

    def test_only_who_prepares_may_ask(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}/readiness"
        assert cast.anonymous.get(path).status == 401
        assert cast.outsider.get(path).status == 404
        assert cast.member.get(path).status == 403


class TestPublish:
    def test_an_empty_agenda_is_refused_and_says_so(self, cast: Cast, meeting: Meeting) -> None:
        for item in AgendaItem.objects.filter(meeting=meeting):
            assert cast.secretary.post(f"/meetings/{meeting.id}/items/{item.id}/remove").status == 200
        answer = cast.secretary.post(f"/meetings/{meeting.id}/publish")
        assert (answer.status, answer.code) == (409, "meeting_not_ready")
        assert [error["field"] for error in answer.body["errors"]] == ["agenda"]
        assert "Chương trình" in answer.body["errors"][0]["message"]
        meeting.refresh_from_db()
        assert (meeting.status, meeting.published_at) == ("draft", None)

    def test_walk(self, cast: Cast, meeting: Meeting) -> None:
        path = f"/meetings/{meeting.id}/publish"
        assert cast.anonymous.post(path).status == 401
        assert cast.outsider.post(path).status == 404
        assert cast.member.post(path).status == 404
        assert cast.chair.post(path).status == 403
        row = cast.secretary.post(path).body
        assert (row["status"], bool(row["published_at"])) == ("published", True)
        assert "meeting.published" in event_types(meeting)
        assert cast.member.get(f"/meetings/{meeting.id}").status == 200
        assert cast.secretary.post(path).code == "meeting_wrong_status"

    def test_by_the_chairs_approval(self, cast: Cast, meeting: Meeting) -> None:
        path = f"/meetings/{meeting.id}"
        assert cast.secretary.post(f"{path}/submit").body["status"] == "submitted"
        assert cast.secretary.post(f"{path}/approve").status == 403
        assert cast.secretary.post(f"{path}/edit", {"title": "x"}).code == "meeting_wrong_status"
        assert cast.chair.post(f"{path}/return", {"reason": "thiếu tờ trình"}).body["status"] == "returned"
        assert cast.secretary.post(f"{path}/publish").code == "meeting_wrong_status"
        assert cast.secretary.post(f"{path}/edit", {"title": "Tên khác"}).status == 200
        assert cast.secretary.post(f"{path}/submit").status == 200
        assert cast.chair.post(f"{path}/approve").body["status"] == "approved"
        assert cast.secretary.post(f"{path}/publish").body["status"] == "published"
        assert data_of(meeting, "meeting.returned")["reason"] == "thiếu tờ trình"

    def test_nobody_to_approve_it(self, cast: Cast) -> None:
        row = cast.secretary.post("/meetings", wanted()).body
        assert cast.secretary.post(f"/meetings/{row['id']}/submit").code == "meeting_needs_chair"
