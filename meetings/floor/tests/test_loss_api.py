"""What the meeting chose for a site that loses its line while it has the floor."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from conftest import Cast, Member
from ecabinet.journal.services import SYSTEM, command
from ecabinet.testing import Answer
from meetings.attendance import presence
from meetings.floor.models import Turn
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.models import Meeting

Post = Callable[..., Answer]
Events = Callable[..., list[Any]]
Parts = Callable[[Member], Any]
Line = Callable[[bool], None]


@pytest.fixture
def line(cast: Cast, running_meeting: Meeting) -> Line:
    """`line(there)`: the line of the remote site comes or goes."""

    def change(there: bool) -> None:
        site = MeetingSite.objects.select_related("meeting").get(
            meeting=running_meeting, site=cast.remote_site
        )
        with command("test.line", SYSTEM) as cmd:
            (presence.connect_site if there else presence.disconnect_site)(cmd, site, cmd.at)

    change(True)
    return change


def test_a_turn_goes_on_by_itself_when_the_line_is_back_in_time(
    cast: Cast, line: Line, give: Any, events: Events, parts: Parts
) -> None:
    give(cast.member2)
    line(False)
    shown = parts(cast.chair)["floor"]["turn"]
    assert shown["paused_at"] == shown["line_lost_at"] is not None
    assert events("floor.paused")[0].data["reason"] == "site_lost"

    line(True)
    (resumed,) = events("floor.resumed")
    assert (resumed.data["reason"], resumed.data["seconds_without_line"]) == ("line_back", 0)
    shown = parts(cast.chair)["floor"]["turn"]
    assert (shown["paused_at"], shown["line_lost_at"]) == (None, None)


def test_back_too_late_the_chair_decides(
    cast: Cast, line: Line, give: Any, post: Post, events: Events
) -> None:
    give(cast.member2)
    line(False)
    lost = Turn.objects.get().line_lost_at
    assert lost is not None
    Turn.objects.update(line_lost_at=lost - timedelta(seconds=121), started_at=lost - timedelta(seconds=300))
    line(True)
    assert events("floor.resumed") == []
    assert events("floor.line_returned")[0].data["seconds_without_line"] == 121
    assert post(cast.chair, "floor/resume").status == 200


def test_a_clock_stopped_by_the_chair_does_not_start_by_itself(
    cast: Cast, line: Line, give: Any, post: Post, events: Events
) -> None:
    give(cast.member2)
    post(cast.chair, "floor/pause")
    line(False)
    line(True)
    assert [one.type for one in events("floor.line_lost", "floor.line_returned", "floor.resumed")] == [
        "floor.line_lost",
        "floor.line_returned",
    ]
    assert Turn.objects.get().paused_at is not None


def test_nothing_goes_on_in_a_break(cast: Cast, line: Line, give: Any, post: Post, events: Events) -> None:
    give(cast.member2)
    line(False)
    post(cast.chair, "pause")
    line(True)
    assert events("floor.resumed") == []
    assert len(events("floor.line_returned")) == 1


@pytest.mark.parametrize(("action", "told"), [("nothing", []), ("warn", ["floor.line_lost"])])
def test_the_policy_may_only_warn_or_do_nothing(
    cast: Cast, line: Line, give: Any, post: Post, events: Events, action: str, told: list[str]
) -> None:
    assert post(cast.secretary, "floor/settings", {"loss_action": "stop"}).status == 422
    assert post(cast.secretary, "floor/settings", {"loss_return_seconds": 3601}).status == 422
    assert post(cast.member, "floor/settings", {"loss_action": action}).status == 403
    assert post(cast.secretary, "floor/settings", {"loss_action": action}).body["loss_action"] == action
    give(cast.member2)
    line(False)
    assert [one.type for one in events("floor.line_lost", "floor.paused")] == told
    assert Turn.objects.get().paused_at is None
    line(True)
    assert len(events("floor.line_returned")) == len(told)


def test_another_site_that_is_lost_stops_nobody(cast: Cast, line: Line, give: Any, events: Events) -> None:
    give(cast.member)
    line(False)
    assert events("floor.paused", "floor.line_lost") == []
