"""The bundle of a meeting's documents: what is in it for whom, and that it is whole."""

import hashlib
import io
import zipfile
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import AsyncClient
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agenda.documents.bundle import CHUNK_BYTES
from agenda.documents.models import Document, Group
from agenda.documents.names import Names, safe_name
from agenda.documents.storage import keep, path_of, receive
from agenda.documents.tests.made import made
from agenda.items.models import AgendaItem
from conftest import Cast, Member
from meetings.lifecycle.models import Meeting

INDEX = "muc-luc.html"


def laid(item: AgendaItem, title: str, content: bytes, **about: Any) -> Document:
    """A readable document whose viewing copy is `content`."""
    incoming = receive([content])
    keep(incoming)
    sha256 = incoming.sha256
    document = made(item, title, sha256=sha256, view_sha256=sha256, pages=3, status="ready")
    Document.objects.filter(id=document.id).update(**about)
    return document


def items_of(meeting: Meeting) -> list[AgendaItem]:
    return list(AgendaItem.objects.filter(meeting=meeting))


def taken(who: Member, meeting: Meeting) -> zipfile.ZipFile:
    answer = who.get(f"/meetings/{meeting.id}/documents.zip")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    return archive


def titles(who: Member, meeting: Meeting) -> set[str]:
    names = taken(who, meeting).namelist()
    return {name.split("/")[1].removesuffix(".pdf") for name in names if name != INDEX}


def test_each_gets_what_he_may_read(cast: Cast, running_meeting: Meeting) -> None:
    first, second, third = items_of(running_meeting)[:3]
    laid(first, "Chung", b"1")
    laid(first, "Nội bộ", b"2", group=Group.INTERNAL)
    laid(second, "Riêng", b"3")
    laid(first, "Thu hồi", b"4", recalled_at=timezone.now())
    made(first, "Chưa xong")
    laid(third, "Hạn chế", b"5")
    AgendaItem.objects.filter(id=third.id).update(is_restricted=True, allowed=["role:member"])
    body = {"participant_id": cast.member.participant(running_meeting).id, "reason": "Có lợi ích liên quan"}
    recusals = f"/meetings/{running_meeting.id}/items/{second.id}/recusals"
    assert cast.secretary.post(recusals, body).status == 200

    where = f"/meetings/{running_meeting.id}/documents.zip"
    assert cast.anonymous.get(where).status == 401
    assert cast.outsider.get(where).status == 404
    everything = {"Chung", "Nội bộ", "Riêng", "Hạn chế"}
    assert titles(cast.secretary, running_meeting) == everything
    assert titles(cast.chair, running_meeting) == everything
    assert titles(cast.member, running_meeting) == {"Chung", "Hạn chế"}
    assert titles(cast.member2, running_meeting) == {"Chung", "Riêng", "Hạn chế"}
    for who in (cast.delegate, cast.administrator, cast.technician, cast.site_device):
        assert titles(who, running_meeting) == {"Chung", "Riêng"}
    assert "Nội bộ" not in taken(cast.member, running_meeting).read(INDEX).decode()


def test_files_are_equal_and_the_index_names_them(cast: Cast, published_meeting: Meeting) -> None:
    item = items_of(published_meeting)[1]
    content = bytes(range(256)) * 1000
    laid(item, "Báo cáo <quý III>", content)
    archive = taken(cast.member, published_meeting)
    path, index = archive.namelist()
    assert (path, index) == (f"{item.number} {item.title}/Báo cáo -quý III-.pdf", INDEX)
    assert archive.read(path) == content
    page = archive.read(INDEX).decode()
    assert hashlib.sha256(content).hexdigest() in page
    assert "Báo cáo &lt;quý III&gt;" in page
    assert path in unquote(page)
    assert "<script" not in page


def test_names_that_clash_are_told_apart(cast: Cast, published_meeting: Meeting) -> None:
    item = items_of(published_meeting)[0]
    for n, title in enumerate(("Báo cáo", "BÁO CÁO", "Báo cáo ", "\u202efdp.exe", "con", "../..")):
        laid(item, title, bytes([n]))
    names = [name.split("/", 1)[1] for name in taken(cast.member, published_meeting).namelist()[:-1]]
    assert names == [
        "Báo cáo.pdf", "BÁO CÁO (2).pdf", "Báo cáo (3).pdf", "fdp.exe.pdf", "_con.pdf", "-.pdf"
    ]  # fmt: skip


def test_without_documents_there_is_the_index_alone(cast: Cast, published_meeting: Meeting) -> None:
    archive = taken(cast.member, published_meeting)
    assert archive.namelist() == [INDEX]
    assert "Chưa có tài liệu" in archive.read(INDEX).decode()


@pytest.mark.django_db(transaction=True)
async def test_a_recall_on_the_way_leaves_the_rest_whole(both: tuple[Document, Document], cast: Cast) -> None:
    first, second = both
    client = AsyncClient(headers={"Accept-Language": "vi"})
    await client.aforce_login(cast.member.account)
    response = await client.get(f"/api/meetings/{first.meeting_id}/documents.zip")
    stream = aiter(response.streaming_content)  # type: ignore[attr-defined]
    pieces = [await anext(stream)]
    await Document.objects.filter(id=second.id).aupdate(recalled_at=timezone.now())
    pieces += [piece async for piece in stream]
    assert max(map(len, pieces)) < CHUNK_BYTES + 4096
    archive = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert archive.testzip() is None
    path, index = archive.namelist()
    assert path.endswith("/Báo cáo.pdf")
    assert "Không còn trong bộ" in archive.read(index).decode()


@pytest.fixture
def both(transactional_db: None, cast: Cast, published_meeting: Meeting) -> tuple[Document, Document]:
    assert cast.member.client.session_key is not None
    item = items_of(published_meeting)[0]
    return laid(item, "Báo cáo", bytes(5 * CHUNK_BYTES)), laid(item, "Phụ lục", b"2")


def test_a_lost_file_does_not_spoil_the_others(cast: Cast, published_meeting: Meeting) -> None:
    item = items_of(published_meeting)[0]
    laid(item, "Còn", b"con")
    lost = laid(item, "Mất", b"mat")
    assert lost.shown is not None
    path_of(lost.shown.view_sha256).unlink()
    assert titles(cast.member, published_meeting) == {"Còn"}


@given(st.text(max_size=200))
def test_any_title_becomes_a_name_for_every_computer(title: str) -> None:
    name = safe_name(title, "tai-lieu")
    assert name
    assert name == name.strip(" .")
    assert not set(name) & set('<>:"/\\|?*\u202e\u200f\x00\n')
    assert name.partition(".")[0].upper() not in {"CON", "NUL", "COM1", "LPT9"}


@given(st.lists(st.sampled_from(["a", "A", "a (2)", "b"]), max_size=12))
def test_no_path_is_given_twice(stems: list[str]) -> None:
    names = Names()
    given_out = [names.take(stem, ".pdf").casefold() for stem in stems]
    assert len(set(given_out)) == len(stems)
