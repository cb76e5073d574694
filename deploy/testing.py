"""Runs the tests: the checks, the backend on both databases, the whole product on both profiles
and on both media engines.

    python -m deploy.testing [STAGE…]       all stages (but those to be asked for), or those named

Everything runs to its end; what failed is named there. In CI a missing part of the machine is a failure,
elsewhere its tests are skipped and named.
"""

import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from deploy import livekit_server
from deploy.install import FRONTEND, find_node, missing_programs
from deploy.plan import ROOT, python

RESULTS = ROOT / "test-results"
CHECK_SECONDS = 600
SUITE_SECONDS = 1500
TORTURE_SECONDS = 5400
TORTURED = [
    "tests/link",
    "signaling/tests/fuzz",
    "signaling/tests/test_room_service.py",
    "signaling/tests/test_sdk_conformance.py",
    "signaling/tests/test_sdk_data.py",
    "signaling/tests/test_sdk_media.py",
    "signaling/tests/test_signal_requests.py",
    "tests/test_api_fuzz.py",
    "tests/test_bench.py",
    "tests/test_in_session.py",
]
PYTHON_CODE = ["ecabinet", "meetings", "agenda", "signaling", "deploy", "bench", "tests"]
WITH_DATABASE = ["ecabinet", "meetings", "agenda", "deploy"]
WHOLE = "(e2e or browser or link) and not livekit"
ALONE = "not (e2e or browser or link)"
# What is worth running on both media engines: meetings at the screens, and the room by its API.
ON_BOTH_ENGINES = [
    "tests/test_meeting.py",
    "tests/test_media_state.py",
    "meetings/media/tests/test_real_floor.py",
    "meetings/media/tests/test_real_line.py",
    "meetings/media/tests/test_real_server.py",
    "meetings/media/tests/test_real_shares.py",
]
# Scenes of the launcher and of screens, and nothing of what stands behind them: once is enough.
NO_SERVER = [
    "tests/test_faults.py",
    "tests/test_in_session.py",
    "tests/test_kept.py",
    "tests/test_media_state.py",
    "tests/test_notes.py",
    "tests/test_offline.py",
    "tests/test_offline_documents.py",
    "tests/test_papers.py",
    "tests/test_reader.py",
    "tests/test_rehearsal.py",
]
# Nine screens with pictures: more than two cores draw in time beside anything else, and minutes of its own.
MANY_SCREENS = ["tests/test_in_session.py"]
# The meeting whose processes are killed is held on PostgreSQL with the embedded media server and on SQLite
# with LiveKit's: each part of the embedded profile is in one of them.
ON_SERVERS_TWICE = ["tests/test_meeting.py"]
# Whether what was answered outlives a kill is asked where several processes share a database.
ON_SERVERS_ALONE = ["tests/test_acknowledged.py"]
# What is asked of files, of media rooms and of a worker's process, not of a database.
NO_DATABASE = [
    "agenda/documents/tests/test_corpus.py",
    "agenda/documents/tests/test_objects.py",
    "agenda/documents/tests/test_pages.py",
    "agenda/documents/tests/test_upload.py",
    "deploy/demo",
    "ecabinet/jobs/tests/test_worker.py",
    "meetings/media/tests/test_real_floor.py",
    "meetings/media/tests/test_real_line.py",
    "meetings/media/tests/test_real_server.py",
    "meetings/media/tests/test_real_shares.py",
]
SERVICES = python("-m", "tests.services")
# On two cores: while one waits for lines, clocks and processes, two compute.
WORKERS = "3"


@dataclass
class Tally:
    """What came out: passed, failed and skipped, and the names of failures and skips."""

    passed: int = 0
    failures: list[str] = field(default_factory=list)
    skips: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.passed += other.passed
        self.failures += other.failures
        self.skips += other.skips

    def check(self, name: str, good: bool) -> None:
        if good:
            self.passed += 1
        else:
            self.failures.append(name)


def checks() -> Tally:
    """What needs no running product: style, types, directions of imports, generated files, front end."""
    commands: dict[str, tuple[list[str], Path]] = {
        "mypy": (python("-m", "mypy", *PYTHON_CODE, "manage.py"), ROOT),
        "eslint": (_node("eslint/bin/eslint.js", "."), FRONTEND),
        "vitest": (_node("vitest/vitest.mjs", "run", "--reporter=default", *_junit("vitest")), FRONTEND),
        "tsc": (_node("typescript/bin/tsc", "-b"), FRONTEND),
        "ruff": (python("-m", "ruff", "check", "."), ROOT),
        "import directions": ([str(Path(sys.executable).parent / "lint-imports")], ROOT),
        "migrations": (python("manage.py", "makemigrations", "--check", "--dry-run"), ROOT),
        "OpenAPI": (python("-m", "deploy.openapi_check"), ROOT),
    }
    tally = Tally()
    with ThreadPoolExecutor(2) as pool:
        for name, good in pool.map(lambda item: (item[0], _check(item[0], *item[1])), commands.items()):
            tally.check(name, good)
    tally.add(_read_results("vitest"))
    return tally


def _node(script: str, *arguments: str) -> list[str]:
    return [str(find_node()), str(FRONTEND / "node_modules" / script), *arguments]


def _junit(name: str) -> list[str]:
    return ["--reporter=junit", f"--outputFile.junit={RESULTS / f'{name}.xml'}"]


def _check(name: str, command: list[str], folder: Path) -> bool:
    began = time.monotonic()
    environment = os.environ | {"NO_COLOR": "1", "ECABINET_DATA": str(RESULTS / "data")}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=CHECK_SECONDS,
            check=False,
        )
        good, output = done.returncode == 0, done.stdout + done.stderr
    except subprocess.TimeoutExpired:
        good, output = False, f"did not end within {CHECK_SECONDS} s"
    verdict = "ok" if good else "FAILED"
    print(f"check {name}: {verdict} ({time.monotonic() - began:.1f} s)", flush=True)
    if not good or name in ("vitest", "report"):
        print(output, flush=True)
    return good


def backend_sqlite() -> Tally:
    """The tests beside the code, on SQLite."""
    return _pytest("backend-sqlite", "-m", ALONE, "-n", WORKERS)


def backend_server() -> Tally:
    """The same tests on PostgreSQL and Redis, of what keeps anything there."""
    others = [*(f"--ignore={path}" for path in NO_DATABASE), "--ignore-glob=*/test_rules.py"]
    fewer = ["env", "PROPERTY_EXAMPLES=5", *SERVICES, "--hasty"]  # the walks were taken on SQLite
    return _pytest("backend-server", "-m", ALONE, "-n", "2", *WITH_DATABASE, *others, before=fewer)


def whole_embedded() -> Tally:
    """The whole product as one command starts it."""
    others = [f"--ignore={path}" for path in (*ON_SERVERS_ALONE, *ON_SERVERS_TWICE, *MANY_SCREENS)]
    return _pytest("whole-embedded", "-m", WHOLE, "-n", "2", "--dist", "loadfile", *others)


def in_session() -> Tally:
    """A meeting at three sites with everything that happens in it, on nine screens at once."""
    return _pytest("in-session", *MANY_SCREENS)


def whole_server() -> Tally:
    """The whole product on PostgreSQL and Redis; what runs no product has been tested already."""
    others = [f"--ignore={path}" for path in NO_SERVER]
    return _pytest("whole-server", "-m", "e2e and not livekit", "tests", *others, before=SERVICES)


def whole_livekit() -> Tally:
    """The same meeting with LiveKit's own server in the place of the embedded one, and what is its own."""
    if not livekit_server.server_path().exists():
        return _not_here("whole-livekit", "livekit-server is not built (make livekit-server)")
    tests = [*ON_BOTH_ENGINES, "tests/test_livekit_cluster.py"]
    return _pytest("whole-livekit", *tests, before=["env", "MEDIA_ENGINE=livekit"])


def whole_on_servers() -> Tally:
    """The two before, side by side: each alone leaves the machine idle half of the time."""
    total = Tally()
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(stage) for stage in (whole_server, whole_livekit)]
        for each in running:
            total.add(each.result())
    return total


def torture() -> Tally:
    """What fails, in full: bad lines beside livekit-server, and a million broken inputs for every parser."""
    shutil.rmtree(RESULTS / "bad-lines", ignore_errors=True)
    suites = [path for path in TORTURED if (ROOT / path).exists()]
    tally = _pytest("torture", *suites, before=["env", "TORTURE=1"], seconds=TORTURE_SECONDS)
    if any((RESULTS / "bad-lines").glob("*.json")):
        tally.check("report of the bad lines", _check("report", python("-m", "tests.link.report"), ROOT))
    return tally


def _pytest(
    name: str, *arguments: str, before: list[str] | None = None, seconds: float = SUITE_SECONDS
) -> Tally:
    needs_services = before is not None and SERVICES[-1] in before
    if needs_services and (lacking := {"redis-server", "postgresql"} & set(missing_programs())):
        return _not_here(name, f"{', '.join(sorted(lacking))} is not installed")
    print(f"\n===== {name} =====", flush=True)
    report = RESULTS / f"{name}.xml"
    report.unlink(missing_ok=True)
    command = [*(before or []), *python("-m", "pytest", "-q", f"--junit-xml={report}", *arguments)]
    tally = Tally()
    try:
        done = subprocess.run(command, cwd=ROOT, timeout=seconds, check=False)
        code = done.returncode
    except subprocess.TimeoutExpired:
        code = -1
        tally.failures.append(f"{name}: did not end within {seconds:.0f} s")
    tally.add(_read_results(name))
    if code and not tally.failures:
        tally.failures.append(f"{name}: pytest ended with exit code {code}")
    return tally


def _not_here(name: str, reason: str) -> Tally:
    told = f"{name}: {reason}"
    print(told, flush=True)
    return Tally(failures=[told]) if _in_ci() else Tally(skips=[told])


def _read_results(name: str) -> Tally:
    path, tally = RESULTS / f"{name}.xml", Tally()
    if not path.exists():
        return tally
    for case in ElementTree.parse(path).iter("testcase"):
        title = f"{name}: {case.get('classname')}::{case.get('name')}"
        outcomes = {child.tag for child in case}
        if outcomes & {"failure", "error"}:
            tally.failures.append(title)
        elif "skipped" in outcomes:
            tally.skips.append(title)
        else:
            tally.passed += 1
    return tally


def peer() -> Tally:
    """LiveKit's own server, built once per machine, the second engine of the whole product's tests."""
    if not _in_ci() and not livekit_server.server_path().exists():
        return Tally(skips=["livekit-server: not built (make livekit-server)"])
    tally = Tally()
    problem = livekit_server.build()
    print(problem or "livekit-server is there", flush=True)
    tally.check("livekit-server", not problem)
    return tally


def _in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


STAGES: dict[str, Callable[[], Tally]] = {
    "check": checks,
    "peer": peer,
    "backend-sqlite": backend_sqlite,
    "backend-server": backend_server,
    "e2e-embedded": whole_embedded,
    "e2e-servers": whole_on_servers,
}


# Run only when named: halves of a stage, and what takes too long for every change.
ASKED_FOR: dict[str, Callable[[], Tally]] = {
    "e2e-server": whole_server,
    "e2e-livekit": whole_livekit,
    "in-session": in_session,
    "torture": torture,
}


def main(names: list[str]) -> int:
    """Run the stages of those names (all usual ones when none is given); 0 when nothing failed."""
    RESULTS.mkdir(exist_ok=True)
    total, took = Tally(), {}
    for name in names or STAGES:
        began = time.monotonic()
        total.add((STAGES | ASKED_FOR)[name]())
        took[name] = time.monotonic() - began
    print("\n" + ", ".join(f"{name} {seconds:.0f} s" for name, seconds in took.items()))
    for kind, titles in (("skipped", total.skips), ("FAILED", total.failures)):
        for title in titles:
            print(f"{kind}: {title}")
    print(f"\n{total.passed} passed, {len(total.failures)} failed, {len(total.skips)} skipped", flush=True)
    return 1 if total.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
