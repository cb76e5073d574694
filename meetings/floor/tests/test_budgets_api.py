"""The minutes that a unit may speak."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from agenda.items.models import AgendaItem
from conftest import Cast, Member
from ecabinet.testing import Answer
from meetings.floor.models import Turn, UnitBudget
from meetings.lifecycle.models import Meeting

Post = Callable[..., Answer]
Events = Callable[..., list[Any]]
Parts = Callable[[Member], Any]


def test_a_budget_is_set_changed_and_taken_away(
    cast: Cast, running_meeting: Meeting, post: Post, events: Events, parts: Parts
) -> None:
    body = {"unit_name": cast.member.participant(running_meeting).unit_name, "minutes": 10}
    rest = "floor/budgets"
    assert cast.anonymous.post(f"/meetings/{running_meeting.id}/{rest}", body).status == 401
    assert post(cast.outsider, rest, body).status == 404
    assert post(cast.member, rest, body).status == 403
    assert post(cast.chair, rest, {**body, "minutes": -1}).status == 422
    assert post(cast.chair, rest, {**body, "unit_name": "Không có"}).status == 422
    assert post(cast.chair, rest, {**body, "item_id": str(cast.unit.id)}).status == 404
    assert not UnitBudget.objects.exists()

    assert post(cast.chair, rest, body).status == 200
    assert post(cast.chair, rest, body).status == 200
    assert post(cast.chair, rest, {**body, "minutes": 5}).status == 200
    (row,) = parts(cast.delegate)["budgets"].values()
    assert (row["minutes"], row["used_seconds"], row["item_id"]) == (5, 0, None)
    assert [one.data["minutes_before"] for one in events("time_budget.set")] == [None, 10]

    assert post(cast.chair, rest, {**body, "minutes": 0}).status == 200
    assert parts(cast.chair)["budgets"] == {}
    assert len(events("time_budget.removed")) == 1


def test_a_turn_uses_the_budgets_of_its_unit_and_item_and_may_go_over(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem], post: Post, give: Any, parts: Parts
) -> None:
    unit = cast.member.participant(running_meeting).unit_name
    for item in (None, agenda[0], agenda[1]):
        item_id = str(item.id) if item else None
        post(cast.chair, "floor/budgets", {"unit_name": unit, "item_id": item_id, "minutes": 1})
    post(cast.chair, f"items/{agenda[0].id}/open")
    assert give(cast.member)["unit_name"] == unit
    turn = Turn.objects.get()
    Turn.objects.update(started_at=turn.started_at - timedelta(seconds=90))
    assert post(cast.chair, "floor/end").status == 200

    used = {row["item_id"]: row["used_seconds"] for row in parts(cast.chair)["budgets"].values()}
    assert used[str(agenda[1].id)] == 0
    assert used[None] == used[str(agenda[0].id)] in (90, 91)
    assert give(cast.member)["limit_seconds"] > 0


def test_no_budget_after_the_meeting(cast: Cast, running_meeting: Meeting, post: Post) -> None:
    body = {"unit_name": cast.member.participant(running_meeting).unit_name, "minutes": 10}
    post(cast.chair, "end")
    answer = post(cast.chair, "floor/budgets", body)
    assert (answer.status, answer.code) == (409, "meeting_wrong_status")
