"""Celery's broker in the embedded profile: kombu's filesystem transport, made safe for quick readers.

kombu writes a message into the very folder that readers list, so that a reader can take half of it, and
rewrites a file of bindings that others read. Here a message appears under its name only when it is whole,
and nothing is bound: a queue belongs to the exchange of its own name.
"""

import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

FOLDER_URL = "ecabinet-folder://localhost/"
POLL_SECONDS = 0.1
# Celery looks for a request to stop only between two waits for messages.
LONGEST_WAIT_SECONDS = 0.5


def folder_options(folder: Path) -> dict[str, Any]:
    """The transport options for messages in `folder`, which is created when absent."""
    messages, taken = folder / "messages", folder / "taken"
    for path in (messages, taken):
        path.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "processed_folder": str(taken),
        "polling_interval": POLL_SECONDS,
    }


class Channel(filesystem.Channel):
    """A channel whose messages appear whole, are read oldest first and leave nothing behind.

    Where types are ignored, those of kombu's classes contradict each other.
    """

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]
        whole = Path(self.data_folder_out) / f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg"
        partial = whole.with_suffix(".partial")
        partial.write_text(dumps(payload), encoding="utf-8")
        partial.replace(whole)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        waiting = Path(self.data_folder_in).glob(f"*.{queue}.msg")
        for path in sorted(waiting):
            taken = Path(self.processed_folder) / path.name
            try:
                path.rename(taken)
            except FileNotFoundError:  # another worker was quicker
                continue
            message = loads(taken.read_text(encoding="utf-8"))
            taken.unlink()
            return message
        raise Empty

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str) -> None:
        if exchange != queue:
            raise ValueError(f"the exchange {exchange!r} has no queue {queue!r}, only one of its own name")

    def get_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:  # type: ignore[override]
        """The bindings of an exchange."""
        return [filesystem.exchange_queue_t(exchange, "", exchange)]


class Transport(filesystem.Transport):
    """The filesystem transport with that channel, and a wait short enough to stop soon."""

    Channel = Channel

    def drain_events(  # type: ignore[override]
        self, connection: Any, timeout: float | None = None
    ) -> None:
        """Deliver one message. Raises socket.timeout when none came."""
        longest = LONGEST_WAIT_SECONDS if timeout is None else min(timeout, LONGEST_WAIT_SECONDS)
        super().drain_events(connection, timeout=longest)


TRANSPORT_ALIASES["ecabinet-folder"] = f"{__name__}:Transport"
