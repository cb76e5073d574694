"""Letters that a meeting makes leave: whom they reach, how often, and what is told of them."""

import smtplib
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from conftest import Cast
from ecabinet.directory.models import Person
from ecabinet.jobs import services as jobs
from ecabinet.jobs.models import Job
from ecabinet.journal.models import Event
from ecabinet.journal.services import Command, command
from ecabinet.journal.snapshot import take_snapshot
from meetings.exchange import services
from meetings.exchange.models import Delivery
from meetings.exchange.tests.post_office import PostOffice, Reply
from meetings.invitations import services as invitations
from meetings.invitations import units
from meetings.invitations.models import MeetingSite
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.access import viewer_of
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mailbox(settings: Any, tmp_path: Path) -> Path:
    settings.MAILBOX = tmp_path / "mailbox"
    return tmp_path / "mailbox"


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    with PostOffice() as office:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        yield office


def _run_jobs() -> None:
    """What the worker does with the letters that wait."""
    for job in Job.objects.filter(kind=services.JOB, status=Job.Status.QUEUED, run_after__lte=timezone.now()):
        jobs.run(job.id)


def _act(cast: Cast, meeting: Meeting, act: Callable[[Command, Meeting], Any]) -> Meeting:
    with command("test.act", cast.secretary.actor) as cmd:
        act(cmd, Meeting.objects.get(id=meeting.id))
    return Meeting.objects.get(id=meeting.id)


def _letters(mailbox: Path) -> list[Message]:
    return [message_from_bytes(path.read_bytes()) for path in sorted(mailbox.glob("*.eml"))]


def _entry(message: Message) -> Calendar:
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return Calendar.from_ical(payload)


def _parts(cast: Cast, meeting: Meeting, who: str) -> dict[str, Any]:
    viewer = viewer_of(getattr(cast, who).principal, meeting)
    assert viewer is not None
    rows: dict[str, Any] = take_snapshot("meeting", str(meeting.id), viewer).parts["deliveries"]
    return rows


def test_nothing_leaves_before_publishing(cast: Cast, meeting: Meeting) -> None:
    assert not Delivery.objects.exists()
    assert not Job.objects.filter(kind=services.JOB).exists()


def test_everybody_with_an_address_is_written_to_once(
    cast: Cast, published_meeting: Meeting, mailbox: Path
) -> None:
    people = {p.person.email for p in (cast.chair, cast.member, cast.member2, cast.member3, cast.delegate)}
    people |= {cast.secretary.person.email, "vanthu@example.gov.vn"}
    waiting = Delivery.objects.exclude(status="no_address")
    assert set(waiting.values_list("address", flat=True)) == people
    assert waiting.count() == len(people)
    _run_jobs()
    letters = _letters(mailbox)
    assert len(letters) == len(people)
    assert all(delivery.status == "sent" for delivery in waiting.all())
    assert {str(_entry(letter)["METHOD"]) for letter in letters} == {"REQUEST"}


def test_who_has_no_address_is_told_before_and_after(cast: Cast, meeting: Meeting) -> None:
    Person.objects.filter(id=cast.member.person.id).update(email="")
    answer = cast.secretary.get(f"/meetings/{meeting.id}/readiness").body
    (found,) = [entry for entry in answer["missing"] if entry["code"] == "no_mail_address"]
    assert (answer["ready"], found["blocking"], found["section"]) == (True, False, "people")
    assert "2 nơi chưa có thư điện tử: Phạm Thành Viên, Điểm cầu trung tâm." in found["message"]

    _act(cast, meeting, lifecycle.publish)
    rows = _parts(cast, meeting, "secretary").values()
    unreached = {row["to_name"] for row in rows if row["status"] == "no_address"}
    assert unreached == {"Phạm Thành Viên", "Điểm cầu trung tâm"}
    told = Event.objects.get(type="invitation.queued").data or {}
    assert set(told["no_address"]) == unreached
    assert unreached.isdisjoint(told["to"])
    assert Job.objects.filter(kind=services.JOB).count() == len(rows) - 2


def test_an_office_without_an_address_is_named_once(cast: Cast, meeting: Meeting) -> None:
    _act(cast, meeting, lambda cmd, m: units.invite_units(cmd, m, [cast.unit]))
    _act(cast, meeting, lifecycle.publish)
    unreached = Delivery.objects.filter(status="no_address")
    assert [delivery.to_name for delivery in unreached] == [cast.unit.name]


def test_who_has_an_address_by_now_is_written_to_when_a_secretary_asks(
    cast: Cast, meeting: Meeting, mailbox: Path
) -> None:
    Person.objects.filter(id=cast.member.person.id).update(email="")
    _act(cast, meeting, lifecycle.publish)
    delivery = Delivery.objects.get(to_id=cast.member.person.id)
    path = f"/meetings/{meeting.id}/deliveries/{delivery.id}/send-again"
    refused = cast.secretary.post(path)
    assert (refused.status, refused.code) == (409, "delivery_no_address")
    Person.objects.filter(id=cast.member.person.id).update(email="moi@example.gov.vn")
    assert cast.secretary.post(path).body["address"] == "moi@example.gov.vn"
    services.deliver(str(delivery.id), is_last_try=False)
    assert len(_letters(mailbox)) == 1
    delivery.refresh_from_db()
    assert delivery.status == "sent"


def test_running_the_jobs_again_sends_nothing_again(
    cast: Cast, published_meeting: Meeting, mailbox: Path
) -> None:
    _run_jobs()
    before = {path.name: path.stat().st_mtime_ns for path in mailbox.iterdir()}
    for delivery in Delivery.objects.all():
        services.deliver(str(delivery.id), is_last_try=False)
    assert {path.name: path.stat().st_mtime_ns for path in mailbox.iterdir()} == before
    assert Event.objects.filter(type="invitation.sent").count() == len(before)


def test_only_one_worker_takes_a_letter(cast: Cast, published_meeting: Meeting, mailbox: Path) -> None:
    delivery = Delivery.objects.all()[0]
    Delivery.objects.filter(id=delivery.id).update(claimed_at=timezone.now())
    with pytest.raises(services.InFlight):
        services.deliver(str(delivery.id), is_last_try=False)
    assert not mailbox.exists()
    Delivery.objects.filter(id=delivery.id).update(claimed_at=timezone.now() - timedelta(minutes=5))
    services.deliver(str(delivery.id), is_last_try=False)
    assert len(_letters(mailbox)) == 1


def test_secretaries_follow_the_deliveries_and_nobody_else(cast: Cast, published_meeting: Meeting) -> None:
    _run_jobs()
    rows = _parts(cast, published_meeting, "secretary")
    assert len(rows) == Delivery.objects.count()
    assert _parts(cast, published_meeting, "member") == {}
    told: dict[str, Any] = {}
    events = Event.objects.filter(stream_id=stream_of(published_meeting), type__startswith="invitation.")
    for event in events.order_by("seq"):
        assert event.audience == ["role:secretary"]
        assert event.state is not None
        told |= event.state["deliveries"]
    assert told == rows


def test_a_new_time_is_announced_under_the_next_number(
    cast: Cast, published_meeting: Meeting, mailbox: Path
) -> None:
    later = published_meeting.scheduled_end + timedelta(minutes=30)
    _act(cast, published_meeting, lambda cmd, m: lifecycle.edit(cmd, m, {"scheduled_end": later}))
    assert set(Delivery.objects.values_list("sequence", flat=True)) == {0, 1}
    _run_jobs()
    entries = [_entry(letter).walk("VEVENT")[0] for letter in _letters(mailbox)]
    assert len({str(entry["UID"]) for entry in entries}) == 1
    assert {str(entry["SEQUENCE"]) for entry in entries} == {"0", "1"}


def test_what_the_invitation_does_not_say_is_not_announced(cast: Cast, published_meeting: Meeting) -> None:
    before = Delivery.objects.count()
    _act(cast, published_meeting, lambda cmd, m: lifecycle.edit(cmd, m, {"media_policy": "open"}))
    assert Delivery.objects.count() == before


def test_who_is_asked_later_is_written_to_alone(cast: Cast, published_meeting: Meeting) -> None:
    asked = [invitations.Asked(cast.technician.person, "guest")]
    _act(cast, published_meeting, lambda cmd, m: invitations.invite_people(cmd, m, asked))
    (late,) = Delivery.objects.filter(sequence=1)
    assert (late.address, late.method) == (cast.technician.person.email, "request")


def test_who_is_asked_no_more_gets_a_cancellation(
    cast: Cast, published_meeting: Meeting, mailbox: Path
) -> None:
    gone = cast.member.participant(published_meeting)
    _act(cast, published_meeting, lambda cmd, m: invitations.remove_participant(cmd, m, gone))
    (letter,) = Delivery.objects.filter(method="cancel")
    assert letter.address == cast.member.person.email
    services.deliver(str(letter.id), is_last_try=False)
    (written,) = _letters(mailbox)
    entry = _entry(written)
    assert (str(entry["METHOD"]), "STATUS" in entry.walk("VEVENT")[0]) == ("CANCEL", False)
    assert str(make_header(decode_header(written["Subject"]))).startswith("Thôi mời dự: ")
    told = Event.objects.filter(type__in=["invitation.queued", "invitation.sent"]).order_by("-seq")[:2]
    assert [(event.data or {})["purpose"] for event in told] == ["no_longer_invited"] * 2


def test_a_cancelled_meeting_is_called_off_for_all_who_were_asked(
    cast: Cast, published_meeting: Meeting
) -> None:
    asked = set(Delivery.objects.values_list("address", flat=True))
    _act(cast, published_meeting, lambda cmd, m: lifecycle.cancel(cmd, m, "Trùng lịch"))
    called_off = Delivery.objects.filter(method="cancel", sequence=1)
    assert set(called_off.values_list("address", flat=True)) == asked
    assert set(called_off.values_list("purpose", flat=True)) == {"meeting_cancelled"}


def test_a_draft_that_is_called_off_writes_to_nobody(cast: Cast, meeting: Meeting) -> None:
    _act(cast, meeting, lambda cmd, m: lifecycle.cancel(cmd, m, "bão"))
    assert not Delivery.objects.exists()


def test_a_site_asked_later_is_told_by_its_office(cast: Cast, published_meeting: Meeting) -> None:
    with command("test.remove", cast.secretary.actor) as cmd:
        site = MeetingSite.objects.get(meeting=published_meeting, site=cast.remote_site)
        invitations.remove_site(cmd, Meeting.objects.get(id=published_meeting.id), site)
    letters = Delivery.objects.filter(to_kind="site", to_id=cast.remote_site.id).order_by("sequence")
    assert [letter.method for letter in letters] == ["request", "cancel"]


def test_letters_leave_by_the_mail_server(
    cast: Cast, published_meeting: Meeting, post_office: PostOffice, mailbox: Path
) -> None:
    _run_jobs()
    addresses = Delivery.objects.exclude(status="no_address").values_list("address", flat=True)
    assert {letter.to for letter in post_office.letters} == set(addresses)
    assert not mailbox.exists()
    received = message_from_bytes(post_office.letters[0].content)
    assert str(received["Message-ID"]).strip("<>").partition("@")[0] in {
        str(delivery.id) for delivery in Delivery.objects.all()
    }


def test_a_refused_address_fails_for_good_and_is_told(
    cast: Cast, published_meeting: Meeting, post_office: PostOffice
) -> None:
    post_office.answer[cast.member.person.email] = Reply(550, "No such mailbox")
    _run_jobs()
    failed = Delivery.objects.get(status="failed")
    assert failed.address == cast.member.person.email
    assert "550 No such mailbox" in failed.error
    assert _parts(cast, published_meeting, "secretary")[str(failed.id)]["status"] == "failed"
    told = Event.objects.get(type="invitation.failed").data or {}
    assert told["to_name"] == failed.to_name


def test_a_failed_letter_is_sent_again_when_a_secretary_asks(
    cast: Cast, published_meeting: Meeting, post_office: PostOffice
) -> None:
    post_office.answer[cast.member.person.email] = Reply(550, "No such mailbox")
    _run_jobs()
    failed = Delivery.objects.get(status="failed")
    path = f"/meetings/{published_meeting.id}/deliveries/{failed.id}/send-again"
    assert cast.anonymous.post(path).status == 401
    assert cast.outsider.post(path).status == 404
    assert cast.member.post(path).status == 403
    sent = Delivery.objects.filter(status="sent")[0]
    assert cast.secretary.post(path.replace(str(failed.id), str(sent.id))).code == "delivery_not_failed"
    assert cast.secretary.post(path.replace(str(failed.id), str(published_meeting.id))).status == 404
    post_office.answer.clear()
    answer = cast.secretary.post(path)
    assert (answer.status, answer.body["status"], answer.body["error"]) == (200, "queued", "")
    _run_jobs()
    assert _parts(cast, published_meeting, "secretary")[str(failed.id)]["status"] == "sent"


def test_a_letter_whose_job_was_given_up_is_not_stuck(cast: Cast, published_meeting: Meeting) -> None:
    delivery = Delivery.objects.all()[0]
    path = f"/meetings/{published_meeting.id}/deliveries/{delivery.id}/send-again"
    assert cast.secretary.post(path).code == "delivery_not_failed"
    Job.objects.filter(kind=services.JOB, key=str(delivery.id)).update(status=Job.Status.FAILED)
    assert cast.secretary.post(path).body["status"] == "queued"
    _run_jobs()
    delivery.refresh_from_db()
    assert delivery.status == "sent"


def test_a_passing_refusal_is_tried_again(
    cast: Cast, published_meeting: Meeting, post_office: PostOffice
) -> None:
    post_office.answer[cast.member.person.email] = Reply(451, "Try later")
    _run_jobs()
    waiting = Delivery.objects.get(status="queued")
    job = Job.objects.get(kind=services.JOB, key=str(waiting.id))
    assert (job.status, job.attempts) == (Job.Status.QUEUED, 1)
    post_office.answer.clear()
    Job.objects.filter(id=job.id).update(run_after=timezone.now())
    _run_jobs()
    waiting.refresh_from_db()
    assert waiting.status == "sent"


def test_a_server_that_stays_away_is_given_up_at_the_last_try(
    cast: Cast, published_meeting: Meeting, post_office: PostOffice
) -> None:
    post_office.close()
    delivery = Delivery.objects.all()[0]
    with pytest.raises((OSError, smtplib.SMTPException)):
        services.deliver(str(delivery.id), is_last_try=False)
    services.deliver(str(delivery.id), is_last_try=True)
    delivery.refresh_from_db()
    assert delivery.status == "failed"
    assert "ConnectionRefusedError" in delivery.error
