"""The agenda through the API: add, edit, order, remove, open and close."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agenda.items.models import AgendaItem
from agenda.items.rules import check_numbers_stay, check_order
from conftest import Cast
from ecabinet.problems import Problem
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.journal import data_of, event_types, state_of

NEW = {"title": "Việc khác", "kind": "other", "presenter": "Văn phòng", "planned_minutes": 5}


def positions(meeting: Meeting) -> list[tuple[int, str]]:
    return list(AgendaItem.objects.filter(meeting=meeting).values_list("position", "title"))


class TestAdd:
    def test_walk(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}/items"
        assert cast.anonymous.post(path, NEW).status == 401
        assert cast.outsider.post(path, NEW).status == 404
        assert cast.member.post(path, NEW).status == 403
        for wrong in ({"title": " "}, {"kind": "x"}, {"planned_minutes": 0}, {"planned_minutes": 10_000}):
            assert cast.secretary.post(path, {**NEW, **wrong}).status == 422
        row = cast.secretary.post(path, NEW).body
        assert (row["position"], row["number"], row["status"]) == (4, "4", "pending")
        assert state_of(published_meeting, "item.added") == {"items": {row["id"]: row}}
        assert data_of(published_meeting, "item.added")["title"] == "Việc khác"
        cast.secretary.post(f"/meetings/{published_meeting.id}/start", {"reason": "họp gấp"})
        cast.secretary.post(f"/meetings/{published_meeting.id}/end")
        assert cast.secretary.post(path, NEW).code == "meeting_wrong_status"

    def test_an_agenda_has_an_end(self, cast: Cast, meeting: Meeting) -> None:
        AgendaItem.objects.bulk_create(
            AgendaItem(meeting=meeting, position=n, title="x", kind="other", planned_minutes=1)
            for n in range(4, 201)
        )
        assert cast.secretary.post(f"/meetings/{meeting.id}/items", NEW).code == "agenda_full"


class TestEdit:
    def test_walk(self, cast: Cast, published_meeting: Meeting, agenda: list[AgendaItem]) -> None:
        path = f"/meetings/{published_meeting.id}/items/{agenda[1].id}/edit"
        assert cast.anonymous.post(path, {}).status == 401
        assert cast.outsider.post(path, {}).status == 404
        assert cast.chair.post(path, {}).status == 403
        assert cast.secretary.post(path, {"planned_minutes": -1}).status == 422
        other = f"/meetings/{published_meeting.id}/items/{uuid.uuid4()}/edit"
        assert cast.secretary.post(other, {}).status == 404
        row = cast.secretary.post(path, {"presenter": "Sở Tài chính"}).body
        assert (row["presenter"], row["title"]) == ("Sở Tài chính", agenda[1].title)
        assert data_of(published_meeting, "item.edited")["before"] == {"presenter": agenda[1].presenter}
        before = event_types(published_meeting)
        cast.secretary.post(path, {"presenter": "Sở Tài chính"})
        assert event_types(published_meeting) == before


class TestOrder:
    def test_walk(self, cast: Cast, published_meeting: Meeting, agenda: list[AgendaItem]) -> None:
        path = f"/meetings/{published_meeting.id}/items/order"
        ids = [str(agenda[n].id) for n in (2, 0, 1)]
        assert cast.anonymous.post(path, {"ids": ids}).status == 401
        assert cast.outsider.post(path, {"ids": ids}).status == 404
        assert cast.chair.post(path, {"ids": ids}).status == 403
        for wrong in (ids[:2], [*ids, ids[0]], [*ids[:2], str(uuid.uuid4())]):
            assert cast.secretary.post(path, {"ids": wrong}).status == 422
        rows = cast.secretary.post(path, {"ids": ids}).body["items"]
        assert [row["id"] for row in rows] == ids
        assert [row["position"] for row in rows] == [1, 2, 3]
        assert len(state_of(published_meeting, "item.reordered")["items"]) == 3
        assert [entry["number"] for entry in data_of(published_meeting, "item.reordered")["order"]] == [
            "1",
            "2",
            "3",
        ]
        cast.secretary.post(path, {"ids": ids})
        assert event_types(published_meeting).count("item.reordered") == 1

    def test_what_has_begun_keeps_its_number(
        self, cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
    ) -> None:
        path = f"/meetings/{running_meeting.id}/items"
        cast.chair.post(f"{path}/{agenda[0].id}/open")
        swapped = [str(agenda[n].id) for n in (1, 0, 2)]
        assert cast.secretary.post(f"{path}/order", {"ids": swapped}).code == "item_begun"
        later = [str(agenda[n].id) for n in (0, 2, 1)]
        assert cast.secretary.post(f"{path}/order", {"ids": later}).status == 200
        assert [title for _, title in positions(running_meeting)][1:] == [agenda[2].title, agenda[1].title]


class TestRemove:
    def test_walk(self, cast: Cast, published_meeting: Meeting, agenda: list[AgendaItem]) -> None:
        path = f"/meetings/{published_meeting.id}/items/{agenda[0].id}/remove"
        assert cast.anonymous.post(path).status == 401
        assert cast.outsider.post(path).status == 404
        assert cast.chair.post(path).status == 403
        assert cast.secretary.post(path).body == {"id": str(agenda[0].id)}
        assert cast.secretary.post(path).status == 404
        assert positions(published_meeting) == [(1, agenda[1].title), (2, agenda[2].title)]
        state = state_of(published_meeting, "item.removed")["items"]
        assert state[str(agenda[0].id)] is None
        assert state[str(agenda[2].id)]["position"] == 2

    def test_what_has_begun_stays(
        self, cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
    ) -> None:
        path = f"/meetings/{running_meeting.id}/items"
        cast.chair.post(f"{path}/{agenda[1].id}/open")
        assert cast.secretary.post(f"{path}/{agenda[1].id}/remove").code == "item_begun"
        assert cast.secretary.post(f"{path}/{agenda[0].id}/remove").code == "item_begun"
        assert len(positions(running_meeting)) == 3
        assert cast.secretary.post(f"{path}/{agenda[2].id}/remove").status == 200
        cast.chair.post(f"{path}/{agenda[1].id}/close")
        assert cast.secretary.post(f"{path}/{agenda[1].id}/edit", {"title": "x"}).code == "item_begun"


class TestOnTheTable:
    def test_walk(self, cast: Cast, published_meeting: Meeting, agenda: list[AgendaItem]) -> None:
        path = f"/meetings/{published_meeting.id}/items/{agenda[0].id}"
        assert cast.anonymous.post(f"{path}/open").status == 401
        assert cast.outsider.post(f"{path}/open").status == 404
        assert cast.member.post(f"{path}/open").status == 403
        assert cast.chair.post(f"{path}/open").code == "meeting_wrong_status"
        cast.chair.post(f"/meetings/{published_meeting.id}/start", {"reason": "họp gấp"})
        assert cast.chair.post(f"{path}/close").code == "item_not_open"
        row = cast.chair.post(f"{path}/open").body
        assert (row["status"], row["closed_at"]) == ("current", None)
        state = state_of(published_meeting, "item.opened")
        assert state["meeting"][str(published_meeting.id)]["current_item_id"] == row["id"]
        cast.chair.post(f"{path}/open")
        assert event_types(published_meeting).count("item.opened") == 1
        row = cast.chair.post(f"{path}/close").body
        assert (row["status"], row["opened_at"] <= row["closed_at"]) == ("done", True)
        published_meeting.refresh_from_db()
        assert published_meeting.current_item_id is None

    def test_opening_one_closes_the_other(
        self, cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
    ) -> None:
        path = f"/meetings/{running_meeting.id}/items"
        cast.secretary.post(f"{path}/{agenda[0].id}/open")
        cast.secretary.post(f"{path}/{agenda[1].id}/open")
        told = [
            kind for kind in event_types(running_meeting) if kind.startswith("item.") and kind != "item.added"
        ]
        assert told == ["item.opened", "item.closed", "item.opened"]
        statuses = AgendaItem.objects.filter(meeting=running_meeting).values_list("status", flat=True)
        assert list(statuses) == ["done", "current", "pending"]

    def test_a_matter_may_be_taken_up_again(
        self, cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
    ) -> None:
        path = f"/meetings/{running_meeting.id}/items"
        first = cast.chair.post(f"{path}/{agenda[0].id}/open").body["opened_at"]
        cast.chair.post(f"{path}/{agenda[0].id}/close")
        assert cast.chair.post(f"{path}/{agenda[0].id}/open").code == "item_needs_reason"
        row = cast.chair.post(f"{path}/{agenda[0].id}/open", {"reason": "bổ sung số liệu"}).body
        assert (row["status"], row["opened_at"], row["closed_at"]) == ("current", first, None)
        assert (len(row["spans"]), row["since"] > first) == (1, True)
        assert data_of(running_meeting, "item.opened")["reason"] == "bổ sung số liệu"
        row = cast.chair.post(f"{path}/{agenda[0].id}/close").body
        assert [span["reason"] for span in row["spans"]] == ["", "bổ sung số liệu"]

    def test_not_during_a_break(self, cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]) -> None:
        path = f"/meetings/{running_meeting.id}"
        cast.chair.post(f"{path}/pause")
        assert cast.chair.post(f"{path}/items/{agenda[0].id}/open").code == "meeting_wrong_status"


class TestConstraints:
    def test_one_on_the_table_one_per_place(self, meeting: Meeting, agenda: list[AgendaItem]) -> None:
        AgendaItem.objects.filter(id=agenda[0].id).update(status="current", opened_at=timezone.now())
        changes: list[dict[str, Any]] = [
            {"status": "current", "opened_at": timezone.now()},
            {"position": 1},
            {"status": "done"},
        ]
        for fields in changes:
            with pytest.raises(IntegrityError), transaction.atomic():
                AgendaItem.objects.filter(id=agenda[1].id).update(**fields)


ids = st.lists(st.uuids(), unique=True, min_size=1, max_size=8)


@given(ids, st.randoms())
def test_any_permutation_is_an_order_and_nothing_else(known: list[uuid.UUID], random: Any) -> None:
    shuffled = random.sample(known, len(known))
    check_order(known, shuffled)
    for wrong in (known[1:], [*known, known[0]], [*known[1:], uuid.uuid4()]):
        with pytest.raises(Problem):
            check_order(known, wrong)


@given(ids, st.data())
def test_numbers_of_what_has_begun_stay(known: list[uuid.UUID], data: st.DataObject) -> None:
    begun = data.draw(st.sets(st.sampled_from(known)))
    order = data.draw(st.permutations(known))
    before = {item: n for n, item in enumerate(known, start=1)}
    after = {item: n for n, item in enumerate(order, start=1)}
    moved = {item for item in known if before[item] != after[item]}
    if moved & begun:
        with pytest.raises(Problem):
            check_numbers_stay(before, after, begun)
    else:
        check_numbers_stay(before, after, begun)
