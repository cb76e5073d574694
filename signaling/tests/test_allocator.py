"""Dividing a line: priorities, and what must hold whatever the tracks and the budget are."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from signaling.sfu.allocator import OTHER, SCREEN, SPEAKER, Demand, allocate
from signaling.sfu.downlink import OFF

LAYERS = ((0, 150_000.0), (1, 500_000.0), (2, 1_700_000.0))


def _order(quality: int) -> int:
    return -1 if quality == OFF else quality


@st.composite
def demands(draw: st.DrawFn) -> list[Demand]:
    made = []
    for key in range(draw(st.integers(1, 8))):
        rates = draw(st.lists(st.floats(1_000, 4e6), min_size=1, max_size=3))
        costs = tuple(enumerate(rates)) if draw(st.booleans()) else ((2, rates[0]),)
        made.append(
            Demand(
                key,
                draw(st.booleans()),
                costs,
                draw(st.sampled_from([SCREEN, SPEAKER, OTHER])),
                draw(st.sampled_from([0, 320 * 180, 1280 * 720])),
                draw(st.sampled_from([0, 1, 2, OFF])),
                draw(st.booleans()),
            )
        )
    return made


def _cost(demand: Demand, level: int) -> float:
    return next((cost for quality, cost in demand.costs if quality == level), 0.0)


@given(demands(), st.floats(0, 2e7))
def test_never_more_than_the_budget_is_given_except_sound(wanted: list[Demand], budget: float) -> None:
    levels = allocate(budget, wanted).levels
    assert set(levels) == {each.key for each in wanted}
    sound = sum(each.costs[0][1] for each in wanted if not each.video)
    pictures = sum(_cost(each, levels[each.key]) for each in wanted if each.video)
    assert pictures == 0 or sound + pictures <= budget * 1.000001
    assert all(levels[each.key] != OFF for each in wanted if not each.video)


def _decisions(wanted: list[Demand], levels: dict[int, int]) -> list[bool]:
    """Every step that may be taken, the most important first, and whether it was."""
    order = sorted((e for e in wanted if e.video), key=lambda each: (each.rank, -each.pixels, each.key))
    taken = {each.key: _step(each, levels[each.key]) for each in order}
    steps = [taken[each.key] >= 0 for each in order]
    for rank in (SCREEN, SPEAKER, OTHER):
        for step in (1, 2):
            steps += [taken[each.key] >= step for each in order if each.rank == rank]
    return steps


@given(demands(), st.floats(0, 2e7), st.floats(0, 1e7))
def test_more_budget_never_gives_less_to_who_matters_more(
    wanted: list[Demand], budget: float, more: float
) -> None:
    small, large = allocate(budget, wanted).levels, allocate(budget + more, wanted).levels
    assert _decisions(wanted, small) <= _decisions(wanted, large)


@given(demands(), st.floats(0, 2e7))
def test_a_single_picture_never_gets_less_of_more(wanted: list[Demand], budget: float) -> None:
    for each in wanted:
        levels = [_order(allocate(budget * share, [each]).levels[each.key]) for share in (0.25, 0.5, 1, 2)]
        assert levels == sorted(levels)


@given(demands(), st.floats(0, 2e7))
def test_nobody_gets_a_better_layer_while_one_that_fits_waits_for_its_lowest(
    wanted: list[Demand], budget: float
) -> None:
    levels = allocate(budget, wanted).levels
    raised = [e for e in wanted if e.video and levels[e.key] not in (OFF, e.costs[0][0])]
    spare = sum(each.price(_step(each, levels[each.key])) - each.price(0) for each in raised)
    spent = sum(each.price(_step(each, levels[each.key])) for each in wanted if levels[each.key] != OFF)
    for waiting in (e for e in wanted if e.video and levels[e.key] == OFF and not e.held):
        assert spent - spare + waiting.price(0) > budget * 0.999999


def _step(demand: Demand, level: int) -> int:
    return -1 if level == OFF else [quality for quality, _ in demand.costs].index(level)


@given(demands(), st.floats(0, 2e7))
def test_what_was_given_is_not_taken_back_while_nothing_changes(wanted: list[Demand], budget: float) -> None:
    levels = allocate(budget, wanted).levels
    again = [replace(each, current=levels[each.key]) for each in wanted]
    assert _decisions(wanted, levels) <= _decisions(wanted, allocate(budget, again).levels)


def test_a_budget_that_trembles_around_a_border_changes_nothing() -> None:
    border = 1.15 * 500_000.0
    level, seen = OFF, []
    for index in range(40):
        budget = border * (1.05 if index % 2 else 0.95)
        level = allocate(budget, [Demand(1, True, LAYERS, current=level)]).levels[1]
        seen.append(level)
    assert seen[2:] == [1] * 38


def test_without_a_limit_everybody_gets_what_is_wanted() -> None:
    wanted = [Demand(1, True, LAYERS), Demand(2, True, LAYERS[:1]), Demand(3, False, ((0, 5e4),))]
    assert allocate(None, wanted).levels == {1: 2, 2: 0, 3: 0}


def test_the_screen_comes_first_then_who_speaks_then_the_larger_picture() -> None:
    small = Demand(1, True, LAYERS, OTHER, 320 * 180)
    large = Demand(2, True, LAYERS, OTHER, 1280 * 720)
    speaker = Demand(3, True, LAYERS, SPEAKER, 320 * 180)
    screen = Demand(4, True, ((2, 1_000_000.0),), SCREEN, 1)
    sound = Demand(5, False, ((0, 50_000.0),))
    everyone = [small, large, speaker, screen, sound]
    given_at = {
        budget: allocate(budget * 1000, everyone).levels
        for budget in (40, 300, 1_400, 1_800, 2_200, 2_600, 12_000)
    }
    assert given_at[40] == {1: OFF, 2: OFF, 3: OFF, 4: OFF, 5: 0}, "sound is sent whatever the budget"
    assert given_at[300] == {1: OFF, 2: OFF, 3: 0, 4: OFF, 5: 0}, "a screen that does not fit leaves room"
    assert given_at[1_400] == {1: OFF, 2: OFF, 3: 0, 4: 2, 5: 0}
    assert given_at[1_800] == {1: 0, 2: 0, 3: 0, 4: 2, 5: 0}
    assert given_at[2_200] == {1: 0, 2: 0, 3: 1, 4: 2, 5: 0}
    assert given_at[2_600] == {1: 0, 2: 1, 3: 1, 4: 2, 5: 0}
    assert given_at[12_000] == {1: 2, 2: 2, 3: 2, 4: 2, 5: 0}


def test_the_budget_needed_for_the_next_step_is_told() -> None:
    allocation = allocate(400_000, [Demand(1, True, LAYERS, current=0)])
    assert allocation.levels == {1: 0}
    assert allocation.needed == 1.15 * 500_000
    assert allocate(allocation.needed, [Demand(1, True, LAYERS, current=0)]).levels == {1: 1}
    held = Demand(1, True, LAYERS, current=0, held=True)
    assert allocate(10e6, [held]).levels == {1: 0}
