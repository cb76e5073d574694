"""Temporary addresses: whom they serve, what they open, and when they end."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from agenda.documents import addresses
from agenda.documents.models import Document, DocumentVersion, TemporaryAddress
from agenda.documents.storage import path_of
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.papers import paper
from agenda.library.tests.conftest import Shelf
from conftest import Cast, Member
from ecabinet.testing import Answer


@pytest.fixture
def laid(desk: Desk) -> DocumentVersion:
    return desk.laid()


def make(who: Member, version: DocumentVersion, what: str = "original", **more: Any) -> Answer:
    return who.post(f"/documents/{version.document_id}/address", {"what": what, **more}, key=None)


def address(who: Member, version: DocumentVersion, what: str = "original") -> str:
    answer = make(who, version, what)
    assert answer.status == 200, answer.content
    found: str = answer.body["address"]
    return found


def opened(path: str, **headers: str) -> Answer:
    """As a download manager asks: no cookie at all."""
    return Answer(Client().get(path, headers=headers))


def own(who: Member) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = who.get("/addresses").body["items"]
    return rows


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
    assert make(cast.member, laid, "quarantine").status == 422
    assert make(cast.member, laid, "file", minutes=61).status == 422
    path = f"/documents/{laid.document_id}/address"
    assert cast.member.post(path, {"what": "file", "version": 9}, key=None).status == 404


def test_one_sees_ones_own_until_they_end(cast: Cast, laid: DocumentVersion) -> None:
    path = make(cast.member, laid, minutes=15).body["address"]
    (row,) = own(cast.member)
    assert (row["what"], row["subject"], row["title"]) == ("original", str(laid.document_id), "bao-cao")
    assert (row["address"], row["times"], row["opened_at"]) == (path, 0, None)
    assert opened(path).status == 200
    (row,) = own(cast.member)
    assert row["times"] == 1
    assert row["opened_at"]
    assert own(cast.secretary) == []
    TemporaryAddress.objects.update(made_at=timezone.now() - timedelta(hours=1), expires_at=timezone.now())
    assert own(cast.member) == []
    late = opened(path)
    assert (late.status, late.code) == (410, "address_expired")
    assert late.body["action"]


def test_taken_back_it_opens_nothing(cast: Cast, laid: DocumentVersion) -> None:
    path = address(cast.member, laid)
    (row,) = own(cast.member)
    where = f"/addresses/{row['id']}/revoke"
    assert cast.anonymous.post(where).status == 401
    assert cast.secretary.post(where).status == 404
    assert opened(path).status == 200
    for _twice in range(2):
        assert cast.member.post(where).status == 200
    gone = opened(path)
    assert (gone.status, gone.code) == (410, "address_revoked")
    assert own(cast.member) == []


def test_not_too_many_at_once(cast: Cast, laid: DocumentVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "MOST_AT_ONCE", 2)
    for _one in range(2):
        address(cast.member, laid)
    assert make(cast.member, laid).code == "too_many_addresses"
    assert cast.member.post(f"/addresses/{own(cast.member)[0]['id']}/revoke").status == 200
    assert make(cast.member, laid).status == 200


def test_it_opens_nothing_else(cast: Cast, laid: DocumentVersion) -> None:
    path = address(cast.member, laid)
    for broken in (path[:-3] + "abc", path[:-20], "/api/downloads/x", "/api/downloads/a:b:c"):
        answer = opened(broken)
        assert (answer.status, answer.code) == (403, "address_invalid")
    known = TemporaryAddress.objects.get()
    foreign = signing.Signer(salt="another purpose").sign(str(known.id))
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


def test_it_takes_along_no_more_than_its_maker_may(desk: Desk, cast: Cast, laid: DocumentVersion) -> None:
    """One rule for downloads, addresses and shelves: the rights of the document."""
    path = address(cast.member, laid, "file")
    where = f"/meetings/{desk.meeting.id}/documents/{laid.document_id}/reading-rights"
    named = {"whom": f"person:{cast.member.person.id}"}
    assert cast.secretary.post(where, {"is_limited": True, "rights": [named]}).status == 200
    assert make(cast.member, laid).code == "document_original_closed"
    assert make(cast.member, laid, "file").code == "document_copy_closed"
    assert opened(path).code == "document_copy_closed"
    assert opened(path, Range="bytes=0-9").code == "document_copy_closed"
    assert opened(address(cast.secretary, laid)).content == paper()


def test_a_paper_of_ones_own_has_one_too(cast: Cast, laid: DocumentVersion) -> None:
    shelf = Shelf(cast.member)
    mine = shelf.made("Ghi chép", sha256=laid.sha256, view_sha256=laid.view_sha256)
    where = f"/library/papers/{mine.id}/address"
    assert cast.anonymous.post(where, {}, key=None).status == 401
    assert cast.secretary.post(where, {}, key=None).status == 404
    path = shelf.owner.post(where, {"minutes": 5}, key=None).body["address"]
    assert opened(path).content == paper()
    assert own(cast.member)[0]["what"] == "own_paper"
    assert shelf.owner.post(f"/library/papers/{mine.id}/bin").status == 200
    assert opened(path).status == 404
    assert not Document.objects.filter(title="Ghi chép").exists()
