"""Commands over HTTP: a POST with an Idempotency-Key acts once and answers the same every time.

    @router.post("/meetings/{meeting_id}/publish", response=MeetingRow)
    @as_command("meeting.publish")
    def publish(request: CommandRequest, meeting_id: UUID) -> MeetingRow:
        meeting = access_meeting(request.principal, meeting_id, "publish")
        return services.publish(request.command, meeting)

Do not use `from __future__ import annotations` in api modules: ninja reads the signatures.
"""

import functools
import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from pydantic import BaseModel

from ecabinet.directory.principal import Principal
from ecabinet.journal.models import AnsweredCommand
from ecabinet.journal.services import Actor, Command, command
from ecabinet.problems import Problem


class SignedInRequest(HttpRequest):
    """A request of somebody signed in."""

    principal: Principal
    # Asked for by a signed address (agenda.documents.addresses) and not by a browser's session.
    is_by_address: bool = False


class CommandRequest(SignedInRequest):
    """A request that carries an open command."""

    command: Command
    # SHA-256 of files that were received before the command; the key stands for this content and no other.
    content_digest: str = ""


def actor_of(principal: Principal) -> Actor:
    """The actor that events name for a principal."""
    return Actor(principal.kind, principal.display_name, principal.account_id, principal.person_id)


def as_command(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Run a view inside one transaction with `request.command`, once per idempotency key.

    Raises Problem idempotency_key_missing (400) or idempotency_key_reused (409).
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def run(request: CommandRequest, *args: Any, **kwargs: Any) -> Any:
            key, digest = _key(request), _body_digest(request)
            try:
                return _run_once(name, view, request, key, digest, args, kwargs)
            except _Taken:
                return _replay(request, key, digest)

        run._is_command = True  # type: ignore[attr-defined]
        return run

    return decorate


class _Taken(Exception):
    """The idempotency key has been used before."""


def _run_once(
    name: str,
    view: Callable[..., Any],
    request: CommandRequest,
    key: uuid.UUID,
    digest: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    with transaction.atomic():
        record = _take_key(request, key, digest)
        with command(name, actor_of(request.principal), command_id=record.id) as cmd:
            request.command = cmd
            answer = _plain(view(request, *args, **kwargs))
        record.answer = answer
        record.save(update_fields=["answer"])
    return answer


def _take_key(request: CommandRequest, key: uuid.UUID, digest: str) -> AnsweredCommand:
    account = uuid.UUID(request.principal.account_id)
    if AnsweredCommand.objects.filter(account=account, key=key).exists():
        raise _Taken
    try:
        with transaction.atomic():
            return AnsweredCommand.objects.create(
                account=account, key=key, route=request.path[:200], body_digest=digest
            )
    except IntegrityError as error:
        raise _Taken from error


def _replay(request: CommandRequest, key: uuid.UUID, digest: str) -> Any:
    record = AnsweredCommand.objects.get(account=request.principal.account_id, key=key)
    if record.body_digest != digest or record.route != request.path[:200]:
        raise Problem("idempotency_key_reused")
    request.replayed = True  # type: ignore[attr-defined]
    return record.answer


def _key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.headers.get("Idempotency-Key", ""))
    except ValueError as error:
        raise Problem("idempotency_key_missing") from error


def _body_digest(request: HttpRequest) -> str:
    if request.content_type == "multipart/form-data":
        parts = [f"{name}={value}" for name, value in sorted(request.POST.items())]
        parts += [
            f"{n}={f.name}:{f.size}" for n, f in sorted(request.FILES.items()) if not isinstance(f, list)
        ]
        parts.append(getattr(request, "content_digest", ""))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return hashlib.sha256(request.body).hexdigest()


def _plain(answer: Any) -> Any:
    return answer.model_dump(mode="json") if isinstance(answer, BaseModel) else answer
