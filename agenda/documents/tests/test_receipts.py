"""How far each has read: pages and time through the API, for readers and for those who run the meeting."""

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.documents.models import Document, DocumentReading, DocumentVersion, Group
from agenda.documents.seen import as_written, pages_of
from agenda.documents.tests.made import made
from agenda.items.models import AgendaItem
from conftest import Cast, Member
from ecabinet.journal.models import Event
from ecabinet.testing import Answer
from meetings.lifecycle.models import Meeting


@pytest.fixture
def paper(published_meeting: Meeting) -> Document:
    item = AgendaItem.objects.get(meeting=published_meeting, kind="report")
    return made(item, "Báo cáo", view_sha256="1" * 64, pages=40, status="ready")


def tell(who: Member, paper: Document, pages: dict[int, int], batch: str = "", version: int = 1) -> Answer:
    body = {"batch": batch or str(uuid.uuid4()), "version": version, "pages": pages}
    return who.post(f"/documents/{paper.id}/reading", body, key=None)


def reader(rows: list[dict[str, Any]], who: Member) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in rows if row["full_name"] == who.person.full_name)
    return found


def test_pages_and_time_add_up_once_a_batch(cast: Cast, paper: Document) -> None:
    events, batch = Event.objects.count(), str(uuid.uuid4())
    first = tell(cast.member, paper, {1: 12, 2: 8}, batch)
    assert (first.status, first.body["pages_seen"], first.body["seconds"]) == (200, 2, 20)
    assert tell(cast.member, paper, {1: 12, 2: 8}, batch).body == first.body
    row = tell(cast.member, paper, {2: 5, 3: 1, 41: 9}).body
    assert (row["pages"], row["pages_seen"], row["seconds"]) == (40, 3, 26)
    assert DocumentReading.objects.get().pages_seen == "1-3"
    assert Event.objects.count() == events
    own = cast.member.get(f"/meetings/{paper.meeting_id}/reading").body["items"]
    assert own == [row]
    assert cast.member2.get(f"/meetings/{paper.meeting_id}/reading").body["items"][0]["pages_seen"] == 0


def test_who_may_tell_and_what(cast: Cast, paper: Document) -> None:
    where = f"/documents/{paper.id}/reading"
    body = {"batch": str(uuid.uuid4()), "version": 1, "pages": {"1": 5}}
    assert cast.anonymous.post(where, body, key=None).status == 401
    assert tell(cast.outsider, paper, {1: 5}).status == 404
    assert tell(cast.member, paper, {1: 5}, version=2).status == 404
    for bad in ({}, {0: 5}, {1: 0}, {1: 61}, dict.fromkeys(range(1, 62), 1)):
        assert tell(cast.member, paper, bad).status == 422
    for onlooker in (cast.site_device, cast.administrator):
        assert tell(onlooker, paper, {1: 5}).body["pages_seen"] == 0
    Document.objects.filter(id=paper.id).update(group=Group.INTERNAL)
    assert tell(cast.member, paper, {1: 5}).status == 404
    assert not DocumentReading.objects.exists()


def test_chair_and_secretary_see_how_far_each_has_read(cast: Cast, paper: Document) -> None:
    where = f"/meetings/{paper.meeting_id}/readers"
    cast.member.post(f"/documents/{paper.id}/opened", key=None)
    tell(cast.member, paper, {1: 50, 2: 40})
    assert cast.outsider.get(where).status == 404
    assert cast.member.get(where).code == "not_allowed"
    for who in (cast.chair, cast.secretary):
        (row,) = who.get(where).body["items"]
        assert (row["version"], row["pages"]) == (1, 40)
        mine = reader(row["opened"], cast.member)
        assert (mine["version"], mine["pages_seen"], mine["seconds"]) == (1, 2, 90)
        assert reader(row["not_opened"], cast.member2)["version"] is None


def test_the_newest_version_read_is_told(cast: Cast, paper: Document) -> None:
    tell(cast.member, paper, {1: 5})
    assert paper.shown is not None
    next_one = DocumentVersion.objects.create(
        document=paper, number=2, status="ready", pages=10, view_sha256="2" * 64, sha256="2" * 64, size=1,
        uploaded_at=paper.created_at,
    )  # fmt: skip
    Document.objects.filter(id=paper.id).update(shown=next_one)
    (own,) = cast.member.get(f"/meetings/{paper.meeting_id}/reading").body["items"]
    assert (own["version"], own["pages_seen"]) == (2, 0)
    (row,) = cast.secretary.get(f"/meetings/{paper.meeting_id}/readers").body["items"]
    assert (row["version"], reader(row["not_opened"], cast.member)["version"]) == (2, 1)


def test_only_who_may_read_is_missed(cast: Cast, paper: Document, published_meeting: Meeting) -> None:
    AgendaItem.objects.filter(id=paper.item_id).update(is_restricted=True, allowed=["role:member"])
    (row,) = cast.secretary.get(f"/meetings/{published_meeting.id}/readers").body["items"]
    names = {who["full_name"] for who in row["not_opened"]}
    assert cast.member.person.full_name in names
    assert cast.delegate.person.full_name not in names
    Document.objects.filter(id=paper.id).update(group=Group.INTERNAL)
    (row,) = cast.secretary.get(f"/meetings/{published_meeting.id}/readers").body["items"]
    assert cast.member.person.full_name not in {who["full_name"] for who in row["not_opened"]}


def test_the_list_opens_in_a_spreadsheet(cast: Cast, paper: Document) -> None:
    cast.member.post(f"/documents/{paper.id}/opened", key=None)
    tell(cast.member, paper, {1: 60})
    where = f"/meetings/{paper.meeting_id}/readers"
    assert cast.member.get(f"{where}.csv").code == "not_allowed"
    text = cast.secretary.get(f"{where}.csv").content.decode("utf-8-sig")
    (line,) = [line for line in text.splitlines() if cast.member.person.full_name in line]
    assert line.rstrip().replace(";", ",").endswith(",1,1,1")
    unread = cast.secretary.get(f"{where}.csv", show="unread").content.decode("utf-8-sig")
    assert cast.member.person.full_name not in unread
    assert cast.member2.person.full_name in unread
    assert cast.secretary.get(f"{where}.xlsx").content[:2] == b"PK"


@given(st.sets(st.integers(1, 300)))
def test_a_set_of_pages_comes_back_from_its_text(pages: set[int]) -> None:
    assert pages_of(as_written(pages)) == pages


def test_neighbours_are_written_as_spans() -> None:
    assert as_written([5, 1, 2, 3, 9, 8]) == "1-3,5,8-9"
