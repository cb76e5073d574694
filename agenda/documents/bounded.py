"""Running the programs that open files of strangers: bounded in time, ended with all that they started."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

BEAT_SECONDS = 2.0
MOST_FILE_BYTES = 1024**3


class Unreadable(Exception):
    """The program came to no answer: out of time or memory, or the file made it fail."""


@dataclass(frozen=True)
class Bounds:
    """What a program may take: seconds by the clock and by the processor, bytes of memory."""

    seconds: float
    cpu_seconds: int
    memory_bytes: int


def ignore() -> None:
    """Nobody waits for signs of life of something short."""


def run_module(module: str, arguments: list[str], seconds: float, beat: Callable[[], None]) -> dict[str, Any]:
    """The JSON that a module of the product prints, which bounds itself. Raises Unreadable."""
    output = _run([sys.executable, "-m", module, *arguments], seconds, beat, None)
    answer: dict[str, Any] = json.loads(output)
    return answer


def run_program(
    command: list[str],
    bounds: Bounds,
    beat: Callable[[], None] = ignore,
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """What another program prints, run within `bounds`; with `environment` it sees no other variables.

    Raises Unreadable.
    """
    limits = [str(bounds.memory_bytes), str(bounds.cpu_seconds), str(MOST_FILE_BYTES)]
    wrapped = [sys.executable, "-m", "agenda.documents.bounded_process", *limits, *command]
    return _run(wrapped, bounds.seconds, beat, environment)


def _run(
    command: list[str], seconds: float, beat: Callable[[], None], environment: Mapping[str, str] | None
) -> bytes:
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        output, errors = _wait(process, seconds, beat)
    finally:
        _end(process)
    if process.returncode != 0:
        raise Unreadable(errors.decode(errors="replace")[-500:])
    return output


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the program and every child it left behind."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.poll() is None:
        process.communicate()


def _wait(
    process: "subprocess.Popen[bytes]", seconds: float, beat: Callable[[], None]
) -> tuple[bytes, bytes]:
    end = time.monotonic() + seconds
    while True:
        try:
            return process.communicate(timeout=min(BEAT_SECONDS, seconds))
        except subprocess.TimeoutExpired as error:
            if time.monotonic() >= end:
                raise Unreadable(f"no answer after {seconds} s") from error
            beat()
