"""The size of the whole: what CI runs, and what `make torture` runs."""

from __future__ import annotations

from pathlib import Path

from signaling.tests.fuzz.mutate import SHARES, TORTURE, share


def test_the_shares_add_up() -> None:
    total = sum(share(name) for name in SHARES)
    assert total >= (1_000_000 if TORTURE else 100_000)


def test_every_share_is_claimed_by_a_test_that_counts() -> None:
    folder = Path(__file__).parent
    tests = "".join(path.read_text() for path in folder.glob("test_*.py"))
    for name in SHARES:
        assert f'== share("{name}")' in tests or f'share("{name}") //' in tests, name
