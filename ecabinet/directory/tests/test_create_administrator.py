"""The first account of a new installation."""

import io

import pytest
from django.core.management import CommandError, call_command

from ecabinet.directory.models import Account, Unit
from ecabinet.testing import ApiClient

PASSWORD = "mật-khẩu-đầu-tiên-1"


def create(monkeypatch: pytest.MonkeyPatch, username: str, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    call_command("create_administrator", username, stdout=io.StringIO())


@pytest.mark.django_db
def test_an_administrator_is_made_and_may_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    create(monkeypatch, "dau", PASSWORD)
    create(monkeypatch, "sau", PASSWORD)
    assert Unit.objects.count() == 1
    assert list(Account.objects.values_list("is_administrator", flat=True)) == [True, True]
    assert ApiClient().sign_in("dau", PASSWORD).status == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("username", "password"), [("dau", PASSWORD), ("moi", "1234567890")])
def test_a_taken_name_or_a_weak_password_is_refused(
    monkeypatch: pytest.MonkeyPatch, username: str, password: str
) -> None:
    create(monkeypatch, "dau", PASSWORD)
    with pytest.raises(CommandError):
        create(monkeypatch, username, password)
    assert Account.objects.count() == 1
