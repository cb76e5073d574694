"""Single rights: each with it, without it, for another unit, and when its term is over."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from conftest import Cast, Member
from ecabinet.directory import principal as principals
from ecabinet.directory.models import Grant, Unit
from ecabinet.directory.rights import Right
from ecabinet.jobs import services as jobs
from ecabinet.jobs.models import Job
from ecabinet.journal.models import Event
from ecabinet.journal.services import SYSTEM, command
from ecabinet.testing import Answer
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting


def give(cast: Cast, who: Member, right: str, unit: Unit | None, **term: datetime) -> Answer:
    body = {"right": right, "unit_id": unit.id if unit else None, **term}
    return cast.administrator.post(f"/accounts/{who.account.id}/grants", body)


def permissions(who: Member) -> set[str]:
    return set(who.get("/session").body["user"]["permissions"])


class TestGiving:
    def test_who_may(self, cast: Cast) -> None:
        path = f"/accounts/{cast.member.account.id}/grants"
        body = {"right": "see_statistics", "unit_id": str(cast.unit.id)}
        assert cast.anonymous.post(path, body).status == 401
        assert cast.anonymous.get(path).status == 401
        for other in (cast.secretary, cast.member, cast.technician, cast.outsider, cast.site_device):
            assert (other.post(path, body).status, other.get(path).status) == (404, 404)
        assert not Grant.objects.exists()
        made = cast.administrator.post(path, body)
        assert (made.status, made.body["state"], made.body["unit_name"]) == (200, "counts", cast.unit.name)
        assert made.body["given_by"] == "Lê Quản Trị"
        event = Event.objects.get(type="right.given")
        assert event.data is not None
        assert (event.stream_id, event.data["account_id"]) == ("directory", str(cast.member.account.id))
        assert cast.administrator.get(path).body["total"] == 1

    def test_an_administrator_of_a_unit_gives_for_that_unit_alone(self, cast: Cast) -> None:
        account = cast.member.account
        account.administers = cast.commune
        account.save()
        principals.cache.clear()
        path, own = f"/accounts/{cast.delegate.account.id}/grants", {"unit_id": str(cast.commune.id)}
        assert cast.member.post(path, {"right": "manage_rooms", **own}).status == 200
        beyond = cast.member.post(path, {"right": "create_meetings", "unit_id": str(cast.unit.id)})
        assert (beyond.status, beyond.body["errors"][0]["field"]) == (422, "unit_id")
        everywhere = cast.member.post(path, {"right": "manage_catalogues"})
        assert (everywhere.status, everywhere.code) == (403, "duty_not_yours")
        stranger = f"/accounts/{cast.secretary.account.id}/grants"
        assert cast.member.post(stranger, {"right": "manage_rooms", **own}).status == 404
        theirs = give(cast, cast.delegate, "see_statistics", cast.unit).body["id"]
        assert cast.member.post(f"/grants/{theirs}/withdraw").status == 404

    def test_what_cannot_be_given(self, cast: Cast) -> None:
        now = timezone.now()
        device = give(cast, cast.site_device, "see_statistics", cast.unit)
        assert (device.status, device.code) == (409, "right_needs_person")
        assert give(cast, cast.administrator, "create_meetings", cast.unit).code == "own_right"
        assert give(cast, cast.member, "fly", cast.unit).status == 422
        assert give(cast, cast.member, "see_statistics", None).status == 422
        assert give(cast, cast.member, "manage_catalogues", cast.unit).status == 422
        over = give(cast, cast.member, "see_statistics", cast.unit, until=now - timedelta(days=1))
        assert (over.status, over.body["errors"][0]["field"]) == (422, "until")
        late = {"since": now + timedelta(days=2), "until": now + timedelta(days=1)}
        assert give(cast, cast.member, "see_statistics", cast.unit, **late).status == 422
        assert not Grant.objects.exists()
        assert give(cast, cast.member, "see_statistics", cast.unit).status == 200
        assert give(cast, cast.member, "see_statistics", cast.unit).code == "right_given_already"
        assert give(cast, cast.member, "manage_catalogues", None).status == 200
        assert give(cast, cast.member, "manage_catalogues", None).code == "right_given_already"

    def test_taken_back_it_is_gone_at_once_and_stays_readable(self, cast: Cast) -> None:
        grant = give(cast, cast.member, "see_statistics", cast.unit).body["id"]
        assert "see_statistics" in permissions(cast.member)
        assert cast.secretary.post(f"/grants/{grant}/withdraw").status == 404
        ended = cast.administrator.post(f"/grants/{grant}/withdraw")
        assert (ended.status, ended.body["state"], ended.body["ended_by"]) == (
            200,
            "withdrawn",
            "Lê Quản Trị",
        )
        assert "see_statistics" not in permissions(cast.member)
        assert cast.administrator.post(f"/grants/{grant}/withdraw").code == "right_ended"
        assert give(cast, cast.member, "see_statistics", cast.unit).status == 200
        listed = cast.administrator.get(f"/accounts/{cast.member.account.id}/grants").body["items"]
        assert [row["state"] for row in listed] == ["counts", "withdrawn"]

    def test_a_term_begins_and_ends_by_itself(self, cast: Cast) -> None:
        now = timezone.now()
        to_come = {"since": now + timedelta(days=1), "until": now + timedelta(days=2)}
        made = give(cast, cast.member, "see_statistics", cast.unit, **to_come).body
        assert (made["state"], permissions(cast.member) & {"see_statistics"}) == ("to_come", set())
        Grant.objects.update(since=now - timedelta(days=2), until=now - timedelta(seconds=1))
        Job.objects.update(run_after=now)
        assert jobs.run(Job.objects.get(kind="directory.right_expires").id)
        told = Event.objects.get(type="right.expired")
        assert told.data is not None
        assert told.data["right"] == "see_statistics"
        listed = cast.administrator.get(f"/accounts/{cast.member.account.id}/grants").body["items"]
        assert [row["state"] for row in listed] == ["expired"]
        assert give(cast, cast.member, "see_statistics", cast.unit).status == 200


def creates_a_meeting(cast: Cast, who: Member, unit: Unit, _meeting: Meeting) -> bool:
    start = timezone.now() + timedelta(days=20)
    wanted = {"title": "Họp", "scheduled_start": start, "scheduled_end": start + timedelta(hours=1)}
    return who.post("/meetings", {**wanted, "unit_id": unit.id}).status == 200


def approves(cast: Cast, who: Member, _unit: Unit, meeting: Meeting) -> bool:
    Meeting.objects.filter(id=meeting.id).update(status="submitted")
    return who.post(f"/meetings/{meeting.id}/approve").status == 200


def marks_attendance(cast: Cast, who: Member, _unit: Unit, meeting: Meeting) -> bool:
    meeting.refresh_from_db()
    if meeting.status == "draft":
        with command("test.publish", SYSTEM) as cmd:
            lifecycle.publish(cmd, meeting)
    path = f"/meetings/{meeting.id}/participants/{cast.chair.participant(meeting).id}/attendance"
    seen = who.get("/meetings").body["items"]
    done = who.post(path, {"status": "present_in_person"}).status == 200
    assert done <= any(row["id"] == str(meeting.id) for row in seen)
    return done


def sees_statistics(cast: Cast, who: Member, unit: Unit, _meeting: Meeting) -> bool:
    Meeting.objects.filter(status="draft").update(
        status="ended", started_at=timezone.now(), ended_at=timezone.now()
    )
    answer = who.get("/statistics/meetings", unit=str(unit.id))
    return answer.status == 200 and answer.body["total"] > 0


def pairs_devices(cast: Cast, who: Member, unit: Unit, _meeting: Meeting) -> bool:
    site = cast.central_site if unit == cast.unit else cast.remote_site
    return who.get(f"/sites/{site.id}/devices").status == 200


Try = Callable[[Cast, Member, Unit, Meeting], bool]
TRIES: dict[str, Try] = {
    "create_meetings": creates_a_meeting,
    "approve_preparation": approves,
    "manage_attendance": marks_attendance,
    "see_statistics": sees_statistics,
    "pair_devices": pairs_devices,
}


@pytest.mark.parametrize("right", TRIES)
class TestEveryRight:
    """A guest of another unit's staff: no duty, no part in the meeting."""

    def person(self, cast: Cast) -> Member:
        account = cast.outsider.account
        account.is_secretary = False
        account.save()
        principals.cache.clear()
        return cast.outsider

    def test_with_and_without(self, cast: Cast, meeting: Meeting, right: str) -> None:
        who = self.person(cast)
        assert not TRIES[right](cast, who, cast.unit, meeting)
        grant = give(cast, who, right, cast.unit).body
        assert TRIES[right](cast, who, cast.unit, meeting)
        assert cast.administrator.post(f"/grants/{grant['id']}/withdraw").status == 200
        assert not TRIES[right](cast, who, cast.unit, meeting)

    def test_for_another_unit(self, cast: Cast, meeting: Meeting, right: str) -> None:
        who = self.person(cast)
        assert give(cast, who, right, cast.commune).status == 200
        assert not TRIES[right](cast, who, cast.unit, meeting)

    def test_before_and_after_its_term(self, cast: Cast, meeting: Meeting, right: str) -> None:
        who, now = self.person(cast), timezone.now()
        later = {"since": now + timedelta(hours=1), "until": now + timedelta(hours=2)}
        assert give(cast, who, right, cast.unit, **later).status == 200
        assert not TRIES[right](cast, who, cast.unit, meeting)
        Grant.objects.update(since=now - timedelta(hours=2), until=now - timedelta(hours=1))
        principals.cache.clear()
        assert not TRIES[right](cast, who, cast.unit, meeting)


def test_the_catalogues_are_kept_by_who_was_given_that(cast: Cast) -> None:
    def adds(name: str) -> int:
        return cast.member.post("/catalogues/position", {"name": name}).status

    assert adds("Trưởng phòng") == 404
    grant = give(cast, cast.member, "manage_catalogues", None).body["id"]
    assert adds("Trưởng phòng") == 200
    Grant.objects.filter(id=grant).update(until=timezone.now(), since=timezone.now() - timedelta(days=1))
    principals.cache.clear()
    assert adds("Phó trưởng phòng") == 404


def test_answering_for_a_unit_is_its_secretaries_unless_given(cast: Cast) -> None:
    right = Right.ANSWER_INVITATIONS
    assert cast.secretary.principal.may(right, cast.unit.id)
    assert not cast.secretary.principal.may(right, cast.commune.id)
    assert not cast.delegate.principal.may(right, cast.commune.id)
    give(cast, cast.delegate, right, cast.commune)
    assert cast.delegate.principal.may(right, cast.commune.id)
    assert "answer_invitations" in permissions(cast.delegate)


def test_who_looks_on_by_a_single_right_takes_no_part(cast: Cast, running_meeting: Meeting) -> None:
    account: Any = cast.outsider.account
    give(cast, cast.outsider, "manage_attendance", cast.unit)
    snapshot = cast.outsider.get(f"/meetings/{running_meeting.id}/snapshot").body
    assert snapshot["viewer"]["account_id"] == str(account.id)
    assert (snapshot["viewer"]["role"], snapshot["viewer"]["can"]) == ("entrusted", ["manage_attendance"])
    assert cast.outsider.post(f"/meetings/{running_meeting.id}/end").status == 403
    assert cast.outsider.post(f"/meetings/{running_meeting.id}/check-in", {"mode": "online"}).status == 403
