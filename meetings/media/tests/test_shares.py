"""Screens that are shared: who may, what the journal says, and when it ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from livekit.protocol import models

from conftest import Cast, Member
from ecabinet.journal.models import Event
from ecabinet.journal.services import command
from meetings.floor import services as floor
from meetings.floor.rows import running_turn
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.journal import event_types
from meetings.media import models as tables
from meetings.media import reconciler as module
from meetings.media import shares
from meetings.media.models import ScreenShare, running_share
from meetings.media.reconciler import Reconciler
from meetings.media.rules import Source
from meetings.media.shares import permitted, record_shares
from meetings.media.state import room_state
from meetings.media.tests.conftest import Journal
from meetings.media.tests.fake import FakeMedia
from meetings.media.tests.test_reconciler import do, give_floor

NOBODY: frozenset[str] = frozenset()


def device(member: Member) -> str:
    return f"person:{member.person.id}"


def site_of(cast: Cast) -> str:
    return f"site:{cast.remote_site.id}"


def grant(cast: Cast, meeting: Meeting, member: Member) -> None:
    with command("test.grant", cast.chair.actor) as cmd:
        now = Meeting.objects.get(id=meeting.id)
        participant = member.participant(now)
        participant.meeting = now
        floor.grant(cmd, floor.make_request(cmd, participant, None))


def shows(meeting: Meeting, *identities: str) -> None:
    """The room shows these screens, as the reconciler reports it."""
    record_shares(meeting.id, frozenset(identities), {})


def may_share(meeting: Meeting, identity: str) -> bool:
    return permitted(room_state(Meeting.objects.get(id=meeting.id)), identity)


def last(meeting: Meeting, event_type: str) -> Any:
    return Event.objects.filter(stream_id=f"meeting:{meeting.id}", type=event_type).order_by("-seq")[0].data


@pytest.mark.django_db
class TestTheJournal:
    def test_the_screen_of_who_has_the_floor_is_told_and_shown(
        self, cast: Cast, running_meeting: Meeting
    ) -> None:
        grant(cast, running_meeting, cast.member2)
        shows(running_meeting, site_of(cast))
        shows(running_meeting, site_of(cast))

        row = cast.delegate.get(f"/meetings/{running_meeting.id}/snapshot").body["parts"]["shares"]["it"]
        assert (row["identity"], row["site_id"]) == (site_of(cast), str(cast.remote_site.id))
        assert (row["name"], row["shown"]) == ("Điểm cầu xã An Bình", True)
        assert event_types(running_meeting).count("share.started") == 1

    def test_with_the_turn_ends_the_share(self, cast: Cast, running_meeting: Meeting) -> None:
        grant(cast, running_meeting, cast.member2)
        shows(running_meeting, site_of(cast))
        cast.chair.post(f"/meetings/{running_meeting.id}/floor/end")
        assert running_share(running_meeting.id) is None
        assert last(running_meeting, "share.ended")["reason"] == "right_ended"

    def test_a_picture_that_comes_after_the_turn_is_not_a_share(
        self, cast: Cast, running_meeting: Meeting
    ) -> None:
        grant(cast, running_meeting, cast.member2)
        cast.chair.post(f"/meetings/{running_meeting.id}/floor/end")
        shows(running_meeting, site_of(cast))
        assert "share.started" not in event_types(running_meeting)

    def test_the_next_speaker_ends_the_share_of_the_one_before_but_not_the_chairs(
        self, cast: Cast, running_meeting: Meeting
    ) -> None:
        grant(cast, running_meeting, cast.member2)
        shows(running_meeting, site_of(cast))
        grant(cast, running_meeting, cast.member3)
        assert running_share(running_meeting.id) is None

        shows(running_meeting, device(cast.chair))
        cast.chair.post(f"/meetings/{running_meeting.id}/floor/end")
        share = running_share(running_meeting.id)
        assert share is not None
        assert share.identity == device(cast.chair)

    def test_muting_the_site_leaves_its_screen(self, cast: Cast, running_meeting: Meeting) -> None:
        grant(cast, running_meeting, cast.member2)
        shows(running_meeting, site_of(cast))
        path = f"/meetings/{running_meeting.id}/sites/{cast.remote_site.id}/microphone"
        assert cast.chair.post(path, {"open": False}).status == 200
        assert running_share(running_meeting.id) is not None
        assert may_share(running_meeting, site_of(cast))

    def test_of_two_the_later_one_takes_the_place(self, cast: Cast, running_meeting: Meeting) -> None:
        shows(running_meeting, device(cast.chair))
        shows(running_meeting, device(cast.chair), device(cast.secretary))
        share = running_share(running_meeting.id)
        assert share is not None
        assert share.identity == device(cast.secretary)
        assert last(running_meeting, "share.ended")["reason"] == "replaced"
        assert not may_share(running_meeting, device(cast.chair)), "the room takes the older one out"

    def test_one_who_stops_is_told_with_the_time(self, cast: Cast, running_meeting: Meeting) -> None:
        shows(running_meeting, device(cast.chair))
        ScreenShare.objects.update(started_at=timezone.now() - timedelta(seconds=90))
        record_shares(running_meeting.id, NOBODY, {device(cast.chair): timezone.now()})
        told = last(running_meeting, "share.ended")
        assert (told["reason"], told["seconds"]) == ("closed", 90)
        assert may_share(running_meeting, device(cast.chair))

    def test_with_the_meeting_it_ends(self, cast: Cast, running_meeting: Meeting) -> None:
        shows(running_meeting, device(cast.chair))
        cast.chair.post(f"/meetings/{running_meeting.id}/end")
        assert running_share(running_meeting.id) is None
        assert event_types(running_meeting)[-1] == "share.ended" or "share.ended" in event_types(
            running_meeting
        )


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "body"), [("show", {"shown": False}), ("stop", None)])
def test_the_walk(cast: Cast, running_meeting: Meeting, act: str, body: Any) -> None:
    path = f"/meetings/{running_meeting.id}/shares"
    assert cast.chair.post(f"{path}/{running_meeting.id}/{act}", body).status == 404
    shows(running_meeting, device(cast.chair))
    share = running_share(running_meeting.id)
    assert share is not None
    path = f"{path}/{share.id}/{act}"
    assert cast.anonymous.post(path, body).status == 401
    assert cast.outsider.post(path, body).status == 404
    assert cast.member.post(path, body).status == 403
    if act == "show":
        assert cast.chair.post(path, {}).status == 422
    answer = cast.secretary.post(path, body)
    assert answer.status == 200
    assert answer.body["id"] == str(share.id)
    share.refresh_from_db()
    assert (share.shown, share.reason) == ((False, "") if act == "show" else (True, "stopped"))
    assert event_types(running_meeting).count("share.hidden" if act == "show" else "share.ended") == 1
    again = cast.secretary.post(path, body)
    assert (again.status, again.code) == ((200, None) if act == "show" else (409, "share_over"))
    assert event_types(running_meeting).count("share.hidden") == (1 if act == "show" else 0)


@pytest.mark.django_db
def test_who_was_stopped_waits(cast: Cast, running_meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        share = running_share(running_meeting.id)
        assert share is not None
        assert cast.chair.post(f"/meetings/{running_meeting.id}/shares/{share.id}/stop").status == 200

    grant(cast, running_meeting, cast.member2)
    shows(running_meeting, site_of(cast))
    stop()
    monkeypatch.setattr(tables, "STOPPED_FOR", timedelta(0))
    assert not may_share(running_meeting, site_of(cast)), "until the turn is over"

    grant(cast, running_meeting, cast.member3)
    assert not may_share(running_meeting, site_of(cast))
    grant(cast, running_meeting, cast.member2)
    assert may_share(running_meeting, site_of(cast)), "a new turn is a new right"


@pytest.mark.django_db(transaction=True)
class TestTheRoom:
    async def test_the_room_is_read_and_a_stopped_one_loses_the_right_there(
        self,
        cast: Cast,
        running_meeting: Meeting,
        media: FakeMedia,
        reconciler: Reconciler,
        journal: Journal,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(module, "SHARE_GRACE", timedelta(milliseconds=100))
        room = str(running_meeting.id)
        info = media.join(room, site_of(cast), timezone.now(), ("camera",))
        await give_floor(running_meeting, cast.member2)
        await reconciler.settled()
        assert {"screen_share", "screen_share_audio"} <= media.sources(room, site_of(cast))

        info.tracks.add(sid="TR_1", source=models.TrackSource.SCREEN_SHARE)
        reconciler.notice(running_meeting.id, hinted=True)
        (started,) = await journal.until("share.started")
        assert started.data["identity"] == site_of(cast)

        del info.tracks[:]
        reconciler.notice(running_meeting.id, hinted=True)
        (ended,) = await journal.until("share.ended")
        assert ended.data["reason"] == "closed"

        info.tracks.add(sid="TR_2", source=models.TrackSource.SCREEN_SHARE)
        reconciler.notice(running_meeting.id, hinted=True)
        await journal.until("share.started", count=2)
        await do(with_share(running_meeting))
        await journal.until("share.ended", count=2)
        await reconciler.settled()
        assert media.sources(room, site_of(cast)) == {"camera", "microphone"}

    async def test_one_who_reconnects_still_shares(
        self,
        cast: Cast,
        running_meeting: Meeting,
        media: FakeMedia,
        reconciler: Reconciler,
        journal: Journal,
    ) -> None:
        room = str(running_meeting.id)
        await give_floor(running_meeting, cast.member2)
        for _ in range(2):
            info = media.join(room, site_of(cast), timezone.now(), ("camera",))
            reconciler.notice(running_meeting.id, hinted=True)
            await reconciler.settled()
            info.tracks.add(sid="TR_1", source=models.TrackSource.SCREEN_SHARE)
            reconciler.notice(running_meeting.id, hinted=True)
            await journal.until("share.started")
            media.rooms[room].clear()
            reconciler.notice(running_meeting.id, hinted=True)
            await reconciler.settled()
        assert len(await journal.all("share.started")) == 1
        assert await journal.all("share.ended") == []

    async def test_after_the_media_server_was_away_the_rights_are_the_journals(
        self,
        cast: Cast,
        running_meeting: Meeting,
        media: FakeMedia,
        reconciler: Reconciler,
        journal: Journal,
    ) -> None:
        room = str(running_meeting.id)
        await give_floor(running_meeting, cast.member2)
        await media.down()
        await do(with_turn_ended(running_meeting))
        await media.up()
        info = media.join(room, site_of(cast), timezone.now(), ("camera", "screen_share"))
        info.tracks.add(sid="TR_1", source=models.TrackSource.SCREEN_SHARE)
        reconciler.notice(running_meeting.id, hinted=True)
        await reconciler.settled()
        assert str(Source.SCREEN_SHARE) not in media.sources(room, site_of(cast))
        assert await journal.all("share.started") == []


def with_share(meeting: Meeting) -> Callable[[Any], None]:
    def act(cmd: Any) -> None:
        share = running_share(meeting.id)
        assert share is not None
        shares.stop(cmd, share)

    return act


def with_turn_ended(meeting: Meeting) -> Callable[[Any], None]:
    def act(cmd: Any) -> None:
        turn = running_turn(meeting.id)
        assert turn is not None
        floor.end(cmd, turn)

    return act
