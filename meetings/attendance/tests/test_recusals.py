"""Recusal: papers, quorum, polls and the media room go by it, and the minutes tell it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from agenda.documents.models import Document, DocumentVersion
from agenda.documents.tests.made import made
from agenda.items.models import AgendaItem
from conftest import Cast, Member
from ecabinet.journal import audience
from ecabinet.journal.audience import Viewer
from ecabinet.journal.models import Event
from meetings.attendance.models import Recusal
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.stage import small_pdf
from meetings.media import rules as media
from meetings.media.state import room_state
from meetings.minutes.reading import read_minutes

REASON = "Người nhà là bên dự thầu"


def base(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}"


def recuse(who: Any, meeting: Meeting, item: AgendaItem, person: Member, reason: str = REASON) -> Any:
    body = {"participant_id": str(person.participant(meeting).id), "reason": reason}
    return who.post(f"{base(meeting)}/items/{item.id}/recusals", body)


def parts(who: Member, meeting: Meeting) -> Any:
    return who.get(f"{base(meeting)}/snapshot").body["parts"]


@pytest.fixture
def paper(running_meeting: Meeting, agenda: list[AgendaItem]) -> Document:
    """A paper of the second item."""
    return made(agenda[1])


def test_who_may_record_a_recusal(cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]) -> None:
    item = agenda[1]
    assert recuse(cast.anonymous, running_meeting, item, cast.member).status == 401
    assert recuse(cast.outsider, running_meeting, item, cast.member).status == 404
    for who in (cast.member, cast.site_device, cast.administrator):
        assert recuse(who, running_meeting, item, cast.member).status == 403
    assert recuse(cast.secretary, running_meeting, item, cast.member, "  ").status == 422
    stranger = {"participant_id": str(item.id), "reason": REASON}
    assert cast.secretary.post(f"{base(running_meeting)}/items/{item.id}/recusals", stranger).status == 404
    assert not Recusal.objects.exists()

    answer = recuse(cast.chair, running_meeting, item, cast.member)
    assert answer.status == 200
    assert (answer.body["full_name"], answer.body["reason"]) == ("Phạm Thành Viên", REASON)
    again = recuse(cast.secretary, running_meeting, item, cast.member)
    assert (again.status, again.code) == (409, "already_recused")
    event = Event.objects.get(type="recusal.recorded")
    assert event.data is not None
    assert event.data["item_title"] == item.title
    assert list(parts(cast.delegate, running_meeting)["recusals"]) == [answer.body["id"]]


def test_a_recusal_is_withdrawn_and_made_anew(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    row = recuse(cast.secretary, running_meeting, agenda[1], cast.member).body
    where = f"{base(running_meeting)}/recusals/{row['id']}/withdraw"
    assert cast.anonymous.post(where).status == 401
    assert cast.outsider.post(where).status == 404
    assert cast.member.post(where).status == 403
    assert cast.secretary.post(where).status == 200
    assert cast.secretary.post(where).status == 404
    assert parts(cast.chair, running_meeting)["recusals"] == {}
    assert recuse(cast.secretary, running_meeting, agenda[1], cast.member).status == 200


def test_nobody_is_recused_after_the_end(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    row = recuse(cast.secretary, running_meeting, agenda[1], cast.member).body
    assert cast.chair.post(f"{base(running_meeting)}/end").status == 200
    late = recuse(cast.secretary, running_meeting, agenda[1], cast.member2)
    assert (late.status, late.code) == (409, "meeting_wrong_status")
    assert cast.secretary.post(f"{base(running_meeting)}/recusals/{row['id']}/withdraw").status == 409


def test_the_papers_of_the_item_are_hidden_from_that_person(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem], paper: Document
) -> None:
    assert str(paper.id) in parts(cast.member, running_meeting)["documents"]
    row = recuse(cast.secretary, running_meeting, agenda[1], cast.member).body

    assert parts(cast.member, running_meeting)["documents"] == {}
    assert str(paper.id) in parts(cast.member2, running_meeting)["documents"]
    for rest in ("file", "original", "first-page.webp"):
        assert cast.member.get(f"/documents/{paper.id}/{rest}").status == 404
        assert cast.member2.get(f"/documents/{paper.id}/{rest}").status == 409
    assert cast.member.post(f"/documents/{paper.id}/opened").status == 404
    hidden = Event.objects.get(type="documents.hidden")
    assert hidden.audience == [f"person:{cast.member.person.id}"]
    assert hidden.state == {"documents": {str(paper.id): None}, "drafts": {}}

    cast.secretary.post(f"{base(running_meeting)}/recusals/{row['id']}/withdraw")
    assert str(paper.id) in parts(cast.member, running_meeting)["documents"]
    shown = Event.objects.get(type="documents.shown")
    assert shown.state is not None
    assert shown.state["documents"][str(paper.id)]["title"] == "Báo cáo"


def test_a_paper_laid_later_is_not_told_to_that_person(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    recuse(cast.secretary, running_meeting, agenda[1], cast.member)
    file = SimpleUploadedFile("bao-cao.pdf", small_pdf(), "application/pdf")
    path = f"{base(running_meeting)}/items/{agenda[1].id}/documents"
    assert cast.secretary.upload(path, file=file, declared_not_secret="true").status == 200
    seq = Event.objects.get(type="document.uploaded").seq
    told = {
        who: [e["seq"] for e in getattr(cast, who).get(f"{base(running_meeting)}/events").body["items"]]
        for who in ("member", "member2")
    }
    assert seq not in told["member"]
    assert seq in told["member2"]


def test_a_chair_who_keeps_out_does_not_see_who_read(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem], paper: Document
) -> None:
    DocumentVersion.objects.filter(document=paper).update(status="ready", pages=1, view_sha256="1" * 64)
    readers = f"{base(running_meeting)}/readers"
    assert len(cast.chair.get(readers).body["items"]) == 1
    recuse(cast.secretary, running_meeting, agenda[1], cast.chair)
    assert cast.chair.get(readers).body["items"] == []


def test_the_base_of_the_quorum_is_without_them_while_the_item_is_on_the_table(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    for who in (cast.chair, cast.member, cast.member2):
        who.post(f"{base(running_meeting)}/check-in", {"mode": "in_person"})
    recuse(cast.secretary, running_meeting, agenda[1], cast.member)

    def quorum() -> tuple[int, int, int, bool]:
        row = parts(cast.site_device, running_meeting)["quorum"]["it"]
        return row["entitled"], row["present"], row["required"], row["met"]

    assert quorum() == (4, 3, 3, True)
    cast.chair.post(f"{base(running_meeting)}/items/{agenda[1].id}/open")
    assert quorum() == (3, 2, 2, True)
    opened = Event.objects.get(type="item.opened")
    assert opened.state is not None
    assert opened.state["quorum"]["it"]["entitled"] == 3
    cast.chair.post(f"{base(running_meeting)}/items/{agenda[2].id}/open")
    assert quorum() == (4, 3, 3, True)


def test_the_roll_of_the_items_polls_is_without_them(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    for who in (cast.chair, cast.member, cast.member2, cast.member3):
        who.post(f"{base(running_meeting)}/check-in", {"mode": "online"})
    recuse(cast.secretary, running_meeting, agenda[1], cast.member)
    wanted = {"question": "Chọn nhà thầu?", "item_id": str(agenda[1].id)}
    poll = cast.secretary.post(f"{base(running_meeting)}/polls", wanted).body
    opened = cast.secretary.post(f"{base(running_meeting)}/polls/{poll['id']}/open")
    assert (opened.status, opened.body["entitled"]) == (200, 3)

    ballot = {"ballot_id": str(poll["id"]), "choice": "approve"}
    refused = cast.member.post(f"{base(running_meeting)}/polls/{poll['id']}/ballots", ballot)
    assert (refused.status, refused.code) == (403, "not_in_electorate")
    on_roll = recuse(cast.secretary, running_meeting, agenda[1], cast.member2)
    assert (on_roll.status, on_roll.code) == (409, "recused_on_roll")
    assert recuse(cast.secretary, running_meeting, agenda[2], cast.member2).status == 200


def test_they_leave_the_media_room_while_the_item_is_on_the_table(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    identity = f"person:{cast.chair.person.id}"
    recuse(cast.secretary, running_meeting, agenda[1], cast.chair)

    def permission() -> media.Permission:
        return media.desired(room_state(Meeting.objects.get(id=running_meeting.id)))[identity]

    assert permission().sources == media.EVERYTHING
    cast.chair.post(f"{base(running_meeting)}/items/{agenda[1].id}/open")
    assert permission() == media.Permission(media.NOTHING, data=False, subscribe=False)
    cast.chair.post(f"{base(running_meeting)}/items/{agenda[1].id}/close")
    assert permission().subscribe is True


def test_the_minutes_tell_it_in_a_line(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem], paper: Document
) -> None:
    recuse(cast.secretary, running_meeting, agenda[1], cast.member)
    gone = recuse(cast.secretary, running_meeting, agenda[1], cast.member2).body
    cast.secretary.post(f"{base(running_meeting)}/recusals/{gone['id']}/withdraw")
    events = Event.objects.filter(stream_id=f"meeting:{running_meeting.id}").order_by("seq")
    content = read_minutes(dict(row) for row in events.values("seq", "type", "at", "data", "state"))
    (item,) = [item for item in content.items if item.item_id == str(agenda[1].id)]
    assert [(one.full_name, one.reason) for one in item.recused] == [("Phạm Thành Viên", REASON)]
    others = [item for item in content.items if item.item_id != str(agenda[1].id)]
    assert all(item.recused == () for item in others)


def test_with_the_item_or_the_person_goes_the_recusal(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    by_item = recuse(cast.secretary, running_meeting, agenda[2], cast.member).body
    by_person = recuse(cast.secretary, running_meeting, agenda[1], cast.member2).body
    assert cast.secretary.post(f"{base(running_meeting)}/items/{agenda[2].id}/remove").status == 200
    participant = cast.member2.participant(running_meeting)
    where = f"{base(running_meeting)}/participants/{participant.id}/remove"
    assert cast.secretary.post(where).status == 200

    assert parts(cast.chair, running_meeting)["recusals"] == {}
    for event_type, row in (("item.removed", by_item), ("recusal.withdrawn", by_person)):
        event = Event.objects.get(type=event_type)
        assert event.state is not None
        assert event.state["recusals"] == {row["id"]: None}


@given(st.sets(st.integers(0, 5)), st.integers(0, 5), st.booleans())
def test_an_audience_without_some_persons(left_out: set[int], who: int, is_in_it: bool) -> None:
    tags = frozenset({f"person:{who}", *(["all"] if is_in_it else [])})
    viewer = Viewer("account", "person", tags)
    seen = viewer.sees(audience.without(audience.ALL, map(str, left_out)))
    assert seen == (is_in_it and who not in left_out)
