"""Everything is looked at when much may have been left behind, and at no other time."""

import gc
import weakref
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from deploy.pauses import MANY_CLOSED, MOST_GROWTH_MB, THRESHOLDS, Pauses, Reading, is_due


@pytest.mark.parametrize(
    ("sockets", "most", "grown_mb", "due"),
    [
        (2000, 2000, 0, False),
        (1001, 2000, 0, False),
        (1000, 2000, 0, True),
        (0, MANY_CLOSED - 1, 0, False),
        (0, MANY_CLOSED, 0, True),
        (2000, 2000, MOST_GROWTH_MB - 1, False),
        (0, 0, MOST_GROWTH_MB, True),
    ],
)
def test_when(sockets: int, most: int, grown_mb: int, due: bool) -> None:
    assert is_due(Reading(sockets, 300.0 + grown_mb), Reading(most, 300.0), most) is due


class Ring:
    """Something that is never freed by itself."""

    def __init__(self) -> None:
        self.itself = self


class Sockets:
    number = 0

    def __call__(self) -> int:
        return self.number


@pytest_asyncio.fixture
async def pauses() -> AsyncIterator[tuple[Pauses, Sockets]]:
    sockets = Sockets()
    it = Pauses(sockets)
    await it.start()
    yield it, sockets
    await it.stop()


async def test_what_a_crowd_left_behind_goes_when_it_has_left(pauses: tuple[Pauses, Sockets]) -> None:
    it, sockets = pauses
    sockets.number = 2 * MANY_CLOSED
    assert it.consider() is False
    ring = Ring()
    gc.collect(1)  # it has grown old: the young are looked at, it is not
    left = weakref.ref(ring)
    del ring
    gc.collect(1)
    assert it.consider() is False
    assert left() is not None
    sockets.number = MANY_CLOSED
    assert it.consider() is True
    assert left() is None
    assert it.consider() is False


async def test_afterwards_python_does_it_again() -> None:
    before = gc.get_threshold()
    it = Pauses(Sockets())
    await it.start()
    assert gc.get_threshold() == THRESHOLDS
    assert gc.get_freeze_count() > 0
    await it.stop()
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
