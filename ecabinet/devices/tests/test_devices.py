"""A screen pairs by a code, signs in by its key, and is revoked at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from conftest import PASSWORD, Cast
from ecabinet.devices import rules
from ecabinet.devices.models import Device, Pairing, WrongCode
from ecabinet.directory.models import Account, Site, Unit
from ecabinet.journal.live import session_digest
from ecabinet.journal.models import Event
from ecabinet.testing import Answer, ApiClient


class Screen:
    """An unpaired screen that asked for a code."""

    def __init__(self) -> None:
        self.client = ApiClient()
        answer = self.client.send("POST", "/pairings", None, key=None)
        assert answer.status == 200
        self.code, self.key = answer.body["code"], answer.body["key"]

    def sign_in(self) -> Answer:
        return self.client.send("POST", "/session/device", {"key": self.key}, key=None)


def path_of(cast: Cast) -> str:
    return f"/sites/{cast.remote_site.id}/devices"


def paired(cast: Cast, name: str = "Màn hình chính") -> Screen:
    screen = Screen()
    answer = cast.administrator.post(path_of(cast), {"code": screen.code, "name": name})
    assert answer.status == 200
    return screen


@pytest.fixture
def bare_site(cast: Cast) -> Site:
    """A site that nobody ever made an account for."""
    return Site.objects.create(name="Điểm cầu mới", unit=cast.commune)


def test_a_screen_pairs_and_signs_in_as_its_site(cast: Cast) -> None:
    screen = Screen()
    waiting = screen.sign_in()
    assert (waiting.status, waiting.code) == (409, "device_not_paired")
    body = {"code": f" {screen.code[:4].lower()}-{screen.code[4:]}", "name": "Màn hình chính"}
    assert cast.anonymous.post(path_of(cast), body).status == 401
    for stranger in (cast.outsider, cast.secretary, cast.delegate, cast.site_device):
        assert stranger.post(path_of(cast), body).status == 404
    assert cast.administrator.post(path_of(cast), {"code": screen.code, "name": ""}).status == 422
    answer = cast.administrator.post(path_of(cast), body)
    assert (answer.status, answer.body["name"]) == (200, "Màn hình chính")
    signed_in = screen.sign_in()
    assert signed_in.status == 200
    assert signed_in.body["user"]["site"]["id"] == str(cast.remote_site.id)
    device = Device.objects.get()
    assert device.last_seen_at is not None
    assert device.key_digest == rules.digest_of(screen.key) != screen.key
    told = Event.objects.get(type="device.paired").data
    assert told is not None
    assert (told["name"], told["site_name"]) == ("Màn hình chính", cast.remote_site.name)
    assert screen.key not in str(list(Event.objects.values_list("data", flat=True)))


def test_a_site_without_an_account_gets_one_that_has_no_password(cast: Cast, bare_site: Site) -> None:
    screen = Screen()
    answer = cast.technician.post(f"/sites/{bare_site.id}/devices", {"code": screen.code, "name": "TV"})
    assert answer.status == 200
    assert not Account.objects.get(site=bare_site).has_usable_password()
    assert screen.sign_in().body["user"]["display_name"] == "Điểm cầu mới"


def test_the_password_of_a_site_still_signs_in(cast: Cast) -> None:
    account = cast.site_device.account
    account.set_password(PASSWORD)
    account.save()
    paired(cast)
    assert ApiClient().sign_in("diemcau-anbinh", PASSWORD).status == 200


def test_a_technician_reaches_the_sites_of_the_own_unit_only(cast: Cast) -> None:
    assert {site["name"] for site in cast.technician.get("/sites").body["items"]} == {cast.remote_site.name}
    assert cast.technician.get(path_of(cast)).status == 200
    assert cast.technician.get(f"/sites/{cast.central_site.id}/devices").status == 404
    permissions = cast.technician.get("/session").body["user"]["permissions"]
    assert set(permissions) == {"see_health", "pair_devices"}


def test_an_administrator_of_a_unit_pairs_below_it_and_nowhere_else(cast: Cast) -> None:
    account = cast.member.account
    account.administers = Unit.objects.get(id=cast.commune.id)
    account.save()
    body = {"code": Screen().code, "name": "TV"}
    assert cast.member.post(f"/sites/{cast.central_site.id}/devices", body).status == 404
    assert cast.member.post(path_of(cast), body).status == 200


def test_a_code_works_once_and_for_ten_minutes(cast: Cast) -> None:
    screen = paired(cast)
    used = cast.administrator.post(path_of(cast), {"code": screen.code, "name": "Khác"})
    assert (used.status, used.code) == (409, "pairing_code_used")
    late = Screen()
    Pairing.objects.filter(code=late.code).update(expires_at=timezone.now())
    refused = cast.administrator.post(path_of(cast), {"code": late.code, "name": "Khác"})
    assert (refused.status, refused.code) == (409, "pairing_code_late")
    assert late.sign_in().code == "pairing_code_late"
    assert Device.objects.count() == 1


def test_guessing_is_stopped(cast: Cast) -> None:
    guess = {"code": "22222222", "name": "TV"}
    for _ in range(rules.MOST_WRONG):
        wrong = cast.administrator.post(path_of(cast), guess)
        assert (wrong.status, wrong.body["errors"][0]["field"]) == (422, "code")
    good = {"code": Screen().code, "name": "TV"}
    limited = cast.administrator.post(path_of(cast), good)
    assert (limited.status, limited.code) == (429, "pairing_too_many_tries")
    assert limited.headers["Retry-After"] == "600"
    WrongCode.objects.update(at=timezone.now() - rules.WINDOW - timedelta(seconds=1))
    assert cast.administrator.post(path_of(cast), good).status == 200


def test_an_address_opens_a_bounded_number_of_codes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_OPEN_PER_ADDRESS", 2)
    paired(cast)
    Screen(), Screen()
    answer = ApiClient().send("POST", "/pairings", None, key=None)
    assert (answer.status, answer.code) == (429, "pairing_too_many_screens")


def test_two_devices_of_a_site_have_different_names(cast: Cast) -> None:
    paired(cast)
    answer = cast.administrator.post(path_of(cast), {"code": Screen().code, "name": "Màn hình chính"})
    assert (answer.status, answer.body["errors"][0]["field"]) == (409, "name")
    paired(cast, "Màn hình phụ")
    assert cast.administrator.get(path_of(cast)).body["total"] == 2


def test_a_revoked_device_is_out_at_once_and_the_others_stay(cast: Cast) -> None:
    screen, other = paired(cast), paired(cast, "Màn hình phụ")
    assert (screen.sign_in().status, other.sign_in().status) == (200, 200)
    path = f"/devices/{Device.objects.get(name='Màn hình chính').id}/revoke"
    assert cast.anonymous.post(path).status == 401
    assert cast.outsider.post(path).status == 404
    session = screen.client.session_key
    assert cast.technician.post(path).body["revoked_at"] is not None
    assert screen.client.get("/meetings").status == 401
    assert not Session.objects.filter(session_key=session).exists()
    assert other.client.get("/meetings").status == 200
    ended: Any = Event.objects.get(type="session.ended").data
    assert ended["session_digest"] == session_digest(session)
    again = screen.sign_in()
    assert (again.status, again.code) == (403, "device_revoked")
    assert cast.technician.post(path).code == "device_revoked"
    paired(cast)


def test_a_locked_account_keeps_its_devices_out(cast: Cast) -> None:
    screen = paired(cast)
    account = Account.objects.get(site=cast.remote_site)
    assert cast.administrator.post(f"/accounts/{account.id}/deactivate").status == 200
    assert screen.sign_in().code == "account_inactive"


def test_a_device_tells_its_equipment(cast: Cast) -> None:
    screen = paired(cast)
    told = {
        "cameras": ["Camera hội nghị"],
        "screen_width": 1920,
        "screen_height": 1080,
        "browser": "Chromium",
    }
    refused = screen.client.send("POST", "/device/equipment", told, key=None)
    assert refused.status == 401
    screen.sign_in()
    assert screen.client.send("POST", "/device/equipment", told, key=None).status == 200
    wide = {**told, "cameras": ["x" * 121]}
    assert screen.client.send("POST", "/device/equipment", wide, key=None).status == 422
    row = cast.administrator.get(path_of(cast)).body["items"][0]
    assert (row["equipment"]["cameras"], row["equipment"]["screen_width"]) == (["Camera hội nghị"], 1920)
    assert "key" not in row
    by_password = cast.site_device.client.send("POST", "/device/equipment", told, key=None)
    assert (by_password.status, by_password.code) == (403, "device_unknown")


def test_an_unknown_key_signs_nobody_in(cast: Cast) -> None:
    answer = ApiClient().send("POST", "/session/device", {"key": rules.new_key()}, key=None)
    assert (answer.status, answer.code) == (403, "device_unknown")
    assert ApiClient().send("POST", "/session/device", {"key": "x"}, key=None).status == 422
