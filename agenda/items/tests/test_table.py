"""Running the agenda: the machine of an item, its clock, two levels, items left out."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.items import rules
from agenda.items.models import AgendaItem, ItemSpan
from conftest import Cast
from ecabinet.problems import Problem
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.journal import data_of, event_types, state_of

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
STATUSES = ("pending", "current", "done", "skipped", "postponed")
FIELDS = {"title": "Việc con", "kind": "other", "presenter": "", "planned_minutes": 5}


def items(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}/items"


def numbers(meeting: Meeting) -> list[str]:
    return list(AgendaItem.objects.filter(meeting=meeting).values_list("number", flat=True))


@given(st.sampled_from(STATUSES), st.sampled_from(sorted(rules.REFUSALS)), st.booleans())
def test_every_step_leads_somewhere_or_is_refused(status: str, step: str, has_begun: bool) -> None:
    if (status, step) in rules.STEPS:
        reached = rules.after(step, status, has_begun=has_begun)
        assert reached in STATUSES
        assert reached != "pending" or not has_begun
    else:
        with pytest.raises(Problem) as refused:
            rules.after(step, status, has_begun=has_begun)
        assert refused.value.code == rules.REFUSALS[step]


@given(st.lists(st.integers(0, 600), max_size=8))
def test_the_clock_counts_what_was_no_pause(gaps: list[int]) -> None:
    clock, at, ran = rules.Clock(NOON), NOON, 0
    for n, gap in enumerate(gaps):
        at += timedelta(seconds=gap)
        ran += gap if n % 2 == 0 else 0
        clock = clock.pause(at) if n % 2 == 0 else clock.resume(at)
    assert clock.seconds(at) == ran
    with pytest.raises(Problem):
        (clock.pause if clock.paused_at else clock.resume)(at)


uuids = st.lists(st.uuids(), unique=True, max_size=9)


@given(uuids, st.data())
def test_numbers_have_two_levels_and_no_gaps(known: list[UUID], data: st.DataObject) -> None:
    tops = [item for n, item in enumerate(known) if n % 3 == 0]
    parents = {item: None if item in tops else data.draw(st.sampled_from(tops)) for item in known}
    places = rules.laid_out(data.draw(st.permutations(known)), parents)
    in_order = sorted(places.values())
    assert [position for position, _ in in_order] == list(range(1, len(known) + 1))
    assert sorted(int(number) for _, number in in_order if "." not in number) == list(range(1, len(tops) + 1))
    for item, parent in parents.items():
        if parent is not None:
            assert places[item][1].startswith(f"{places[parent][1]}.")


def test_an_item_stands_under_another(
    cast: Cast, published_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    path, parent = items(published_meeting), str(agenda[1].id)
    row = cast.secretary.post(path, {**FIELDS, "parent_id": parent}).body
    assert (row["number"], row["position"], row["parent_id"]) == ("2.1", 3, parent)
    assert numbers(published_meeting) == ["1", "2", "2.1", "3"]
    deeper = cast.secretary.post(path, {**FIELDS, "parent_id": row["id"]})
    assert (deeper.status, deeper.code) == (422, "bad_parent")
    assert cast.secretary.post(f"{path}/{parent}/edit", {"parent_id": str(agenda[0].id)}).code == "bad_parent"
    order = [str(agenda[n].id) for n in (2, 1, 0)]
    cast.secretary.post(f"{path}/order", {"ids": [row["id"], *order]})
    titles = AgendaItem.objects.filter(meeting=published_meeting).values_list("title", flat=True)
    assert list(titles) == [agenda[2].title, agenda[1].title, "Việc con", agenda[0].title]
    assert cast.secretary.post(f"{path}/{parent}/remove").code == "item_in_use"
    moved = cast.secretary.post(f"{path}/{row['id']}/edit", {"parent_id": None}).body
    assert (moved["parent_id"], len(numbers(published_meeting))) == (None, 4)
    assert "." not in "".join(numbers(published_meeting))


@pytest.mark.parametrize("step", ["skip", "postpone"])
def test_an_item_is_left_out_and_comes_back(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem], step: str
) -> None:
    path = f"{items(running_meeting)}/{agenda[1].id}"
    done = {"skip": "skipped", "postpone": "postponed"}[step]
    assert cast.anonymous.post(f"{path}/{step}", {"reason": "x"}).status == 401
    assert cast.outsider.post(f"{path}/{step}", {"reason": "x"}).status == 404
    assert cast.member.post(f"{path}/{step}", {"reason": "x"}).status == 403
    assert cast.chair.post(f"{path}/restore").code == "item_not_left_out"
    assert cast.chair.post(f"{path}/{step}", {"reason": " "}).code == "item_needs_reason"
    row = cast.chair.post(f"{path}/{step}", {"reason": "chờ thẩm định"}).body
    assert (row["status"], row["reason"]) == (done, "chờ thẩm định")
    assert data_of(running_meeting, f"item.{done}")["reason"] == "chờ thẩm định"
    assert cast.chair.post(f"{path}/open").code == "item_left_out"
    row = cast.chair.post(f"{path}/restore").body
    assert (row["status"], row["reason"]) == ("pending", "")
    assert cast.chair.post(f"{path}/open").status == 200


def test_what_is_on_the_table_is_postponed_with_its_time_kept(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    path = f"{items(running_meeting)}/{agenda[0].id}"
    cast.chair.post(f"{path}/open")
    assert cast.chair.post(f"{path}/skip", {"reason": "x"}).code == "item_begun"
    row = cast.chair.post(f"{path}/postpone", {"reason": "hết giờ"}).body
    assert (row["status"], len(row["spans"]), row["since"]) == ("postponed", 1, None)
    assert event_types(running_meeting)[-2:] == ["item.closed", "item.postponed"]
    running_meeting.refresh_from_db()
    assert running_meeting.current_item_id is None
    assert cast.chair.post(f"{path}/restore").body["status"] == "done"


def test_the_clock_stands_for_the_chair_and_in_a_break(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    path = f"{items(running_meeting)}/{agenda[0].id}"
    assert cast.chair.post(f"{path}/pause").code == "item_not_open"
    cast.chair.post(f"{path}/open")
    assert cast.member.post(f"{path}/pause").status == 403
    assert cast.chair.post(f"{path}/resume").code == "item_running"
    cast.chair.post(f"/meetings/{running_meeting.id}/pause")
    shown = state_of(running_meeting, "meeting.paused")["items"][str(agenda[0].id)]
    assert (shown["paused_by"], shown["paused_at"] is not None) == ("meeting", True)
    cast.chair.post(f"/meetings/{running_meeting.id}/resume")
    assert state_of(running_meeting, "meeting.resumed")["items"][str(agenda[0].id)]["paused_by"] == ""
    row = cast.chair.post(f"{path}/pause").body
    assert (row["paused_by"], row["paused_at"] is not None) == ("chair", True)
    assert cast.chair.post(f"{path}/pause").code == "item_paused"
    cast.chair.post(f"/meetings/{running_meeting.id}/pause")
    cast.chair.post(f"/meetings/{running_meeting.id}/resume")
    assert ItemSpan.objects.get().paused_at is not None
    assert cast.chair.post(f"{path}/resume").body["paused_by"] == ""
    ItemSpan.objects.update(started_at=ItemSpan.objects.get().started_at - timedelta(seconds=90))
    row = cast.chair.post(f"{path}/close").body
    assert row["spent_seconds"] == row["spans"][0]["seconds"] == 90
