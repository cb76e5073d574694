"""Asking for minutes and fetching them: who may, when, and what the journal and the files say afterwards."""

import io
import re
import uuid
from datetime import timedelta
from typing import Any

import pypdfium2 as pdfium
import pytest
from django.utils import timezone

from agenda.items import table
from agenda.items.models import AgendaItem
from agenda.voting import ballots
from agenda.voting import services as voting
from agenda.voting.subjects import Choice, Content
from conftest import Cast
from ecabinet.jobs import services as jobs
from ecabinet.jobs.models import Job
from ecabinet.journal.heads import exported_heads
from ecabinet.journal.models import Event, SignedHead
from ecabinet.journal.services import SYSTEM, command
from ecabinet.journal.snapshot import take_snapshot
from ecabinet.papers.pdf import TypesettingError
from ecabinet.papers.store import path_of
from meetings.attendance import services as attendance
from meetings.floor import services as floor
from meetings.followup import services as followup
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.access import viewer_of
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.minutes import services
from meetings.minutes.models import Minutes
from meetings.minutes.reading import read_minutes

pytestmark = pytest.mark.django_db


def _run_jobs() -> None:
    """What the worker does with the minutes that wait."""
    for job in Job.objects.filter(kind=services.JOB, status=Job.Status.QUEUED).order_by("created_at"):
        jobs.run(job.id)


def _events(meeting: Meeting, prefix: str = "minutes.") -> list[Event]:
    return list(Event.objects.filter(stream_id=stream_of(meeting), type__startswith=prefix).order_by("seq"))


def _part(cast: Cast, meeting: Meeting) -> dict[str, Any]:
    viewer = viewer_of(cast.secretary.principal, meeting)
    assert viewer is not None
    rows = take_snapshot("meeting", str(meeting.id), viewer).parts["minutes"]
    return dict(rows["it"])


def _end(cast: Cast, meeting: Meeting) -> Meeting:
    with command("test.end", cast.chair.actor) as cmd:
        lifecycle.end(cmd, Meeting.objects.get(id=meeting.id))
    return Meeting.objects.get(id=meeting.id)


def test_who_may_ask(cast: Cast, running_meeting: Meeting) -> None:
    path = f"/meetings/{running_meeting.id}/minutes"
    assert cast.anonymous.post(path).status == 401
    assert cast.outsider.post(path).status == 404
    assert cast.member.post(path).status == 403
    assert cast.secretary.post(path, key=None).code == "idempotency_key_missing"
    assert not Minutes.objects.exists()


def test_not_before_the_start(cast: Cast, published_meeting: Meeting) -> None:
    answer = cast.secretary.post(f"/meetings/{published_meeting.id}/minutes")
    assert (answer.status, answer.code) == (409, "meeting_wrong_status")
    assert "lập biên bản" in answer.body["detail"]


def test_asking_queues_a_revision_and_tells_everybody(cast: Cast, running_meeting: Meeting) -> None:
    path, key = f"/meetings/{running_meeting.id}/minutes", uuid.uuid4()
    answer = cast.secretary.post(path, key=key)
    assert (answer.status, answer.body["status"], answer.body["revision"]) == (200, "queued", 1)
    assert cast.secretary.post(path, key=key).body == answer.body
    assert cast.secretary.post(path).code == "minutes_being_made"
    (event,) = _events(running_meeting)
    assert (event.type, event.audience) == ("minutes.requested", ["all"])
    assert event.data is not None
    assert event.state is not None
    assert event.data["notation"] == "UBND"
    assert _part(cast, running_meeting) == event.state["minutes"]["it"]
    assert Job.objects.filter(kind=services.JOB).count() == 1


def test_fetching_says_how_far_it_is(cast: Cast, running_meeting: Meeting) -> None:
    for suffix in ("pdf", "docx"):
        path = f"/meetings/{running_meeting.id}/minutes.{suffix}"
        assert cast.anonymous.get(path).status == 401
        assert cast.outsider.get(path).code == "not_found"
        answer = cast.member.get(path)
        assert (answer.status, answer.code) == (404, "minutes_none")
    cast.secretary.post(f"/meetings/{running_meeting.id}/minutes")
    assert cast.member.get(f"/meetings/{running_meeting.id}/minutes.pdf").code == "minutes_not_ready"


def test_the_end_of_the_meeting_makes_minutes(cast: Cast, running_meeting: Meeting) -> None:
    meeting = _end(cast, running_meeting)
    assert Minutes.objects.get(meeting=meeting).status == Minutes.Status.QUEUED
    _run_jobs()
    minutes = Minutes.objects.get(meeting=meeting)
    assert minutes.status == Minutes.Status.READY
    assert [event.type for event in _events(meeting)] == ["minutes.requested", "minutes.produced"]
    assert path_of(minutes.pdf_sha256).read_bytes().startswith(b"%PDF")
    for member in (cast.secretary, cast.chair, cast.member, cast.site_device):
        answer = member.get(f"/meetings/{meeting.id}/minutes.pdf")
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
        assert answer.headers["ETag"] == f'"{minutes.pdf_sha256}"'
    assert cast.outsider.get(f"/meetings/{meeting.id}/minutes.pdf").status == 404
    assert cast.member.get(f"/meetings/{meeting.id}/minutes.docx").content.startswith(b"PK")


def test_the_head_that_was_read_is_kept_and_printed(cast: Cast, running_meeting: Meeting) -> None:
    meeting = _end(cast, running_meeting)
    _run_jobs()
    minutes = Minutes.objects.get(meeting=meeting)
    last_read = Event.objects.get(stream_id=stream_of(meeting), seq=minutes.head_seq or 0)
    assert minutes.head_hash == last_read.hash
    head = SignedHead.objects.get(stream=stream_of(meeting), seq=minutes.head_seq or 0)
    assert head.hash in {exported.hash for exported in exported_heads()}
    text = _text(cast.chair.get(f"/meetings/{meeting.id}/minutes.pdf").content)
    assert minutes.head_hash in text
    assert head.key_id in text
    assert head.signature in text


def test_every_figure_on_the_paper_is_the_journals(cast: Cast, running_meeting: Meeting) -> None:
    meeting = _eventful(cast, running_meeting)
    _run_jobs()
    minutes = Minutes.objects.get(meeting=meeting)
    assert minutes.head_seq is not None
    content = read_minutes(services.read_events(stream_of(meeting), minutes.head_seq))
    text = _text(cast.chair.get(f"/meetings/{meeting.id}/minutes.pdf").content)
    item = content.items[1]
    assert [turn.seconds for turn in item.turns] == [180]
    assert [event.data["seconds_used"] for event in _events(meeting, "floor.ended") if event.data] == [180]
    assert "3phút00giây" in text
    closed = _events(meeting, "poll.closed")[0].data
    assert item.polls[0].result is not None
    assert closed is not None
    assert item.polls[0].result["approve"] == 2
    assert re.sub(r"\s", "", item.polls[0].result["sentence"]) in text
    for ballot in item.polls[0].ballots:
        assert ballot["tracker"] in text
    assert "Hoànthànhtrongthángtới." in text
    assert len(content.present) == 2
    assert f"cómặt2/{len(content.people)}" in text


def _eventful(cast: Cast, meeting: Meeting) -> Meeting:
    """Attendance, an item with a turn of three minutes, a poll and a conclusion; then the end."""
    began = timezone.now() - timedelta(minutes=10)
    item = AgendaItem.objects.get(meeting=meeting, position=2)
    steps: list[Any] = [
        lambda cmd: attendance.check_in(cmd, cast.chair.participant(meeting), "in_person"),
        lambda cmd: attendance.check_in(cmd, cast.member.participant(meeting), "online"),
        lambda cmd: table.open_item(cmd, Meeting.objects.get(id=meeting.id), item),
        lambda cmd: floor.grant(cmd, floor.make_request(cmd, cast.member.participant(meeting), item)),
    ]
    for minute, step in enumerate(steps):
        with command("test.step", cast.chair.actor, at=began + timedelta(minutes=minute)) as cmd:
            step(cmd)
    with command("test.speak", cast.chair.actor, at=began + timedelta(minutes=6)) as cmd:
        floor.end_running(cmd, Meeting.objects.get(id=meeting.id), "ended")
    with command("test.vote", cast.chair.actor, at=began + timedelta(minutes=7)) as cmd:
        Meeting.objects.filter(id=meeting.id).update(quorum_numerator=1, quorum_denominator=4)
        motion = voting.Motion("Thông qua?", item)
        poll = voting.open_poll(cmd, voting.create(cmd, Meeting.objects.get(id=meeting.id), motion))
        for voter in (cast.chair, cast.member):
            ballots.cast(cmd, poll, str(voter.participant(meeting).id), uuid.uuid4(), Content(Choice.APPROVE))
        ballots.close(cmd, poll)
        followup.record(cmd, Meeting.objects.get(id=meeting.id), item, "Hoàn thành trong tháng tới")
    with command("test.end", cast.chair.actor, at=began + timedelta(minutes=9)) as cmd:
        lifecycle.end(cmd, Meeting.objects.get(id=meeting.id))
    return Meeting.objects.get(id=meeting.id)


def test_a_new_revision_leaves_the_old_one_as_it_was(cast: Cast, running_meeting: Meeting) -> None:
    path = f"/meetings/{running_meeting.id}/minutes"
    cast.secretary.post(path)
    _run_jobs()
    first = Minutes.objects.get(meeting=running_meeting)
    meeting = _end(cast, running_meeting)
    part = _part(cast, meeting)
    assert (part["revision"], part["status"], part["pdf_sha256"]) == (2, "queued", first.pdf_sha256)
    old = cast.member.get(f"{path}.pdf")
    assert old.headers["ETag"] == f'"{first.pdf_sha256}"'
    _run_jobs()
    assert cast.member.get(f"{path}.pdf").headers["ETag"] != old.headers["ETag"]
    first.refresh_from_db()
    assert path_of(first.pdf_sha256).read_bytes() == old.content


def test_a_failure_is_told_by_reference_and_the_next_try_mends_it(
    cast: Cast, running_meeting: Meeting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as broken:

        def refuse(_paper: object) -> bytes:
            raise TypesettingError("not set within 60 s")

        broken.setattr(services, "write_pdf", refuse)
        meeting = _end(cast, running_meeting)
        _run_jobs()
    assert _part(cast, meeting)["status"] == "failed"
    reference = _part(cast, meeting)["error"]
    assert re.fullmatch(r"[0-9a-f]{8}", reference)
    assert reference in caplog.text
    assert all("60 s" not in str(event.data) + str(event.state) for event in _events(meeting))
    assert cast.member.get(f"/meetings/{meeting.id}/minutes.pdf").code == "minutes_failed"
    Job.objects.filter(kind=services.JOB).update(run_after=timezone.now())
    _run_jobs()
    assert _part(cast, meeting)["status"] == "ready"
    types = [event.type for event in _events(meeting)]
    assert types == ["minutes.requested", "minutes.failed", "minutes.produced"]


def test_producing_twice_changes_nothing(cast: Cast, running_meeting: Meeting) -> None:
    meeting = _end(cast, running_meeting)
    _run_jobs()
    before = list(Minutes.objects.values())
    services.produce(str(Minutes.objects.get(meeting=meeting).id))
    assert list(Minutes.objects.values()) == before
    assert len(_events(meeting)) == 2


def test_events_make_the_part_that_a_fresh_snapshot_shows(cast: Cast, running_meeting: Meeting) -> None:
    meeting = _end(cast, running_meeting)
    _run_jobs()
    with command("test.again", SYSTEM) as cmd:
        services.request_minutes(cmd, Meeting.objects.get(id=meeting.id))
    rows = [event.state["minutes"]["it"] for event in _events(meeting) if event.state]
    assert rows[-1] == _part(cast, meeting)
    assert [row["status"] for row in rows] == ["queued", "ready", "queued"]


def _text(pdf: bytes) -> str:
    document = pdfium.PdfDocument(io.BytesIO(pdf))
    return re.sub(r"\s|￾", "", "".join(page.get_textpage().get_text_range() for page in document))
