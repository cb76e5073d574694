"""Records what an unmodified SDK sends, decrypted, as seeds for the mutator.

    python -m signaling.tests.fuzz.capture

writes `tests/golden/livekit-python-packets.txt`: one datagram, message or query a line, as its kind and hex.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from signaling import consumer, private_aiortc
from signaling.config import read_configuration
from signaling.protocol.session import SignalSession
from signaling.sfu import mux
from signaling.tests.fuzz.seeds import PACKETS
from signaling.tests.harness import KEY, ROOT, SECRET, MediaServer
from signaling.tests.sdk import Cast

_PER_KIND = 24


class _Tap:
    """Writes the first of everything that passes a function, by kind."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._counts: Counter[str] = Counter()

    def note(self, kind: str, data: bytes) -> None:
        """Write one line, unless there are enough of its kind (and of its second byte)."""
        variety = f"{kind} {data[1:2].hex()}"
        if self._counts[variety] < _PER_KIND // 4 and self._counts[kind] < _PER_KIND:
            self._counts[variety] += 1
            self._counts[kind] += 1
            with self._target.open("a") as out:
                out.write(f"{kind} {data.hex()}\n")

    def results(self, owner: Any, name: str, kind: str) -> None:
        """Record what a method returns."""
        original: Callable[..., bytes] = getattr(owner, name)

        def tapped(*arguments: Any) -> bytes:
            result = original(*arguments)
            self.note(kind, result)
            return result

        setattr(owner, name, tapped)

    def arguments(self, owner: Any, name: str, kind: str, index: int) -> None:
        """Record an argument of a function."""
        original: Callable[..., Any] = getattr(owner, name)

        def tapped(*arguments: Any) -> Any:
            self.note(kind, arguments[index])
            return original(*arguments)

        setattr(owner, name, tapped)


def _serve() -> None:
    from signaling.server import MediaProcess

    tap = _Tap(PACKETS)
    tap.results(private_aiortc.SecureTransport, "unprotect", "rtp")
    tap.results(private_aiortc.SecureTransport, "unprotect_rtcp", "rtcp")
    tap.arguments(private_aiortc.SecureTransport, "feed", "dtls", 1)
    tap.arguments(mux, "parse_binding_request", "stun", 0)
    tap.arguments(SignalSession, "receive", "signal", 1)
    tap.arguments(consumer, "parse_join", "join", 1)
    tap.arguments(private_aiortc.DataAssociation, "_receive", "data", 2)
    MediaProcess(read_configuration()).run()


class _RecordingServer(MediaServer):
    def launch(self) -> subprocess.Popen[bytes]:
        """Start the process with its taps."""
        environment = {
            **os.environ,
            "LIVEKIT_API_KEY": KEY,
            "LIVEKIT_API_SECRET": SECRET,
            "MEDIA_PORT": str(self.port),
            "MEDIA_UDP_PORT": str(self.udp_port),
            "MEDIA_TCP_PORT": "off",
        }
        command = [sys.executable, "-m", "signaling.tests.fuzz.capture", "serve"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment)
        return self.process


async def _play(server: MediaServer) -> None:
    cast = Cast(server, "capture")
    alice, bob = await cast.join("alice"), await cast.join("bob", single_peer=False)
    microphone, camera = await alice.speak(), await alice.show(1280, 720, simulcast=True)
    await bob.hears(microphone.sid)
    await bob.watches(camera.sid, 60)
    await alice.room.local_participant.publish_data(b"a message", destination_identities=["bob"], topic="t")
    await bob.saw("data", "a message")
    await alice.room.local_participant.unpublish_track(microphone.sid)
    await bob.saw("unpublished", microphone.sid)
    await cast.leave()


def main() -> None:
    """Record anew."""
    PACKETS.unlink(missing_ok=True)
    server = _RecordingServer()
    server.start()
    asyncio.run(_play(server))
    server.stop()
    sys.stdout.write(f"{sum(1 for _ in PACKETS.open())} lines in {PACKETS}\n")


if __name__ == "__main__":
    _serve() if sys.argv[1:] == ["serve"] else main()
