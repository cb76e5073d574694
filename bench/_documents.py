"""What docs/benchmarks.md says of papers (bench.documents)."""

from __future__ import annotations

from string import Template
from typing import Any

from bench._plot import Series, bars
from bench._table import shown, table, verdict

Result = dict[str, Any]
SEARCHES = 120


def page(template: str, documents: Result) -> str:
    """The text of the part of the page that is about papers."""
    return Template(template).substitute(
        documents["machine"],
        goals=goals(documents),
        openings=openings(documents),
        others=others(documents),
        pages=documents["pages"],
        megabytes=round(documents["bytes"] / 1e6),
        searches=SEARCHES,
    )


def goals(documents: Result) -> str:
    """What was aimed at and what came out."""
    readers, pages = documents["readers"], documents["search_pages"]
    checks: list[tuple[str, float | None, float, int]] = [
        ("the first page of the report, p95, ms", documents["first_page_ms_p95"], 1000, 0),
        ("the same as a share of the plain page's", documents["ratio"], 0.5, 2),
        (f"the first page for {readers} readers at once, p95, ms", documents["readers_p95_ms"], 3000, 0),
        ("memory of the web process then, MB", documents["web_rss_mb"], 400, 0),
        (f"a search among {pages:,} pages, p95, ms", documents["search_p95_ms"], 200, 0),
    ]
    rows = [
        [text, f"at most {goal:g}", shown(value, digits), verdict(value, goal)]
        for text, value, goal, digits in checks
    ]
    return table(["goal", "wanted", "measured", ""], rows)


def openings(documents: Result) -> str:
    """The table of papers opened on the tablet."""
    rows = [
        [
            f"{run['pages']} pages, {run['bytes'] / 1e6:.1f} MB",
            shown(run["first_page_ms_p50"], 0),
            shown(run["first_page_ms_p95"], 0),
            shown(run["sharp_ms_p50"], 0),
            _kilobytes(run["bytes_to_first_page"]),
            shown(run["plain_ms_p50"], 0),
            shown(run["plain_ms_p95"], 0),
            _kilobytes(run["plain_bytes"]),
            shown(run["pipeline_s_per_100_pages"]),
            shown(run["pipeline_cpu_s_per_100_pages"]),
        ]
        for run in documents["runs"]
    ]
    head = [
        *("", "first p50 ms", "first p95 ms", "sharp p50 ms", "KB to it"),
        *("plain p50 ms", "plain p95 ms", "plain KB", "prepared s", "prepared CPU s"),
    ]
    return table(head, rows)


def _kilobytes(count: float | None) -> str:
    return shown(None if count is None else count / 1000, 0)


def others(documents: Result) -> str:
    """The tables of readers and searches."""
    read = [
        str(documents["readers"]),
        shown(documents["readers_p50_ms"], 0),
        shown(documents["readers_p95_ms"], 0),
        shown(documents["readers_head_p95_ms"], 0),
        shown(documents["readers_cpu_ms"]),
        shown(documents["web_rss_mb"], 0),
    ]
    head = ["readers", "p50 ms", "p95 ms", "with the PDF's ends p95 ms", "CPU ms of each", "web process MB"]
    found = [
        f"{documents['search_pages']:,}",
        shown(documents["search_p50_ms"], 0),
        shown(documents["search_p95_ms"], 0),
        shown(documents.get("search_cpu_ms")),
    ]
    searched = table(["pages searched", "p50 ms", "p95 ms", "CPU ms of each"], [found])
    return f"{table(head, [read])}\n\n{searched}"


def drawings(documents: Result) -> dict[str, str]:
    """The SVG files by name."""
    runs = documents["runs"]
    bar = [
        Series("first page", [run["first_page_ms_p50"] for run in runs]),
        Series("sharp", [run["sharp_ms_p50"] for run in runs]),
        Series("plain PDF.js", [run["plain_ms_p50"] for run in runs]),
    ]
    names = [f"{run['pages']} pages" for run in runs]
    return {"bench-documents.svg": bars("From the tap to the page, p50", "ms", names, bar)}
