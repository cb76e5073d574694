"""Whatever the API's own description allows, and what it does not: never a trace, never a 5xx.

Every operation gets generated input as the secretary of a running meeting, deep enough to pass the first
checks because ids in the path are real; every answer is JSON of the described kind or problem details.
"""

import json
import os
import uuid
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.http import HttpResponseBase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from agenda.items.models import AgendaItem
from conftest import Cast
from ecabinet.api import api
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting

SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/"))))
OPERATIONS = {
    f"{r.ok().method.upper()} {r.ok().path}": r.ok() for r in SCHEMA.get_all_operations() if isinstance(r, Ok)
}
# Signing out would end the fuzzing; the media server's callbacks are signed and have their own tests.
LEFT_OUT = {"DELETE /api/session", "POST /api/media/webhook"}


def real_ids(cast: Cast, meeting: Meeting) -> dict[str, str]:
    return {
        "meeting_id": str(meeting.id),
        "item_id": str(AgendaItem.objects.filter(meeting=meeting).values_list("id", flat=True)[0]),
        "participant_id": str(Participant.objects.filter(meeting=meeting).values_list("id", flat=True)[0]),
        "site_id": str(cast.remote_site.id),
        "unit_id": str(cast.commune.id),
        "account_id": str(cast.member.account.id),
    }


def send(cast: Cast, method: str, path: str, query: Any, body: Any) -> HttpResponseBase:
    client = cast.secretary.client
    return client.http.generic(
        method,
        path,
        json.dumps(body) if body is not None else "",
        "application/json",
        QUERY_STRING="&".join(f"{name}={value}" for name, value in query.items())
        .encode("ascii", "ignore")
        .decode(),
        headers={"X-CSRFToken": client.csrf_token, "Idempotency-Key": str(uuid.uuid4())},
    )


def told_properly(response: HttpResponseBase) -> None:
    assert response.status_code < 500, getattr(response, "content", b"")[:2000]
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json"
        body = json.loads(response.content)  # type: ignore[attr-defined]
        assert {"type", "title", "status", "detail", "code"} <= body.keys()
        assert body["status"] == response.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(OPERATIONS.keys() - LEFT_OUT))
def test_no_input_breaks_an_operation(name: str, cast: Cast, running_meeting: Meeting) -> None:
    operation, ids = OPERATIONS[name], real_ids(cast, running_meeting)

    @settings(
        max_examples=24 if os.environ.get("TORTURE") else 2,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), odd=st.none() | st.lists(st.integers()) | st.text() | st.integers())
    def check(case: Any, odd: Any) -> None:
        parameters = {**{k: str(v) for k, v in (case.path_parameters or {}).items()}, **ids}
        path = operation.path.format(**parameters)
        body = case.body if isinstance(case.body, dict) else None
        for content in (body, odd):
            with transaction.atomic():
                told_properly(send(cast, operation.method.upper(), path, case.query or {}, content))
                transaction.set_rollback(True)

    check()
