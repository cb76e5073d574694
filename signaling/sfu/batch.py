"""One packet to many subscribers at once: headers written in columns, SRTP in place, one sendmmsg(2).

Every step but the encryption is one operation over all lanes, whatever their number. A lane is a
subscriber's stream: its SSRC, its offsets, its SRTP context and its address. The numbers of all
lanes are kept as fields of one long integer, so that a multiplication and an addition move them
all; the bytes of the result are the column to write.
"""

from __future__ import annotations

import ctypes
import errno
import logging
import struct
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from signaling.private_aiortc import SrtpContext, SrtpLibrary
from signaling.sfu.codecs import NO_OFFSETS, Vp8Descriptor, Vp8Offsets
from signaling.sfu.traffic import Traffic

logger = logging.getLogger(__name__)

# Lanes sent in one system call: as many slots as stay in the processor's cache.
MAX_LANES = 256
_STEP = 128
_SLOT = 1536
_ALIGNMENT = 64
# As much as the plain path takes: pylibsrtp's buffer less the longest trailer.
MAX_PACKET = 1500 - 144
_NAME = 28
_BLANK = bytes(11)
_DROPPED_WITH_ALL_AFTER = (errno.EAGAIN, errno.ENOBUFS, errno.ENOMEM)


class _IoVector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


class _MessageHeader(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint32),
        ("vectors", ctypes.c_void_p),
        ("vector_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    ]


class _Message(ctypes.Structure):
    _fields_ = [("header", _MessageHeader), ("sent", ctypes.c_uint)]


SendMany = Callable[[int, int, int], int]
"""sendmmsg(2): socket, address of the first message, count; the number sent, or minus errno."""


def load_sendmmsg() -> SendMany | None:
    """The system call of this C library, None where there is none."""
    try:
        call = ctypes.CDLL(None, use_errno=True).sendmmsg
    except (OSError, AttributeError):
        return None
    call.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int]
    call.restype = ctypes.c_int

    def send(descriptor: int, messages: int, count: int) -> int:
        sent: int = call(descriptor, messages, count, 0)
        return sent if sent >= 0 else -ctypes.get_errno()

    return send


@dataclass(frozen=True, slots=True)
class Lane:
    """One subscriber's stream in a batch. `name` is the packed sockaddr of its address."""

    context: SrtpContext
    name: bytes
    payload_type: int
    ssrc: int
    sequence_offset: int
    timestamp_offset: int
    vp8: Vp8Offsets


class OutgoingPacket(NamedTuple):
    """What is the same for all lanes; numbers as they came in. `extension` is a whole block, or empty."""

    marker: bool
    sequence: int
    timestamp: int
    extension: bytes
    payload: bytes
    vp8: Vp8Descriptor | None


class _Layout:
    """Slots `stride` bytes apart in the arena: their pointers and I/O vectors."""

    def __init__(self, library: SrtpLibrary, base: Any, stride: int) -> None:
        address = library.address(base)
        self.stride = stride
        self.slots = [base + index * stride for index in range(MAX_LANES)]
        words = array("L", [0]) * (2 * MAX_LANES)
        words[0::2] = array("L", [address + index * stride for index in range(MAX_LANES)])
        self.vectors = words
        self.copies = list(_doublings(MAX_LANES))


def _doublings(count: int) -> Iterable[tuple[int, int]]:
    """(from which slot on, how many): copies that fill `count` slots out of the first."""
    filled = 1
    while filled < count:
        yield filled, min(filled, count - filled)
        filled *= 2


class Arena:
    """The buffers every batch of the process is built in, one after the other."""

    def __init__(self, library: SrtpLibrary, send_many: SendMany, traffic: Traffic) -> None:
        self.library = library
        self.traffic = traffic
        self._send_many = send_many
        self._memory, self._base = _aligned(library, MAX_LANES * _SLOT)
        self._bytes = library.view(self._base, MAX_LANES * _SLOT)
        self._views = {"B": self._bytes, "H": self._bytes.cast("H"), "I": self._bytes.cast("I")}
        self._layouts: dict[int, _Layout] = {}
        self._layout: _Layout | None = None
        self._lengths, self._length_pointers = library.integers(MAX_LANES)
        self._names = ctypes.create_string_buffer(MAX_LANES * _NAME)
        self._names_view = memoryview(self._names).cast("B")
        self._vectors = (_IoVector * MAX_LANES)()
        self._vector_words = memoryview(self._vectors).cast("B").cast("L")
        self._messages = {length: self._messages_for(length) for length in (16, _NAME)}

    def _messages_for(self, name_length: int) -> Any:
        messages = (_Message * MAX_LANES)()
        names, vectors = ctypes.addressof(self._names), ctypes.addressof(self._vectors)
        for index, message in enumerate(messages):
            header = message.header
            header.name, header.name_length = names + index * _NAME, name_length
            header.vectors = vectors + index * ctypes.sizeof(_IoVector)
            header.vector_count = 1
        return messages

    def lay_out(self, count: int, size: int, trailer: int) -> int:
        """Make slots for `count` packets of `size` bytes and their trailers; the stride chosen."""
        needed = size + trailer
        stride = -(-needed // _STEP) * _STEP
        layout = self._layouts.get(stride)
        if layout is None:
            layout = self._layouts[stride] = _Layout(self.library, self._base, stride)
        if layout is not self._layout:
            self._layout = layout
            self._vector_words[:] = memoryview(layout.vectors)
        self._lengths[:count] = array("i", (size,)) * count
        self._vector_words[1 : 2 * count : 2] = array("L", (needed,)) * count
        return stride

    def fill(self, count: int, head: bytes, payload: bytes) -> None:
        """Put the same packet into every slot."""
        layout = self._layout
        assert layout is not None
        stride, first = layout.stride, len(head)
        size = first + len(payload)
        self._bytes[:first] = head
        self._bytes[first:size] = payload
        slots, move = layout.slots, self.library.move
        for filled, more in layout.copies:
            if filled >= count:
                return
            move(slots[filled], slots[0], (min(more, count - filled) - 1) * stride + size)

    def column(self, kind: str, position: int, count: int, values: memoryview) -> None:
        """Write one field of every packet: `kind` B, H or I, at a byte position that suits it."""
        view = self._views[kind]
        width, stride = view.itemsize, self._stride
        step = stride // width
        start = position // width
        view[start : start + (count - 1) * step + 1 : step] = values

    @property
    def _stride(self) -> int:
        assert self._layout is not None
        return self._layout.stride

    def protect(self, contexts: Sequence[Any]) -> list[int]:
        """SRTP for every packet in place; the lanes that failed."""
        assert self._layout is not None
        statuses = list(map(self.library.protect, contexts, self._layout.slots, self._length_pointers))
        if not any(statuses):
            return []
        return [index for index, status in enumerate(statuses) if status]

    def send(self, descriptor: int, names: bytes, name_length: int, failed: Sequence[int]) -> int:
        """Put the packets on the wire, without those that failed; the number sent."""
        self._names_view[: len(names)] = names
        count, sent, start = len(names) // _NAME, 0, 0
        for stop in (*failed, count):
            sent += self._send_run(descriptor, name_length, start, stop)
            start = stop + 1
        return sent

    def _send_run(self, descriptor: int, name_length: int, start: int, stop: int) -> int:
        """What the network does not take is dropped; a full socket drops all that is left."""
        first = ctypes.addressof(self._messages[name_length])
        width, sent = ctypes.sizeof(_Message), 0
        while start < stop:
            result = self._send_many(descriptor, first + start * width, stop - start)
            if result > 0:
                sent += result
                start += result
            elif -result in _DROPPED_WITH_ALL_AFTER:
                break
            elif -result != errno.EINTR:
                start += 1
        return sent


def _aligned(library: SrtpLibrary, size: int) -> tuple[Any, Any]:
    """(what owns the memory, the aligned beginning): libsrtp wants packets at word boundaries."""
    memory = library.allocate(size + _ALIGNMENT)
    return memory, memory + (-library.address(memory)) % _ALIGNMENT


def _lanes(values: Iterable[int], width: int) -> int:
    """One long integer whose fields of `width` bytes are the values, the first one leftmost."""
    return int.from_bytes(b"".join(value.to_bytes(width, "big") for value in values), "big")


def _field(picture: int, tl0: int, key: int) -> int:
    return key << 48 | tl0 << 32 | picture


class Batch:
    """Lanes of one socket and one SRTP profile, at most MAX_LANES, ready for every packet of a layer."""

    def __init__(self, arena: Arena, descriptor: int, lanes: Sequence[Lane]) -> None:
        count = self._count = len(lanes)
        self._arena = arena
        self._descriptor = descriptor
        self._contexts = [lane.context.pointer for lane in lanes]
        # Whatever owns the pointers must live as long as they are used.
        self._owners = [lane.context for lane in lanes]
        self._trailer = lanes[0].context.trailer
        self._name_length = len(lanes[0].name)
        self._names = b"".join(lane.name.ljust(_NAME, b"\0") for lane in lanes)
        types = bytes(lane.payload_type for lane in lanes)
        self._types = memoryview(types), memoryview(bytes(each | 0x80 for each in types))
        self._ssrcs = memoryview(struct.pack(f"!{count}I", *(lane.ssrc for lane in lanes))).cast("I")
        self._ones4, self._ones8 = _lanes([1] * count, 4), _lanes([1] * count, 8)
        self._sequences = _lanes((lane.sequence_offset & 0xFFFF for lane in lanes), 4)
        self._timestamps = _lanes((lane.timestamp_offset & 0xFFFFFFFF for lane in lanes), 8)
        self._vp8: int | None = None
        if any(lane.vp8 is not NO_OFFSETS for lane in lanes):
            self._vp8 = _lanes((_vp8_field(lane.vp8) for lane in lanes), 8)

    def send(self, packet: OutgoingPacket) -> int:
        """Send one packet on every lane; the number of datagrams that left. At most MAX_PACKET bytes."""
        arena, count, payload = self._arena, self._count, packet.payload
        head = (b"\x90" if packet.extension else b"\x80") + _BLANK + packet.extension
        size = len(head) + len(payload)
        arena.lay_out(count, size, self._trailer)
        arena.fill(count, head, payload)
        self._write_numbers(packet)
        if self._vp8 is not None and packet.vp8 is not None:
            self._shift_vp8(packet.vp8, payload, len(head))
        sent = arena.send(self._descriptor, self._names, self._name_length, arena.protect(self._contexts))
        traffic = arena.traffic
        traffic.datagrams_out += sent
        traffic.bytes_out += sent * (size + self._trailer)
        traffic.dropped += count - sent
        return sent

    def _write_numbers(self, packet: OutgoingPacket) -> None:
        count, column = self._count, self._arena.column
        column("B", 1, count, self._types[packet.marker])
        sequences = (packet.sequence & 0xFFFF) * self._ones4 + self._sequences
        words = memoryview(sequences.to_bytes(4 * count, "big")).cast("H")
        column("H", 2, count, words[1::2])
        timestamps = packet.timestamp * self._ones8 + self._timestamps
        column("I", 4, count, memoryview(timestamps.to_bytes(8 * count, "big")).cast("I")[1::2])
        column("I", 8, count, self._ssrcs)

    def _shift_vp8(self, descriptor: Vp8Descriptor, payload: bytes, head: int) -> None:
        """As codecs.shift_vp8, on every lane."""
        assert self._vp8 is not None
        count, column, ones = self._count, self._arena.column, self._ones8
        wide = descriptor.picture_id_bits == 15
        moved = ones * _field(descriptor.picture_id, descriptor.tl0_index, descriptor.key_index) + self._vp8
        moved &= ones * _field(0x7FFF if wide else 0x7F, 0xFF, 0x1F)
        at = descriptor.key_position
        flags = payload[at] & 0xE0 if at >= 0 else 0
        moved |= ones * _field(0x8000 if wide else 0, 0, flags)
        fields = memoryview(moved.to_bytes(8 * count, "big"))
        if at >= 0:
            column("B", head + at, count, fields[1::8])
        if descriptor.tl0_position >= 0:
            column("B", head + descriptor.tl0_position, count, fields[3::8])
        at = descriptor.picture_position
        if wide:
            column("B", head + at, count, fields[6::8])
            at += 1
        if at >= 0:
            column("B", head + at, count, fields[7::8])


def _vp8_field(offsets: Vp8Offsets) -> int:
    return _field(offsets.picture & 0x7FFF, offsets.tl0 & 0xFF, offsets.key & 0x1F)
