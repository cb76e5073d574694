"""The size of the whole: what CI runs, and what `make torture` runs. Every test asserts its own share."""

from __future__ import annotations

from signaling.tests.fuzz.mutate import SHARES, TORTURE, share


def test_the_shares_add_up() -> None:
    total = sum(share(name) for name in SHARES)
    assert total >= (1_000_000 if TORTURE else 100_000)
