"""Join requests and the signalling session, without a socket."""

from __future__ import annotations

import base64
import gzip
from urllib.parse import urlencode

import pytest
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st
from livekit.protocol.models import DisconnectReason
from livekit.protocol.rtc import (
    AddTrackRequest,
    ConnectionSettings,
    JoinRequest,
    LeaveRequest,
    Ping,
    SessionDescription,
    SignalRequest,
    SignalResponse,
    UpdateSubscription,
    WrappedJoinRequest,
)

from signaling.protocol.joinrequest import JoinRequestError, decode_join_request, parse_join
from signaling.protocol.session import MAX_REQUEST, ProtocolError, SignalSession

REQUEST = JoinRequest(
    connection_settings=ConnectionSettings(auto_subscribe=True),
    publisher_offer=SessionDescription(type="offer", sdp="v=0", id=7),
    add_track_requests=[AddTrackRequest(cid="c")],
    reconnect=True,
    participant_sid="PA_1",
)


def encode(request: Message, *, zipped: bool, padded: bool = True) -> str:
    body = request.SerializeToString()
    wrapped = WrappedJoinRequest(
        compression=WrappedJoinRequest.GZIP if zipped else WrappedJoinRequest.NONE,
        join_request=gzip.compress(body) if zipped else body,
    )
    text = base64.urlsafe_b64encode(wrapped.SerializeToString()).decode()
    return text if padded else text.rstrip("=")


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("padded", [True, False])
def test_a_v1_join_is_read(zipped: bool, padded: bool) -> None:
    query = urlencode({"access_token": "t", "join_request": encode(REQUEST, zipped=zipped, padded=padded)})
    join = parse_join("/rtc/v1", query.encode())
    assert (join.token, join.single_peer, join.reconnect, join.participant_sid) == ("t", True, True, "PA_1")
    assert join.auto_subscribe
    assert join.publisher_offer is not None
    assert join.publisher_offer.id == 7
    assert [each.cid for each in join.add_tracks] == ["c"]


def test_a_v0_join_is_read() -> None:
    join = parse_join(
        "/rtc", b"access_token=t&reconnect=1&sid=PA_2&auto_subscribe=0&protocol=16&version=2.23.0"
    )
    assert (join.token, join.single_peer, join.reconnect, join.participant_sid) == ("t", False, True, "PA_2")
    assert not join.auto_subscribe
    assert (join.client.protocol, join.client.version) == (16, "2.23.0")


def test_native_clients_send_the_token_in_a_header() -> None:
    assert parse_join("/rtc/v1", b"", "Bearer abc").token == "abc"
    assert parse_join("/rtc", b"access_token=query", "Bearer header").token == "query"


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=80))
def test_any_join_request_is_read_or_refused(text: str) -> None:
    try:
        request = decode_join_request(text)
    except JoinRequestError:
        return
    assert isinstance(request, JoinRequest)


def test_a_bomb_is_refused() -> None:
    huge = JoinRequest(metadata="x" * (1 << 20))
    with pytest.raises(JoinRequestError, match="too large"):
        decode_join_request(encode(huge, zipped=True))


class Wire:
    """Collects what a session writes; `now` is its time, which stands still."""

    def __init__(self) -> None:
        self.written: list[SignalResponse] = []
        self.closed: list[int] = []
        self.now = 0.0
        self.session = SignalSession(
            lambda data: self.written.append(SignalResponse.FromString(data)),
            self.closed.append,
            lambda: self.now,
        )


def test_pings_are_answered_at_once() -> None:
    wire = Wire()
    assert wire.session.receive(SignalRequest(ping=5).SerializeToString()) is None
    assert wire.written[0].pong > 0
    request = SignalRequest(ping_req=Ping(timestamp=77, rtt=3))
    assert wire.session.receive(request.SerializeToString()) is None
    assert [each.WhichOneof("message") for each in wire.written] == ["pong", "pong", "pong_resp"]
    assert wire.written[2].pong_resp.last_ping_timestamp == 77


def test_other_requests_become_actions() -> None:
    wire = Wire()
    request = SignalRequest(subscription=UpdateSubscription(track_sids=["TR_1"], subscribe=True))
    action = wire.session.receive(request.SerializeToString())
    assert action is not None
    assert (action.kind, action.message) == ("subscription", request.subscription)
    assert wire.session.receive(b"") is None


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xff\xff",
        b"x" * (MAX_REQUEST + 1),
        SignalRequest(subscription=UpdateSubscription(track_sids=["TR"] * 1001)).SerializeToString(),
    ],
    ids=["garbage", "too large", "too many"],
)
def test_what_the_protocol_does_not_allow_is_an_error(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        Wire().session.receive(data)


def test_a_flood_of_messages_is_an_error() -> None:
    wire = Wire()
    data = SignalRequest(ping=1).SerializeToString()
    for _ in range(2000):
        wire.session.receive(data)
    with pytest.raises(ProtocolError, match="too many"):
        wire.session.receive(data)
    assert len(wire.written) == 2000


def test_as_many_messages_in_a_longer_time_are_none() -> None:
    wire = Wire()
    data = SignalRequest(ping=1).SerializeToString()
    for n in range(4000):
        wire.now = n / 100
        wire.session.receive(data)
    assert len(wire.written) == 4000


@given(st.binary(max_size=200))
def test_any_bytes_are_an_action_or_an_error(data: bytes) -> None:
    wire = Wire()
    try:
        action = wire.session.receive(data)
    except ProtocolError:
        return
    assert action is None or action.kind


@pytest.mark.parametrize(
    ("action", "comes_back"), [(LeaveRequest.DISCONNECT, False), (LeaveRequest.RECONNECT, True)]
)
def test_nothing_follows_a_leave(action: LeaveRequest.Action, comes_back: bool) -> None:
    wire = Wire()
    wire.session.leave(DisconnectReason.SERVER_SHUTDOWN, action)
    wire.session.send(SignalResponse(pong=1))
    wire.session.end()
    [message] = wire.written
    assert (message.leave.action, message.leave.can_reconnect) == (action, comes_back)
    assert wire.closed == [1000]
