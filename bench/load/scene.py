"""The meetings that are measured: one speaker before many sites, or everybody with everybody."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence

from bench.load.client import Client, Wish
from bench.load.generator import Generator
from bench.load.profile import CAMERA, MICROPHONE, Layer, downstream
from bench.load.servers import Server

MICROPHONES = 3
_AT_ONCE = 16
_PATIENCE = 60.0


class Scene(ABC):
    """People of one room. `name` is its key in the results, `receivers` how many take its media."""

    name: str
    receivers: int
    streams: int

    def __init__(self) -> None:
        self.publishers: list[Client] = []
        self.people: list[Client] = []

    @abstractmethod
    async def open(self, generator: Generator, server: Server) -> None:
        """Let those join who publish."""

    @abstractmethod
    async def fill(self, generator: Generator, server: Server) -> None:
        """Let all others join; returns when every stream has arrived at every receiver."""

    @property
    def everybody(self) -> list[Client]:
        """All participants."""
        return [*self.people, *self.publishers]

    @property
    @abstractmethod
    def takers(self) -> list[Client]:
        """Those who receive."""

    @abstractmethod
    def due(self) -> float:
        """How many packets each receiver should have received of what was sent so far."""

    @abstractmethod
    def schedule(self) -> tuple[list[int], list[int], int]:
        """One second of packets (times in ns, payload sizes) and the number of destinations of each."""

    @property
    def packets_per_second(self) -> int:
        """Packets a server sends each second in real time."""
        times, _, destinations = self.schedule()
        return len(times) * destinations

    async def close(self) -> None:
        """Let everybody leave."""
        await _each(self.everybody, lambda client: client.leave())

    async def _join(
        self, generator: Generator, server: Server, wishes: Sequence[Wish], role: str
    ) -> list[Client]:
        clients = [Client(generator, wish) for wish in wishes]
        tokens = [server.token(f"{role}{number}", self.name) for number in range(len(clients))]
        mine = dict(zip(clients, tokens, strict=True))
        await _each(clients, lambda client: client.connect(server.url, mine[client]))
        return clients


async def _each(clients: Sequence[Client], act: Callable[[Client], Awaitable[None]]) -> None:
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(client: Client) -> None:
        async with places:
            await act(client)

    await asyncio.gather(*(one(client) for client in clients))


def _sent(clients: Sequence[Client], *layers: Layer) -> int:
    sent = [client.sent() for client in clients]
    return sum(each.get(layer.rid, 0) for each in sent for layer in layers)


class Speaker(Scene):
    """A camera in three layers, three microphones (one is the speaker's), and subscribers."""

    def __init__(self, subscribers: int) -> None:
        super().__init__()
        self.name = str(subscribers)
        self.receivers = subscribers
        self.streams = subscribers * (1 + MICROPHONES)

    async def open(self, generator: Generator, server: Server) -> None:
        wishes = [Wish(microphone=True, camera=not each, subscribe=False) for each in range(MICROPHONES)]
        self.publishers = await self._join(generator, server, wishes, "speaker")

    async def fill(self, generator: Generator, server: Server) -> None:
        self.people = await self._join(generator, server, [Wish()] * self.receivers, "site")
        await generator.until(self.streams, _PATIENCE)

    @property
    def takers(self) -> list[Client]:
        return self.people

    def due(self) -> float:
        return _sent(self.publishers, MICROPHONE, CAMERA[-1])

    def schedule(self) -> tuple[list[int], list[int], int]:
        times, sizes = downstream([CAMERA[-1], *[MICROPHONE] * MICROPHONES])
        return times, sizes, self.receivers


class Meeting(Scene):
    """Everybody sends a camera and a microphone, and sees all others as small tiles."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.name = f"{size}x{size}"
        self.receivers = size
        self.streams = size * (size - 1) * 2

    async def open(self, generator: Generator, server: Server) -> None:
        return

    async def fill(self, generator: Generator, server: Server) -> None:
        wish = Wish(microphone=True, camera=True, small=True)
        self.publishers = await self._join(generator, server, [wish] * self.receivers, "site")
        await generator.until(self.streams, _PATIENCE)

    @property
    def takers(self) -> list[Client]:
        return self.publishers

    def due(self) -> float:
        return _sent(self.publishers, MICROPHONE, CAMERA[0]) * (self.receivers - 1) / self.receivers

    def schedule(self) -> tuple[list[int], list[int], int]:
        times, sizes = downstream([CAMERA[0], MICROPHONE] * self.receivers)
        return times, sizes, self.receivers - 1
