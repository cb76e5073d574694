"""Commands at the same moment, on a server where they really run beside each other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from agenda.items.models import AgendaItem
from conftest import Cast, Member
from ecabinet.journal.models import Event
from meetings.lifecycle.models import Meeting

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="threads share one SQLite connection in tests"
    ),
]
AT_ONCE = 8


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run all acts at the same moment, each on a connection of its own."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts, timeout=60))


def posting(member: Member, path: str, body: Any = None) -> Callable[[], int]:
    """A command of one browser; each needs a browser of its own, since threads do not share one."""
    browser = Member(member.account)
    assert browser.get("/session").status == 200
    return lambda: browser.post(path, body).status


def test_many_openings_leave_one_item_on_the_table(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    path = f"/meetings/{running_meeting.id}/items"
    again = {"reason": "Bàn tiếp"}
    acts = [posting(cast.secretary, f"{path}/{agenda[n % 3].id}/open", again) for n in range(AT_ONCE)]
    answers = together(acts)
    assert 200 in answers
    assert set(answers) <= {200, 409}, "who comes second may find it on the table already"
    current = AgendaItem.objects.get(meeting=running_meeting, status="current")
    running_meeting.refresh_from_db()
    assert running_meeting.current_item_id == current.id
    seqs = list(Event.objects.filter(stream_id=f"meeting:{running_meeting.id}").values_list("seq", flat=True))
    assert sorted(seqs) == list(range(1, len(seqs) + 1))


def test_items_added_at_once_get_places_of_their_own(cast: Cast, meeting: Meeting) -> None:
    item = {"title": "Việc khác", "kind": "other", "presenter": "Văn phòng", "planned_minutes": 5}
    acts = [posting(cast.secretary, f"/meetings/{meeting.id}/items", item) for _ in range(AT_ONCE)]
    assert set(together(acts)) == {200}
    places = AgendaItem.objects.filter(meeting=meeting).values_list("position", flat=True)
    assert list(places) == list(range(1, 3 + AT_ONCE + 1))


def test_orders_and_removals_at_once_leave_no_gap(
    cast: Cast, meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    path = f"/meetings/{meeting.id}/items"
    ids = [str(item.id) for item in agenda]
    acts = [posting(cast.secretary, f"{path}/order", {"ids": ids[n:] + ids[:n]}) for n in range(3)]
    acts.append(posting(cast.secretary, f"{path}/{ids[1]}/remove"))
    answers = together(acts)
    assert answers[3] == 200
    assert set(answers) <= {200, 422}
    assert list(AgendaItem.objects.filter(meeting=meeting).values_list("position", flat=True)) == [1, 2]


def test_one_publishes_and_the_others_come_too_late(cast: Cast, meeting: Meeting) -> None:
    acts = [posting(cast.secretary, f"/meetings/{meeting.id}/publish") for _ in range(AT_ONCE)]
    assert sorted(together(acts)) == [200] + [409] * (AT_ONCE - 1)
    published = Event.objects.filter(stream_id=f"meeting:{meeting.id}", type="meeting.published")
    assert published.count() == 1
