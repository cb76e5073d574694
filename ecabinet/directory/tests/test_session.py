"""Signing in and out: who is told what, the rate limit, CSRF, the log, lost rights."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ecabinet.directory import principal as principals
from ecabinet.directory.models import SignIn
from ecabinet.directory.rules import Limits, is_limited
from ecabinet.directory.tests.conftest import PASSWORD, Office, account, signed_in
from ecabinet.journal.models import Event
from ecabinet.testing import ApiClient


def test_nobody_is_signed_in_at_first_and_gets_a_csrf_cookie(office: Office) -> None:
    client = ApiClient()
    answer = client.get("/session")
    assert answer.status == 200
    assert answer.body["user"] is None
    assert client.csrf_token


def test_signing_in_says_who_one_is(office: Office) -> None:
    client = ApiClient()
    answer = client.sign_in(" ThuKy ", PASSWORD)
    assert answer.status == 200
    user = answer.body["user"]
    assert (user["username"], user["kind"]) == ("thuky", "person")
    assert user["person"]["unit_name"] == "Văn phòng"
    duties = {"create_meeting", "see_mailbox", "see_statistics", "answer_invitations", "upload_documents"}
    assert set(user["permissions"]) == duties
    assert client.get("/session").body["user"] == user
    last = SignIn.objects.filter(username="thuky").first()
    assert last is not None
    assert (last.account, last.outcome) == (account("thuky"), "accepted")


def minutes_ago(minutes: int) -> object:
    return timezone.now() - timedelta(minutes=minutes)


@pytest.mark.parametrize(("username", "password"), [("thuky", "sai"), ("khong-co", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    office: Office, username: str, password: str
) -> None:
    answer = ApiClient().sign_in(username, password)
    assert (answer.status, answer.code) == (401, "wrong_password")
    assert answer.body["action"]
    assert SignIn.objects.filter(username=username, outcome="wrong").count() == 1


def test_problems_are_told_in_the_language_asked(office: Office) -> None:
    assert ApiClient("en").sign_in("thuky", "wrong").body["title"] == "Sign-in failed"
    assert ApiClient("fr").sign_in("thuky", "wrong").body["title"] == "Đăng nhập không thành công"


def test_too_many_wrong_tries_must_wait_even_with_the_right_password(office: Office) -> None:
    client = ApiClient()
    for _ in range(8):
        assert client.sign_in("thuky", "sai").status == 401
    answer = client.sign_in("thuky", PASSWORD)
    assert (answer.status, answer.code) == (429, "too_many_tries")
    assert answer.headers["Retry-After"] == "60"
    assert ApiClient().sign_in("daibieu", PASSWORD).status == 200
    SignIn.objects.filter(outcome="wrong").update(at=minutes_ago(6))
    assert client.sign_in("thuky", PASSWORD).status == 200


@pytest.mark.parametrize(
    ("for_name", "from_address", "limited"), [(0, 0, False), (7, 59, False), (8, 0, True), (0, 60, True)]
)
def test_the_limit_counts_names_and_addresses(for_name: int, from_address: int, limited: bool) -> None:
    assert is_limited(for_name, from_address, Limits()) is limited


def test_without_the_csrf_token_nothing_is_done(office: Office) -> None:
    client = signed_in("thuky")
    del client.http.cookies["csrftoken"]
    answer = client.post("/session/password", {"old": PASSWORD, "new": "mới-và-khó-đoán-2"})
    assert (answer.status, answer.code) == (403, "csrf_failed")
    assert account("thuky").check_password(PASSWORD)


def test_signing_out_ends_the_session_in_every_process(office: Office) -> None:
    client = signed_in("thuky")
    stolen = client.session_key
    assert client.delete("/session").body["user"] is None
    assert client.get("/units").status == 401
    thief = ApiClient()
    thief.http.cookies["ecabinet_session"] = stolen
    assert thief.get("/units").status == 401
    event = Event.objects.get(stream_id="directory", type="session.ended")
    assert event.data is not None
    assert event.data["account_id"] == str(account("thuky").id)
    assert stolen not in str(event.data)


def test_a_deactivated_account_is_out_at_once_and_cannot_return(office: Office) -> None:
    client = signed_in("daibieu")
    answer = office.administrator.post(f"/accounts/{account('daibieu').id}/deactivate")
    assert (answer.status, answer.body["is_active"]) == (200, False)
    principals.cache.forget_account(str(account("daibieu").id))
    assert client.get("/meetings").status == 401
    assert ApiClient().sign_in("daibieu", PASSWORD).code == "account_inactive"
    assert office.administrator.post(f"/accounts/{account('daibieu').id}/activate").body["is_active"]
    assert ApiClient().sign_in("daibieu", PASSWORD).status == 200


def test_one_cannot_lock_oneself_out(office: Office) -> None:
    answer = office.administrator.post(f"/accounts/{account('quantri').id}/deactivate")
    assert (answer.status, answer.code) == (409, "own_account")
    assert account("quantri").is_active


def test_changing_the_password(office: Office) -> None:
    wrong = office.member.post("/session/password", {"old": "sai", "new": "mới-và-khó-đoán-2"})
    assert (wrong.status, wrong.code) == (422, "wrong_old_password")
    weak = office.member.post("/session/password", {"old": PASSWORD, "new": "123"})
    assert (weak.status, weak.body["errors"][0]["field"]) == (422, "new")
    assert (
        office.member.post("/session/password", {"old": PASSWORD, "new": "mới-và-khó-đoán-2"}).status == 200
    )
    assert ApiClient().sign_in("daibieu", PASSWORD).status == 401
    assert ApiClient().sign_in("daibieu", "mới-và-khó-đoán-2").status == 200


def test_an_expired_session_is_told_plainly(office: Office) -> None:
    client = ApiClient()
    client.http.cookies["ecabinet_session"] = "k" * 32
    answer = client.get("/units")
    assert (answer.status, answer.code) == (401, "not_signed_in")
    assert answer.headers["Content-Type"] == "application/problem+json"
