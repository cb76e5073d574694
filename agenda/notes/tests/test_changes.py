"""What changed in a document since one read it, through the API."""

from agenda.documents.models import Document, DocumentVersion
from agenda.notes.tests.conftest import FIRST, SECOND, Paper
from conftest import Cast

REWORDED = (SECOND[0], FIRST[0], FIRST[1].replace("95%", "97%"))


def test_a_first_version_has_nothing_to_be_compared_with(sheet: Paper, cast: Cast) -> None:
    path = f"/documents/{sheet.document.id}/changes"
    assert cast.anonymous.get(path).status == 401
    assert cast.outsider.get(path).status == 404
    assert cast.member.get(path).code == "nothing_to_compare"
    assert cast.member.get(path, since=1, version=2).status == 404


def test_the_pages_that_differ_from_what_one_has_read(sheet: Paper, cast: Cast) -> None:
    sheet.read(sheet.first, cast.member)
    sheet.revise(REWORDED)
    body = cast.member.get(f"/documents/{sheet.document.id}/changes").body
    assert (body["since"], body["version"], body["same"], body["has_text"]) == (1, 2, 1, True)
    assert [(row["kind"], row["old_page"], row["new_page"]) for row in body["items"]] == [
        ("added", None, 1),
        ("changed", 2, 3),
    ]
    path = f"/documents/{sheet.document.id}/changes/page"
    page = cast.member.get(path, old_page=2, new_page=3).body
    assert [(piece["change"], piece["text"]) for piece in page["pieces"] if piece["change"] != "same"] == [
        ("removed", "95%"),
        ("added", "97%"),
    ]
    added = cast.member.get(path, new_page=1).body["pieces"]
    assert [(piece["change"], piece["text"]) for piece in added] == [("added", SECOND[0])]


def test_it_is_compared_with_the_version_one_read_last(sheet: Paper, cast: Cast) -> None:
    second = sheet.revise()
    third = DocumentVersion.objects.create(
        document=sheet.document, number=3, filename="c.pdf", sha256="3" * 64, size=1, pages=1,
        uploaded_at=sheet.document.created_at, status="ready", view_sha256="3" * 64,
    )  # fmt: skip
    Document.objects.filter(id=sheet.document.id).update(shown=third)
    path, since = f"/documents/{sheet.document.id}/changes", "since"
    assert cast.member.get(path).body[since] == 2
    sheet.read(sheet.first, cast.member)
    assert cast.member.get(path).body[since] == 1
    sheet.read(second, cast.member)
    assert cast.member.get(path).body[since] == 2
    assert cast.delegate.get(path).body[since] == 2
    assert cast.member.get(path, since=1, version=2).body["version"] == 2


def test_one_is_told_which_version_one_has_read(sheet: Paper, cast: Cast) -> None:
    path = f"/meetings/{sheet.meeting.id}/reading"
    assert cast.member.get(path).body["items"][0]["read_version"] is None
    sheet.read(sheet.first, cast.member)
    second = sheet.revise()
    row = cast.member.get(path).body["items"][0]
    assert (row["version"], row["read_version"], row["pages_seen"]) == (2, 1, 0)
    sheet.read(second, cast.member)
    assert cast.member.get(path).body["items"][0]["read_version"] == 2


def test_a_version_on_its_way_is_compared_by_who_prepares_it(sheet: Paper, cast: Cast) -> None:
    DocumentVersion.objects.filter(id=sheet.revise().id).update(approval="submitted")
    Document.objects.filter(id=sheet.document.id).update(shown=sheet.first)
    path = f"/documents/{sheet.document.id}/changes"
    assert cast.member.get(path, version=2).status == 404
    assert cast.secretary.get(path, version=2).body["since"] == 1
