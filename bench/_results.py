"""Where measurements are kept, and what they were made on."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from deploy import livekit_server
from deploy.plan import ROOT

OUT = ROOT / "bench" / "out"


def machine() -> dict[str, Any]:
    """The machine by its cores and memory, and what was measured when."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30),
        "processor": _processor(),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "commit": _commit(),
        "livekit": livekit_server.VERSION,
    }


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        # Without git, as in an image, the figures stand for themselves.
        return "unknown"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def write_results(name: str, result: dict[str, Any]) -> None:
    """Keep the result of a measurement for the report."""
    OUT.mkdir(exist_ok=True)
    (OUT / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")


def read_results(name: str) -> dict[str, Any]:
    """The last result of a measurement. Raises FileNotFoundError when there is none."""
    found: dict[str, Any] = json.loads((OUT / f"{name}.json").read_text())
    return found
