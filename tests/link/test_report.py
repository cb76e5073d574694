"""The table of results, on made-up ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.link import report
from tests.link.engines import EMBEDDED, PEER
from tests.link.scenarios import Outcome

QUICK = Outcome(1, 3.1, 3.1, 8.0, 640, 0.5, 0.1, 0.05, 0)
LATE = Outcome(2, 6.3, 6.4, 4.0, 640, 0.4, 3.2, 0.15, 0)
LASTING = Outcome(4, 0.5, 1.5, 15.0, 640, 0.0412, None, None, 0)


def test_engines_stand_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "RESULTS", tmp_path / "results")
    report.keep("blackout-3", "sdk", {EMBEDDED: {"down": QUICK}, PEER: {"down": LATE}})
    report.keep("lossy", "chromium", {EMBEDDED: {"down": LASTING}})
    _, _, first, second = report.table(report.kept()).splitlines()
    assert "Chromium | to the client | – | – | 4 | 0.5 s | 1.5 s | 4.1 % | 15.0 |" in first
    assert "3 s blackout | SDK for Python" in second
    assert "0.1 s / 0.1 s | 0.1 s / 3.2 s | 1 / 2 | 3.1 s / 6.3 s" in second


def test_the_table_replaces_the_one_before_and_nothing_else(tmp_path: Path) -> None:
    document = tmp_path / "lines.md"
    document.write_text("before\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nafter\n")
    report.write(document, "| new |")
    text = document.read_text()
    assert text.startswith("before\n")
    assert text.endswith("<!-- measured: end -->\nafter\n")
    assert "| new |" in text
    assert "old" not in text
    document.write_text("no marks")
    with pytest.raises(ValueError):
        report.write(document, "| new |")
