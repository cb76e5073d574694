"""One measured stretch of time: what the server sent, what it cost, and whether it may be counted."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.load.engine import AUDIO, VIDEO, Totals
from bench.load.generator import Generator
from bench.load.scene import Scene
from bench.load.servers import Server, core_seconds, cpu_seconds

# Above this share of a core neither the server's figure nor the generator's can be trusted.
LIMIT = 0.9
# How far a receiver's count may be from what was sent to it: the two are not read at the same moment.
_MISSING, _MISSING_PACKETS = 0.02, 20
# The machine's own processes and the kernel's work for the load stay below this share of a core.
_OTHERS = 0.2


@dataclass(frozen=True)
class Run:
    """The figures of one stretch. `problems` is empty when it may be counted.

    `published` packets were sent to the server and `packets` arrived at receivers, of which `opened` were
    decrypted and found authentic; `worst_receiver` is the share of its packets that the worst served receiver
    got, `steady` whether all got what was sent, no less and no more; `others_cpu_s` is what the rest of the
    machine spent, the busiest core a share of one core.
    """

    rate: float
    seconds: float
    packets: int
    lost: int
    opened: int
    published: int
    worst_receiver: float
    steady: bool
    server_cpu_s: float
    generator_cpu_s: float
    others_cpu_s: float
    busiest_core: float
    latency_p50_ms: float
    latency_p99_ms: float
    problems: tuple[str, ...] = ()

    @property
    def disturbed(self) -> bool:
        """Whether other work of the machine may have caused the problems."""
        return bool(self.problems) and self.others_cpu_s / self.seconds > _OTHERS

    @property
    def us_per_packet(self) -> float:
        """CPU microseconds of the server for each packet received."""
        return self.server_cpu_s * 1e6 / max(1, self.packets)


@dataclass
class _Reading:
    server: Server
    scene: Scene
    totals: Totals
    at: float = field(default_factory=time.monotonic)
    cores: list[tuple[float, float]] = field(default_factory=core_seconds)

    def __post_init__(self) -> None:
        self.server_cpu = self.server.cpu_seconds()
        self.generator_cpu = cpu_seconds(os.getpid())
        self.threads = _threads(self.server.pid)
        self.due = self.scene.due()
        self.received = [client.received() for client in self.scene.takers]


def _threads(pid: int) -> dict[str, float]:
    found = {}
    for folder in Path(f"/proc/{pid}/task").iterdir():
        # A thread may end between the listing and here.
        if (folder / "stat").exists():
            found[folder.name] = cpu_seconds(pid, int(folder.name))
    return found


async def measure(generator: Generator, server: Server, scene: Scene, rate: float, seconds: float) -> Run:
    """Watch for `seconds` at the rate the generator was set to."""
    generator.engine.latencies()
    before = _Reading(server, scene, generator.engine.totals())
    await asyncio.sleep(seconds)
    after = _Reading(server, scene, generator.engine.totals())
    return _judged(rate, before, after, generator.engine.latencies())


def _media(totals: Totals, name: str) -> int:
    values = getattr(totals, name)
    return int(values[AUDIO] + values[VIDEO])


def _judged(rate: float, before: _Reading, after: _Reading, latencies: list[int]) -> Run:
    seconds = after.at - before.at
    packets = _media(after.totals, "packets") - _media(before.totals, "packets")
    lost = max(0, _media(after.totals, "lost") - _media(before.totals, "lost"))
    due = max(1.0, after.due - before.due)
    got = [now - was for now, was in zip(after.received, before.received, strict=True)]
    allowed = max(_MISSING_PACKETS, _MISSING * due)
    steady = max(got) - allowed <= due <= min(got) + allowed
    generator_cpu = after.generator_cpu - before.generator_cpu
    cores = [
        (busy - was) / max(0.01, whole - had)
        for (busy, whole), (was, had) in zip(after.cores, before.cores, strict=True)
    ]
    busy = sum(now[0] - was[0] for now, was in zip(after.cores, before.cores, strict=True))
    server_cpu = after.server_cpu - before.server_cpu
    thread = max(spent - before.threads.get(name, 0.0) for name, spent in after.threads.items()) / seconds
    troubles = {
        f"{lost} packets lost": lost > 0,
        f"receivers got from {min(got) / due:.1%} to {max(got) / due:.1%}": not steady,
        f"generator at {generator_cpu / seconds:.0%} of a core": generator_cpu / seconds > LIMIT,
        f"a core at {max(cores):.0%}": max(cores) > LIMIT,
        f"the server's busiest thread at {thread:.0%}": thread > LIMIT,
        "packets that are not authentic": after.totals.refused > before.totals.refused,
        "the generator fell behind": after.totals.behind_ns > before.totals.behind_ns,
        "no packets": not packets,
        "a participant's session ended": any(client.failure for client in after.scene.everybody),
    }
    ordered = sorted(latencies) or [0]
    return Run(
        rate,
        seconds,
        packets,
        lost,
        after.totals.opened - before.totals.opened,
        after.totals.sent_packets - before.totals.sent_packets,
        min(got) / due,
        steady,
        server_cpu,
        generator_cpu,
        max(0.0, busy - server_cpu - generator_cpu),
        max(cores),
        ordered[len(ordered) // 2] / 1000,
        ordered[len(ordered) * 99 // 100] / 1000,
        tuple(text for text, wrong in troubles.items() if wrong),
    )
