"""Whether packets leave in batches: chosen once, by what the system and the libraries offer."""

from __future__ import annotations

import logging
import socket
import struct
import sys

from signaling.private_aiortc import SecureTransport, SrtpLibrary, load_srtp_library
from signaling.sfu.audience import Outlet
from signaling.sfu.batch import Arena, SendMany, load_sendmmsg
from signaling.sfu.ice import Address
from signaling.sfu.paths import Path, UdpPath
from signaling.sfu.traffic import Traffic

logger = logging.getLogger(__name__)


def packed_address(family: int, address: Address) -> bytes:
    """The address as Linux has it in memory: struct sockaddr_in or sockaddr_in6; host is numeric."""
    host, port = address[0], address[1]
    begin = struct.pack("=H", family) + struct.pack("!H", port)
    if family == socket.AF_INET:
        return begin + socket.inet_pton(socket.AF_INET, host) + bytes(8)
    flow, scope = (address[2], address[3]) if len(address) == 4 else (0, 0)
    number = socket.inet_pton(socket.AF_INET6, host.partition("%")[0])
    return begin + struct.pack("!I", flow) + number + struct.pack("=I", scope)


class FastPath:
    """Makes outlets for peers that are reached over UDP."""

    def __init__(self, library: SrtpLibrary, send_many: SendMany, traffic: Traffic) -> None:
        self._library = library
        self._arena = Arena(library, send_many, traffic)

    def outlet(self, secure: SecureTransport, path: Path) -> Outlet | None:
        """How a connected peer is reached by batches, None when its path takes single datagrams only."""
        if not isinstance(path, UdpPath):
            return None
        name = packed_address(path.sock.family, path.address)
        return Outlet(self._arena, secure.outgoing_context(self._library), path.sock.fileno(), name)


def choose_fast_path(wanted: bool, traffic: Traffic) -> FastPath | None:
    """The fast path, None where packets must or shall leave one by one. The choice is logged."""
    library = load_srtp_library() if wanted else None
    send_many = load_sendmmsg() if sys.platform == "linux" else None
    if library is not None and send_many is not None:
        logger.info("fast path: packets are encrypted in place and leave by sendmmsg")
        return FastPath(library, send_many, traffic)
    why = "it is switched off" if not wanted else "no SRTP in place" if library is None else "no sendmmsg"
    logger.info("plain path: packets are encrypted and sent one by one (%s)", why)
    return None
