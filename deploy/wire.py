"""Encoded messages straight to a socket of Daphne.

Its usual way encodes a message anew for every socket and wakes the event loop twice for each; this writes at
once what the kernel takes, which is nearly always all of it, and leaves the rest to Twisted.
"""

from typing import Any

from twisted.internet.tcp import Connection


def write(protocol: Any, data: bytes) -> None:
    """Send whole messages on an open WebSocket, after everything that was sent before. Never blocks."""
    if protocol.state != protocol.STATE_OPEN:
        return
    transport = protocol.transport
    if isinstance(transport, Connection) and _nothing_waits(protocol, transport):
        sent = transport.writeSomeData(data)
        if sent == len(data):
            return
        # Of a lost connection Twisted learns by trying once more.
        data = data[sent:] if isinstance(sent, int) else data
    transport.write(data)


def _nothing_waits(protocol: Any, transport: Any) -> bool:
    """Whether all that was written is with the kernel (Twisted keeps what is not in these two)."""
    return bool(
        transport.connected
        and not transport.dataBuffer
        and not transport._tempDataLen
        and not protocol.send_queue
    )
