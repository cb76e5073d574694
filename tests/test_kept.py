"""Web and worker killed in the middle of a turn, an item, a grace and a hold: all is as the journal says.

Clocks are instants in rows, a grace is a job, a hold is a row: nothing of them lives in a process.
"""

import os
import subprocess
import sys
from datetime import datetime
from typing import Any

import pytest

from deploy.plan import ROOT
from tests.product import Product
from tests.test_acknowledged import running_meeting, sign_in, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

KEPT = ("meeting", "items", "queue", "floor", "polls", "losses", "away", "participants", "quorum", "sites")


class Watched:
    """The running demo meeting at the secretary's desk."""

    def __init__(self, product: Product) -> None:
        self.product, self.desk = product, sign_in(product)
        self.id = running_meeting(self.desk)

    def act(self, path: str, body: Any = None) -> Any:
        return self.desk.act(f"/meetings/{self.id}/{path}", body or {})

    def parts(self) -> dict[str, Any]:
        """The parts that must outlive every process."""
        parts = self.desk.client.get(f"/meetings/{self.id}/snapshot").json()["parts"]
        return {name: parts.get(name, {}) for name in KEPT}

    def events(self) -> list[Any]:
        frames: list[Any] = []
        after: int | None = 0
        while after is not None:
            page = self.desk.client.get(f"/meetings/{self.id}/events", params={"after": after}).json()
            frames, after = [*frames, *page["items"]], page["next"]
        return frames

    def only(self, event_type: str) -> Any:
        (found,) = [frame for frame in self.events() if frame["type"] == event_type]
        return found

    def line(self, what: str, subject: str) -> None:
        """Run tests.lines beside the product."""
        subprocess.run(
            [sys.executable, "-m", "tests.lines", self.id, what, subject],
            cwd=ROOT,
            env={**os.environ, **self.product.environment},
            timeout=90,
            check=True,
        )

    def kill_all(self) -> None:
        for name in ("worker", "web"):
            self.product.kill(name)
        for name in ("worker", "web"):
            self.product.wait_up(name)
        wait_until(self.product.health)


def as_the_journal_says(watched: Watched) -> dict[str, Any]:
    """The state that all events together leave, of the parts in `KEPT`."""
    folded: dict[str, Any] = {name: {} for name in KEPT}
    for frame in watched.events():
        for name, rows in (frame["state"] or {}).items():
            if name in folded:
                folded[name] |= rows
    return {name: {key: row for key, row in rows.items() if row} for name, rows in folded.items()}


def speaker_with_a_site(watched: Watched) -> Any:
    waiting = watched.parts()["queue"].values()
    return min((one for one in waiting if one["site_id"]), key=lambda one: str(one["requested_at"]))


def open_poll(watched: Watched, item_id: str) -> str:
    poll = watched.act("polls", {"question": "Nhất trí với báo cáo?", "item_id": item_id})["id"]
    watched.act(f"polls/{poll}/open")
    return str(poll)


def seconds(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


def test_clocks_graces_and_holds_outlive_every_process(own_product: Product) -> None:
    watched = Watched(own_product)
    wait_until(lambda: all(site["status"] == "offline" for site in watched.parts()["sites"].values()))
    speaker = speaker_with_a_site(watched)
    watched.act("floor/settings", {"loss_action": "pause_poll", "loss_return_seconds": 3600})
    _a_turn_and_a_grace(watched, speaker)
    _holds(watched, speaker)


def _a_turn_and_a_grace(watched: Watched, speaker: Any) -> None:
    """Killed while somebody speaks and somebody else is off the line for less than the grace."""
    watched.act(f"speak-requests/{speaker['id']}/grant", {"limit_seconds": 600})
    leaving = next(
        one for one in watched.parts()["participants"].values() if one["attendance"] == "not_checked"
    )
    watched.line("leave", leaving["person_id"])
    before = watched.parts()
    assert before["floor"]["turn"]["paused_at"] is None
    assert before["away"] == {}
    watched.kill_all()
    after = watched.parts()
    assert {**after, "away": {}, "quorum": {}} == {**before, "quorum": {}}
    wait_until(lambda: leaving["id"] in watched.parts()["away"])
    assert watched.only("attendance.left_line")["data"]["participant_id"] == leaving["id"]
    assert watched.parts() == as_the_journal_says(watched)


def _holds(watched: Watched, speaker: Any) -> None:
    """Killed while turn, item and poll wait for a lost line; they go on by themselves when it is back."""
    item = next(one for one in watched.parts()["items"].values() if one["status"] == "current")
    poll = open_poll(watched, item["id"])
    watched.line("lose", speaker["site_id"])
    before = watched.parts()
    lost_at = before["losses"][speaker["site_id"]]["lost_at"]
    assert before["floor"]["turn"]["paused_at"] == lost_at
    assert before["items"][item["id"]]["paused_at"] == lost_at
    assert before["polls"][poll]["paused_at"] == lost_at
    watched.kill_all()
    assert watched.parts() == before == as_the_journal_says(watched)
    watched.line("return", speaker["site_id"])
    for event in ("floor.resumed", "item.resumed", "poll.resumed"):
        resumed = watched.only(event)
        assert resumed["data"]["reason"] == "line_back"
        stood = resumed["data"]["paused_seconds"]
        assert abs(stood - seconds(lost_at, resumed["at"])) < 1
