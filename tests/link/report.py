"""Results of the bad lines side by side: kept per run, printed as a table and one line of JSON.

python -m tests.link.report     after the tests: prints both and writes the table into docs/bad-lines.md
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import psutil

from tests.link.engines import EMBEDDED, PEER
from tests.link.network import ROOT
from tests.link.scenarios import SCENARIOS, Outcome

RESULTS = ROOT / "test-results" / "bad-lines"
DOCUMENT = ROOT / "docs" / "bad-lines.md"
_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"
_CLIENTS = {"sdk": "SDK for Python", "chromium": "Chromium"}
_WAYS = {"down": "to the client", "up": "from the client"}

Outcomes = dict[str, dict[str, Outcome]]
"""By engine, then by direction."""


def keep(scenario: str, kind: str, outcomes: Outcomes) -> None:
    """Store what one comparison gave."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    rounded = {
        engine: {way: outcome.rounded() for way, outcome in ways.items()} for engine, ways in outcomes.items()
    }
    (RESULTS / f"{scenario}.{kind}.json").write_text(json.dumps(rounded))


def kept() -> dict[str, dict[str, Any]]:
    """All stored results by `scenario.kind`, in the order of the scenarios."""
    order = list(SCENARIOS)
    files = sorted(RESULTS.glob("*.json"), key=lambda path: (order.index(path.name.split(".")[0]), path.name))
    return {path.stem: json.loads(path.read_text()) for path in files}


def table(results: dict[str, dict[str, Any]]) -> str:
    """A Markdown table; each cell is embedded / livekit-server."""
    head = ["line", "client", "media", "sound back", "picture back", "freezes", "longest", "frozen",
            "made-up sound", "frames/s"]  # fmt: skip
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for name, engines in results.items():
        scenario, _, kind = name.partition(".")
        for way in engines[EMBEDDED]:
            sides = [engines[engine][way] for engine in (EMBEDDED, PEER) if engine in engines]
            cells = [SCENARIOS[scenario].title, _CLIENTS[kind], _WAYS[way], *_cells(sides)]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(sides: list[dict[str, Any]]) -> list[str]:
    def both(form: str, name: str, scale: float = 1.0) -> str:
        values = [side[name] for side in sides]
        return " / ".join("–" if value is None else form.format(value * scale) for value in values)

    return [
        both("{:.1f} s", "sound_back"),
        both("{:.1f} s", "picture_back"),
        both("{:.0f}", "freezes"),
        both("{:.1f} s", "longest_freeze"),
        both("{:.1f} s", "frozen"),
        both("{:.1f} %", "concealed", 100),
        both("{:.1f}", "frames_per_second"),
    ]


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return f"Measured on a machine of {os.cpu_count()} cores and {memory:.0f} GiB by `make torture`."


def write(document: Path, measured: str) -> None:
    """Put the table between the marks of the document; raises ValueError when they are missing."""
    text = document.read_text()
    before, after = text.index(_BEGIN) + len(_BEGIN), text.index(_END)
    document.write_text(f"{text[:before]}\n\n{_machine()}\n\n{measured}\n\n{text[after:]}")


def main() -> None:
    """Print and write what is kept."""
    results = kept()
    measured = table(results)
    print(measured)
    write(DOCUMENT, measured)
    print(json.dumps(results))


if __name__ == "__main__":
    main()
