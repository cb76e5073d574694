"""The demo data: made by the product's own commands, so that the journal verifies."""

import io
import re
from typing import Any

import pypdfium2 as pdfium
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agenda.documents.models import DocumentVersion
from agenda.voting.models import Poll
from deploy.demo.papers.infrastructure import PROVINCES
from deploy.demo.seed import PAPERS, seed
from ecabinet.directory.models import Account, Unit
from ecabinet.jobs import services as jobs
from ecabinet.jobs.models import Job
from ecabinet.journal.verify import verify_all
from ecabinet.papers.pdf import write_pdf
from ecabinet.testing import ApiClient
from meetings.exchange.models import Delivery
from meetings.floor.models import SpeakRequest
from meetings.lifecycle.models import Meeting
from meetings.minutes.models import Minutes

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-thu-nghiem"
FIGURES = ["29/34", "26/34", "17/34", "19/34", "14/34", "23/34", "27/34", "10/25", "21/25", "976", "168"]


@pytest.fixture
def seeded(settings: Any) -> None:
    settings.DEMO_PASSWORD = PASSWORD
    call_command("seed_demo", verbosity=0)


def _client(username: str) -> ApiClient:
    client = ApiClient()
    assert client.sign_in(username, PASSWORD).status == 200
    return client


def _meeting(status: str) -> Meeting:
    return Meeting.objects.get(status=status)


def test_the_journal_verifies(seeded: None) -> None:
    assert verify_all() == []


@pytest.mark.parametrize(("hour", "minute"), [(0, 3), (23, 58)])
def test_any_hour_of_the_day_will_do(hour: int, minute: int) -> None:
    now = timezone.localtime().replace(hour=hour, minute=minute)
    assert seed(PASSWORD, now)
    running = _meeting("in_progress")
    assert running.started_at is not None
    assert running.started_at < now < running.scheduled_end
    assert _meeting("draft").scheduled_start > now
    ended = _meeting("ended").ended_at
    assert ended is not None
    assert ended < now
    assert verify_all() == []


def test_without_a_password_nothing_is_made(settings: Any) -> None:
    settings.DEMO_PASSWORD = ""
    with pytest.raises(CommandError, match="ECABINET_DEMO_PASSWORD"):
        call_command("seed_demo")
    assert not Unit.objects.exists()


def test_a_second_run_changes_nothing(seeded: None) -> None:
    before = (Meeting.objects.count(), Account.objects.count(), Job.objects.count())
    call_command("seed_demo", verbosity=0)
    assert (Meeting.objects.count(), Account.objects.count(), Job.objects.count()) == before


def test_all_accounts_sign_in_with_the_one_password(seeded: None) -> None:
    usernames = ["quantri", "thuky", "chutri", "ngoai"]
    usernames += [f"daibieu{n}" for n in range(1, 10)] + [f"diemcau{n}" for n in range(1, 11)]
    assert set(usernames) <= set(Account.objects.values_list("username", flat=True))
    assert len(set(Account.objects.values_list("password", flat=True))) == 1
    for username in ("thuky", "diemcau10"):
        assert _client(username).get("/session").body["user"]["username"] == username


def test_the_running_meeting_is_under_way(seeded: None) -> None:
    meeting = _meeting("in_progress")
    assert meeting.started_at is not None
    assert meeting.started_at < timezone.now() < meeting.scheduled_end
    parts = _client("daibieu1").get(f"/meetings/{meeting.id}/snapshot").body["parts"]
    assert [item["status"] for item in sorted(parts["items"].values(), key=lambda i: i["position"])] == [
        "done",
        "current",
        "pending",
        "pending",
    ]
    assert len(parts["sites"]) == 11
    assert len(parts["queue"]) == 3
    assert [poll["status"] for poll in parts["polls"].values()] == ["draft"]
    voters = {p["full_name"] for p in parts["participants"].values() if p["votes"]}
    assert len(voters) == 4
    assert all(p["checked_in_at"] for p in parts["participants"].values() if p["votes"])
    assert SpeakRequest.objects.filter(meeting=meeting, status="done").count() == 1


def test_the_outsider_sees_no_meeting(seeded: None) -> None:
    client = _client("ngoai")
    assert client.get("/meetings", scope="all").body["items"] == []
    for meeting in Meeting.objects.all():
        assert client.get(f"/meetings/{meeting.id}/snapshot").status == 404


def test_the_meeting_in_preparation_lacks_something(seeded: None) -> None:
    meeting = _meeting("draft")
    answer = _client("thuky").get(f"/meetings/{meeting.id}/readiness")
    assert answer.status == 200
    assert "no_chair" in answer.content.decode()


def test_the_meeting_to_come_has_seats_and_a_unit_answers(seeded: None) -> None:
    meeting, clerk = _meeting("published"), _client("thukyvl")
    assert "thukyvl" in {row["username"] for row in ApiClient().get("/session").body["demo_accounts"]}
    parts = _client("thuky").get(f"/meetings/{meeting.id}/snapshot").body["parts"]
    assert len(parts["seats"]) == 4
    rows = clerk.get("/unit-invitations").body["items"]
    [unit] = next(row for row in rows if row["meeting_id"] == str(meeting.id))["units"]
    person = str(clerk.get("/session").body["user"]["person"]["id"])
    path = f"/meetings/{meeting.id}/units/{unit['unit_id']}/people"
    assert clerk.post(path, {"person_ids": [person]}).status == 200
    assert clerk.get(f"/meetings/{meeting.id}/snapshot").status == 200


def test_the_finished_meeting_gets_minutes_from_the_worker(seeded: None) -> None:
    meeting = _meeting("ended")
    assert Minutes.objects.get(meeting=meeting).status == "queued"
    for job in Job.objects.filter(kind__in=["minutes.produce", "document.prepare"]):
        jobs.run(job.id)
    assert Minutes.objects.get(meeting=meeting).status == "ready"
    pdf = _client("daibieu1").get(f"/meetings/{meeting.id}/minutes.pdf")
    text = _text(pdf.content)
    poll = Poll.objects.get(meeting=meeting)
    assert poll.result is not None
    assert re.sub(r"\s", "", poll.result["sentence"]) in text
    assert "cómặt9/10ngườiđượcmời" in text
    assert set(DocumentVersion.objects.values_list("status", flat=True)) == {"ready"}


def test_letters_wait_for_everybody_with_an_address(seeded: None) -> None:
    assert Delivery.objects.filter(meeting=_meeting("in_progress")).count() >= 12
    addressed = Delivery.objects.exclude(status="no_address")
    assert Job.objects.filter(kind="invitation.deliver").count() == addressed.count() > 0


def test_the_papers_say_the_figures() -> None:
    day = timezone.localdate()
    texts = {key: _text(write_pdf(write(day))) for key, write in PAPERS.items()}
    whole = "".join(texts.values())
    assert [figure for figure in FIGURES if figure not in whole] == []
    assert len(set(PROVINCES)) == 34


@pytest.mark.parametrize("key", ["infrastructure", "services", "roadmap", "trial_runs"])
def test_the_papers_have_several_pages(key: str) -> None:
    pages = len(pdfium.PdfDocument(write_pdf(PAPERS[key](timezone.localdate()))))
    assert 3 <= pages <= 8


def _text(pdf: bytes) -> str:
    document = pdfium.PdfDocument(io.BytesIO(pdf))
    return re.sub(r"\s|￾", "", "".join(page.get_textpage().get_text_range() for page in document))
