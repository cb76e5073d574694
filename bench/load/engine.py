"""The packet engine: the C library of native/, compiled when it is needed, behind typed calls."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NATIVE = Path(__file__).parent / "native"
AUDIO, VIDEO, REPAIR = 1, 2, 3
_KINDS = 4
_MAX_STREAMS = 256
_MAX_SAMPLES = 1 << 16
_RELAYED = 4 + 2048


class LoadError(Exception):
    """The load cannot be made or carried; the text says why."""


@dataclass(frozen=True)
class SrtpKeys:
    """Session key (16 bytes) and salt (12 bytes) of one direction (RFC 7714)."""

    key: bytes
    salt: bytes


class _Cipher(ctypes.Structure):
    _fields_ = [("context", ctypes.c_void_p), ("salt", ctypes.c_uint8 * 12)]


class Publication(ctypes.Structure):
    """One stream to send: `struct publication` of load.h; what is not set here is the engine's own."""

    _fields_ = [
        ("removed", ctypes.c_int),
        ("active", ctypes.c_int),
        ("keyframe_wanted", ctypes.c_int),
        ("connection", ctypes.c_void_p),
        ("ssrc", ctypes.c_uint32),
        ("clock_rate", ctypes.c_uint32),
        ("payload_type", ctypes.c_uint8),
        ("kind", ctypes.c_uint8),
        ("mid_extension", ctypes.c_uint8),
        ("rid_extension", ctypes.c_uint8),
        ("feedback_extension", ctypes.c_uint8),
        ("level_extension", ctypes.c_uint8),
        ("mid", ctypes.c_char * 16),
        ("rid", ctypes.c_char * 16),
        ("interval_ns", ctypes.c_uint64),
        ("packets", ctypes.c_int),
        ("key_packets", ctypes.c_int),
        ("size", ctypes.c_int),
        ("sequence", ctypes.c_int64),
        ("timestamp", ctypes.c_uint32),
        ("timestamp_base", ctypes.c_uint32),
        ("picture", ctypes.c_uint16),
        ("tl0", ctypes.c_uint8),
        ("keyframes", ctypes.c_uint8),
        ("index", ctypes.c_int),
        ("of", ctypes.c_int),
        ("keyframe", ctypes.c_int),
        ("due_ns", ctypes.c_uint64),
        ("frame_ns", ctypes.c_uint64),
        ("began_ns", ctypes.c_uint64),
        ("begun_ns", ctypes.c_uint64),
        ("sent_packets", ctypes.c_uint64),
        ("sent_bytes", ctypes.c_uint64),
        ("late_ns", ctypes.c_uint64),
    ]


class StreamReport(ctypes.Structure):
    """What was received of one SSRC. Sequence numbers are extended; times are ns of the real-time clock."""

    _fields_ = [
        ("ssrc", ctypes.c_uint32),
        ("kind", ctypes.c_uint32),
        ("base", ctypes.c_int64),
        ("highest", ctypes.c_int64),
        ("packets", ctypes.c_uint64),
        ("bytes", ctypes.c_uint64),
        ("repeated", ctypes.c_uint64),
        ("first_ns", ctypes.c_uint64),
        ("last_ns", ctypes.c_uint64),
    ]


class PublicationReport(ctypes.Structure):
    """What was sent of one stream; `timestamp` is the RTP time of the picture that began at `begun_ns`."""

    _fields_ = [
        ("packets", ctypes.c_uint64),
        ("bytes", ctypes.c_uint64),
        ("begun_ns", ctypes.c_uint64),
        ("timestamp", ctypes.c_uint32),
        ("active", ctypes.c_uint32),
    ]


class Totals(ctypes.Structure):
    """Sums over all connections; arrays are by kind (0 unknown, AUDIO, VIDEO, REPAIR)."""

    _fields_ = [
        *(
            (name, ctypes.c_uint64 * _KINDS)
            for name in ("packets", "bytes", "lost", "repeated", "late", "streams")
        ),
        *(
            (name, ctypes.c_uint64)
            for name in (
                "opened",
                "refused",
                "foreign",
                "relay_dropped",
                "sent_packets",
                "sent_bytes",
                "behind_ns",
            )
        ),
    ]


def compile_library(folder: Path) -> Path:
    """The library, built in `folder`. Raises LoadError when there is no C compiler or it fails."""
    compiler = shutil.which(os.environ.get("CC") or "cc") or shutil.which("gcc")
    if compiler is None:
        raise LoadError("the load generator needs a C compiler (on Debian: apt install gcc libc6-dev)")
    path = folder / "load.so"
    sources = [str(source) for source in sorted(NATIVE.glob("*.c"))]
    command = [compiler, "-O2", "-Wall", "-shared", "-fPIC", "-o", str(path), *sources, "-ldl", "-lpthread"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise LoadError(f"{compiler} failed:\n{done.stderr}")
    return path


def load_library() -> ctypes.CDLL:
    """Compile, load, and open libcrypto. Raises LoadError."""
    if sys.platform != "linux":
        raise LoadError("the load generator needs Linux (epoll, recvmmsg)")
    crypto = ctypes.util.find_library("crypto")
    if crypto is None:
        raise LoadError("the load generator needs OpenSSL's libcrypto (on Debian: apt install libssl3)")
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        library = ctypes.CDLL(str(compile_library(Path(folder))))
    _declare(library)
    if library.crypto_open(crypto.encode()):
        raise LoadError(f"{crypto} lacks the functions for AES-128-GCM")
    return library


def _declare(library: ctypes.CDLL) -> None:
    pointer, number, text = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
    signatures: dict[str, tuple[object, list[object]]] = {
        "crypto_open": (number, [text]),
        "engine_new": (pointer, [number, ctypes.c_double]),
        "engine_free": (None, [pointer]),
        "engine_connect": (number, [pointer, number, text, text, text, text]),
        "engine_disconnect": (None, [pointer, number]),
        "engine_expect": (None, [pointer, number, ctypes.c_uint32, number]),
        "engine_publish": (number, [pointer, number, pointer]),
        "engine_steer": (None, [pointer, number, number]),
        "engine_keyframe": (None, [pointer, number]),
        "engine_rate": (None, [pointer, ctypes.c_double]),
        "engine_publication": (None, [pointer, number, pointer]),
        "engine_streams": (number, [pointer, number, pointer, number]),
        "engine_totals": (None, [pointer, pointer]),
        "engine_samples": (number, [pointer, pointer, number]),
        "floor_run": (
            ctypes.c_int64,
            [pointer, number, pointer, pointer, number, ctypes.c_double, ctypes.c_double, pointer],
        ),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments


class Engine:
    """One thread that receives and sends the packets of many connections. Close it when done.

    `relay` is a datagram socket on which everything but media arrives: the connection's number (4
    bytes, this machine's order) and the datagram.
    """

    def __init__(self, library: ctypes.CDLL, sample: float = 0.01) -> None:
        self.library = library
        self.relay, self._relay_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        for end in (self.relay, self._relay_end):
            end.setblocking(False)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        self._engine = library.engine_new(self._relay_end.fileno(), sample)
        if not self._engine:
            raise LoadError("the packet engine did not start")

    def close(self) -> None:
        """Stop the thread and free everything; sockets of connections stay their owners'."""
        self.library.engine_free(self._engine)
        self.relay.close()
        self._relay_end.close()

    def read_relay(self) -> tuple[int, bytes] | None:
        """The next relayed datagram with its connection's number; None when there is none."""
        try:
            data = self.relay.recv(_RELAYED)
        except BlockingIOError:
            return None
        return int.from_bytes(data[:4], "little"), data[4:]

    def connect(self, sock: socket.socket, incoming: SrtpKeys | None, outgoing: SrtpKeys | None) -> int:
        """Take over the reading of a socket; the number of the connection."""
        keys = [part for each in (incoming, outgoing) for part in _parts(each)]
        number = int(self.library.engine_connect(self._engine, sock.fileno(), *keys))
        if number < 0:
            raise LoadError("a connection could not be handed to the packet engine")
        return number

    def disconnect(self, connection: int) -> None:
        """Stop reading and sending on a connection; to be called before its socket is closed."""
        self.library.engine_disconnect(self._engine, connection)

    def expect(self, connection: int, ssrc: int, kind: int) -> None:
        """Say what an SSRC is, so that it is counted under its kind."""
        self.library.engine_expect(self._engine, connection, ssrc, kind)

    def publish(self, connection: int, publication: Publication) -> int:
        """Send a stream from now on; its number."""
        return int(self.library.engine_publish(self._engine, connection, ctypes.byref(publication)))

    def steer(self, publication: int, active: bool) -> None:
        """Stop or resume a stream; it resumes with a keyframe."""
        self.library.engine_steer(self._engine, publication, active)

    def keyframe(self, publication: int) -> None:
        """Make the next picture of a stream a keyframe."""
        self.library.engine_keyframe(self._engine, publication)

    def set_rate(self, rate: float) -> None:
        """Scale the packets per second of every stream (1.0 is real time)."""
        self.library.engine_rate(self._engine, rate)

    def publication(self, number: int) -> PublicationReport:
        """What was sent of a stream."""
        report = PublicationReport()
        self.library.engine_publication(self._engine, number, ctypes.byref(report))
        return report

    def streams(self, connection: int) -> list[StreamReport]:
        """What was received on a connection."""
        reports = (StreamReport * _MAX_STREAMS)()
        count = self.library.engine_streams(self._engine, connection, reports, _MAX_STREAMS)
        return list(reports[:count])

    def totals(self) -> Totals:
        """Sums since the start."""
        totals = Totals()
        self.library.engine_totals(self._engine, ctypes.byref(totals))
        return totals

    def latencies(self) -> list[int]:
        """Microseconds from sending to arrival of the packets opened since the last call."""
        samples = (ctypes.c_uint32 * _MAX_SAMPLES)()
        count = self.library.engine_samples(self._engine, samples, _MAX_SAMPLES)
        return list(samples[:count])


def _parts(keys: SrtpKeys | None) -> Sequence[bytes | None]:
    return (keys.key, keys.salt) if keys else (None, None)
