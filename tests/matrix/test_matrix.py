"""Every operation of the API x every role x every state of the meeting x bad input.

The rows come from docs/openapi.json; may.py says who may, calls.py how to ask and in which states. A new
operation without a row fails. Nothing that is refused may leave a trace.
"""

import uuid
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from ecabinet.directory import principal as principals
from meetings.lifecycle.rules import PREPARING, Status
from tests.matrix.asking import NO_KEY, OPERATIONS, Asked, Operation, ask
from tests.matrix.calls import ALL, CALLS
from tests.matrix.may import (
    FORBIDDEN,
    HIDDEN,
    MAY,
    NOT_ASKED_BY_PEOPLE,
    PERSONAL,
    ROLES,
    SEE_DRAFT,
    SEE_MEETING,
)
from tests.matrix.scene import Scene, make_scene

WRONG_STATE = {
    "meeting_wrong_status",
    "meeting_is_closed",
    "meeting_not_running",
    "floor_closed",
    "attendance_closed",
    "media_closed",
    "approval_needed",
    "rehearsal_closed",
}
BAD = {(422, "bad_input"), (400, "malformed")}
# Commands about oneself or one's device, and reads that leave a trace by their nature: no key is asked for.
pytestmark = pytest.mark.django_db
NO_KEY_NEEDED = {
    *(
        "sign_in",
        "sign_out",
        "sign_in_device",
        "open_pairing",
        "tell_equipment",
        "note_opened",
        "note_reading",
        "push_own_notes",
        "note_offline_copies",
        "check_offline_copies",
        "start_upload",
        "make_document_address",
        "make_bundle_address",
        "make_own_paper_address",
        "keep_place",
        "present_page",
    ),
    *("see_announcement", "make_media_token", "ask_line_test", "leave_line_test"),
}
TESTED = sorted(OPERATIONS.keys() - NOT_ASKED_BY_PEOPLE)
COMMANDS = [name for name in TESTED if OPERATIONS[name].method == "POST"]
ACTS = set(COMMANDS) - NO_KEY_NEEDED
OF_MEETING = [name for name in COMMANDS if OPERATIONS[name].is_command_of_meeting]
SHOWN_TO_ALL = [name for name in TESTED if OPERATIONS[name].is_of_meeting]
WITH_IDS = [name for name in TESTED if any(OPERATIONS[name].parameters.values())]
WITH_BODY = [name for name in COMMANDS if OPERATIONS[name].takes_body]


@pytest.fixture(scope="module")
def scene(
    own_data_folder: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Scene]:
    """Made once; each request stands alone in it. Nothing waits for the disk."""
    patched = pytest.MonkeyPatch.context()
    with django_db_blocker.unblock(), transaction.atomic(), patched as patch:
        patch.setattr("os.fsync", lambda _file: None)
        yield make_scene()
        transaction.set_rollback(True)
    principals.cache.clear()


def first_who_may(operation: Operation) -> str:
    return next(role for role in MAY[operation.name] if role != "anonymous")


def sees(role: str, status: Status) -> bool:
    return role in (SEE_DRAFT if status in PREPARING else SEE_MEETING)


def refusal(operation: Operation, role: str) -> int:
    """The status for a role that may not."""
    if role == "anonymous":
        return 401
    if role in FORBIDDEN.get(operation.name, ()):
        return 403
    if not operation.is_of_meeting:
        return 404
    hidden = role in HIDDEN.get(operation.name, ()) or not sees(role, operation.call.at)
    return 404 if hidden else 403


def let_in(operation: Operation, asked: Asked) -> bool:
    return asked.status == 200 or asked.code in operation.call.codes


def none_of(deviations: list[str]) -> None:
    """One failure shows everything."""
    if deviations:
        pytest.fail("\n".join(deviations), pytrace=False)


def leaves_no_event(asked: Asked) -> bool:
    changed = {table for table in asked.written if not table.startswith("journal_")}
    return asked.status == 200 and bool(changed) and "journal_event" not in asked.written


def test_every_operation_says_who_may() -> None:
    assert MAY.keys() | NOT_ASKED_BY_PEOPLE == OPERATIONS.keys()
    assert CALLS.keys() <= OPERATIONS.keys()


def test_every_command_of_a_meeting_says_in_which_states() -> None:
    assert [name for name in OF_MEETING if OPERATIONS[name].call.states is None] == []
    assert all(OPERATIONS[name].call.at in (OPERATIONS[name].call.states or ALL) for name in OF_MEETING)


@pytest.mark.parametrize("name", TESTED)
def test_who_may(name: str, scene: Scene) -> None:
    operation, wrong = OPERATIONS[name], []
    for role in ("anonymous", *ROLES):
        asked = ask(scene, role, operation)
        if role in MAY[name]:
            if not let_in(operation, asked):
                wrong.append(f"{role} may, but got {asked}")
            elif name in ACTS - PERSONAL and leaves_no_event(asked):
                wrong.append(f"{role} changed {asked.written} without an event")
        else:
            wanted = refusal(operation, role)
            if asked.status != wanted:
                wrong.append(f"{role} must get {wanted}, but got {asked}")
            elif asked.written:
                wrong.append(f"{role} was refused and left {asked.written}")
    none_of(wrong)


@pytest.mark.parametrize("name", OF_MEETING)
def test_in_which_states(name: str, scene: Scene) -> None:
    operation, wrong = OPERATIONS[name], []
    role, states = first_who_may(operation), operation.call.states or ALL
    for status in sorted(ALL):
        asked = ask(scene, role, operation, at=status)
        if not sees(role, status) and role in SEE_MEETING:
            fine = asked.status == 404
        elif status in states:
            fine = asked.status in (200, 409) and asked.code not in WRONG_STATE
        else:
            fine = asked.status == 409 and asked.code in WRONG_STATE
        if not fine:
            wrong.append(f"{status} ({'allowed' if status in states else 'refused'}): {asked}")
        elif asked.status != 200 and asked.written:
            wrong.append(f"{status}: refused and left {asked.written}")
    none_of(wrong)


@pytest.mark.parametrize("name", SHOWN_TO_ALL)
def test_a_draft_is_hidden(name: str, scene: Scene) -> None:
    operation, wrong = OPERATIONS[name], []
    for role in ("member", "site_device", "technician"):
        asked = ask(scene, role, operation, at=Status.DRAFT)
        if asked.status != 404 or asked.written:
            wrong.append(f"{role}: {asked} {asked.written}")
    none_of(wrong)


@pytest.mark.parametrize("name", WITH_IDS)
def test_what_does_not_exist(name: str, scene: Scene) -> None:
    operation, wrong = OPERATIONS[name], []
    for parameter, is_id in operation.parameters.items():
        if not is_id:
            continue
        asked = ask(scene, first_who_may(operation), operation, ids={parameter: str(uuid.uuid4())})
        if asked.status != 404 or asked.written:
            wrong.append(f"{parameter}: {asked} {asked.written}")
    none_of(wrong)


@pytest.mark.parametrize("name", WITH_BODY)
def test_bad_bodies(name: str, scene: Scene) -> None:
    operation, wrong = OPERATIONS[name], []
    bodies: list[object] = [] if operation.call.form else [[1], "chữ"]
    if operation.required:
        bodies += [{}] if operation.call.form else [{}, {key: {"a": []} for key in operation.required}]
    for body in bodies:
        asked = ask(scene, first_who_may(operation), operation, body=body)
        if (asked.status, asked.code) not in BAD or asked.written:
            wrong.append(f"{body}: {asked} {asked.written}")
    none_of(wrong)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_without_a_key(name: str, scene: Scene) -> None:
    asked = ask(scene, first_who_may(OPERATIONS[name]), OPERATIONS[name], key=NO_KEY)
    if name in NO_KEY_NEEDED:
        assert asked.code != "idempotency_key_missing"
    else:
        assert (asked.status, asked.code, asked.written) == (400, "idempotency_key_missing", [])
