"""Asking the API in the scene: every request stands alone, what it does is taken back."""

import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from conftest import Member
from deploy.plan import ROOT
from ecabinet.testing import Answer, ApiClient
from meetings.lifecycle.rules import Status
from tests.matrix.calls import CALLS, Call
from tests.matrix.lasting import lasting_writes
from tests.matrix.may import MAY
from tests.matrix.scene import Scene

DESCRIPTION = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
NO_CALL = Call()


@dataclass(frozen=True)
class Operation:
    """One operation of the API's description; `parameters` are those of its path."""

    name: str
    method: str
    path: str
    parameters: Mapping[str, bool]
    required: tuple[str, ...]
    takes_body: bool

    @property
    def call(self) -> Call:
        return CALLS.get(self.name, NO_CALL)

    @property
    def is_of_meeting(self) -> bool:
        return "meeting_id" in self.parameters or self.path.startswith("/documents/")

    @property
    def is_command_of_meeting(self) -> bool:
        return self.method == "POST" and "{meeting_id}" in self.path


def _operations() -> Iterator[Operation]:
    for path, methods in DESCRIPTION["paths"].items():
        for method, told in methods.items():
            content: dict[str, Any] = told.get("requestBody", {}).get("content", {})
            schema = _resolved(next((body["schema"] for body in content.values()), {}))
            named = [parameter for parameter in told["parameters"] if parameter["in"] == "path"]
            yield Operation(
                told["operationId"],
                method.upper(),
                path.removeprefix("/api"),
                {parameter["name"]: parameter["schema"].get("format") == "uuid" for parameter in named},
                tuple(schema.get("required", ())),
                bool(content),
            )


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    schema = next(iter(schema.get("anyOf", [schema])))
    name = schema.get("$ref", "").rsplit("/", 1)[-1]
    return DESCRIPTION["components"]["schemas"][name] if name else schema


OPERATIONS = {operation.name: operation for operation in _operations()}


@dataclass
class Asked:
    """An answer, and the tables that the request left changed."""

    answer: Answer
    written: list[str]

    @property
    def status(self) -> int:
        return self.answer.status

    @property
    def code(self) -> str:
        return self.answer.code or ""

    def __str__(self) -> str:
        told = self.answer.content[:300].decode(errors="replace") if self.status in (422, 500) else ""
        return f"{self.status} {self.code} {told}".strip()


@contextmanager
def taken_back(scene: Scene) -> Iterator[None]:
    """All that is done inside is undone, and nobody is known to have come too often."""
    cache.clear()
    cookies = {name: _session(who) for name, who in scene.roles.items()}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for name, who in scene.roles.items():
        _set_session(who, cookies[name])


def _client(who: Member | ApiClient) -> ApiClient:
    return who if isinstance(who, ApiClient) else who.client


def _session(who: Member | ApiClient) -> str:
    return _client(who).session_key


def _set_session(who: Member | ApiClient, key: str) -> None:
    cookies = _client(who).http.cookies
    if key:
        cookies[settings.SESSION_COOKIE_NAME] = key
    else:
        cookies.pop(settings.SESSION_COOKIE_NAME, None)


NO_KEY, GOOD_BODY = object(), object()


def ask(
    scene: Scene,
    role: str,
    operation: Operation,
    *,
    at: Status | None = None,
    ids: Mapping[str, str] | None = None,
    body: Any = GOOD_BODY,
    key: object = "",
) -> Asked:
    """Ask once in `role`, with what the table says unless `ids` or `body` say otherwise."""
    with taken_back(scene):
        for name in operation.call.after:
            before = OPERATIONS[name]
            first = _send(scene, MAY[name][0], before, {}, GOOD_BODY, "")
            assert first.status == 200, (name, first.status, first.content[:300])
        scene.set_status(at or operation.call.at)
        with lasting_writes() as watch:
            answer = _send(scene, role, operation, ids or {}, body, key)
        return Asked(answer, watch.tables)


def _send(
    scene: Scene, role: str, operation: Operation, ids: Mapping[str, str], body: Any, key: object
) -> Answer:
    call, client = operation.call, _client(scene.roles[role])
    named = {name: ids.get(name) or scene.ids[call.ids.get(name, name)] for name in operation.parameters}
    path = operation.path.format(**named)
    if operation.method == "GET":
        return client.get(path, **(call.query(scene) if call.query else {}))
    if operation.method == "DELETE":
        return client.delete(path)
    if operation.method == "PUT":
        return client.put_bytes(f"{path}?offset=0", b"to")
    if body is GOOD_BODY:
        body = call.body(scene) if call.body else None
    command_key = None if key is NO_KEY else uuid.uuid4()
    if call.form:
        return client.upload(path, key=command_key, **body)
    return client.post(path, body, key=command_key)
