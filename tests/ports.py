"""Ports of this machine that nothing listens on, and that no other test will choose.

They lie below those that the kernel gives to outgoing connections, and each is locked (a byte of one small
file) for as long as the process that chose it lives: a port stays free until its server binds it.
"""

import fcntl
import itertools
import os
import random
import socket
import tempfile
from pathlib import Path
from typing import BinaryIO

FIRST, LAST = 20_000, 32_000  # Linux gives from 32768 on, macOS from 49152 on
_chosen: set[int] = set()
_locks: BinaryIO | None = None


def free_ports(count: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> list[int]:
    """`count` different free ports of the loopback interface."""
    numbers = random.sample(range(FIRST, LAST), LAST - FIRST)
    return list(itertools.islice((port for port in numbers if _is_free(port, kind) and _take(port)), count))


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _take(port: int) -> bool:
    """Whether no test, of this process or another, has chosen the port before."""
    global _locks
    if _locks is None:
        _locks = (Path(tempfile.gettempdir()) / f"ecabinet-test-ports-{os.getuid()}").open("ab")
    if port in _chosen:
        return False
    try:
        fcntl.lockf(_locks, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except OSError:
        return False
    _chosen.add(port)
    return True
