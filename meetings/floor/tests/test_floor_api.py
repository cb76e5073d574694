"""Giving the floor, its clock, and the microphones that follow."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agenda.items.models import AgendaItem
from conftest import Cast, Member
from ecabinet.journal.services import SYSTEM, command
from ecabinet.testing import Answer
from meetings.attendance import presence
from meetings.floor.models import SpeakRequest, Turn
from meetings.invitations.models import MeetingSite
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting

Post = Callable[..., Answer]
Ask = Callable[..., str]
Give = Callable[..., Any]
Events = Callable[..., list[Any]]
Parts = Callable[[Member], Any]


def microphone(cast: Cast, meeting: Meeting, site: Any) -> str:
    return MeetingSite.objects.get(meeting=meeting, site=site).microphone


def test_the_floor_is_the_chairs_to_give(cast: Cast, running_meeting: Meeting, post: Post, ask: Ask) -> None:
    rest = f"speak-requests/{ask(cast.member)}/grant"
    assert cast.anonymous.post(f"/meetings/{running_meeting.id}/{rest}").status == 401
    assert post(cast.outsider, rest).status == 404
    assert post(cast.member2, rest).status == 403
    assert post(cast.chair, f"speak-requests/{cast.unit.id}/grant").status == 404
    assert post(cast.chair, rest, {"limit_seconds": 5}).status == 422
    assert post(cast.chair, rest, {"limit_seconds": "a while"}).status == 422
    assert not Turn.objects.exists()


def test_nobody_gets_the_floor_in_a_break(cast: Cast, post: Post, ask: Ask) -> None:
    request = ask(cast.member)
    post(cast.chair, "pause")
    answer = post(cast.chair, f"speak-requests/{request}/grant")
    assert (answer.status, answer.code) == (409, "floor_closed")


def test_one_command_moves_floor_microphone_and_layout(
    cast: Cast, running_meeting: Meeting, post: Post, ask: Ask, events: Events, parts: Parts
) -> None:
    answer = post(cast.chair, f"speak-requests/{ask(cast.member2)}/grant", {"limit_seconds": 120})

    assert answer.status == 200
    assert answer.body["identity"] == f"site:{cast.remote_site.id}"
    assert answer.body["limit_seconds"] == 120
    granted = events("floor.granted")[0]
    together = [e.type for e in events() if e.causation == granted.causation]
    assert together == ["floor.granted", "microphone.opened", "layout.set"]
    shown = parts(cast.site_device)
    assert shown["queue"] == {}
    assert shown["floor"]["turn"]["full_name"] == "Hoàng Thị Hai"
    assert shown["sites"][str(cast.remote_site.id)]["microphone"] == "open"
    layout = shown["meeting"][str(running_meeting.id)]["layout"]
    assert (layout["mode"], layout["site_id"]) == ("speaker", str(cast.remote_site.id))


def test_who_sits_nowhere_speaks_through_the_own_device(
    cast: Cast, running_meeting: Meeting, give: Give, settings: Any, events: Events
) -> None:
    settings.SPEAKING_SECONDS = 240
    turn = give(cast.member3)
    assert turn["identity"] == f"person:{cast.member3.person.id}"
    assert turn["limit_seconds"] == 240
    (opened,) = events("microphone.opened")
    assert opened.data["identity"] == turn["identity"]


def test_the_next_speaker_ends_the_former_turn_first(
    cast: Cast, running_meeting: Meeting, give: Give, events: Events
) -> None:
    give(cast.member2)
    give(cast.member)

    assert Turn.objects.filter(ended_at=None).count() == 1
    assert microphone(cast, running_meeting, cast.remote_site) == "closed"
    assert microphone(cast, running_meeting, cast.central_site) == "open"
    second = events("floor.granted")[1]
    together = [e.type for e in events() if e.causation == second.causation]
    assert together == [
        "floor.ended",
        "microphone.closed",
        "floor.granted",
        "microphone.opened",
        "layout.set",
    ]
    (ended,) = events("floor.ended")
    assert ended.data["reason"] == "next_speaker"
    assert ended.data["full_name"] == "Hoàng Thị Hai"


def test_the_database_allows_one_turn_at_a_time(
    cast: Cast, running_meeting: Meeting, give: Give, ask: Ask
) -> None:
    give(cast.member)
    waiting = SpeakRequest.objects.get(id=ask(cast.member2))
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.create(
            meeting=running_meeting,
            request=waiting,
            identity="x",
            started_at=timezone.now(),
            limit_seconds=60,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        SpeakRequest.objects.filter(id=waiting.id).update(status="speaking")


@pytest.mark.parametrize("rest", ["floor/pause", "floor/resume", "floor/end", "floor/extend"])
def test_the_clock_needs_somebody_who_speaks(
    cast: Cast, running_meeting: Meeting, post: Post, rest: str
) -> None:
    body = {"seconds": 60} if rest.endswith("extend") else None
    assert cast.anonymous.post(f"/meetings/{running_meeting.id}/{rest}", body).status == 401
    assert post(cast.outsider, rest, body).status == 404
    assert post(cast.member, rest, body).status == 403
    answer = post(cast.chair, rest, body)
    assert (answer.status, answer.code) == (409, "nobody_speaks")


def test_pause_resume_extend_and_end(
    cast: Cast, post: Post, give: Give, events: Events, parts: Parts
) -> None:
    give(cast.member, 60)
    Turn.objects.update(started_at=timezone.now() - timedelta(seconds=50))

    assert post(cast.chair, "floor/resume").code == "turn_running"
    assert post(cast.chair, "floor/pause").body["paused_at"]
    assert post(cast.chair, "floor/pause").code == "turn_paused"
    Turn.objects.update(paused_at=timezone.now() - timedelta(seconds=30))
    resumed = post(cast.chair, "floor/resume").body
    assert resumed["paused_at"] is None
    assert resumed["paused_seconds"] in (30, 31)
    assert post(cast.chair, "floor/extend", {"seconds": 5}).status == 422
    assert post(cast.chair, "floor/extend", {"seconds": 60}).body["limit_seconds"] == 120
    assert parts(cast.member)["floor"]["turn"]["limit_seconds"] == 120

    assert post(cast.chair, "floor/end").status == 200
    (ended,) = events("floor.ended")
    assert ended.data["seconds_used"] in (19, 20, 21)
    assert ended.data["reason"] == "ended"
    assert parts(cast.member)["floor"] == {}
    assert SpeakRequest.objects.get().status == "done"


def test_a_turn_is_not_extended_without_end(cast: Cast, post: Post, give: Give) -> None:
    give(cast.member, 14_400)
    answer = post(cast.chair, "floor/extend", {"seconds": 10})
    assert (answer.status, answer.code) == (422, "bad_limit")


def test_the_end_of_the_item_ends_its_turn(
    cast: Cast, agenda: list[AgendaItem], post: Post, give: Give, events: Events
) -> None:
    post(cast.secretary, f"items/{agenda[0].id}/open")
    give(cast.member)
    post(cast.secretary, f"items/{agenda[1].id}/open")
    (ended,) = events("floor.ended")
    assert ended.data["reason"] == "item_closed"


def test_the_end_of_the_meeting_ends_the_turn_and_closes_the_microphones(
    cast: Cast, running_meeting: Meeting, post: Post, give: Give, events: Events, parts: Parts
) -> None:
    give(cast.member2)
    with command("test.end", cast.chair.actor) as cmd:
        lifecycle.end(cmd, Meeting.objects.select_for_update().get(id=running_meeting.id))
    assert events("floor.ended")[0].data["reason"] == "meeting_ended"
    shown = parts(cast.chair)
    assert shown["floor"] == {}
    assert {site["microphone"] for site in shown["sites"].values()} == {"closed"}


def test_the_end_of_the_meeting_closes_a_site_that_was_opened(
    cast: Cast, running_meeting: Meeting, post: Post, parts: Parts
) -> None:
    post(cast.chair, f"sites/{cast.remote_site.id}/microphone", {"open": True})
    with command("test.end", cast.chair.actor) as cmd:
        lifecycle.end(cmd, Meeting.objects.select_for_update().get(id=running_meeting.id))
    assert parts(cast.chair)["sites"][str(cast.remote_site.id)]["microphone"] == "closed"


def test_a_break_and_a_lost_line_stop_the_clock(
    cast: Cast, running_meeting: Meeting, post: Post, give: Give, events: Events
) -> None:
    site = MeetingSite.objects.get(meeting=running_meeting, site=cast.remote_site)
    with command("test.connect", SYSTEM) as cmd:
        presence.connect_site(cmd, site, cmd.at)
    give(cast.member2)
    with command("test.lost", SYSTEM) as cmd:
        presence.disconnect_site(cmd, site, cmd.at)
    post(cast.chair, "floor/resume")
    post(cast.chair, "pause")
    assert [e.data["reason"] for e in events("floor.paused")] == ["site_lost", "meeting_paused"]
    assert Turn.objects.get().paused_at is not None


def test_who_is_taken_out_of_the_meeting_speaks_no_more(
    cast: Cast, running_meeting: Meeting, post: Post, give: Give, events: Events
) -> None:
    give(cast.member)
    post(cast.secretary, f"participants/{cast.member.participant(running_meeting).id}/remove")
    assert events("floor.ended")[0].data["reason"] == "participant_removed"


def test_a_site_taken_out_ends_the_turn_spoken_through_it(
    cast: Cast, running_meeting: Meeting, post: Post, give: Give, events: Events
) -> None:
    give(cast.member2)
    post(cast.secretary, f"sites/{cast.remote_site.id}/remove")
    assert events("floor.ended")[0].data["reason"] == "site_removed"


def test_one_site_microphone(cast: Cast, running_meeting: Meeting, post: Post, events: Events) -> None:
    rest = f"sites/{cast.remote_site.id}/microphone"
    assert cast.anonymous.post(f"/meetings/{running_meeting.id}/{rest}", {"open": True}).status == 401
    assert post(cast.outsider, rest, {"open": True}).status == 404
    assert post(cast.site_device, rest, {"open": True}).status == 403
    assert post(cast.chair, f"sites/{cast.unit.id}/microphone", {"open": True}).status == 404
    assert post(cast.chair, rest, {}).status == 422

    assert post(cast.secretary, rest, {"open": True}).body["microphone"] == "open"
    assert post(cast.secretary, rest, {"open": True}).status == 200
    assert post(cast.secretary, rest, {"open": False}).body["microphone"] == "closed"
    assert [e.type for e in events("microphone.opened", "microphone.closed")] == [
        "microphone.opened",
        "microphone.closed",
    ]


def test_microphones_stay_closed_before_the_meeting(cast: Cast, published_meeting: Meeting) -> None:
    rest = f"/meetings/{published_meeting.id}/sites/{cast.remote_site.id}/microphone"
    answer = cast.secretary.post(rest, {"open": True})
    assert (answer.status, answer.code) == (409, "meeting_not_running")


def test_on_floor_only_one_site_is_open(cast: Cast, running_meeting: Meeting, post: Post, give: Give) -> None:
    central, remote = (f"sites/{s.id}/microphone" for s in (cast.central_site, cast.remote_site))
    post(cast.chair, central, {"open": True})
    post(cast.chair, remote, {"open": True})
    assert microphone(cast, running_meeting, cast.central_site) == "closed"

    give(cast.member)
    assert microphone(cast, running_meeting, cast.remote_site) == "closed"
    answer = post(cast.chair, remote, {"open": True})
    assert (answer.status, answer.code) == (409, "floor_taken")
    assert "Phạm Thành Viên" in answer.body["detail"]


def test_in_an_open_meeting_several_sites_are_open(
    cast: Cast, running_meeting: Meeting, post: Post, give: Give
) -> None:
    Meeting.objects.filter(id=running_meeting.id).update(media_policy="open")
    give(cast.member)
    post(cast.chair, f"sites/{cast.remote_site.id}/microphone", {"open": True})
    open_sites = MeetingSite.objects.filter(meeting=running_meeting, microphone="open").count()
    assert open_sites == 2


def test_mute_all_spares_the_chair_and_who_speaks(
    cast: Cast, running_meeting: Meeting, post: Post, give: Give, events: Events
) -> None:
    assert post(cast.member, "microphones/mute-all").status == 403
    Meeting.objects.filter(id=running_meeting.id).update(media_policy="open")
    for site in (cast.central_site, cast.remote_site):
        post(cast.chair, f"sites/{site.id}/microphone", {"open": True})
    give(cast.member)

    assert post(cast.secretary, "microphones/mute-all").status == 200
    (muted,) = events("microphones.muted_all")
    assert muted.data["closed"] == ["Điểm cầu xã An Bình"]
    kept = {f"person:{cast.chair.person.id}", f"site:{cast.central_site.id}"}
    assert set(muted.data["kept"]) == kept
    assert microphone(cast, running_meeting, cast.central_site) == "open"


def test_who_has_the_floor_may_give_it_back(
    cast: Cast, running_meeting: Meeting, post: Post, give: Give, events: Events
) -> None:
    assert post(cast.member2, "floor/end").status == 403
    give(cast.member2)
    assert cast.anonymous.post(f"/meetings/{running_meeting.id}/floor/end").status == 401
    assert post(cast.outsider, "floor/end").status == 404
    assert post(cast.member, "floor/end").status == 403
    assert post(cast.site_device, "floor/end").status == 403
    assert post(cast.member2, "floor/pause").status == 403
    assert post(cast.member2, "floor/end").status == 200
    (ended,) = events("floor.ended")
    assert (ended.actor["person_id"], ended.data["reason"]) == (str(cast.member2.person.id), "ended")
    assert microphone(cast, running_meeting, cast.remote_site) == "closed"
    assert post(cast.member2, "floor/end").status == 403
