"""Catalogues: everybody who prepares chooses from them, administrators keep them."""

import uuid

import pytest

from conftest import Cast
from ecabinet.catalogues.models import Entry
from ecabinet.journal.models import Event


def names(body: dict[str, list[dict[str, str]]]) -> list[str]:
    return [entry["name"] for entry in body["items"]]


def test_the_kinds_of_document_of_the_decree_are_there(cast: Cast) -> None:
    body = cast.secretary.get("/catalogues/document_kind").body
    assert body["total"] == 29
    assert names(body)[0] == "Nghị quyết (cá biệt)"
    assert names(cast.secretary.get("/catalogues/document_kind", query="to trinh").body) == ["Tờ trình"]


def test_who_reads_and_who_writes(cast: Cast) -> None:
    path, body = "/catalogues/position", {"name": "Chánh Văn phòng", "abbreviation": "CVP"}
    assert cast.anonymous.get(path).status == 401
    assert cast.member.get(path).status == 404
    assert cast.anonymous.post(path, body).status == 401
    for member in (cast.secretary, cast.member, cast.outsider, cast.site_device):
        assert member.post(path, body).status == 404
    assert cast.administrator.post("/catalogues/nothing", body).status == 422
    assert cast.administrator.post(path, {"name": ""}).status == 422
    assert not Entry.objects.filter(catalogue="position").exists()
    added = cast.administrator.post(path, body)
    assert (added.status, added.body["is_active"]) == (200, True)
    assert names(cast.secretary.get(path).body) == ["Chánh Văn phòng"]
    assert Event.objects.get(type="catalogue.added").data["name"] == "Chánh Văn phòng"  # type: ignore[index]


def test_a_word_is_there_once(cast: Cast) -> None:
    body = {"name": "Chủ tịch"}
    assert cast.administrator.post("/catalogues/position", body).status == 200
    again = cast.administrator.post("/catalogues/position", body)
    assert (again.status, again.code) == (409, "catalogue_name_taken")
    other = cast.administrator.post("/catalogues/position", {"name": "Phó Chủ tịch"}).body
    edited = cast.administrator.post(f"/catalogues/position/{other['id']}/edit", body)
    assert (edited.status, edited.code) == (409, "catalogue_name_taken")
    assert cast.administrator.post("/catalogues/agency", body).status == 200


def test_a_retired_word_is_offered_no_more_and_comes_back(cast: Cast) -> None:
    entry = cast.administrator.post("/catalogues/position", {"name": "Chủ tịch"}).body
    one = f"/catalogues/position/{entry['id']}"
    assert cast.secretary.post(f"{one}/retire").status == 404
    assert cast.administrator.post(f"{one}/retire").body["is_active"] is False
    assert names(cast.secretary.get("/catalogues/position", retired="true").body) == []
    assert names(cast.administrator.get("/catalogues/position", retired="true").body) == ["Chủ tịch"]
    assert cast.administrator.post(f"{one}/restore").body["is_active"] is True
    assert names(cast.secretary.get("/catalogues/position").body) == ["Chủ tịch"]


@pytest.mark.parametrize("act", ["edit", "retire", "restore"])
def test_only_what_is_of_the_catalogue_is_changed(cast: Cast, act: str) -> None:
    kind = Entry.objects.filter(catalogue="document_kind").first()
    assert kind is not None
    body = {"name": "X"}
    assert cast.administrator.post(f"/catalogues/position/{kind.id}/{act}", body).status == 404
    assert cast.administrator.post(f"/catalogues/position/{uuid.uuid4()}/{act}", body).status == 404
    assert Entry.objects.get(id=kind.id).name == kind.name
