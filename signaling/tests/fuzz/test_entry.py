"""The ways in: join requests, tokens, Twirp."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import random
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import jwt
import pytest
from livekit.protocol.models import ClientInfo
from livekit.protocol.rtc import AddTrackRequest, JoinRequest, WrappedJoinRequest

from signaling.protocol.joinrequest import JoinParameters, JoinRequestError, decode_join_request, parse_join
from signaling.tests.fuzz.growth import feed, feed_slowly
from signaling.tests.fuzz.messages import hostile
from signaling.tests.fuzz.mutate import mutants, share
from signaling.tests.fuzz.rooms import House, open_house
from signaling.tests.fuzz.seeds import recorded
from signaling.tests.harness import KEY, SECRET
from signaling.tokens import Claims, Keys, TokenError

KEYS = Keys({KEY: SECRET})


def wrap(body: bytes, *, zipped: bool) -> bytes:
    """The query value around a join request."""
    kind = WrappedJoinRequest.GZIP if zipped else WrappedJoinRequest.NONE
    wrapped = WrappedJoinRequest(compression=kind, join_request=gzip.compress(body) if zipped else body)
    return base64.urlsafe_b64encode(wrapped.SerializeToString())


def _queries(count: int) -> Iterator[tuple[str, bytes]]:
    seeds = [
        *recorded("join"),
        b"access_token=t&protocol=16&sid=PA_1&reconnect=1&auto_subscribe=0&version=2.23.0&os=x&browser=y",
        "access_token=%F0&protocol=²&sid=%00".encode(),
    ]
    for query in mutants(seeds, count // 2, seed=10):
        yield "/rtc/v1", query
        yield "/rtc", query


def test_queries_are_read_or_refused() -> None:
    def take(address: tuple[str, bytes]) -> None:
        try:
            join = parse_join(*address)
        except JoinRequestError:
            return
        assert isinstance(join, JoinParameters)

    half = share("join") // 2
    assert feed(_queries(half), take) == half
    source = random.Random(11)
    bodies = mutants([JoinRequest(metadata="m").SerializeToString(), hostile(source, JoinRequest)], half)
    inputs = (("/rtc/v1", b"join_request=" + wrap(each, zipped=source.random() < 0.5)) for each in bodies)
    assert feed(inputs, take) == half


def test_a_bomb_does_not_go_off() -> None:
    bomb = wrap(bytes(200 << 20), zipped=True).decode()
    tracemalloc.start()
    with pytest.raises(JoinRequestError, match="too large"):
        decode_join_request(bomb)
    assert tracemalloc.get_traced_memory()[1] < 4 << 20
    tracemalloc.stop()


def test_a_join_says_only_so_much() -> None:
    chatty = JoinRequest()
    chatty.client_info.capabilities.extend([ClientInfo.CAP_PACKET_TRAILER] * 10_000)
    greedy = JoinRequest(add_track_requests=[AddTrackRequest(cid="c")] * 1000)
    for request in (chatty, greedy):
        query = b"join_request=" + quote(wrap(request.SerializeToString(), zipped=True)).encode()
        with pytest.raises(JoinRequestError, match="too much"):
            parse_join("/rtc/v1", query)


def _claims(source: random.Random) -> dict[str, Any]:
    def value(depth: int = 0) -> Any:
        kinds = [
            "",
            "x",
            "camera",
            -1,
            2**70,
            1e400,
            float("nan"),
            None,
            True,
            False,
            "²",
            "\ud800",
            "a" * 300,
        ]
        if depth < 3 and source.random() < 0.4:
            inner = [value(depth + 1) for _ in range(source.randint(0, 3))]
            return inner if source.random() < 0.5 else dict(zip("abc", inner, strict=False))
        return source.choice(kinds)

    names = ["sub", "name", "metadata", "attributes", "kind", "nbf", "iat", "aud", "jti", "video", "sha256"]
    claims = {name: value() for name in names if source.random() < 0.4}
    grants = [
        "roomJoin",
        "room",
        "roomAdmin",
        "canPublish",
        "canPublishSources",
        "hidden",
        "canUpdateOwnMetadata",
    ]
    if source.random() < 0.6:
        claims["video"] = {name: value() for name in grants if source.random() < 0.5}
    claims["iss"] = source.choice([KEY, KEY, KEY, value()])
    claims["exp"] = source.choice([4e9, 4_000_000_000, 4e9, value()])
    return claims


def _segment(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _tokens(count: int) -> Iterator[str]:
    source = random.Random(12)
    good = jwt.encode({"iss": KEY, "exp": 4_000_000_000, "sub": "a", "video": {"room": "r"}}, SECRET).encode()
    for index, mutant in enumerate(mutants([good], count, seed=13)):
        if index % 2:
            yield mutant.decode("latin1")
        else:
            signer = jwt.PyJWS()
            header = source.choice(
                [None, None, {"kid": "../../etc"}, {"crit": ["b64"], "b64": False}, {"typ": 5}]
            )
            text = json.dumps(_claims(source)).encode()
            yield signer.encode(
                text, SECRET, algorithm=source.choice(["HS256", "HS256", "HS384"]), headers=header
            )


def test_tokens_are_read_or_refused() -> None:
    accepted = 0

    def take(token: str) -> None:
        nonlocal accepted
        try:
            claims = KEYS.verify(token)
        except TokenError:
            return
        accepted += 1
        assert isinstance(claims, Claims)
        assert KEYS.verify(KEYS.refresh(claims, 600)).grant == claims.grant
        assert claims.grant.permission() is not None

    assert feed(_tokens(share("token")), take) == share("token")
    assert accepted > 50


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "None"},
        {"alg": "HS512"},
        {"alg": "RS256"},
        {"alg": ["HS256"]},
        {},
        {"alg": "HS256"},
    ],
)
def test_nobody_signs_for_us(header: dict[str, Any]) -> None:
    payload = _segment({"iss": KEY, "exp": 4_000_000_000, "sub": "root", "video": {"roomAdmin": True}})
    for signature in ("", "AAAA", _segment(header)):
        with pytest.raises(TokenError):
            KEYS.verify(f"{_segment(header)}.{payload}.{signature}")


@pytest.mark.parametrize("payload", ["[" * 50_000, '{"a":' * 50_000, '{"iss":"' + "x" * 300_000 + '"}'])
def test_deep_and_endless_tokens_are_refused(payload: str) -> None:
    text = base64.urlsafe_b64encode(payload.encode()).decode().rstrip("=")
    begun = time.process_time()
    with pytest.raises(TokenError):
        KEYS.verify(f"{_segment({'alg': 'HS256'})}.{text}.AAAA")
    assert time.process_time() - begun < 1


def _call(source: random.Random, house: House, seed: int) -> tuple[str, str, str, bytes]:
    methods = house.service._methods
    method = source.choice([*methods, "NoSuchMethod"])
    kind = methods[method if method in methods else "ListRooms"][0]
    body = hostile(source, kind, house.known)
    form = source.choice(["application/protobuf", "application/json", "application/json; charset=utf-8", ""])
    if "json" in form:
        body = house.as_json(kind, body)
    if source.random() < 0.5:
        [body] = mutants([body or b"{}"], 1, seed=seed)
    return method, form, source.choice(house.authorizations), body


async def test_calls_of_the_room_service() -> None:
    async with open_house() as house:
        source, statuses = random.Random(14), set[int]()

        async def take(seed: int) -> None:
            statuses.add(house.service.call(*_call(source, house, seed)).status)
            await asyncio.sleep(0)
            house.tidy()

        assert await feed_slowly(range(share("twirp")), take) == share("twirp")
        assert house.sizes()["participants"] == 3
    assert {200, 400, 401, 404} <= statuses
    assert 500 not in statuses
