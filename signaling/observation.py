"""Who may look at the process from outside, and what is answered: `/metrics`, `/state`, `/state/<room>`."""

from __future__ import annotations

import hmac
import ipaddress
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from signaling.rooms.registry import Rooms
from signaling.sfu.plane import MediaPlane
from signaling.state import SAMPLE_SECONDS, State, turn_hosts
from signaling.tokens import TokenError

if TYPE_CHECKING:
    from signaling.metrics import Metrics

PREFIX = "/state"


@dataclass(frozen=True)
class Seen:
    """An HTTP answer."""

    status: int
    content_type: str
    body: bytes


NOT_FOUND = Seen(404, "text/plain", b"not found")
_UNAUTHORIZED = Seen(401, "text/plain", b"a token is needed")


class Observation:
    """Answers both pages. `metrics_token`: empty leaves `/metrics` to programs of this machine.

    `turn` are the addresses of the TURN servers: who comes from one of them is shown so.
    """

    def __init__(self, rooms: Rooms, plane: MediaPlane, metrics_token: str, turn: Iterable[str]) -> None:
        self._rooms = rooms
        self._plane = plane
        self._token = metrics_token
        self._state = State(rooms, plane, turn_hosts(turn))
        self._metrics: Metrics | None = None
        plane.ticker.every(SAMPLE_SECONDS, self._state.sample)

    def metrics(self, headers: Mapping[str, str], client: str) -> Seen:
        """Prometheus's text format: by the metrics token, or without one from this machine alone.

        What a proxy passed on came from elsewhere, though the proxy is here.
        """
        if self._token:
            given = headers.get("authorization", "").removeprefix("Bearer ").strip()
            if not hmac.compare_digest(given.encode(), self._token.encode()):
                return _UNAUTHORIZED
        elif not _is_loopback(client) or "x-forwarded-for" in headers or "forwarded" in headers:
            return NOT_FOUND
        # Imported here: a server that nobody measures starts faster.
        from signaling.metrics import CONTENT_TYPE, Metrics

        if self._metrics is None:
            self._metrics = Metrics(self._rooms, self._plane, self._state)
        return Seen(200, CONTENT_TYPE, self._metrics.render())

    def state(self, path: str, headers: Mapping[str, str]) -> Seen:
        """JSON for who has a token of this server's key with the grants roomList and roomAdmin.

        `/state` tells of the server and its rooms, `/state/<room>` of everybody in one.
        """
        try:
            grant = self._rooms.keys.verify(headers.get("authorization", "").removeprefix("Bearer ")).grant
        except TokenError:
            return _UNAUTHORIZED
        if not (grant.room_list and grant.room_admin):
            return Seen(403, "text/plain", b"permissions denied")
        name = unquote(path.removeprefix(PREFIX).strip("/"))
        if not name:
            return _json({"server": self._state.server(), "rooms": self._state.rooms()})
        participants = self._state.participants(name)
        return NOT_FOUND if participants is None else _json({"participants": participants})


def _json(content: Any) -> Seen:
    return Seen(200, "application/json", json.dumps(content).encode())


def _is_loopback(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return bool((mapped or parsed).is_loopback)
