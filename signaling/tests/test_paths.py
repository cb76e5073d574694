"""Which of a peer's paths is used, and when a client is asked to look for others."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any, cast

from signaling.rooms.participant import Participant
from signaling.rooms.recovery import MEDIA_SILENCE, ask_to_resume, wants_resume
from signaling.sfu.paths import Path, PathChoice


class StandInPath(Path):
    """A path that keeps what it is given."""

    def __init__(self, name: str) -> None:
        super().__init__((name, 1), name)
        self.sent: list[bytes] = []

    def send(self, datagram: bytes) -> None:
        self.sent.append(datagram)


UDP, TCP = StandInPath("udp"), StandInPath("tcp")


def test_the_first_path_is_used_until_one_is_nominated() -> None:
    choice = PathChoice()
    assert choice.checked(TCP, 0, False, 0.0, 0.0) is TCP
    assert choice.checked(UDP, 0, False, 0.1, 0.0) is TCP
    assert choice.checked(UDP, 0, True, 0.2, 0.0) is UDP
    assert choice.checked(TCP, 0, False, 0.3, 0.3) is UDP
    assert choice.checked(TCP, 0, True, 0.4, 0.4) is TCP


def test_the_same_way_keeps_its_object() -> None:
    choice = PathChoice()
    assert choice.checked(UDP, 0, True, 0.0, 0.0) is UDP
    assert choice.checked(StandInPath("udp"), 0, True, 2.5, 2.4) is UDP


def test_a_forsaken_path_gives_way_to_one_that_is_checked() -> None:
    choice = PathChoice()
    choice.checked(UDP, 0, True, 0.0, 0.0)
    assert choice.checked(TCP, 0, False, 3.1, 1.0) is UDP, "media was heard 2 s ago"
    assert choice.checked(TCP, 0, False, 4.1, 1.0) is TCP
    assert choice.checked(UDP, 0, True, 4.2, 4.2) is UDP


def test_an_old_generation_does_not_take_the_path_back() -> None:
    choice = PathChoice()
    choice.checked(UDP, 0, True, 0.0, 0.0)
    assert choice.checked(TCP, 1, True, 1.0, 1.0) is TCP
    assert choice.checked(UDP, 0, True, 1.1, 1.1) is TCP
    assert choice.checked(UDP, 1, True, 1.2, 1.2) is UDP


def test_a_closed_path_gives_way_to_the_one_checked_last_if_lately() -> None:
    choice = PathChoice()
    other = StandInPath("other")
    choice.checked(UDP, 0, True, 0.0, 0.0)
    choice.checked(other, 0, False, 1.0, 1.0)
    choice.checked(TCP, 0, True, 2.0, 2.0)
    assert choice.closed(other, 3.0) is TCP
    assert choice.closed(TCP, 29.0) is UDP
    assert choice.closed(UDP, 29.0) is None
    assert choice.checked(TCP, 0, False, 30.0, 0.0) is TCP


def test_paths_are_bounded_and_expired_ones_are_not_gone_back_to() -> None:
    choice = PathChoice()
    for number in range(100):
        choice.checked(StandInPath(f"path{number}"), 0, False, float(number), 0.0)
    choice.checked(TCP, 0, True, 100.0, 100.0)
    assert choice.closed(TCP, 131.0) is None


class StandInSession:
    """A signalling connection that was heard at a moment."""

    def __init__(self, last_heard: float) -> None:
        self.last_heard = last_heard
        self.ended = False

    def end(self) -> None:
        self.ended = True


def participant(*heard: float, session: StandInSession | None) -> Any:
    peers = [SimpleNamespace(connected=True, checked=True, heard_at=each) for each in heard]
    found = SimpleNamespace(
        negotiator=SimpleNamespace(peers=peers), session=session, asked_to_resume_at=-1000.0, detached=[]
    )
    found.detach_session = found.detached.append
    return found


def test_media_that_dies_alone_makes_the_client_resume() -> None:
    session = StandInSession(last_heard=103.0)
    lost = participant(100.0, session=session)
    assert not wants_resume(cast(Participant, lost), 100.0 + MEDIA_SILENCE - 0.1)
    now = 100.0 + MEDIA_SILENCE + 0.1
    assert wants_resume(cast(Participant, lost), now)
    ask_to_resume(cast(Participant, lost), now)
    assert (session.ended, lost.detached) == (True, [session])
    lost.session = StandInSession(last_heard=now + 1)
    assert not wants_resume(cast(Participant, lost), now + 29), "one restart did not help"
    assert wants_resume(cast(Participant, lost), now + 31)


def test_one_dead_connection_of_two_is_enough() -> None:
    now = time.monotonic()
    session = StandInSession(last_heard=now)
    assert wants_resume(participant(now, now - 8, session=session), now)
    assert not wants_resume(participant(now, now - 1, session=session), now)


def test_a_line_that_is_down_altogether_is_waited_for() -> None:
    silent = StandInSession(last_heard=101.0)
    assert not wants_resume(participant(100.0, session=silent), 110.0)
    assert not wants_resume(participant(100.0, session=None), 110.0)
    assert not wants_resume(participant(session=StandInSession(109.0)), 110.0)
