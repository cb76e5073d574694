"""Rounds: opened by the secretary, or by a site shortly before; reported in, checked, closed, compared."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from conftest import Cast, Member
from ecabinet.directory import services as directory
from ecabinet.journal.models import Event
from ecabinet.journal.services import SYSTEM, command
from ecabinet.testing import Answer
from meetings.invitations import services as invitations
from meetings.invitations.models import MeetingSite
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting
from meetings.rehearsal import services
from meetings.rehearsal.models import Oversight, Report, Result, Round
from meetings.rehearsal.rules import Camera, Line, Measured, Microphone
from meetings.rehearsal.tests.conftest import GOOD, in_hours, path_of

Row = dict[str, Any]


def part(member: Member, meeting: Meeting, name: str) -> Row:
    parts: Row = member.get(f"/meetings/{meeting.id}/snapshot").body["parts"]
    rows: Row = parts.get(name, {})
    return rows


def report(cast: Cast, meeting: Meeting, opened: Row, **changes: Any) -> Answer:
    return cast.site_device.post(path_of(meeting, f"/{opened['id']}/reports"), {**GOOD, **changes})


def overseer(cast: Cast, meeting: Meeting, member: Member | None) -> Answer:
    person = str(member.person.id) if member else None
    body = {"site_ids": [str(cast.remote_site.id)], "person_id": person}
    return cast.secretary.post(f"/meetings/{meeting.id}/overseers", body)


# Opening and closing


def test_who_opens_a_round(cast: Cast, published_meeting: Meeting) -> None:
    wanted = {"ends_at": in_hours(2)}
    assert cast.anonymous.post(path_of(published_meeting), wanted).status == 401
    assert cast.outsider.post(path_of(published_meeting), wanted).status == 404
    for member in (cast.chair, cast.member, cast.technician):
        assert member.post(path_of(published_meeting), wanted).status == 403
    assert not Round.objects.exists()


def test_only_a_published_meeting_is_rehearsed(cast: Cast, meeting: Meeting) -> None:
    answer = cast.secretary.post(path_of(meeting), {"ends_at": in_hours(2)})
    assert (answer.status, answer.code) == (409, "meeting_wrong_status")
    assert cast.site_device.post(path_of(meeting), {}).status == 404  # a draft


@pytest.mark.parametrize("hours", [None, -1, 24 * 8])
def test_a_window_that_cannot_be(cast: Cast, published_meeting: Meeting, hours: int | None) -> None:
    ends_at = None if hours is None else in_hours(hours)
    answer = cast.secretary.post(path_of(published_meeting), {"ends_at": ends_at})
    assert (answer.status, answer.code) == (422, "bad_input")


def test_a_round_opens_and_closes(cast: Cast, published_meeting: Meeting, opened: Row) -> None:
    assert (opened["number"], opened["closed_at"], opened["tally"]) == (1, None, None)
    assert part(cast.delegate, published_meeting, "rehearsals") == {opened["id"]: opened}
    again = cast.secretary.post(path_of(published_meeting), {"ends_at": in_hours(3)})
    assert (again.status, again.code) == (409, "rehearsal_already_open")

    assert cast.chair.post(path_of(published_meeting, f"/{opened['id']}/close")).status == 403
    closed = cast.secretary.post(path_of(published_meeting, f"/{opened['id']}/close")).body
    assert closed["tally"] == {"sites": 2, "good": 0, "care": 0, "bad": 0, "untested": 2}
    event = Event.objects.get(type="rehearsal.closed")
    assert event.state == {"rehearsals": {opened["id"]: closed}}
    assert event.data is not None
    assert (event.data["number"], event.data["reason"]) == (1, "hand")
    twice = cast.secretary.post(path_of(published_meeting, f"/{opened['id']}/close"))
    assert (twice.status, twice.code) == (409, "rehearsal_closed")
    assert cast.secretary.post(path_of(published_meeting), {"ends_at": in_hours(2)}).body["number"] == 2


def test_a_site_opens_a_round_by_itself_from_an_hour_before(cast: Cast, published_meeting: Meeting) -> None:
    early = cast.site_device.post(path_of(published_meeting), {})
    assert (early.status, early.code) == (409, "rehearsal_too_early")
    soon = timezone.now() + timedelta(minutes=50)
    Meeting.objects.filter(id=published_meeting.id).update(
        scheduled_start=soon, scheduled_end=soon + timedelta(hours=1)
    )
    opened = cast.site_device.post(path_of(published_meeting), {}).body
    assert opened["is_automatic"]
    assert cast.central_device.post(path_of(published_meeting), {}).body == opened
    assert Event.objects.filter(type="rehearsal.opened").count() == 1


def test_a_round_whose_window_is_over_gives_way(cast: Cast, published_meeting: Meeting, opened: Row) -> None:
    Round.objects.update(ends_at=timezone.now() - timedelta(minutes=1))
    late = report(cast, published_meeting, opened)
    assert (late.status, late.code) == (409, "rehearsal_closed")
    second = cast.secretary.post(path_of(published_meeting), {"ends_at": in_hours(2)})
    assert (second.status, second.body["number"]) == (200, 2)
    closed = Event.objects.get(type="rehearsal.closed")
    assert closed.data is not None
    assert closed.data["reason"] == "next_round"


def test_the_meeting_begins_and_the_rehearsal_is_over(
    cast: Cast, published_meeting: Meeting, opened: Row
) -> None:
    assert cast.secretary.post(f"/meetings/{published_meeting.id}/start", {"reason": "họp gấp"}).status == 200
    found = part(cast.secretary, published_meeting, "rehearsals")[opened["id"]]
    assert (found["closed_because"], found["tally"]["untested"]) == ("meeting_started", 2)
    answer = report(cast, published_meeting, opened)
    assert (answer.status, answer.code) == (409, "rehearsal_closed")


# Reports


def test_who_reports(cast: Cast, published_meeting: Meeting, opened: Row) -> None:
    path = path_of(published_meeting, f"/{opened['id']}/reports")
    assert cast.anonymous.post(path, GOOD).status == 401
    assert cast.outsider.post(path, GOOD).status == 404
    for member in (cast.secretary, cast.technician, cast.delegate):
        answer = member.post(path, GOOD)
        assert (answer.status, answer.code) == (403, "not_allowed")
    assert not Report.objects.exists()


def test_a_site_of_another_meeting_does_not_exist_here(
    cast: Cast, published_meeting: Meeting, opened: Row
) -> None:
    with command("test.remove", cast.secretary.actor) as cmd:
        site = MeetingSite.objects.get(meeting=published_meeting, site=cast.remote_site)
        invitations.remove_site(cmd, lifecycle_meeting(published_meeting), site)
    assert report(cast, published_meeting, opened).status == 404


def test_a_round_of_another_meeting_does_not_exist_here(cast: Cast, published_meeting: Meeting) -> None:
    stranger = {"id": "00000000-0000-4000-8000-000000000000"}
    assert report(cast, published_meeting, stranger).status == 404


@pytest.mark.parametrize(
    "absurd",
    [
        {"line": {**GOOD["line"], "up_kbps": -1}},
        {"line": {**GOOD["line"], "loss_up": 1.5}},
        {"line": {**GOOD["line"], "rtt_ms": 1e9}},
        {"line": {**GOOD["line"], "transport": ""}},
        {"line": {"outcome": "measured", "transport": "udp"}},
        {"camera": {"outcome": "ok", "width": 100_000}},
        {"microphone": {"outcome": "ok", "level": 7}},
        {"speaker": "perhaps"},
        {"checklist": ["coffee"]},
        {"note": "x" * 501},
    ],
)
def test_absurd_figures(cast: Cast, published_meeting: Meeting, opened: Row, absurd: Row) -> None:
    answer = report(cast, published_meeting, opened, **absurd)
    assert (answer.status, answer.code) == (422, "bad_input")
    assert not Report.objects.exists()


def test_a_site_reports_and_the_board_shows_it(cast: Cast, published_meeting: Meeting, opened: Row) -> None:
    line = {**GOOD["line"], "up_kbps": 300, "transport": "tcp"}
    row = report(cast, published_meeting, opened, line=line, note="Đang chờ đổi dây mạng").body
    assert (row["overall"], row["line"], row["camera"]) == ("bad", "bad", "good")
    assert row["findings"] == ["line_up_poor", "line_tcp"]
    assert row["figures"]["up_kbps"] == 300
    key = f"1:{cast.remote_site.id}"
    for member in (cast.secretary, cast.chair, cast.technician, cast.administrator, cast.site_device):
        assert part(member, published_meeting, "rehearsal_results") == {key: row}
    for member in (cast.delegate, cast.central_device):
        assert part(member, published_meeting, "rehearsal_results") == {}
    event = Event.objects.get(type="rehearsal.reported")
    assert event.state == {"rehearsal_results": {key: row}}
    assert event.data is not None
    assert (event.data["site_name"], event.data["overall"]) == (cast.remote_site.name, "bad")
    assert f"site:{cast.remote_site.id}" in event.audience
    assert "all" not in event.audience


def test_the_last_report_counts_and_all_are_kept(cast: Cast, published_meeting: Meeting, opened: Row) -> None:
    report(cast, published_meeting, opened, speaker="unheard")
    row = report(cast, published_meeting, opened).body
    assert (row["overall"], row["reports"]) == ("good", 2)
    path = path_of(published_meeting, f"/{opened['id']}/sites/{cast.remote_site.id}/reports")
    assert cast.delegate.get(path).status == 403
    found = cast.technician.get(path).body
    assert [one["overall"] for one in found["items"]] == ["good", "bad"]
    assert found["items"][1]["measured"]["speaker"] == "unheard"


def test_a_report_sent_twice_counts_once(cast: Cast, published_meeting: Meeting, opened: Row) -> None:
    path, key = path_of(published_meeting, f"/{opened['id']}/reports"), "9f1c1f8e-0000-4000-8000-00000000000a"
    first = cast.site_device.post(path, GOOD, key=key)
    assert cast.site_device.post(path, GOOD, key=key).body == first.body
    assert Report.objects.count() == 1
    other = cast.site_device.post(path, {**GOOD, "speaker": "unheard"}, key=key)
    assert (other.status, other.code) == (409, "idempotency_key_reused")


def test_only_the_active_screen_reports(cast: Cast, published_meeting: Meeting, opened: Row) -> None:
    second = Member(cast.site_device.account)
    cast.site_device.post(f"/meetings/{published_meeting.id}/screen")
    answer = second.post(path_of(published_meeting, f"/{opened['id']}/reports"), GOOD)
    assert (answer.status, answer.code) == (409, "screen_not_active")
    assert report(cast, published_meeting, opened).status == 200


# Comparison, warnings, export


def test_rounds_are_kept_and_compared(cast: Cast, published_meeting: Meeting, opened: Row) -> None:
    report(cast, published_meeting, opened, speaker="unheard")
    rows = [opened]
    for _ in range(2):
        cast.secretary.post(path_of(published_meeting, f"/{rows[-1]['id']}/close"))
        rows.append(cast.secretary.post(path_of(published_meeting), {"ends_at": in_hours(2)}).body)
    assert rows[2]["number"] == 3
    assert part(cast.secretary, published_meeting, "rehearsal_results") == {}  # round 1 is not live any more
    gone = Event.objects.filter(type="rehearsal.opened").order_by("seq").last()
    assert gone is not None
    assert gone.state is not None
    assert gone.state["rehearsal_results"] == {f"1:{cast.remote_site.id}": None}
    assert Result.objects.count() == 1

    Result.objects.update(round=Round.objects.get(number=2))
    assert report(cast, published_meeting, rows[2]).body["change"] == "better"


def test_readiness_warns_of_sites_that_failed_or_missed(
    cast: Cast, published_meeting: Meeting, opened: Row
) -> None:
    report(cast, published_meeting, opened, speaker="unheard")
    missing = cast.secretary.get(f"/meetings/{published_meeting.id}/readiness").body["missing"]
    told = {one["code"]: one for one in missing}
    assert cast.remote_site.name in told["rehearsal_failed"]["message"]
    assert cast.central_site.name in told["rehearsal_missed"]["message"]
    assert not told["rehearsal_failed"]["blocking"]


def test_a_round_as_a_sheet(cast: Cast, published_meeting: Meeting, opened: Row) -> None:
    report(cast, published_meeting, opened, speaker="unheard")
    path = path_of(published_meeting, f"/{opened['id']}/results")
    assert cast.anonymous.get(f"{path}.csv").status == 401
    assert cast.delegate.get(f"{path}.csv").status == 403
    text = cast.secretary.get(f"{path}.csv").content.decode("utf-8-sig")
    heading, first, second = csv.reader(io.StringIO(text))
    assert (heading[1], first[1], second[1]) == ("Điểm cầu", cast.remote_site.name, cast.central_site.name)
    assert (first[3], second[3]) == ("Có lỗi", "Chưa kiểm tra")
    assert "Không nghe thấy loa" in first
    book = load_workbook(io.BytesIO(cast.secretary.get(f"{path}.xlsx").content))
    assert [cell.value for cell in next(book.active.iter_rows())] == heading


# Overseers


def test_an_overseer_is_set_by_a_secretary(cast: Cast, published_meeting: Meeting) -> None:
    path = f"/meetings/{published_meeting.id}/overseers"
    body = {"site_ids": [str(cast.remote_site.id)], "person_id": str(cast.member.person.id)}
    assert cast.anonymous.post(path, body).status == 401
    assert cast.outsider.post(path, body).status == 404
    assert cast.chair.post(path, body).status == 403
    assert overseer(cast, published_meeting, cast.outsider).code == "bad_input"
    stranger = {**body, "site_ids": ["00000000-0000-4000-8000-000000000000"]}
    assert cast.secretary.post(path, stranger).status == 404
    assert cast.secretary.post(path, {**body, "site_ids": []}).status == 422

    (row,) = overseer(cast, published_meeting, cast.member).body
    assert row["full_name"] == cast.member.person.full_name
    assert part(cast.secretary, published_meeting, "overseers") == {row["site_id"]: row}
    assert part(cast.delegate, published_meeting, "overseers") == {}
    assert overseer(cast, published_meeting, None).body == []
    assert not Oversight.objects.exists()
    assert Event.objects.filter(type="rehearsal.overseer_set").count() == 2


def test_candidates(cast: Cast, published_meeting: Meeting) -> None:
    path = f"/meetings/{published_meeting.id}/overseers/candidates"
    assert cast.member.get(path).status == 403
    names = {one["full_name"] for one in cast.secretary.get(path).body["items"]}
    assert {cast.member.person.full_name, cast.administrator.person.full_name} <= names
    assert cast.outsider.person.full_name not in names
    (one,) = cast.secretary.get(path, query="pham thanh").body["items"]
    assert one["person_id"] == str(cast.member.person.id)


def test_an_overseer_sees_the_board_and_checks_by_phone(
    cast: Cast, published_meeting: Meeting, opened: Row
) -> None:
    path = path_of(published_meeting, f"/{opened['id']}/sites/{cast.remote_site.id}/check")
    assert cast.delegate.post(path, {"note": "đã gọi"}).status == 403
    assert part(cast.delegate, published_meeting, "overseers") == {}
    overseer(cast, published_meeting, cast.delegate)
    assert len(part(cast.delegate, published_meeting, "overseers")) == 1
    row = cast.delegate.post(path, {"note": "đã gọi, 15 phút nữa thử"}).body
    assert (row["checked_by"], row["overall"]) == (cast.delegate.person.full_name, "untested")
    event = Event.objects.get(type="rehearsal.checked")
    assert event.data is not None
    assert (event.data["note"], event.data["site_name"]) == (row["check_note"], cast.remote_site.name)
    other = path.replace(str(cast.remote_site.id), str(cast.central_site.id))
    assert cast.delegate.post(other, {"note": ""}).status == 403
    assert cast.secretary.post(other, {"note": ""}).status == 200
    assert report(cast, published_meeting, opened).body["checked_by"] == row["checked_by"]
    cast.secretary.post(path_of(published_meeting, f"/{opened['id']}/close"))
    assert cast.delegate.post(path, {"note": ""}).code == "rehearsal_closed"


def test_an_overseer_who_is_not_invited_sees_the_meeting(cast: Cast, published_meeting: Meeting) -> None:
    with command("test.account", SYSTEM) as cmd:
        person = directory.create_person(
            cmd, full_name="Ngô Theo Dõi", position="Chuyên viên", unit=cast.unit, email="td@example.gov.vn"
        )
        account = directory.create_account(
            cmd, "theodoi", None, person=person, password_hash=cast.member.account.password
        )
    watcher = Member(account)
    path = f"/meetings/{published_meeting.id}"
    assert watcher.get(f"{path}/snapshot").status == 404
    overseer(cast, published_meeting, watcher)
    viewer = watcher.get(f"{path}/snapshot").body["viewer"]
    assert (viewer["kind"], viewer["role"], viewer["can"]) == ("observer", "overseer", [])
    assert watcher.get("/meetings", scope="all").body["total"] == 1
    assert len(part(watcher, published_meeting, "overseers")) == 1
    overseer(cast, published_meeting, None)
    assert watcher.get(f"{path}/snapshot").status == 404


# At scale


def test_a_round_of_168_sites(
    cast: Cast, published_meeting: Meeting, opened: Row, django_assert_max_num_queries: Any
) -> None:
    with command("test.sites", cast.secretary.actor) as cmd:
        sites = [directory.create_site(cmd, name=f"Xã {n:03}", unit=cast.commune) for n in range(166)]
        invitations.invite_sites(cmd, lifecycle_meeting(published_meeting), sites)
    rows = list(MeetingSite.objects.filter(meeting=published_meeting).select_related("meeting"))
    found = Round.objects.get(id=opened["id"])
    with command("test.reports", SYSTEM) as cmd:
        for n, site in enumerate(rows[:160]):
            services.report(cmd, found, site, _measured(n), "", "")
    with django_assert_max_num_queries(80):
        parts = cast.secretary.get(f"/meetings/{published_meeting.id}/snapshot").body["parts"]
    assert len(parts["rehearsal_results"]) == 160
    closed = cast.secretary.post(path_of(published_meeting, f"/{opened['id']}/close")).body
    assert closed["tally"] == {"sites": 168, "good": 120, "care": 0, "bad": 40, "untested": 8}
    text = cast.secretary.get(path_of(published_meeting, f"/{opened['id']}/results.csv"))
    assert len(text.content.decode("utf-8-sig").splitlines()) == 169


def lifecycle_meeting(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update().get(id=meeting.id)


def _measured(n: int) -> Measured:
    line = Line("measured", 300 if n % 4 == 0 else 1900, 3000, 0, 0, 5, 20, "udp")
    everything = frozenset(GOOD["checklist"])
    return Measured(Camera("ok", 1280, 720, 90), Microphone("ok", 0.1), "heard", line, everything)


def test_a_cancelled_meeting_has_no_open_round(cast: Cast, published_meeting: Meeting, opened: Row) -> None:
    with command("test.cancel", cast.secretary.actor) as cmd:
        lifecycle.cancel(cmd, lifecycle_meeting(published_meeting), "hoãn")
    assert Round.objects.get(id=opened["id"]).closed_because == "meeting_cancelled"
