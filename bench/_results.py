"""Where measurements are kept, and the name of the machine they were made on."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from deploy.plan import ROOT

OUT = ROOT / "bench" / "out"


def machine() -> dict[str, Any]:
    """The machine by its cores and memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cores": os.cpu_count(), "memory_gb": round(memory / 2**30), "processor": _processor()}


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
