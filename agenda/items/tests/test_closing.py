"""A restricted item leaks nowhere: snapshot, events, live line, papers, polls, minutes, letters, media."""

import json
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agenda.documents.models import Document
from agenda.documents.tests.made import made
from agenda.items.models import AgendaItem
from conftest import Cast, Member
from ecabinet.journal.frames import frame_of
from ecabinet.journal.models import Event
from ecabinet.journal.services import SYSTEM, command
from ecabinet.journal.veil import veil_of
from meetings.exchange.services import _agenda
from meetings.lifecycle.access import find_viewer
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.journal import data_of, event_types
from meetings.media import rules as media
from meetings.media.state import room_state
from meetings.minutes.models import Minutes
from meetings.minutes.reading import read_minutes
from meetings.minutes.services import _veiled, read_events

SECRET = "Nhân sự chủ chốt"
OUTSIDE = ("member", "delegate", "site_device", "administrator", "technician")
INTERNAL = {"is_restricted": True}
HIDDEN = {"is_restricted": True, "is_hidden": True}


def base(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}"


def close_to(cast: Cast, meeting: Meeting, item: AgendaItem, body: dict[str, Any]) -> Any:
    answer = cast.secretary.post(f"{base(meeting)}/items/{item.id}/access", body)
    assert answer.status == 200, answer.body
    return answer.body


def seen(who: Member, meeting: Meeting) -> str:
    """Everything of the meeting that one may read, as one text."""
    snapshot = who.get(f"{base(meeting)}/snapshot").body
    events: list[Any] = []
    after: int | None = 0
    while after is not None:
        page = who.get(f"{base(meeting)}/events", after=after).body
        events, after = [*events, *page["items"]], page["next"]
    return json.dumps([snapshot["parts"], events], ensure_ascii=False)


def frames(who: Member, meeting: Meeting) -> str:
    """What the live line would have brought, from the first event on."""
    viewer = find_viewer(who.principal, str(meeting.id))
    assert viewer is not None
    found = [
        frame_of(event).seen_by(viewer) for event in Event.objects.filter(stream_id=f"meeting:{meeting.id}")
    ]
    return "".join(frame.text(0) for frame in found if frame is not None)


@pytest.fixture
def item(cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]) -> AgendaItem:
    """An item with a title, a paper, a poll, a wish to speak and a conclusion that nobody else may know."""
    path, item = base(running_meeting), agenda[1]
    cast.secretary.post(f"{path}/items/{item.id}/edit", {"title": SECRET, "presenter": f"Ban {SECRET}"})
    made(item, f"Tờ trình {SECRET}", status="ready", pages=1, view_sha256="1" * 64)
    for who in (cast.chair, cast.member, cast.member2, cast.member3):
        assert who.post(f"{path}/check-in", {"mode": "online"}).status == 200
    assert cast.chair.post(f"{path}/items/{item.id}/open").status == 200
    poll = {"question": f"Nhất trí {SECRET}?", "item_id": str(item.id)}
    poll_id = cast.secretary.post(f"{path}/polls", poll).body["id"]
    assert cast.secretary.post(f"{path}/polls/{poll_id}/open").status == 200
    ballot = {"ballot_id": str(item.id), "choice": "approve"}
    assert cast.member2.post(f"{path}/polls/{poll_id}/ballots", ballot).status == 200
    assert cast.secretary.post(f"{path}/polls/{poll_id}/close").status == 200
    wish = {"item_id": str(item.id), "topic": f"Về {SECRET}"}
    assert cast.member3.post(f"{path}/speak-requests", wish).status == 200
    text = {"item_id": str(item.id), "text": f"Thống nhất {SECRET}"}
    assert cast.secretary.post(f"{path}/conclusions", text).status == 200
    return item


@pytest.mark.parametrize("body", [INTERNAL, HIDDEN])
def test_nothing_of_a_restricted_item_is_told_to_the_others(
    cast: Cast, running_meeting: Meeting, item: AgendaItem, body: dict[str, Any]
) -> None:
    assert SECRET in seen(cast.member, running_meeting)
    row = close_to(cast, running_meeting, item, body)
    assert (row["access"], row["title"]) == ("restricted", SECRET)
    for name in OUTSIDE:
        who = getattr(cast, name)
        assert SECRET not in seen(who, running_meeting), name
        assert SECRET not in frames(who, running_meeting), name
        shown = who.get(f"{base(running_meeting)}/snapshot").body["parts"]["items"].get(str(item.id))
        if body is HIDDEN:
            assert shown is None
        else:
            assert (shown["number"], shown["title"], shown["access"]) == ("2", "", "withheld")
    for who in (cast.chair, cast.secretary):
        assert SECRET in seen(who, running_meeting)
    close_to(cast, running_meeting, item, {"is_restricted": False})
    assert SECRET in seen(cast.member, running_meeting)


def test_papers_polls_and_requests_are_not_there_for_the_others(
    cast: Cast, running_meeting: Meeting, item: AgendaItem
) -> None:
    path, paper = base(running_meeting), Document.objects.get(item=item)
    poll_id = next(iter(cast.chair.get(f"{path}/snapshot").body["parts"]["polls"]))
    assert cast.member.get(f"{path}/polls/{poll_id}/bundle").status == 200
    close_to(cast, running_meeting, item, INTERNAL)
    for name in OUTSIDE:
        who = getattr(cast, name)
        for rest in ("file", "original", "first-page.webp"):
            assert who.get(f"/documents/{paper.id}/{rest}").status == 404, (name, rest)
        assert who.post(f"/documents/{paper.id}/opened").status == 404
        assert who.get(f"{path}/polls/{poll_id}/bundle").status == 404
    ballot = {"ballot_id": str(paper.id), "choice": "approve"}
    assert cast.member.post(f"{path}/polls/{poll_id}/ballots", ballot).status == 404
    assert cast.member.post(f"{path}/speak-requests", {"item_id": str(item.id)}).status == 404
    assert cast.chair.get(f"{path}/polls/{poll_id}/bundle").status == 200


def test_a_request_of_who_has_no_part_any_more_leaves_the_queue_and_a_turn_ends(
    cast: Cast, running_meeting: Meeting, item: AgendaItem
) -> None:
    path = base(running_meeting)
    wish = cast.member.post(f"{path}/speak-requests", {"item_id": str(item.id)}).body["id"]
    assert cast.chair.post(f"{path}/speak-requests/{wish}/grant", {}).status == 200
    close_to(cast, running_meeting, item, INTERNAL)
    assert data_of(running_meeting, "floor.ended")["reason"] == "keeps_out"
    assert data_of(running_meeting, "speak_request.withdrawn")["reason"] == "keeps_out"
    assert cast.chair.get(f"{path}/snapshot").body["parts"]["queue"] == {}


@pytest.mark.parametrize("tag", ["role:member", "unit", "person"])
def test_those_named_see_it(cast: Cast, running_meeting: Meeting, item: AgendaItem, tag: str) -> None:
    named = {"unit": f"unit:{cast.department.id}", "person": f"person:{cast.member.person.id}"}.get(tag, tag)
    close_to(cast, running_meeting, item, {**INTERNAL, "allowed": [named]})
    assert SECRET in seen(cast.member, running_meeting)
    assert (SECRET in seen(cast.member3, running_meeting)) == (tag == "role:member")
    assert SECRET not in seen(cast.delegate, running_meeting)
    quorum = cast.chair.get(f"{base(running_meeting)}/snapshot").body["parts"]["quorum"]["it"]
    assert quorum["entitled"] == (4 if tag == "role:member" else 2)


def test_the_media_room_is_closed_to_them_while_it_is_on_the_table(
    cast: Cast, running_meeting: Meeting, item: AgendaItem, agenda: list[AgendaItem]
) -> None:
    close_to(cast, running_meeting, item, {**INTERNAL, "allowed": [f"person:{cast.member2.person.id}"]})

    def hears() -> dict[str, bool]:
        running_meeting.refresh_from_db()
        return {who: one.subscribe for who, one in media.desired(room_state(running_meeting)).items()}

    now = hears()
    outside = [f"person:{one.person.id}" for one in (cast.member, cast.delegate, cast.administrator)]
    assert not any(now[who] for who in [*outside, f"site:{cast.remote_site.id}"])
    assert all(now[f"person:{one.person.id}"] for one in (cast.chair, cast.secretary, cast.member2))
    assert not now[f"site:{cast.central_site.id}"]
    close_to(cast, running_meeting, item, {**INTERNAL, "allowed": [f"unit:{cast.unit.id}"]})
    assert hears()[f"site:{cast.central_site.id}"]
    cast.chair.post(f"{base(running_meeting)}/items/{agenda[2].id}/open")
    assert all(hears().values())


def test_minutes_and_letters_tell_only_that_there_is_one(
    cast: Cast, running_meeting: Meeting, item: AgendaItem
) -> None:
    close_to(cast, running_meeting, item, INTERNAL)
    assert SECRET not in str(_agenda(running_meeting.id))
    assert len(_agenda(running_meeting.id)) == 3
    viewer = find_viewer(cast.member.principal, str(running_meeting.id))
    assert viewer is not None
    assert viewer.veil is not None
    events = read_events(f"meeting:{running_meeting.id}", 10_000)
    assert SECRET in str(read_minutes(events))
    extract = read_minutes(_veiled(events, viewer.veil))
    assert SECRET not in str(extract)
    assert [line.title for line in extract.items][1] == "Nội dung hạn chế"
    close_to(cast, running_meeting, item, HIDDEN)
    assert len(_agenda(running_meeting.id)) == 2


def test_who_is_kept_out_gets_an_extract_of_the_minutes(
    cast: Cast, running_meeting: Meeting, item: AgendaItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_to(cast, running_meeting, item, INTERNAL)
    Minutes.objects.create(
        meeting=running_meeting, revision=1, requested_at=timezone.now(), produced_at=timezone.now(),
        status="ready", head_seq=1, head_hash="0" * 64, pdf_sha256="3" * 64, docx_sha256="4" * 64,
    )  # fmt: skip
    written_papers: list[str] = []

    def written(paper: Any) -> bytes:
        written_papers.append(str(paper))
        return b"paper"

    monkeypatch.setattr("meetings.minutes.services.write_pdf", written)
    for _ in range(2):
        assert cast.member.get(f"{base(running_meeting)}/minutes.pdf").status == 200
    assert len(written_papers) == 1
    assert SECRET not in written_papers[0]


def test_an_item_is_added_restricted_and_one_under_it_is_so_too(
    cast: Cast, published_meeting: Meeting
) -> None:
    path = base(published_meeting)
    fields = {"title": SECRET, "kind": "other", "presenter": "", "planned_minutes": 5}
    top = cast.secretary.post(f"{path}/items", {**fields, "access": INTERNAL}).body
    below = cast.secretary.post(
        f"{path}/items", {**fields, "title": f"{SECRET} 1", "parent_id": top["id"]}
    ).body
    assert (top["number"], below["number"], below["access"]) == ("4", "4.1", "open")
    assert SECRET not in seen(cast.member, published_meeting)
    assert SECRET not in frames(cast.member, published_meeting)
    shown = cast.member.get(f"{path}/snapshot").body["parts"]["items"]
    assert {shown[one["id"]]["access"] for one in (top, below)} == {"withheld"}


def test_who_may_close_an_item(cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]) -> None:
    path = f"{base(running_meeting)}/items/{agenda[1].id}/access"
    assert cast.anonymous.post(path, INTERNAL).status == 401
    assert cast.outsider.post(path, INTERNAL).status == 404
    assert cast.member.post(path, INTERNAL).status == 403
    assert cast.secretary.post(path, {"is_restricted": True, "allowed": ["role:chair"]}).status == 422
    assert cast.secretary.post(path, {"is_restricted": True, "allowed": ["person:x"]}).status == 422
    before = event_types(running_meeting)
    assert cast.secretary.post(path, {"is_restricted": False}).status == 200
    assert event_types(running_meeting) == before
    poll = {"question": "Nhất trí?", "item_id": str(agenda[1].id)}
    poll_id = cast.secretary.post(f"{base(running_meeting)}/polls", poll).body["id"]
    for who in (cast.chair, cast.member, cast.member2, cast.member3):
        who.post(f"{base(running_meeting)}/check-in", {"mode": "online"})
    assert cast.secretary.post(f"{base(running_meeting)}/polls/{poll_id}/open").status == 200
    assert cast.secretary.post(path, INTERNAL).code == "item_is_voted_on"


def test_a_closed_item_may_still_change_what_all_may_know(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    close_to(cast, running_meeting, agenda[1], INTERNAL)
    cast.chair.post(f"{base(running_meeting)}/items/{agenda[1].id}/open")
    viewer = find_viewer(cast.member.principal, str(running_meeting.id))
    opened = Event.objects.filter(type="item.opened").latest("seq")
    assert viewer is not None
    frame = frame_of(opened).seen_by(viewer)
    assert frame is not None
    told = json.loads(frame.text(0))
    assert told["data"] == {"withheld": True}
    assert told["state"]["meeting"][str(running_meeting.id)]["current_item_id"] == str(agenda[1].id)


ids = st.sampled_from(["a", "b", "c"])
rows = st.dictionaries(
    ids, st.one_of(st.none(), st.fixed_dictionaries({"item_id": st.one_of(st.none(), ids)}))
)


@given(st.sets(ids), rows, st.one_of(st.none(), st.fixed_dictionaries({"item_id": ids})))
def test_no_row_of_a_closed_item_passes(
    closed: set[str], found: dict[str, Any], data: dict[str, Any] | None
) -> None:
    veil = veil_of(f"closed:{one}" for one in closed)
    if veil is None:
        assert closed == set()
        return
    shown = veil.event(data, {"polls": found, "items": {"a": {"title": "x"}}})
    left = shown[1].get("polls", {}) if shown else {}
    assert not {row["item_id"] for row in left.values() if row} & closed
    if data is not None and shown is not None and data["item_id"] in closed:
        assert shown[0] == {"withheld": True}


def test_a_recused_person_neither_asks_nor_is_given_the_floor(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    path = base(running_meeting)
    wish = cast.member.post(f"{path}/speak-requests", {"item_id": str(agenda[1].id)}).body["id"]
    other = cast.member.post(f"{path}/speak-requests", {"item_id": str(agenda[2].id), "queue": "speaking"})
    assert other.code == "already_waiting"
    body = {"participant_id": str(cast.member.participant(running_meeting).id), "reason": "người nhà"}
    assert cast.secretary.post(f"{path}/items/{agenda[1].id}/recusals", body).status == 200
    assert data_of(running_meeting, "speak_request.withdrawn")["reason"] == "keeps_out"
    assert cast.chair.post(f"{path}/speak-requests/{wish}/grant", {}).code == "request_withdrawn"
    asked = cast.member.post(f"{path}/speak-requests", {"item_id": str(agenda[1].id)})
    assert (asked.status, asked.code) == (409, "keeps_out_of_item")
    later = cast.member.post(f"{path}/speak-requests", {"item_id": str(agenda[2].id)}).body["id"]
    cast.chair.post(f"{path}/items/{agenda[1].id}/open")
    assert cast.chair.post(f"{path}/speak-requests/{later}/grant", {}).code == "keeps_out_of_item"


def test_a_recusal_ends_the_turn(cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]) -> None:
    path = base(running_meeting)
    cast.chair.post(f"{path}/items/{agenda[1].id}/open")
    wish = cast.member.post(f"{path}/speak-requests", {}).body["id"]
    assert cast.chair.post(f"{path}/speak-requests/{wish}/grant", {}).status == 200
    body = {"participant_id": str(cast.member.participant(running_meeting).id), "reason": "người nhà"}
    assert cast.secretary.post(f"{path}/items/{agenda[1].id}/recusals", body).status == 200
    assert data_of(running_meeting, "floor.ended")["reason"] == "keeps_out"


def test_carried_items_keep_to_whom_they_are_open(
    cast: Cast, meeting: Meeting, running_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    close_to(cast, running_meeting, agenda[2], INTERNAL)
    postponed = f"{base(running_meeting)}/items/{agenda[2].id}/postpone"
    assert cast.chair.post(postponed, {"reason": "chờ thẩm định"}).status == 200
    with command("test.meeting", SYSTEM):
        new = cast.secretary.post("/meetings", {
            "title": "Phiên sau", "place": "Phòng 1", "scheduled_start": "2030-01-07T08:00:00+07:00",
            "scheduled_end": "2030-01-07T10:00:00+07:00",
        }).body["id"]  # fmt: skip
    path = f"/meetings/{new}/items/carry-over"
    assert cast.outsider.post(path, {"meeting_id": str(running_meeting.id)}).status == 404
    assert [cast.chair.get(path).status, cast.outsider.get(path).status] == [404, 404]
    [source] = cast.secretary.get(path).body["items"]
    assert source["meeting_id"] == str(running_meeting.id)
    assert [row["title"] for row in source["items"]] == [agenda[2].title]
    came = cast.secretary.post(path, {"meeting_id": str(running_meeting.id)}).body["items"]
    assert [(row["title"], row["access"]) for row in came] == [(agenda[2].title, "restricted")]
    assert cast.secretary.post(path, {"meeting_id": str(running_meeting.id)}).body["items"] == []
    assert cast.secretary.get(path).body["items"] == []
