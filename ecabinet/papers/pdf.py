"""PDF of a paper: tagged, with the fonts of this folder only, set in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from ecabinet.papers.glyphs import FONTS, legible_throughout
from ecabinet.papers.paper import Paper, as_data

HERE = Path(__file__).resolve().parent
MEMORY_BYTES = 1536 * 1024 * 1024
TIMEOUT_SECONDS = 60


class TypesettingError(Exception):
    """The paper could not be set; the text says why."""


def write_pdf(paper: Paper, *, timeout: float = TIMEOUT_SECONDS, memory_bytes: int = MEMORY_BYTES) -> bytes:
    """The paper as PDF bytes. Raises TypesettingError when it fails, takes too long or too much memory."""
    data = as_data(legible_throughout(paper))
    return typeset(HERE / "paper.typ", data, timeout=timeout, memory_bytes=memory_bytes)


def typeset(
    template: Path, data: Any, *, timeout: float = TIMEOUT_SECONDS, memory_bytes: int = MEMORY_BYTES
) -> bytes:
    """A template with its data (`sys.inputs.paper`, as JSON) as PDF bytes. Raises TypesettingError."""
    request = {
        "template": str(template),
        "fonts": str(FONTS),
        "memory_bytes": memory_bytes,
        "paper": data,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(HERE / "typesetter.py")],
            input=json.dumps(request, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TypesettingError(f"not set within {timeout:g} s") from error
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip()[-500:]
        raise TypesettingError(reason or f"the typesetter ended with {done.returncode}")
    return done.stdout
