"""How a run is judged, on made-up timelines."""

from __future__ import annotations

from tests.link.measure import Timeline, find_freezes


def steps(begin: float, end: float, rate: float) -> list[float]:
    return [begin + number / rate for number in range(1, int((end - begin) * rate))]


def reported(timeline: Timeline, until: float) -> Timeline:
    timeline.samples.append((until, 0, int(until * 48000)))
    return timeline


def test_a_steady_picture_has_no_freeze() -> None:
    freezes = find_freezes(steps(10, 20, 15), 10, 20)
    assert (freezes.count, freezes.total) == (0, 0)
    assert abs(freezes.rate - 15) < 0.2


def test_freezes_are_counted_and_the_longest_is_known() -> None:
    frames = steps(10, 14, 15) + steps(15, 17, 15) + steps(17.5, 20, 15)
    freezes = find_freezes(frames, 10, 20)
    assert freezes.count == 2
    assert 1.0 < freezes.longest < 1.2
    assert 1.5 < freezes.total < 1.8


def test_no_picture_at_all_is_one_freeze() -> None:
    freezes = find_freezes([], 10, 20)
    assert (freezes.count, freezes.longest, freezes.rate) == (1, 10, 0)


def test_being_back_is_measured_from_the_good_line_to_the_end_of_the_last_pause() -> None:
    # Broken from 10 to 13; a burst at 14 that does not last; back from 16 on.
    frames = steps(5, 10, 15) + steps(14, 14.5, 15) + steps(16, 20, 15)
    timeline = reported(Timeline(frames=frames, sounds=steps(5, 20, 100)), 20)
    assert 3.0 < timeline.picture_back(10, 13) < 3.1
    assert timeline.sound_back(10, 13) == 0
    assert timeline.steady(since=13)
    assert not timeline.steady(since=18.5)
    assert not reported(timeline, 21).steady(since=13)


def test_what_is_still_missing_at_the_end_is_not_back() -> None:
    timeline = reported(Timeline(frames=steps(5, 10, 15), sounds=steps(5, 20, 100)), 20)
    assert timeline.picture_back(10, 13) == 7


def test_concealment_is_the_share_made_up_and_all_of_it_when_nothing_came() -> None:
    timeline = Timeline(samples=[(0, 0, 0), (1, 0, 48000), (2, 4800, 96000), (3, 4800, 96000)])
    assert timeline.concealment(1, 2) == 0.1
    assert timeline.concealment(2, 3) == 1.0
    assert timeline.concealment(5, 6) == 1.0
