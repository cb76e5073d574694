"""What aiortc does not check of an SCTP packet (RFC 9260 section 3) before it works on it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_HEADER = 12
_CHUNK = struct.Struct("!BBH")
_PAIR = struct.Struct("!HH")
_SACK = 3
# Where the parameters of a chunk begin, counted from the chunk's header: INIT and INIT ACK have fields
# before them; HEARTBEAT and its answer, ABORT, ERROR and RE-CONFIG have none.
_PARAMETERS = {1: 20, 2: 20, 4: 4, 5: 4, 6: 4, 9: 4, 130: 4}
_MAX_ACKNOWLEDGED = 65536


def check_chunks(packet: bytes) -> None:
    """Raise ValueError for what would be worked on without end.

    That is a parameter shorter than its own header, and a SACK over more than can be outstanding.
    """
    for kind, start, end in _chunks(packet):
        if kind == _SACK and _acknowledged(packet, start, end) > _MAX_ACKNOWLEDGED:
            raise ValueError("a SACK covers too much")
        first = _PARAMETERS.get(kind)
        if first is not None:
            _check_parameters(packet, start + first, end)


def _chunks(packet: bytes) -> Iterator[tuple[int, int, int]]:
    position = _HEADER
    while position + 4 <= len(packet):
        kind, _, length = _CHUNK.unpack_from(packet, position)
        if length < 4 or position + length > len(packet):
            raise ValueError("a chunk does not fit its packet")
        yield kind, position, position + length
        position += length + -length % 4


def _check_parameters(packet: bytes, position: int, end: int) -> None:
    while position + 4 <= end:
        _, length = _PAIR.unpack_from(packet, position)
        if length < 4:
            raise ValueError("a parameter is shorter than its header")
        position += length + -length % 4


def _acknowledged(packet: bytes, start: int, end: int) -> int:
    if start + 16 > end:
        return 0
    blocks, _ = _PAIR.unpack_from(packet, start + 12)
    first = start + 16
    pairs = [_PAIR.unpack_from(packet, at) for at in range(first, min(first + 4 * blocks, end - 3), 4)]
    return sum(max(0, last - begin) for begin, last in pairs)
