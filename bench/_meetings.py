"""What docs/benchmarks.md says of live screens (bench.live) and whole meetings (bench.meeting)."""

from __future__ import annotations

from string import Template
from typing import Any

from bench._plot import Series, bars
from bench._table import shown, table, verdict

Result = dict[str, Any]
NAMES = {
    "server": "PostgreSQL, Redis",
    "embedded": "SQLite",
    "channels core": "Channels group",
    "channels pubsub": "Channels, pub/sub",
}
SMALLER, LARGER = 40, 340
QUIET = 0.2  # of a core: below this other work does not count


def page(template: str, live: Result, meeting: Result) -> str:
    """The text of the part of the page that is about meetings."""
    return Template(template).substitute(
        {f"live_{name}": value for name, value in live["machine"].items()},
        **{f"meeting_{name}": value for name, value in meeting["machine"].items()},
        busy=_busy(live, meeting),
        goals=goals(live, meeting),
        screens=screens(live),
        stalled=stalled(live),
        meetings=meetings(meeting),
        waits=waits(meeting),
    )


def _busy(live: Result, meeting: Result) -> str:
    """A warning when other programs worked on the machine meanwhile."""
    others = max(run["others"] for run in [*live["runs"], *meeting["runs"]])
    if others < QUIET:
        return "The machine did nothing else."
    return (
        f"**The machine was busy with other work** (up to {others:g} of {live['machine']['cores']} cores"
        " meanwhile): times are too long, and CPU is too much as well."
    )


def goals(live: Result, meeting: Result) -> str:
    """What was aimed at and what came out."""
    checks: list[tuple[str, float | None, float, int]] = [
        (f"an act at {live['screens']:,} screens, p99, ms", live["p99_ms"], 250, 0),
        (f"CPU of it for each of {live['screens']:,} screens, µs", live["us_per_recipient"], 30, 1),
        ("CPU of others when ten of 500 screens stop reading, times that without", _harm(live), 1.1, 2),
        (f"a command in a meeting of {meeting['sites']} sites, p99, ms", meeting["p99_ms"], 300, 0),
        ("commands that failed in it", meeting["errors"], 0, 0),
        (
            f"CPU of a command with {LARGER} sites, times that with {SMALLER}",
            _growth(meeting),
            LARGER / SMALLER,
            2,
        ),
    ]
    rows = [
        [text, f"at most {goal:g}", shown(value, digits), verdict(value, goal)]
        for text, value, goal, digits in checks
    ]
    return table(["goal", "wanted", "measured", ""], rows)


def _paced(live: Result) -> list[Result]:
    """The stretches at the usual pace; the others are those of screens that stop reading."""
    fewest = min(run["events"] for run in live["runs"])
    return [run for run in live["runs"] if run["events"] == fewest]


def _stalled(live: Result) -> list[Result]:
    fewest = min(run["events"] for run in live["runs"])
    return [run for run in live["runs"] if run["events"] > fewest]


def _harm(live: Result) -> float | None:
    runs = {run["stalled"]: run for run in _stalled(live) if run["server"] == live["profile"]}
    if 0 not in runs or 10 not in runs:
        return None
    return float(runs[10]["us_per_recipient"] / runs[0]["us_per_recipient"])


def _growth(meeting: Result) -> float | None:
    runs = {run["sites"]: run["cpu_ms_per_command"] for run in meeting["runs"]}
    return float(runs[LARGER] / runs[SMALLER]) if LARGER in runs and SMALLER in runs else None


def screens(live: Result) -> str:
    """The table of an act on its way to the screens."""
    rows = [
        [
            f"{NAMES[run['server']]}, {run['screens']:,} screens",
            shown(run["p50_ms"], 0),
            shown(run["p99_ms"], 0),
            shown(run["us_per_recipient"]),
            shown(run["web_us"]),
            shown(run["connect_s"]),
            str(run["missing"]),
        ]
        for run in _paced(live)
    ]
    return table(["", "p50 ms", "p99 ms", "CPU µs", "of it web µs", "connecting s", "missing"], rows)


def stalled(live: Result) -> str:
    """The table of screens that stop reading."""
    rows = [
        [
            f"{NAMES[run['server']]}, {run['stalled']} of {run['screens']:,}",
            shown(run["p50_ms"], 0),
            shown(run["p99_ms"], 0),
            shown(run["us_per_recipient"]),
            str(run["missing"]),
            ", ".join(f"{count} with {code}" for code, count in run["closed"].items()) or "–",
        ]
        for run in _stalled(live)
    ]
    return table(["do not read", "p50 ms", "p99 ms", "CPU µs", "missing", "closed by the server"], rows)


def meetings(meeting: Result) -> str:
    """The table of whole meetings."""
    rows = [
        [
            f"{run['sites']} sites, {run['people']:,} people, {run['live']:,} live",
            shown(run["seconds"], 0),
            str(run["commands"]),
            shown(run["p50_ms"], 0),
            shown(run["p99_ms"], 0),
            str(run["errors"]),
            shown(run["cpu_ms_per_command"]),
            shown(run["web_cpu_share"] * 100, 0),
            shown(run["live_p99_ms"], 0),
            shown(run["snapshot_cpu_ms"], 0),
            shown(run["snapshot_bytes"] / 1e6, 2),
            shown(run["rss_mb"], 0),
        ]
        for run in meeting["runs"]
    ]
    head = [
        *("", "seconds", "commands", "p50 ms", "p99 ms", "errors", "CPU ms of a command", "web, % of a core"),
        *("frame p99 ms", "snapshot CPU ms", "snapshot MB", "web process MB"),
    ]
    return table(head, rows)


def waits(meeting: Result) -> str:
    """The table of the kinds of command in the meeting that the goals speak of."""
    run = next(run for run in meeting["runs"] if run["sites"] == meeting["sites"])
    rows = [
        [f"`{name}`", str(count), shown(p50, 0), shown(p99, 0)]
        for name, (p50, p99, count) in sorted(run["waits"].items())
    ]
    return table([f"{meeting['sites']} sites", "number", "p50 ms", "p99 ms"], rows)


def drawings(live: Result, meeting: Result) -> dict[str, str]:
    """The SVG files by name."""
    largest = [run for run in _paced(live) if run["screens"] == live["screens"]]
    names = [NAMES[run["server"]] for run in largest]
    sites = [f"{run['sites']} sites" for run in meeting["runs"]]

    def costs(part: str) -> list[float | None]:
        return [run[part] for run in meeting["runs"]]

    title = f"One act at {live['screens']:,} screens"
    return {
        "bench-live-cost.svg": bars(
            f"{title}: CPU for each",
            "µs",
            names,
            [Series("all", [run["us_per_recipient"] for run in largest])],
        ),
        "bench-live-delay.svg": bars(
            f"{title}: from the request to the screen",
            "ms",
            names,
            [Series(name, [run[f"{name}_ms"] for run in largest]) for name in ("p50", "p99")],
        ),
        "bench-meeting.svg": bars(
            "CPU of a command, news to all screens included",
            "ms",
            sites,
            [
                Series("all", costs("cpu_ms_per_command")),
                Series("web", costs("web_cpu_ms")),
                Series("database", costs("database_cpu_ms")),
            ],
        ),
    }
