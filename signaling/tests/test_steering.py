"""A subscriber's line from its reports to its pictures, in virtual time."""

from __future__ import annotations

import pytest

from signaling.sfu.allocator import SPEAKER
from signaling.sfu.downlink import OFF
from signaling.tests.line_model import Line

CAMERA = (150_000, 500_000, 1_700_000)


def test_a_wide_line_is_never_limited() -> None:
    line = Line(20e6)
    line.add_sound()
    camera = line.add_camera(*CAMERA)
    line.run(20)
    assert line.switches == []
    assert line.steering.estimator.capacity is None
    assert camera.current is not None
    assert camera.current.quality == 2
    assert line.steering.probes == 0
    assert line.steering.allocations == 0


@pytest.mark.parametrize("depth", [0.1, 0.3, 2.0], ids=["short", "usual", "deep"])
def test_a_narrow_line_is_known_within_about_a_second_and_used_well(depth: float) -> None:
    line = Line(700_000, depth=depth)
    line.add_sound()
    camera = line.add_camera(*CAMERA)
    took = line.run(5, lambda: camera.allowed_quality != 2)
    assert took <= 2
    line.run(10)
    assert camera.allowed_quality in (0, 1)
    sound, heard = line.sound_sent, line.sound_heard
    line.run(30)
    assert camera.current is not None
    assert line.sound_heard - heard >= 0.98 * (line.sound_sent - sound)


@pytest.mark.parametrize("depth", [0.1, 0.3, 2.0], ids=["short", "usual", "deep"])
def test_a_picture_that_does_not_fit_is_paused_and_goes_on_when_there_is_room(depth: float) -> None:
    line = Line(150_000, depth=depth)
    line.add_sound()
    camera = line.add_camera(*CAMERA)
    line.run(5, lambda: camera.allowed_quality == OFF)
    assert [(ssrc, active) for _, ssrc, active in line.states][:1] == [(camera.ssrc, False)]
    line.run(10)
    assert not camera.flowing
    line.rate = 10e6
    took = line.run(12, lambda: camera.current is not None and camera.current.quality == 2)
    assert took <= 9, "in steps, each of which was probed"
    assert line.states[-1][1:] == (camera.ssrc, True)


def test_the_best_picture_is_back_within_seconds_of_the_limit_being_lifted() -> None:
    line = Line(700_000)
    line.add_sound()
    camera = line.add_camera(*CAMERA)
    line.run(20)
    assert camera.allowed_quality < 2
    line.rate = 10e6
    assert line.run(12, lambda: camera.allowed_quality == 2) <= 8
    line.run(20)
    assert line.steering.estimator.capacity is None, "nothing is wanting: no limit is known any more"
    assert line.switches[-1][2] == 2


def test_a_client_that_tells_no_arrival_times_gets_there_as_well_only_later() -> None:
    line = Line(700_000, probes=False)
    line.add_sound()
    camera = line.add_camera(*CAMERA)
    line.run(15)
    assert camera.allowed_quality < 2
    line.rate = 10e6
    assert line.run(60, lambda: camera.allowed_quality == 2) < 60


@pytest.mark.parametrize(("loss", "jitter"), [(0.05, 0.0), (0.0, 0.1), (0.05, 0.1)])
def test_a_line_that_loses_and_delays_by_itself_is_not_narrow(loss: float, jitter: float) -> None:
    line = Line(20e6, loss=loss, jitter=jitter)
    line.add_sound()
    camera = line.add_camera(*CAMERA)
    line.run(30)
    assert line.switches == []
    assert camera.allowed_quality == 2


def test_loss_that_does_not_fall_when_less_is_sent_is_not_answered_by_sending_ever_less() -> None:
    line = Line(20e6, loss=0.2)
    line.add_sound()
    camera = line.add_camera(*CAMERA)
    line.run(60)
    assert camera.allowed_quality == 2
    assert len(line.switches) <= 6


def test_a_break_says_nothing_of_a_rate() -> None:
    line = Line(20e6)
    line.add_sound()
    camera = line.add_camera(*CAMERA)
    line.run(10)
    line.broken = True
    line.run(5)
    line.broken = False
    line.run(20)
    assert line.switches == []
    assert camera.allowed_quality == 2


def test_pictures_do_not_change_back_and_forth_on_a_steady_line() -> None:
    for rate in (300_000, 500_000, 800_000, 1_200_000, 2_500_000):
        line = Line(rate, seed=rate)
        line.add_sound()
        line.add_camera(*CAMERA)
        line.add_camera(*CAMERA)
        line.run(15)
        settled = len(line.switches)
        line.run(60)
        assert len(line.switches) - settled <= 6, (rate, line.switches)


def test_who_speaks_has_the_better_picture() -> None:
    line = Line(1_000_000)
    line.add_sound()
    first = line.add_camera(*CAMERA)
    second = line.add_camera(*CAMERA, rank=SPEAKER)
    line.run(20)
    assert first.allowed_quality == 0
    assert second.allowed_quality == 1
    first.uplink.rank, second.uplink.rank = SPEAKER, 2
    line.run(10)
    assert (first.allowed_quality, second.allowed_quality) == (1, 0)


def test_nothing_is_sent_again_of_a_layer_that_was_given_up() -> None:
    line = Line(20e6, depth=0.3)
    camera = line.add_camera(*CAMERA)
    line.run(2)
    old = camera.last_sequence
    line.rate = 300_000
    line.run(4, lambda: camera.allowed_quality < 2)
    sent: list[bytes] = []
    camera._send = sent.append
    line.ask_again(camera, old)
    assert sent == []
    line.run(1, lambda: camera.current is not None)
    line.run(0.2)
    sent.clear()
    line.ask_again(camera, camera.last_sequence)
    assert len(sent) == 1


def test_a_track_that_is_not_wanted_takes_no_part() -> None:
    line = Line(400_000)
    camera = line.add_camera(*CAMERA)
    other = line.add_camera(*CAMERA)
    line.run(10)
    other.disabled = True
    line.run(15)
    assert camera.flowing
    assert line.steering.limited
    line.steering.end()
    assert not line.steering.limited
