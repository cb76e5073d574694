"""How soon a paper can be read on a weak tablet, by many at once, and found among very many.

    python -m bench.documents [--openings 20] [--readers 168] [--search-pages 100000]
                            [--pages 300] [--profile server|embedded] [--save]

A report of 300 pages and 50 MB and a scan of ten pages are laid before a meeting of the whole product
(PostgreSQL, Redis). Chromium with a quarter of the processor and 4 Mbit/s opens them from the meeting's
screen; beside it, in the same run, a plain PDF.js page that nginx serves opens the same files. Then readers
on slow lines open the report at once, and people search among very many pages.
"""

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Browser

from bench._results import machine, write_results
from bench.load import papers
from bench.load.calls import PATIENT, TOKEN, Calls, caller, share
from bench.load.engine import LoadError
from bench.load.readers import read_all
from bench.load.servers import prepare_process
from bench.load.stage import PROFILES, SERVER, Stage, settled, stage
from bench.load.syllables import words
from bench.load.tablet import OPEN, PLAIN, Opening, chromium, opened, shows, tablet
from bench.load.yardstick import plain_site
from deploy.plan import ROOT
from ecabinet.folding import fold

OPENINGS, READERS, SEARCH_PAGES = 20, 168, 100_000
REPORT, SCAN = ("bao-cao.pdf", 300), ("ban-quet.pdf", 10)
BYTES_A_PAGE = 50_000_000 // 300
SITES, READY_SECONDS, LIBRARY_SECONDS = 4, 900, 3600
SEARCHES = 120


@dataclass(frozen=True)
class Paper:
    """A paper that is ready. `pipeline_s` from the upload's answer on, `pipeline_cpu_s` of all processes."""

    id: str
    path: Path
    pages: int
    pipeline_s: float
    pipeline_cpu_s: float


@dataclass(frozen=True)
class Opened:
    """How the openings of one paper went, ours and the plain page's."""

    paper: str
    pages: int
    bytes: int
    first_page_ms_p50: float | None
    first_page_ms_p95: float | None
    sharp_ms_p50: float | None
    bytes_to_first_page: float | None
    plain_ms_p50: float | None
    plain_ms_p95: float | None
    plain_bytes: float | None
    pipeline_s_per_100_pages: float
    pipeline_cpu_s_per_100_pages: float


async def lay(scene: Stage, calls: Calls, path: Path, pages: int) -> Paper:
    """The secretary lays a paper before the first matter; wait until it can be read. Raises LoadError."""
    house = scene.house
    address = f"{calls.url}/api/meetings/{house.meeting}/items/{house.items[0]}/documents"
    form = aiohttp.FormData()
    content = await asyncio.to_thread(path.read_bytes)
    form.add_field("file", content, filename=path.name, content_type="application/pdf")
    form.add_field("declared_not_secret", "true")
    form.add_field("title", path.stem)
    headers = calls.headers(house.secretary) | {"Idempotency-Key": str(uuid.uuid4()), "X-CSRFToken": TOKEN}
    async with calls.session.post(address, data=form, headers=headers, timeout=PATIENT) as answer:
        told = await answer.json()
        if answer.status != 200:
            raise LoadError(f"{path.name} was refused: {told}")
    began, before = time.monotonic(), scene.spent()
    await _ready(calls, scene, told["id"])
    took = time.monotonic() - began
    return Paper(told["id"], path, pages, took, scene.spent().since(before).whole)


async def _ready(calls: Calls, scene: Stage, document: str) -> None:
    address = f"{calls.url}/api/documents/{document}/progress"
    async with asyncio.timeout(READY_SECONDS):
        while True:
            async with calls.session.get(address, headers=calls.headers(scene.house.secretary)) as answer:
                told = await answer.json()
            if told.get("status") == "ready":
                return
            if told.get("status") == "rejected":
                raise LoadError(f"the paper was refused: {told}")
            await asyncio.sleep(0.2)


async def open_often(
    browser: Browser, times: int, address: str, cookie: tuple[str, str] | None, paper: str
) -> list[Opening]:
    """Open a paper that many times, each on a tablet that has never seen it."""
    found = []
    for _ in range(times):
        async with tablet(browser, address, cookie) as page:
            if cookie is None:
                await page.wait_for_function("document.title === 'ready'")
                found.append(await opened(page, PLAIN, paper))
            else:
                await shows(page, paper)
                found.append(await opened(page, OPEN, paper))
    return found


async def compare(scene: Stage, browser: Browser, plain: str, paper: Paper, times: int) -> Opened:
    """One paper on the product and on the plain page."""
    house = scene.house
    address = f"{scene.product.url}/meetings/{house.meeting}"
    cookie = (house.cookie, house.people[0].session)
    ours = await open_often(browser, times, address, cookie, paper.path.stem)
    theirs = await open_often(browser, times, f"{plain}/index.html", None, paper.path.name)
    return Opened(
        paper=paper.path.stem,
        pages=paper.pages,
        bytes=paper.path.stat().st_size,
        first_page_ms_p50=share([each.first_ms for each in ours], 0.5),
        first_page_ms_p95=share([each.first_ms for each in ours], 0.95),
        sharp_ms_p50=share([each.sharp_ms for each in ours], 0.5),
        bytes_to_first_page=share([float(each.bytes_to_first) for each in ours], 0.5),
        plain_ms_p50=share([each.first_ms for each in theirs], 0.5),
        plain_ms_p95=share([each.first_ms for each in theirs], 0.95),
        plain_bytes=share([float(each.bytes_to_first) for each in theirs], 0.5),
        pipeline_s_per_100_pages=round(paper.pipeline_s * 100 / paper.pages, 2),
        pipeline_cpu_s_per_100_pages=round(paper.pipeline_cpu_s * 100 / paper.pages, 2),
    )


async def crowd(scene: Stage, calls: Calls, paper: Paper, readers: int) -> dict[str, Any]:
    """Everybody opens the paper at the same moment."""
    await settled(lambda: scene.spent().web)
    before = scene.spent()
    took = await read_all(calls, scene.house.people[:readers], paper.id)
    return {
        "readers": readers,
        "readers_p50_ms": share([each.picture_ms for each in took], 0.5),
        "readers_p95_ms": share([each.picture_ms for each in took], 0.95),
        "readers_head_p95_ms": share([each.head_ms for each in took], 0.95),
        "readers_cpu_ms": round(scene.spent().since(before).whole * 1000 / readers, 1),
        "web_rss_mb": scene.resident_mb(),
    }


async def look_for(scene: Stage, calls: Calls, pages: int) -> dict[str, Any]:
    """People search, one after the other, among so many pages. Raises LoadError."""
    if not pages:
        return {"search_pages": 0, "search_p50_ms": None, "search_p95_ms": None}
    await asyncio.to_thread(_fill, scene, pages)
    await settled(lambda: scene.spent().database)
    waits, before = [], scene.spent()
    for number, query in enumerate(_queries()):
        person = scene.house.people[number % len(scene.house.people)]
        headers, began = calls.headers(person), time.monotonic()
        address = f"{calls.url}/api/search"
        async with calls.session.get(address, params={"query": query}, headers=headers) as answer:
            told = await answer.text()
            if answer.status != 200:
                raise LoadError(f"the search for {query!r} failed: {told}")
        waits.append((time.monotonic() - began) * 1000)
    return {
        "search_pages": pages,
        "search_p50_ms": share(waits, 0.5),
        "search_p95_ms": share(waits, 0.95),
        "search_cpu_ms": round(scene.spent().since(before).whole * 1000 / len(waits), 1),
    }


def _fill(scene: Stage, pages: int) -> None:
    command = [sys.executable, "-m", "bench.load.library", "--meeting", scene.house.meeting]
    done = subprocess.run(
        [*command, "--pages", str(pages)],
        cwd=ROOT,
        env=dict(scene.product.environment),
        capture_output=True,
        text=True,
        timeout=LIBRARY_SECONDS,
        check=False,
    )
    if done.returncode:
        raise LoadError(f"the library could not be made:\n{done.stderr[-2000:]}")


def _queries() -> list[str]:
    """Frequent and rare words, with and without marks, phrases, beginnings, several, and without one."""
    source, known = random.Random(11), words()
    frequent, rare = known[:20], known[400:]
    made = []
    for number in range(SEARCHES):
        common, seldom = source.choice(frequent), source.choice(rare)
        forms = [seldom, fold(seldom), f"{common} {seldom}", f'"{common} {source.choice(frequent)}"', common]
        made.append([*forms, f"{seldom[:3]}*", f"{seldom} -{common}", "báo cáo chuyên đề"][number % 8])
    return made


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """The JSON line. Raises LoadError."""
    with tempfile.TemporaryDirectory(prefix="bench-papers-") as name:
        report, scan = Path(name) / REPORT[0], Path(name) / SCAN[0]
        papers.report(report, options.pages, options.pages * BYTES_A_PAGE)
        papers.scan(scan, SCAN[1])
        people = max(options.readers, SITES)
        with stage(options.profile, SITES, people) as scene, plain_site([report, scan]) as plain:
            calls = caller(scene.product.url, scene.house)
            async with calls.session:
                laid = [
                    await lay(scene, calls, report, options.pages),
                    await lay(scene, calls, scan, SCAN[1]),
                ]
                async with chromium() as browser:
                    runs = [await compare(scene, browser, plain, each, options.openings) for each in laid]
                for run in runs:
                    print(json.dumps(asdict(run)), flush=True)
                told = await crowd(scene, calls, laid[0], options.readers)
                print(json.dumps(told), flush=True)
                told |= await look_for(scene, calls, options.search_pages)
    top = asdict(runs[0])
    ratio = runs[0].plain_ms_p95 and round((runs[0].first_page_ms_p95 or 0) / runs[0].plain_ms_p95, 3)
    return {**top, "ratio": ratio, **told, "machine": machine(), "runs": [asdict(run) for run in runs]}


def main() -> int:
    """Measure, print what came out on the way, then the JSON line."""
    parser = argparse.ArgumentParser(description="Measure how papers are read and found.")
    parser.add_argument("--openings", type=int, default=OPENINGS)
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--search-pages", type=int, default=SEARCH_PAGES, help="0: no search")
    parser.add_argument("--pages", type=int, default=REPORT[1], help="of the report")
    parser.add_argument("--profile", choices=list(PROFILES), default=SERVER)
    parser.add_argument("--save", action="store_true", help="keep the result for bench.report")
    options = parser.parse_args()
    prepare_process()
    try:
        result = asyncio.run(measure(options))
    except LoadError as error:
        print(error, file=sys.stderr)
        return 1
    if options.save:
        write_results("documents", result)
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
