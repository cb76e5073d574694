"""Signed addresses: whom they serve, what they open, and when they end."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from agenda.documents import addresses
from agenda.documents.models import DocumentVersion
from agenda.documents.storage import path_of
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.papers import paper
from conftest import Cast, Member
from ecabinet.testing import Answer


@pytest.fixture
def laid(desk: Desk) -> DocumentVersion:
    return desk.laid()


def address(who: Member, version: DocumentVersion, what: str = "original") -> str:
    answer = who.post(f"/documents/{version.document_id}/address", {"what": what}, key=None)
    assert answer.status == 200
    found: str = answer.body["address"]
    return found


def opened(path: str, **headers: str) -> Answer:
    """As a download manager asks: no cookie at all."""
    return Answer(Client().get(path, headers=headers))


def test_without_a_cookie_it_gives_the_content_and_its_ranges(desk: Desk, laid: DocumentVersion) -> None:
    path = address(desk.cast.member, laid)
    whole = opened(path)
    assert (whole.status, whole.content) == (200, paper())
    assert "attachment" in whole.headers["Content-Disposition"]
    part = opened(path, Range="bytes=10-19")
    assert (part.status, part.content) == (206, paper()[10:20])
    view = opened(address(desk.cast.member, laid, "file"))
    assert view.content == path_of(laid.view_sha256).read_bytes()
    bundle = desk.cast.member.post(f"/meetings/{desk.meeting.id}/bundle-address", key=None)
    assert opened(bundle.body["address"]).content[:2] == b"PK"


def test_who_gets_one(desk: Desk, cast: Cast, laid: DocumentVersion) -> None:
    for path, body in (
        (f"/documents/{laid.document_id}/address", {"what": "file"}),
        (f"/meetings/{desk.meeting.id}/bundle-address", {}),
    ):
        assert cast.anonymous.post(path, body, key=None).status == 401
        assert cast.outsider.post(path, body, key=None).status == 404
    wrong = cast.member.post(f"/documents/{laid.document_id}/address", {"what": "quarantine"}, key=None)
    assert wrong.status == 422
    missing = cast.member.post(
        f"/documents/{laid.document_id}/address", {"what": "file", "version": 9}, key=None
    )
    assert missing.status == 404


def test_after_its_time_it_says_so(
    desk: Desk, laid: DocumentVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = address(desk.cast.member, laid)
    monkeypatch.setattr(addresses, "LIFETIME", timedelta(seconds=-1))
    late = opened(path)
    assert (late.status, late.code) == (410, "address_expired")
    assert late.body["action"]


def test_it_opens_nothing_else(desk: Desk, cast: Cast, laid: DocumentVersion) -> None:
    path = address(cast.member, laid)
    for broken in (path[:-3] + "abc", path[:-20], "/api/downloads/x", "/api/downloads/a:b:c"):
        answer = opened(broken)
        assert (answer.status, answer.code) == (403, "address_invalid")
    content = {"what": "original", "subject": str(laid.document_id), "version": 1, "account": "0"}
    foreign = signing.dumps(content, salt="another purpose")
    assert opened(f"/api/downloads/{foreign}").code == "address_invalid"
    client = Client()
    assert client.get(path).status_code == 200
    assert client.get(f"/api/documents/{laid.document_id}/file").status_code == 401
    assert client.post(path).status_code in {403, 405}


def test_a_right_that_is_lost_ends_it(desk: Desk, cast: Cast, laid: DocumentVersion) -> None:
    path, second = address(cast.member, laid), address(cast.delegate, laid)
    cast.delegate.account.is_active = False
    cast.delegate.account.save(update_fields=["is_active"])
    assert opened(second).code == "address_invalid"
    where = f"/meetings/{desk.meeting.id}/documents/{laid.document_id}/recall"
    assert cast.secretary.post(where, {"reason": "Nhầm bản"}).status == 200
    assert opened(path).status == 404
