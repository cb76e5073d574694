"""Messages of a live socket in the form in which they go over the line, so that many sockets share one.

A web server that can take them names a callable `write(bytes)` under `WIRE` in the scope's extensions
(deploy/wire.py for Daphne); sockets of other servers are sent text, one by one.
"""

WIRE = "ecabinet.wire"
_LONGEST_SHORT, _LONGEST_MIDDLE = 125, 0xFFFF
_FINAL_TEXT = 0x81


def text_message(text: str) -> bytes:
    """A whole text message from a server: one final frame without a mask (RFC 6455 section 5.2)."""
    payload = text.encode()
    length = len(payload)
    if length <= _LONGEST_SHORT:
        head = bytes([_FINAL_TEXT, length])
    elif length <= _LONGEST_MIDDLE:
        head = bytes([_FINAL_TEXT, 126]) + length.to_bytes(2, "big")
    else:
        head = bytes([_FINAL_TEXT, 127]) + length.to_bytes(8, "big")
    return head + payload
