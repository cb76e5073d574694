"""How long the product takes to start, and what memory its processes hold.

    python -m bench.start [--warm-only]

Cold: from the command in a fresh clone (the last commit) to /healthz answering ok, all set-up counted; the
package clients may use their download caches. Warm: from the same command again to the first page.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.plan import ROOT

COLD_SECONDS = 900
WARM_SECONDS = 60
SETTLING_SECONDS = 5
PARTS = {
    "web": "deploy.web",
    "worker": "deploy.worker",
    "media": "manage.py media",
    "launcher": "deploy.launcher",
}


@dataclass
class Start:
    """One `make run` in a folder: `process` is make, `port` where the pages are."""

    process: subprocess.Popen[bytes]
    port: int
    began: float

    def until(self, path: str, patience: float) -> float:
        """Seconds from the command to the first 200 of `path`. Raises RuntimeError when it does not come."""
        while not _answers(f"http://127.0.0.1:{self.port}{path}"):
            if self.process.poll() is not None:
                raise RuntimeError(f"make run ended with exit code {self.process.returncode}")
            if time.monotonic() - self.began > patience:
                raise RuntimeError(f"{path} did not answer within {patience:.0f} s")
            time.sleep(0.02)
        return time.monotonic() - self.began


@contextlib.contextmanager
def make_run(folder: Path, data: Path) -> Iterator[Start]:
    """`make run` in `folder` on free ports, its output in `data`.log, ended afterwards."""
    port, media_port = _free_port(socket.SOCK_STREAM), _free_port(socket.SOCK_STREAM)
    kept = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "MAKELEVEL"}}
    environment = kept | {
        "PORT": str(port),
        "MEDIA_PORT": str(media_port),
        "MEDIA_UDP_PORT": str(_free_port(socket.SOCK_DGRAM)),
        "MEDIA_TCP_PORT": "0",
        "ECABINET_DATA": str(data),
    }
    with data.with_suffix(".log").open("ab") as log:
        began = time.monotonic()
        process = subprocess.Popen(["make", "run"], cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        yield Start(process, port, began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def memory_mb(root: int) -> dict[str, float]:
    """Resident memory of each part below process `root`, in MB of 10^6 bytes."""
    listing = subprocess.run(
        ["ps", "-axo", "pid=,ppid=,rss=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 3) for line in listing.splitlines()]
    ours: set[str] = {str(root)}
    found: dict[str, float] = {}
    for pid, parent, rss, command in rows:  # listed by age: a parent comes before its children
        if parent in ours or pid in ours:
            ours.add(pid)
            names = [name for name, mark in PARTS.items() if command.endswith(mark)]
            found |= {name: round(int(rss) * 1024 / 1e6, 1) for name in names}
    return found


def measure(warm_only: bool) -> dict[str, object]:
    """The figures. Raises RuntimeError when a start fails; the folder with its log is then kept."""
    folder = Path(tempfile.mkdtemp(prefix="ecabinet-start-"))
    project, data, cold = ROOT, folder / "data", None
    if not warm_only:
        project = folder / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(project)], check=True)
    with make_run(project, data) as start:
        seconds = start.until("/healthz", COLD_SECONDS)
        cold = None if warm_only else round(seconds, 1)
    with make_run(project, data) as start:
        warm = start.until("/", WARM_SECONDS)
        healthy = start.until("/healthz", WARM_SECONDS)
        time.sleep(SETTLING_SECONDS)
        memory = memory_mb(start.process.pid)
    shutil.rmtree(folder)
    return {"cold_s": cold, "warm_s": round(warm, 2), "warm_healthy_s": round(healthy, 2), "rss_mb": memory}


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Measure, print a table, then the JSON line."""
    parser = argparse.ArgumentParser(description="Measure the start of the product.")
    parser.add_argument("--warm-only", action="store_true", help="start this folder as it is")
    figures = measure(parser.parse_args().warm_only)
    for name, value in figures.items():
        print(f"{name:16} {value}")
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
