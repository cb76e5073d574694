"""Keeps a few processes running together: restarted with pauses when they end, stopped as one.

    async with Supervisor(say) as supervisor:
        supervisor.keep("web", [python, "-m", "deploy.web"], environment)
        await stop.wait()

Leaving the block ends every process within `GRACE_SECONDS` and a little more. On Linux a child dies with the
process that supervises it, however that one ends.
"""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType

from deploy.backoff import Backoff

GRACE_SECONDS = 3.5
LONGEST_LINE = 16 * 1024
_PR_SET_PDEATHSIG = 1  # prctl(2)
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

Say = Callable[[str, str], None]


def die_with_parent(parent: int, sign: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to send `sign` to this process when its parent, of process id `parent`, ends."""
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, int(sign))
    if os.getppid() != parent:
        os.kill(os.getpid(), sign)


@dataclass(frozen=True)
class Child:
    """A process in a group of its own, and what it prints."""

    process: asyncio.subprocess.Process
    output: asyncio.StreamReader
    pipe: asyncio.ReadTransport

    async def end(self, grace: float = GRACE_SECONDS) -> None:
        """Ask the process to end, and after `grace` seconds end it and all that it started."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.process.wait(), grace)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()


async def spawn(argv: Sequence[str], environment: Mapping[str, str]) -> Child:
    """Start a process in a group of its own, bound to this one's life."""
    me = os.getpid()
    # asyncio's own pipes would keep wait() from returning while a grandchild holds them open.
    reading, writing = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            env=dict(environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=writing,
            stderr=writing,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(me),
        )
    finally:
        os.close(writing)
    output = asyncio.StreamReader()
    pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(output), os.fdopen(reading, "rb", 0)
    )
    return Child(process, output, pipe)


async def relay(name: str, output: asyncio.StreamReader, say: Say) -> None:
    """Say every line of `output` under `name` until its end; lines over LONGEST_LINE bytes are cut."""
    rest = b""
    while chunk := await output.read(LONGEST_LINE):
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) >= LONGEST_LINE:
            lines, rest = [*lines, rest], b""
        for line in lines:
            say(name, line.decode(errors="replace"))
    if rest:
        say(name, rest.decode(errors="replace"))


class Supervisor:
    """Runs processes by name. `say(name, line)` gets their output and what happens to them."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._keepers: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Supervisor":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)

    def keep(self, name: str, argv: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start a process and start it again whenever it ends."""
        self._keepers.append(asyncio.create_task(self._keep(name, argv, environment), name=name))

    async def once(self, name: str, argv: Sequence[str], environment: Mapping[str, str]) -> int:
        """Run a process to its end; its exit code."""
        return await self._watch(name, await spawn(argv, environment))

    async def _keep(self, name: str, argv: Sequence[str], environment: Mapping[str, str]) -> None:
        backoff = Backoff()
        while True:
            started = time.monotonic()
            code = await self._watch(name, await spawn(argv, environment))
            pause = backoff.pause_after(time.monotonic() - started)
            self._say(name, f"ended ({_reason(code)}); starts again in {pause:.1f} s")
            await asyncio.sleep(pause)

    async def _watch(self, name: str, child: Child) -> int:
        lines = asyncio.create_task(relay(name, child.output, self._say))
        try:
            return await child.process.wait()
        finally:
            await child.end()
            # Whoever still holds the other end of the pipe has left the group: it is not waited for.
            await asyncio.wait({lines}, timeout=1)
            lines.cancel()
            child.pipe.close()


def _reason(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
