"""What is found, in which order, and how the index follows what happens."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from agenda.documents import services as documents
from agenda.items import services as agenda
from agenda.items.models import AgendaItem
from agenda.searching import finding, indexing
from agenda.searching.models import Entry
from agenda.searching.sources import sources
from agenda.searching.tests.conftest import Searcher, lay, show, take_in
from agenda.searching.tests.test_rules import QUERIES
from conftest import Cast
from ecabinet.journal.services import command
from meetings.followup import services as followup
from meetings.followup.models import Conclusion
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting


def marked(parts: list[dict[str, Any]]) -> list[str]:
    return [part["text"] for part in parts if part["hit"]]


def test_with_and_without_marks(items: list[AgendaItem], member: Searcher) -> None:
    lay(items[1], "Má", "đường sắt đô thị")
    lay(items[1], "Mà", "duong sat do thi")
    assert sorted(member.titles("duong sat")) == ["Mà", "Má"]
    assert member.titles("đường sắt") == ["Má", "Mà"]
    assert member.titles("ĐƯỜNG đô") == ["Má", "Mà"]
    assert member.titles("má") == ["Má", "Mà"]
    assert member.titles("mà") == ["Mà", "Má"]


def test_phrases_beginnings_and_without(items: list[AgendaItem], member: Searcher) -> None:
    lay(items[1], "A", "quy hoạch sử dụng đất của tỉnh")
    lay(items[1], "B", "sử dụng quy hoạch, đất đai")
    assert sorted(member.titles("quy hoach dat")) == ["A", "B"]
    assert member.titles('"sử dụng đất"') == ["A"]
    assert member.titles('"su dung" -tinh') == ["B"]
    assert member.titles("hoach đai") == ["B"]
    assert sorted(member.titles("hoa*")) == ["A", "B"]
    assert member.titles("hoa") == []
    assert member.titles("-tỉnh") == []


def test_the_page_is_told_and_its_words_are_marked(items: list[AgendaItem], member: Searcher) -> None:
    pages = [f"Trang {number}" for number in range(1, 131)]
    pages[118] = "Tổng mức đầu tư là ba trăm tỷ"
    pages[120] = "Đầu tư công"
    paper = lay(items[1], "Dự án cầu", *pages)
    (row,) = member.rows("dau tu")
    assert (row["source"], row["id"], row["item_id"]) == ("document", str(paper.id), str(items[1].id))
    assert sorted([row["page"], *row["pages"]]) == [119, 121]
    assert marked(row["text"]) in (["đầu tư"], ["Đầu tư"])
    assert Entry.objects.filter(subject=paper.id).count() == 130


def test_a_title_goes_before_a_text(items: list[AgendaItem], member: Searcher) -> None:
    lay(items[1], "Phụ lục", "quy chế làm việc " * 5)
    lay(items[1], "Quy chế làm việc", "nội dung")
    assert member.titles("quy che")[0] == "Quy chế làm việc"


def test_every_source_is_found_and_grouped(said: None, items: list[AgendaItem], cast: Cast) -> None:
    lay(items[1], "Đề án cây xanh đô thị", "toàn văn")
    answer = cast.member.get("/search/suggestions", query="cay xa")
    assert {group["source"]: group["total"] for group in answer.body} == {
        "document": 1,
        "conclusion": 1,
        "poll": 1,
    }
    found = cast.member.get("/search/suggestions", query="phien hop thuong ky").body
    assert [group["source"] for group in found] == ["meeting"]
    assert cast.member.get("/search/suggestions", query="khai mac").body[0]["source"] == "item"


def test_filters(said: None, cast: Cast, running_meeting: Meeting, member: Searcher) -> None:
    day = running_meeting.scheduled_start.date()
    assert len(member.rows("cay xanh")) == 2
    for narrow in (
        {"source": "poll"},
        {"source": ["poll", "item"]},
    ):
        assert [row["source"] for row in member.rows("cay xanh", **narrow)] == ["poll"]
    here = {"meeting_id": running_meeting.id, "unit_id": cast.unit.id, "person_id": cast.delegate.person.id}
    same = {**here, "kind": "session", "status": "in_progress", "since": day, "until": day}
    assert len(member.rows("cay xanh", **same)) == 2
    for other in (
        {"meeting_id": cast.unit.id},
        {"unit_id": cast.commune.id},
        {"person_id": cast.outsider.person.id},
        {"kind": "working"},
        {"status": "closed"},
        {"since": day + timedelta(days=2)},
        {"until": day - timedelta(days=2)},
    ):
        assert member.rows("cay xanh", **other) == []


def test_bad_input_is_explained(cast: Cast) -> None:
    assert cast.anonymous.get("/search", query="a").status == 401
    assert cast.member.get("/search").status == 422
    assert cast.member.get("/search", query="a" * 201).status == 422
    assert cast.member.get("/search", query="a", source="secrets").status == 422
    assert cast.member.get("/search", query="a", since="hôm nay").status == 422


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(QUERIES)
def test_no_query_is_an_error(cast: Cast, running_meeting: Meeting, query: str) -> None:
    query = query[:200].replace("\ud800", "")
    for place in ("/search", "/search/suggestions"):
        assert cast.member.get(place, query=query).status == 200


def test_the_index_follows_what_is_said(
    said: None, cast: Cast, running_meeting: Meeting, member: Searcher
) -> None:
    with command("test.edit", cast.secretary.actor) as cmd:
        followup.edit(cmd, Conclusion.objects.get(), "Giao Sở trồng rừng")
    assert [row["source"] for row in member.rows("cay xanh")] == ["poll"]
    assert [row["source"] for row in member.rows("trong rung")] == ["conclusion"]


def test_the_index_follows_agenda_and_meeting(cast: Cast, meeting: Meeting, secretary: Searcher) -> None:
    item = AgendaItem.objects.filter(meeting=meeting).last()
    assert item is not None
    with command("test.edit", cast.secretary.actor) as cmd:
        agenda.edit(cmd, meeting, item, {"title": "Bầu bổ sung uỷ viên"})
        start = meeting.scheduled_start + timedelta(days=30)
        changes = {
            "title": "Kỳ họp chuyên đề",
            "scheduled_start": start,
            "scheduled_end": start + timedelta(hours=1),
        }
        lifecycle.edit(cmd, meeting, changes)
    assert secretary.titles("bau bo sung") == ["Bầu bổ sung uỷ viên"]
    assert secretary.titles("chuyen de") == ["Kỳ họp chuyên đề"]
    assert set(Entry.objects.values_list("at", flat=True)) == {start}
    with command("test.remove", cast.secretary.actor) as cmd:
        agenda.remove(cmd, meeting, item)
    assert secretary.titles("bau bo sung") == []


def test_the_index_follows_versions_recall_and_removal(
    cast: Cast, items: list[AgendaItem], secretary: Searcher
) -> None:
    paper = lay(items[1], "Báo cáo", "một", "lạm phát")
    show(paper, "hai", "tăng trưởng", "xuất khẩu")
    assert secretary.titles("lạm phát") == []
    assert secretary.rows("xuat khau")[0]["page"] == 3
    with command("test.recall", cast.secretary.actor) as cmd:
        documents.recall(cmd, paper, "sai số liệu")
    assert secretary.titles("xuat khau") == []
    assert not Entry.objects.filter(subject=paper.id).exists()
    other = lay(items[1], "Báo cáo", "dân số")
    assert len(secretary.rows('"dan so"')) == 1
    with command("test.remove", cast.secretary.actor) as cmd:
        documents.remove(cmd, other)
    assert not Entry.objects.filter(subject=other.id).exists()


def test_a_page_of_another_version_is_never_shown(items: list[AgendaItem], member: Searcher) -> None:
    paper = lay(items[1], "Báo cáo", "lạm phát")
    Entry.objects.filter(subject=paper.id).update(edition="another")
    assert member.page("lam phat")["items"] == []


def test_reindexing_changes_nothing(
    said: None, items: list[AgendaItem], member: Searcher, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = lay(items[1], "Đề án cây xanh", *[f"cây số {n}" for n in range(230)])
    before = {(e.source, e.subject, e.page, e.edition) for e in Entry.objects.all()}
    rows = member.rows("cây")
    Entry.objects.create(source="document", subject=items[0].id, meeting=paper.meeting, at=paper.created_at)
    Entry.objects.filter(source="meeting").delete()
    for _ in range(2):
        call_command("reindex")
        assert {(e.source, e.subject, e.page, e.edition) for e in Entry.objects.all()} == before
    assert [row["id"] for row in member.rows("cây")] == [row["id"] for row in rows]
    assert "subjects indexed" in capsys.readouterr().out


def test_the_job_stops_when_the_paper_changed(
    items: list[AgendaItem], monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = lay(items[1], "Báo cáo", "một", "hai")
    indexing.index_pages(sources()["document"], paper.id)
    assert Entry.objects.filter(subject=paper.id).count() == 2
    type(paper).objects.filter(id=paper.id).update(recalled_at=paper.created_at)
    take_in(paper)
    assert not Entry.objects.filter(subject=paper.id).exists()


def test_pages_of_results(items: list[AgendaItem], member: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.PAGE_SIZE", 2)
    for number in range(5):
        lay(items[1], f"Tờ trình {number}", "ngân sách")
    pages = [member.page("ngan sach", page=page) for page in (1, 2, 3, 4)]
    assert [len(page["items"]) for page in pages] == [2, 2, 1, 0]
    assert {page["total"] for page in pages} == {5}
    assert len({row["id"] for page in pages for row in page["items"]}) == 5


def test_many_matches_are_bounded(
    items: list[AgendaItem], member: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST", 3)
    monkeypatch.setattr(finding, "MOST_RANKED", 1)
    for number in range(5):
        lay(items[1], f"Tờ trình {number}", "ngân sách")
    assert len(member.rows("ngan sach")) == 3
