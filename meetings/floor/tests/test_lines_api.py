"""A site that loses its line: the item waits, the open poll waits, and both go on by the rule."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from agenda.items.models import AgendaItem, ItemSpan
from agenda.voting.models import Poll
from conftest import Cast, Member
from ecabinet.journal.services import SYSTEM, command
from ecabinet.testing import Answer
from meetings.attendance import presence
from meetings.floor.models import LostLine
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.models import Meeting
from meetings.minutes.reading import read_minutes
from meetings.minutes.services import read_events

Post = Callable[..., Answer]
Events = Callable[..., list[Any]]
Parts = Callable[[Member], Any]
Line = Callable[[bool], None]


@pytest.fixture
def line(cast: Cast, running_meeting: Meeting, post: Post, agenda: list[AgendaItem]) -> Line:
    """`line(there)`: the line of the site where member2 is present comes or goes; an item is on the table."""
    for who in (cast.chair, cast.member, cast.member2, cast.member3):
        assert post(who, "check-in", {"mode": "in_person"}).status == 200
    seat = {"site_id": str(cast.remote_site.id)}
    assert (
        post(cast.secretary, f"participants/{cast.member2.participant(running_meeting).id}/edit", seat).status
        == 200
    )
    assert post(cast.chair, f"items/{agenda[1].id}/open").status == 200

    def change(there: bool) -> None:
        site = MeetingSite.objects.select_related("meeting").get(
            meeting=running_meeting, site=cast.remote_site
        )
        with command("test.line", SYSTEM) as cmd:
            (presence.connect_site if there else presence.disconnect_site)(cmd, site, cmd.at)

    change(True)
    return change


def choose(cast: Cast, post: Post, **settings: Any) -> None:
    assert post(cast.secretary, "floor/settings", settings).status == 200


def open_poll(cast: Cast, post: Post, item: AgendaItem) -> str:
    poll = post(cast.secretary, "polls", {"question": "Nhất trí?", "item_id": str(item.id)}).body["id"]
    assert post(cast.secretary, f"polls/{poll}/open").status == 200
    return str(poll)


def vote(cast: Cast, post: Post, poll: str, who: Member) -> Answer:
    return post(who, f"polls/{poll}/ballots", {"ballot_id": str(who.person.id), "choice": "approve"})


def test_the_item_waits_for_the_site_and_goes_on_by_itself(
    cast: Cast, line: Line, post: Post, events: Events, parts: Parts, agenda: list[AgendaItem]
) -> None:
    choose(cast, post, loss_action="pause_item")
    line(False)
    (paused,) = events("item.paused")
    assert (paused.data["reason"], paused.data["people"], paused.data["voters"]) == ("site_lost", 1, 1)
    shown = parts(cast.delegate)
    assert shown["items"][str(agenda[1].id)]["paused_by"] == "site_lost"
    (loss,) = shown["losses"].values()
    assert (loss["site_name"], loss["holds_item"]) == (cast.remote_site.name, True)
    line(True)
    assert events("item.resumed")[0].data["reason"] == "line_back"
    assert events("line.returned")[0].data["seconds"] == 0
    shown = parts(cast.delegate)
    assert (shown["losses"], shown["items"][str(agenda[1].id)]["paused_at"]) == ({}, None)


def test_back_too_late_the_chair_decides(cast: Cast, line: Line, post: Post, events: Events) -> None:
    choose(cast, post, loss_action="pause_item")
    line(False)
    at = ItemSpan.objects.get().paused_at
    assert at is not None
    ItemSpan.objects.update(paused_at=at - timedelta(seconds=121), started_at=at - timedelta(seconds=300))
    line(True)
    assert events("item.resumed") == []
    item = AgendaItem.objects.get(status="current")
    assert post(cast.chair, f"items/{item.id}/resume").status == 200
    assert events("item.resumed")[0].data["paused_seconds"] >= 121


def test_too_few_people_hold_nothing_up_and_all_are_warned(
    cast: Cast, line: Line, post: Post, events: Events, parts: Parts
) -> None:
    choose(cast, post, loss_action="pause_poll", loss_people=2, loss_voters=2)
    poll = open_poll(cast, post, AgendaItem.objects.get(status="current"))
    line(False)
    assert events("item.paused", "poll.paused") == []
    assert [row["holds_item"] for row in parts(cast.delegate)["losses"].values()] == [False]
    assert vote(cast, post, poll, cast.member).status == 200


@pytest.mark.parametrize("action", ["nothing", "warn", "pause"])
def test_lesser_policies_pause_neither(
    cast: Cast, line: Line, post: Post, events: Events, action: str
) -> None:
    choose(cast, post, loss_action=action)
    open_poll(cast, post, AgendaItem.objects.get(status="current"))
    line(False)
    assert events("item.paused", "poll.paused") == []
    assert len(events("line.lost")) == LostLine.objects.count() == (action != "nothing")


def test_a_waiting_poll_takes_no_ballot_and_is_not_closed(
    cast: Cast, line: Line, post: Post, events: Events, parts: Parts
) -> None:
    choose(cast, post, loss_action="pause_poll")
    poll = open_poll(cast, post, AgendaItem.objects.get(status="current"))
    first = vote(cast, post, poll, cast.member)
    line(False)
    (paused,) = events("poll.paused")
    assert (paused.data["electors"], paused.data["not_cast"]) == (1, ["Hoàng Thị Hai"])
    assert parts(cast.member)["polls"][poll]["paused_for"] == cast.remote_site.name
    assert vote(cast, post, poll, cast.member3).code == "poll_paused"
    assert vote(cast, post, poll, cast.member).body == first.body
    assert post(cast.secretary, f"polls/{poll}/close").code == "poll_paused"
    line(True)
    assert events("poll.resumed")[0].data["reason"] == "line_back"
    assert vote(cast, post, poll, cast.member3).status == 200
    assert post(cast.secretary, f"polls/{poll}/close").body["result"]["cast"] == 2


def test_the_chair_lets_a_waiting_poll_go_on(cast: Cast, line: Line, post: Post, events: Events) -> None:
    choose(cast, post, loss_action="pause_poll")
    poll = open_poll(cast, post, AgendaItem.objects.get(status="current"))
    assert post(cast.chair, f"polls/{poll}/resume").code == "poll_not_paused"
    line(False)
    assert cast.anonymous.post(f"/meetings/{Poll.objects.get().meeting_id}/polls/{poll}/resume").status == 401
    assert post(cast.outsider, f"polls/{poll}/resume").status == 404
    assert post(cast.member, f"polls/{poll}/resume").status == 403
    assert post(cast.chair, f"polls/{poll}/resume").body["paused_at"] is None
    line(True)
    assert len(events("poll.resumed")) == 1


def test_the_end_of_the_meeting_ends_every_waiting_and_the_minutes_tell_it(
    cast: Cast, line: Line, post: Post, events: Events, running_meeting: Meeting
) -> None:
    choose(cast, post, loss_action="pause_poll")
    open_poll(cast, post, AgendaItem.objects.get(status="current"))
    line(False)
    assert post(cast.chair, "end").status == 200
    assert not LostLine.objects.exists()
    assert Poll.objects.get().status == "closed"
    assert events("poll.resumed")[0].data["reason"] == "meeting_ended"
    content = read_minutes(read_events(f"meeting:{running_meeting.id}", 10_000))
    waits = [(wait.question, wait.site_name, wait.span.end is not None) for wait in content.items[1].waits]
    assert sorted(waits) == [("", cast.remote_site.name, True), ("Nhất trí?", cast.remote_site.name, True)]
