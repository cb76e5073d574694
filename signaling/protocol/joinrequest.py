"""How a client asks to join: the query of `/rtc/v1` (one protobuf) and of `/rtc` (flat parameters)."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from google.protobuf.message import DecodeError
from livekit.protocol.models import ClientInfo
from livekit.protocol.rtc import (
    AddTrackRequest,
    JoinRequest,
    SessionDescription,
    SyncState,
    WrappedJoinRequest,
)

from signaling.protocol.sdp import whole_number

_MAX_JOIN_REQUEST = 256 * 1024
# What a client says of itself is told to everybody in the room.
_MAX_CLIENT_INFO = 4096
_MAX_TRACKS = 64


class JoinRequestError(ValueError):
    """The query cannot be read; the text may be shown to the client."""


@dataclass(frozen=True)
class JoinParameters:
    """What a client asked for. `single_peer` is protocol v1: one peer connection, the client offers."""

    token: str
    single_peer: bool
    reconnect: bool = False
    participant_sid: str = ""
    auto_subscribe: bool = True
    publisher_offer: SessionDescription | None = None
    add_tracks: Sequence[AddTrackRequest] = ()
    sync_state: SyncState | None = None
    client: ClientInfo = field(default_factory=ClientInfo)
    metadata: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def parse_join(path: str, query: bytes, authorization: str = "") -> JoinParameters:
    """Read the address of a WebSocket; raises JoinRequestError.

    The token is in the query (browsers) or in `Authorization: Bearer` (native clients).
    """
    values = {key: found[-1] for key, found in parse_qs(query.decode("ascii", "replace")).items()}
    token = values.get("access_token", "")
    if not token and authorization.lower().startswith("bearer "):
        token = authorization[7:].strip()
    if path.rstrip("/").endswith("/v1"):
        return _parse_v1(token, values.get("join_request", ""))
    return _parse_v0(token, values)


def _parse_v0(token: str, values: Mapping[str, str]) -> JoinParameters:
    protocol = whole_number(values.get("protocol", ""), 0x7FFFFFFF)
    return JoinParameters(
        token=token,
        single_peer=False,
        reconnect=_flag(values.get("reconnect", "")),
        participant_sid=values.get("sid", ""),
        auto_subscribe=_flag(values.get("auto_subscribe", "1")),
        client=ClientInfo(
            version=values.get("version", ""),
            protocol=protocol or 0,
            os=values.get("os", ""),
            browser=values.get("browser", ""),
        ),
    )


def _flag(value: str) -> bool:
    return value.lower() in ("1", "true", "yes")


def _parse_v1(token: str, encoded: str) -> JoinParameters:
    if not encoded:
        return JoinParameters(token=token, single_peer=True)
    request = decode_join_request(encoded)
    if request.client_info.ByteSize() > _MAX_CLIENT_INFO or len(request.add_track_requests) > _MAX_TRACKS:
        raise JoinRequestError("join_request says too much of the client or its tracks")
    settings = request.connection_settings
    return JoinParameters(
        token=token,
        single_peer=True,
        reconnect=request.reconnect,
        participant_sid=request.participant_sid,
        auto_subscribe=settings.auto_subscribe if request.HasField("connection_settings") else True,
        publisher_offer=request.publisher_offer if request.HasField("publisher_offer") else None,
        add_tracks=list(request.add_track_requests),
        sync_state=request.sync_state if request.HasField("sync_state") else None,
        client=request.client_info,
        metadata=request.metadata,
        attributes=dict(request.participant_attributes),
    )


def decode_join_request(encoded: str) -> JoinRequest:
    """The request inside base64url (padded or not) and possibly gzip; raises JoinRequestError."""
    text = encoded.replace("+", "-").replace("/", "_").rstrip("=")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        wrapped = WrappedJoinRequest.FromString(raw)
        body = wrapped.join_request
        if wrapped.compression == WrappedJoinRequest.GZIP:
            body = _gunzip(body)
        return JoinRequest.FromString(body)
    except (binascii.Error, DecodeError, zlib.error, ValueError) as error:
        raise JoinRequestError(f"invalid join_request: {error}") from error


def _gunzip(body: bytes) -> bytes:
    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    plain = inflater.decompress(body, _MAX_JOIN_REQUEST)
    if inflater.unconsumed_tail:
        raise JoinRequestError("join_request is too large")
    return plain
