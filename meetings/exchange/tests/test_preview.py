"""The invitation's paper as the desk shows it: what a letter brings, to those who prepare the meeting."""

import pytest

from conftest import Cast
from ecabinet.papers.paper import Paper, Paragraph
from meetings.exchange import preview
from meetings.exchange.invitation import invitation_paper
from meetings.exchange.models import Delivery
from meetings.exchange.services import notice_of
from meetings.lifecycle.models import Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> list[Paper]:
    """What was written as PDF, as data."""
    written: list[Paper] = []

    def write(paper: Paper) -> bytes:
        written.append(paper)
        return b""

    monkeypatch.setattr(preview, "write_pdf", write)
    return written


def _path(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}/invitation.pdf"


def test_secretary_and_chair_see_the_paper_of_a_draft(cast: Cast, meeting: Meeting) -> None:
    for one in (cast.secretary, cast.chair):
        answer = one.get(_path(meeting))
        assert answer.status == 200
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["Content-Type"] == "application/pdf"


def test_others_do_not(cast: Cast, published_meeting: Meeting) -> None:
    assert cast.anonymous.get(_path(published_meeting)).status == 401
    assert cast.outsider.get(_path(published_meeting)).status == 404
    assert cast.member.get(_path(published_meeting)).status == 403
    assert cast.site_device.get(_path(published_meeting)).status == 403


def test_it_is_the_paper_of_the_letter(papers: list[Paper], published_meeting: Meeting) -> None:
    preview.invitation_pdf(published_meeting)
    sent = [invitation_paper(notice_of(delivery)) for delivery in Delivery.objects.all()]
    assert papers[0] in sent


def test_looking_at_it_queues_nothing(cast: Cast, meeting: Meeting) -> None:
    assert cast.secretary.get(_path(meeting)).status == 200
    assert not Delivery.objects.exists()


def test_dots_stand_for_an_addressee_while_nobody_is_invited(
    monkeypatch: pytest.MonkeyPatch, papers: list[Paper], meeting: Meeting
) -> None:
    monkeypatch.setattr(preview, "everybody", lambda _meeting: [])
    preview.invitation_pdf(meeting)
    first = papers[0].blocks[0]
    assert isinstance(first, Paragraph)
    assert "kính mời: …." in first.text
