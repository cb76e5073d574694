"""Writes docs/benchmarks.md and its drawings from the results that the measurements keep (--save).

    python -m bench.report

The page has three parts: the media server (bench.media, bench.joins), meetings (bench.live, bench.meeting)
and papers (bench.documents). A part whose results are not here stays as it is.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from string import Template
from typing import Any

from bench import _documents, _meetings
from bench._plot import Series, bars
from bench._results import read_results
from bench._table import shown, table, verdict
from bench._text import comparison
from deploy.plan import ROOT

DOCS = ROOT / "docs"
TEMPLATE = Path(__file__).parent / "benchmarks.md.in"
MEETINGS = Path(__file__).parent / "meetings.md.in"
PAPERS = Path(__file__).parent / "documents.md.in"
BEGINNINGS = ("\n<!-- meetings -->\n\n", "\n<!-- documents -->\n\n")
EMBEDDED, LIVEKIT = "embedded", "livekit"
_NAMES = {EMBEDDED: "embedded", LIVEKIT: "livekit-server"}

Result = dict[str, Any]


def _title(size: str) -> str:
    return f"{size} meeting" if "x" in size else f"{size} subscribers"


def _run(size: Result, server: str, which: str = "run") -> Result | None:
    measured = size["servers"].get(server)
    found: Result | None = measured and measured[which]
    return found


def _real_time(size: Result, server: str, of: Callable[[Result], float]) -> float | None:
    run = _run(size, server, "real_time")
    return None if run is None or run["problems"] else of(run)


def sustained(size: Result, server: str) -> float | None:
    """Packets per second out at the highest rate that server held without loss."""
    measured = size["servers"].get(server)
    if measured is None:
        return None
    run = measured["run"]
    return float(measured["sustained"] * run["packets"] / run["seconds"] / run["rate"])


def _thousands(size: Result, server: str) -> float | None:
    found = sustained(size, server)
    return None if found is None else found / 1000


def forwarding(media: Result) -> str:
    """The table of costs at the common rate."""
    rows = [
        [
            _title(name),
            f"{size['rate']:.2f}",
            shown(size["packets_per_second"], 0),
            shown(size["embedded_us_per_packet"], 2),
            shown(size["livekit_us_per_packet"], 2),
            shown(size["ratio"], 2),
            shown(size["floor_us_per_packet"], 2),
            shown(size["floor_ratio"], 2),
            str(size["loss"]),
        ]
        for name, size in media["sizes"].items()
    ]
    head = ["", "rate", "packets/s", "embedded µs", "livekit µs", "ratio", "floor µs", "to floor", "lost"]
    return table(head, rows)


def limits(media: Result) -> str:
    """The table of what each server sustains, holds in memory, and how it does in real time."""
    rows = []
    for name, size in media["sizes"].items():
        for server, title in _NAMES.items():
            measured = size["servers"].get(server)
            if measured is None:
                continue
            share = _real_time(size, server, lambda run: run["server_cpu_s"] / run["seconds"] * 100)
            rows.append(
                [
                    f"{_title(name)}, {title}",
                    shown(sustained(size, server), 0),
                    shown(share, 0),
                    shown(_real_time(size, server, lambda run: run["latency_p50_ms"]), 2),
                    shown(_real_time(size, server, lambda run: run["latency_p99_ms"]), 2),
                    shown(measured["run"]["latency_p99_ms"], 2),
                    shown(measured["rss_per_subscriber_kb"], 0),
                ]
            )
    head = [
        "",
        "highest packets/s",
        "% of a core in real time",
        "p50 ms in real time",
        "p99 ms in real time",
        "p99 ms at the common rate",
        "KB for each receiver",
    ]
    return table(head, rows)


def joining(joins: Result) -> str:
    """The table of joins."""
    rows = [
        [
            _NAMES[server],
            shown(each["p50_ms"], 0),
            shown(each["p99_ms"], 0),
            shown(each["picture_p99_ms"], 0),
            shown(each["cpu_ms_per_join"]),
        ]
        for server, each in joins["servers"].items()
    ]
    return table(["", "p50 ms", "p99 ms", "first picture p99 ms", "CPU ms of a join"], rows)


def goals(media: Result, joins: Result) -> str:
    """What was aimed at and what came out, of 150 subscribers unless it says otherwise."""
    size = media["sizes"].get("150", media)
    largest = media["sizes"].get("340")
    core = largest and _real_time(largest, EMBEDDED, lambda run: run["server_cpu_s"] / run["seconds"] * 100)
    checks: list[tuple[str, float | None, float, int]] = [
        ("cost, as a share of livekit-server's", size["ratio"], 0.5, 2),
        ("cost, as a multiple of the floor", size["floor_ratio"], 1.5, 2),
        ("packets lost", size["loss"], 0, 0),
        ("forwarding latency p99 at the common rate, ms", size["forward_latency_p99_ms"], 10, 2),
        ("memory of a subscriber, KB", size["rss_per_subscriber_kb"], 250, 0),
        ("340 subscribers in real time, % of one core", core, 100, 0),
        ("join to first media p99, ms", joins["p99_ms"], 1500, 0),
    ]
    rows = [
        [
            text,
            f"at most {goal:g}",
            shown(value, digits),
            verdict(value, goal),
        ]
        for text, value, goal, digits in checks
    ]
    return table(["goal", "wanted", "measured", ""], rows)


def drawings(media: Result, joins: Result) -> dict[str, str]:
    """The SVG files by name."""
    sizes = media["sizes"]
    groups = [_title(name) for name in sizes]

    def series(of: Callable[[Result, str], float | None]) -> list[Series]:
        return [
            Series(title, [of(size, server) for size in sizes.values()]) for server, title in _NAMES.items()
        ]

    costs = series(lambda size, server: size[f"{server}_us_per_packet"])
    floor = Series("floor", [size["floor_us_per_packet"] for size in sizes.values()])
    waits = [
        Series(_NAMES[server], [each["p50_ms"], each["p99_ms"], each["picture_p99_ms"]])
        for server, each in reversed(joins["servers"].items())
    ]
    return {
        "bench-cost.svg": bars("CPU of a forwarded packet", "µs", groups, [*costs, floor]),
        "bench-sustained.svg": bars(
            "Highest rate without loss", "1000 packets/s", groups, series(_thousands)
        ),
        "bench-latency.svg": bars(
            "Forwarding latency in real time, p99",
            "ms",
            groups,
            series(lambda size, server: _real_time(size, server, lambda run: run["latency_p99_ms"])),
        ),
        "bench-joins.svg": bars(
            f"{joins['sites']} sites join within {joins['seconds']:g} s",
            "ms",
            ["first media p50", "first media p99", "first picture p99"],
            waits,
        ),
    }


def page(media: Result, joins: Result) -> str:
    """The text of docs/benchmarks.md."""
    return Template(TEMPLATE.read_text()).substitute(
        media["machine"],
        goals=goals(media, joins),
        forwarding=forwarding(media),
        limits=limits(media),
        joining=joining(joins),
        comparison=comparison(media, joins),
    )


def _media_part() -> tuple[str, dict[str, str]]:
    media, joins = read_results("media"), read_results("joins")
    return page(media, joins), drawings(media, joins)


def _meetings_part() -> tuple[str, dict[str, str]]:
    live, meeting = read_results("live"), read_results("meeting")
    return _meetings.page(MEETINGS.read_text(), live, meeting), _meetings.drawings(live, meeting)


def _documents_part() -> tuple[str, dict[str, str]]:
    documents = read_results("documents")
    return _documents.page(PAPERS.read_text(), documents), _documents.drawings(documents)


def _parts_of(text: str) -> list[str]:
    """The parts of the page as they are; empty where one was never written."""
    parts = []
    for beginning in BEGINNINGS:
        part, _, text = text.partition(beginning)
        parts.append(part)
    return [*parts, text]


def _joined(parts: list[str]) -> str:
    text = parts[0]
    for beginning, part in zip(BEGINNINGS, parts[1:], strict=True):
        text += beginning + part if part else ""
    return text


def main() -> int:
    """Write what was measured; the JSON line names the files. 1 when there are no results at all."""
    path = DOCS / "benchmarks.md"
    parts = _parts_of(path.read_text())
    written = []
    for place, part in enumerate((_media_part, _meetings_part, _documents_part)):
        try:
            parts[place], drawn = part()
        except FileNotFoundError as error:
            print(f"stays as it is: no results in {error.filename}", file=sys.stderr)
            continue
        for name, drawing in drawn.items():
            (DOCS / "images" / name).write_text(drawing)
        written += [f"images/{name}" for name in drawn]
    if not written:
        return 1
    path.write_text(_joined(parts))
    print(json.dumps({"written": ["benchmarks.md", *written]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
