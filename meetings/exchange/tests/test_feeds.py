"""Calendar feeds: whoever knows the address reads it, and nobody reads more than its owner may see."""

import hashlib

from icalendar import Calendar

from conftest import Cast, Member
from ecabinet.journal.services import command
from ecabinet.testing import Answer
from meetings.exchange.models import CalendarFeed
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting


def opened(member: Member, scope: str = "person") -> str:
    answer = member.post("/calendar-feeds", {"scope": scope})
    assert answer.status == 200, answer.body
    return str(answer.body["path"]).removeprefix("/api")


def titles(cast: Cast, path: str) -> list[str]:
    events = Calendar.from_ical(read(cast, path)).walk("VEVENT")
    return [str(event["SUMMARY"]) for event in events]


def read(cast: Cast, path: str) -> bytes:
    response = cast.anonymous.http.get(f"/api{path}")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return bytes(response.content)


def gone(cast: Cast, path: str) -> Answer:
    return cast.anonymous.get(path)


def test_a_member_reads_the_meetings_that_he_is_asked_to(cast: Cast, published_meeting: Meeting) -> None:
    path = opened(cast.member)
    assert titles(cast, path) == [published_meeting.title]
    assert titles(cast, opened(cast.outsider)) == []
    secret = path.rpartition("/")[2].removesuffix(".ics")
    kept = CalendarFeed.objects.get(account=cast.member.account)
    assert kept.digest == hashlib.sha256(secret.encode()).hexdigest()


def test_drafts_are_in_no_feed(cast: Cast, meeting: Meeting) -> None:
    assert titles(cast, opened(cast.secretary, "unit")) == []
    with command("test.publish", cast.secretary.actor) as cmd:
        lifecycle.publish(cmd, meeting)
    assert titles(cast, opened(cast.secretary, "unit")) == [meeting.title]


def test_a_cancelled_meeting_says_so(cast: Cast, published_meeting: Meeting) -> None:
    path = opened(cast.member)
    with command("test.cancel", cast.secretary.actor) as cmd:
        lifecycle.cancel(cmd, published_meeting, "bận")
    (event,) = Calendar.from_ical(read(cast, path)).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"


def test_only_a_secretary_opens_the_calendar_of_a_unit(cast: Cast) -> None:
    refused = cast.member.post("/calendar-feeds", {"scope": "unit"})
    assert (refused.status, refused.code) == (403, "feed_needs_secretary")
    assert cast.anonymous.post("/calendar-feeds", {"scope": "person"}).status == 401
    assert cast.member.post("/calendar-feeds", {"scope": "all"}).status == 422
    assert not CalendarFeed.objects.exists()


def test_a_secretary_no_more_reads_the_unit_no_more(cast: Cast, published_meeting: Meeting) -> None:
    path = opened(cast.secretary, "unit")
    assert titles(cast, path) == [published_meeting.title]
    cast.secretary.account.is_secretary = False
    cast.secretary.account.save()
    assert gone(cast, path).status == 404


def test_a_new_address_and_a_closed_one_void_the_old(cast: Cast, published_meeting: Meeting) -> None:
    first = opened(cast.member)
    second = opened(cast.member)
    assert gone(cast, first).status == 404
    assert titles(cast, second) == [published_meeting.title]
    assert cast.outsider.post("/calendar-feeds/person/close").status == 404
    assert cast.member.post("/calendar-feeds/person/close").status == 200
    assert gone(cast, second).status == 404
    assert cast.member.get("/calendar-feeds").body["items"] == []


def test_a_deactivated_account_has_no_calendar(cast: Cast) -> None:
    path = opened(cast.member)
    cast.administrator.post(f"/accounts/{cast.member.account.id}/deactivate")
    assert gone(cast, path).status == 404
    assert gone(cast, "/calendar/nothing.ics").status == 404


def test_meetings_are_listed_by_days_and_by_chairing_unit(cast: Cast, published_meeting: Meeting) -> None:
    day = published_meeting.scheduled_start.date()
    inside = {"since": f"{day}", "until": f"{day}"}
    assert cast.member.get("/meetings", **inside).body["total"] == 1
    assert cast.member.get("/meetings", unit=cast.unit.id, **inside).body["total"] == 1
    assert cast.member.get("/meetings", unit=cast.commune.id, **inside).body["total"] == 0
    assert cast.member.get("/meetings", until="2020-01-01").body["total"] == 0
    assert cast.member.get("/meetings", since="hôm qua").status == 422
