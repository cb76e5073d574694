"""The mail folder through the API: administrators all, secretaries their unit's, others nothing."""

from pathlib import Path
from typing import Any

import pytest

from conftest import Cast, Member
from ecabinet.jobs import services as jobs
from ecabinet.jobs.models import Job
from meetings.exchange.models import Delivery
from meetings.exchange.services import JOB
from meetings.lifecycle.models import Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(settings: Any, tmp_path: Path, published_meeting: Meeting) -> list[Delivery]:
    """The letters of a published meeting, in the folder."""
    settings.MAILBOX = tmp_path / "mailbox"
    for job in Job.objects.filter(kind=JOB):
        jobs.run(job.id)
    return list(Delivery.objects.filter(status="sent"))


def _names(member: Member, **query: Any) -> list[str]:
    answer = member.get("/mailbox", **query)
    assert answer.status == 200
    return [row["name"] for row in answer.body["items"]]


def test_who_may_look(cast: Cast, sent: list[Delivery]) -> None:
    name = sent[0].file_name
    for path in ("/mailbox", f"/mailbox/{name}", f"/mailbox/{name}/attachments/1"):
        assert cast.anonymous.get(path).status == 401
        assert cast.member.get(path).status == 404
        assert cast.site_device.get(path).status == 404
        assert cast.secretary.get(path).status == 200
        assert cast.administrator.get(path).status == 200


def test_a_secretary_of_another_unit_sees_none_of_it(cast: Cast, sent: list[Delivery]) -> None:
    assert _names(cast.outsider) == []
    assert cast.outsider.get(f"/mailbox/{sent[0].file_name}").status == 404
    assert cast.outsider.get(f"/mailbox/{sent[0].file_name}/attachments/1").status == 404


def test_the_list_is_paged_and_searched_without_marks(
    cast: Cast, sent: list[Delivery], settings: Any
) -> None:
    assert sorted(_names(cast.secretary)) == sorted(d.file_name for d in sent)
    settings.PAGE_SIZE = 2
    answer = cast.secretary.get("/mailbox", page=2).body
    assert (answer["page"], answer["pages"], answer["total"]) == (2, -(-len(sent) // 2), len(sent))
    assert len(answer["items"]) == 2
    assert len(_names(cast.secretary, query="nguyen chu tri")) == 1
    assert _names(cast.secretary, query="không có ai") == []
    assert cast.secretary.get("/mailbox", page=0).status == 422
    assert cast.secretary.get("/mailbox", query="\x00").status == 422


def test_a_letter_is_shown_with_its_attachments(cast: Cast, sent: list[Delivery]) -> None:
    delivery = Delivery.objects.get(address=cast.chair.person.email)
    letter = cast.secretary.get(f"/mailbox/{delivery.file_name}").body
    assert letter["subject"] == "Giấy mời: Phiên họp thường kỳ"
    assert letter["to"] == f"Nguyễn Chủ Trì <{cast.chair.person.email}>"
    assert "trân trọng kính mời: Nguyễn Chủ Trì" in letter["text"]
    assert "<strong>Nguyễn Chủ Trì</strong>" in letter["html"]
    assert [(file["number"], file["name"]) for file in letter["attachments"]] == [
        (1, "invitation.ics"),
        (2, "giay-moi.pdf"),
    ]


def test_attachments_come_as_files(cast: Cast, sent: list[Delivery]) -> None:
    path = f"/mailbox/{sent[0].file_name}/attachments"
    answer = cast.secretary.get(f"{path}/2")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="giay-moi.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for number in ("0", "3", "-1"):
        assert cast.secretary.get(f"{path}/{number}").status == 404


@pytest.mark.parametrize("name", ["..", "..%2F..%2Fkeys", "nothing.eml", "%00"])
def test_no_other_file_is_reached(cast: Cast, sent: list[Delivery], name: str) -> None:
    assert cast.administrator.get(f"/mailbox/{name}").status == 404


def test_a_letter_whose_file_is_gone_is_gone(cast: Cast, sent: list[Delivery], settings: Any) -> None:
    (Path(settings.MAILBOX) / sent[0].file_name).unlink()
    assert cast.secretary.get(f"/mailbox/{sent[0].file_name}").status == 404
