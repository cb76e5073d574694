"""ICE-lite (RFC 8445 section 2.5): answers connectivity checks, never sends any."""

from __future__ import annotations

import secrets
import string
import struct
from dataclasses import dataclass, field

from aioice import stun

_COOKIE = b"\x21\x12\xa4\x42"
_ATTRIBUTE = struct.Struct("!HH")
_USERNAME = 0x0006
# Clients put the username first; nobody needs more than these before it.
_PEEKED_ATTRIBUTES = 8
_ALPHABET = string.ascii_letters + string.digits

Address = tuple[str, int] | tuple[str, int, int, int]
"""As the socket module has it: host and port, for IPv6 then flow and scope."""


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


@dataclass(frozen=True, slots=True)
class Credentials:
    """A username fragment and password (RFC 8445 section 5.3)."""

    ufrag: str = field(default_factory=lambda: _random(8))
    password: str = field(default_factory=lambda: _random(24))


@dataclass(frozen=True, slots=True)
class BindingRequest:
    """A connectivity check, not yet authenticated. `nominates` is USE-CANDIDATE."""

    message: stun.Message
    local_ufrag: str
    remote_ufrag: str
    nominates: bool


def peek_ufrag(datagram: bytes) -> str | None:
    """The username fragment a STUN datagram is meant for, read without the rest of it; None if there is none.

    Most of a flood ends here: reading a whole message costs ten times as much.
    """
    if len(datagram) < 20 or datagram[4:8] != _COOKIE:
        return None
    position = 20
    for _ in range(_PEEKED_ATTRIBUTES):
        if position + 4 > len(datagram):
            break
        kind, length = _ATTRIBUTE.unpack_from(datagram, position)
        if kind == _USERNAME:
            username = datagram[position + 4 : position + 4 + length]
            return username.partition(b":")[0].decode("ascii", "replace")
        position += 4 + length + -length % 4
    return None


def parse_binding_request(datagram: bytes) -> BindingRequest | None:
    """The check in a STUN datagram, None for anything else or malformed input."""
    try:
        message = stun.parse_message(datagram)
    except (ValueError, IndexError, struct.error):
        return None
    if message.message_class != stun.Class.REQUEST or message.message_method != stun.Method.BINDING:
        return None
    username = message.attributes.get("USERNAME", "")
    local, separator, remote = username.partition(":")
    if not separator:
        return None
    return BindingRequest(message, local, remote, "USE-CANDIDATE" in message.attributes)


def answer_binding_request(
    request: BindingRequest, credentials: Credentials, source: Address
) -> bytes | None:
    """The success response, or None when the request is not signed with our password."""
    key = credentials.password.encode()
    if not request.message.check_message_integrity(key):
        return None
    response = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.RESPONSE,
        transaction_id=request.message.transaction_id,
    )
    response.attributes["XOR-MAPPED-ADDRESS"] = (source[0], source[1])
    response.add_message_integrity(key)
    return bytes(response)
