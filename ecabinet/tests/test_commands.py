"""Commands act once: the same key again answers the same, at whatever moment it comes."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from ecabinet.directory.models import Unit
from ecabinet.directory.tests.conftest import Office, signed_in
from ecabinet.journal.models import AnsweredCommand, Event
from ecabinet.testing import Answer

UNIT = {"code": "BCA", "name": "Bộ Công an", "short_name": "Bộ Công an", "kind": "ministry"}


def created() -> int:
    return Event.objects.filter(type="unit.created", data__code="BCA").count()


def test_the_same_command_twice_acts_once_and_answers_the_same(office: Office) -> None:
    key = uuid.uuid4()
    first = office.administrator.post("/units", UNIT, key=key)
    again = office.administrator.post("/units", UNIT, key=key)
    assert (first.status, again.status) == (200, 200)
    assert first.body == again.body
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert created() == Unit.objects.filter(code="BCA").count() == 1


@pytest.mark.parametrize("change", [{"name": "Bộ khác"}, {"code": "BK"}])
def test_the_same_key_for_something_else_is_refused(office: Office, change: dict[str, str]) -> None:
    key = uuid.uuid4()
    office.administrator.post("/units", UNIT, key=key)
    answer = office.administrator.post("/units", {**UNIT, **change}, key=key)
    assert (answer.status, answer.code) == (409, "idempotency_key_reused")
    elsewhere = office.administrator.post("/sites", UNIT, key=key)
    assert elsewhere.status in {409, 422}
    assert Unit.objects.count() == 2


@pytest.mark.parametrize("key", [None, "not-a-uuid"])
def test_a_command_without_a_key_is_refused(office: Office, key: str | None) -> None:
    answer = office.administrator.post("/units", UNIT, key=key)
    assert (answer.status, answer.code) == (400, "idempotency_key_missing")
    assert created() == 0


def test_two_people_may_use_the_same_key(office: Office) -> None:
    key = uuid.uuid4()
    assert office.administrator.post("/units", UNIT, key=key).status == 200
    assert office.secretary.post("/units", UNIT, key=key).status == 404


def test_a_refused_command_keeps_nothing_and_may_be_sent_again(office: Office) -> None:
    key = uuid.uuid4()
    assert office.administrator.post("/units", {**UNIT, "code": "VP"}, key=key).status == 409
    assert not AnsweredCommand.objects.filter(key=key).exists()
    assert office.administrator.post("/units", UNIT, key=key).status == 200


def test_the_event_names_the_command_that_caused_it(office: Office) -> None:
    key = uuid.uuid4()
    office.administrator.post("/units", UNIT, key=key)
    event = Event.objects.get(type="unit.created", data__code="BCA")
    assert event.causation == AnsweredCommand.objects.get(key=key).id
    assert event.actor["name"] == "Đồng chí quantri"


@pytest.mark.django_db(transaction=True)
def test_ten_copies_at_the_same_moment_act_once(office: Office) -> None:
    key = uuid.uuid4()
    clients = [signed_in("quantri") for _ in range(10)]

    def send(number: int) -> Answer:
        try:
            return clients[number].post("/units", UNIT, key=key)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(10)))
    assert [answer.status for answer in answers] == [200] * 10
    assert len({answer.body["id"] for answer in answers}) == 1
    assert created() == 1
