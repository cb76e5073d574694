"""Who gets how much of a subscriber's line: layers and pauses for its tracks under a budget, without I/O.

Why these rules. People follow a meeting by ear: sound is served first and never reduced. Then what is
shown to everybody (a shared screen), then who speaks, then the others, the larger picture first. A face
that stands still in a small picture is worth more than a sharper picture of somebody else, so every
visible track gets its lowest layer before any gets a better one. A track whose lowest layer does not fit
is paused, and a smaller one further down may use what is left: an empty line helps nobody.

A step up must fit with some room to spare and a step already taken need not, so that a budget that
trembles around a border does not make pictures change back and forth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from signaling.sfu.downlink import OFF

SCREEN, SPEAKER, OTHER = 0, 1, 2
HEADROOM = 1.15


@dataclass(frozen=True, slots=True)
class Demand:
    """One track a subscriber wants to receive.

    `costs` are (quality, bit/s) of the layers it may get, lowest first, at least one; sound has one.
    `rank` is SCREEN, SPEAKER or OTHER, `pixels` the size wanted, `current` the quality it has or OFF;
    `held`: not better than that for now.
    """

    key: int
    video: bool
    costs: tuple[tuple[int, float], ...]
    rank: int = OTHER
    pixels: int = 0
    current: int = OFF
    held: bool = False

    def above(self, step: int) -> bool:
        """Whether the layer at index `step` is better than what the track has."""
        return self.current == OFF or self.costs[step][0] > self.current

    def price(self, step: int) -> float:
        """What the layer at index `step` must fit in; never less than that of a lower one."""
        price = 0.0
        for index, (_, cost) in enumerate(self.costs[: step + 1]):
            price = max(price, cost * HEADROOM if self.above(index) and self.video else cost)
        return price


@dataclass(frozen=True, slots=True)
class Allocation:
    """Quality or OFF by key; `needed` is the budget at which the first refused step would fit."""

    levels: dict[int, int]
    needed: float | None


class _Purse:
    def __init__(self, budget: float) -> None:
        self.budget = budget
        self.spent = 0.0
        self.needed: float | None = None

    def pay(self, price: float, forbidden: bool) -> bool:
        if forbidden or self.spent + price > self.budget:
            if self.needed is None:
                self.needed = self.spent + price
            return False
        self.spent += price
        return True


def allocate(budget: float | None, demands: Iterable[Demand]) -> Allocation:
    """Divide `budget` bit/s (None: no limit known); every demand is in the answer."""
    wanted = sorted(demands, key=lambda each: (each.rank, -each.pixels, each.key))
    if budget is None:
        return Allocation({each.key: each.costs[-1][0] for each in wanted}, None)
    purse = _Purse(budget)
    steps: dict[int, int] = {}
    for each in wanted:
        if not each.video:
            steps[each.key] = 0
            purse.spent += each.price(0)
    videos = [each for each in wanted if each.video]
    for each in videos:
        paid = purse.pay(each.price(0), each.held and each.above(0))
        steps[each.key] = 0 if paid else -1
    for rank in (SCREEN, SPEAKER, OTHER):
        _raise(purse, [each for each in videos if each.rank == rank], steps)
    levels = {each.key: each.costs[steps[each.key]][0] if steps[each.key] >= 0 else OFF for each in wanted}
    return Allocation(levels, purse.needed)


def _raise(purse: _Purse, equals: Sequence[Demand], steps: dict[int, int]) -> None:
    """Better layers for tracks of one rank, a layer at a time: equals do not starve each other."""
    for step in (1, 2):
        for each in equals:
            possible = steps[each.key] == step - 1 and step < len(each.costs)
            if not possible:
                continue
            if purse.pay(each.price(step) - each.price(step - 1), each.held and each.above(step)):
                steps[each.key] = step
