"""Keeping papers on devices: who may, which, until when, and what the next contact tells to erase."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from agenda.documents.models import Document, DocumentSettings
from agenda.offline.models import KeptCopy, OfflineDevice
from agenda.offline.tests.conftest import Shelf, Table
from conftest import Cast, Member
from ecabinet.journal.models import Event
from meetings.lifecycle.models import Meeting


def test_who_registers_a_device(cast: Cast) -> None:
    body = {"name": "Máy của tôi", "key": "k" * 43}
    assert cast.anonymous.post("/offline/devices", body).status == 401
    assert cast.site_device.post("/offline/devices", body).code == "not_allowed"
    assert cast.delegate.post("/offline/devices", {**body, "key": "short"}).status == 422
    assert cast.delegate.post("/offline/devices", {**body, "name": " "}).status == 422
    assert not OfflineDevice.objects.exists()
    answer = cast.delegate.post("/offline/devices", body)
    assert answer.status == 200
    assert (answer.body["name"], answer.body["copies"], answer.body["ended_because"]) == (
        "Máy của tôi",
        0,
        "",
    )
    device = OfflineDevice.objects.get()
    assert device.key_digest != body["key"]
    event = Event.objects.get(type="offline_device.registered")
    assert event.audience == [f"person:{cast.delegate.person.id}", "role:administrator"]
    assert body["key"] not in str(event.data)
    assert [row["id"] for row in cast.delegate.get("/offline/devices").body["items"]] == [str(device.id)]
    assert cast.member.get("/offline/devices").body["items"] == []


def test_at_most_ten_devices(cast: Cast) -> None:
    shelves = [Shelf(cast.delegate) for _ in range(10)]
    answer = cast.delegate.post("/offline/devices", {"name": "Thêm", "key": "k" * 43})
    assert answer.code == "offline_too_many_devices"
    assert cast.delegate.post(f"/offline/devices/{shelves[0].id}/revoke").status == 200
    assert cast.delegate.post("/offline/devices", {"name": "Thêm", "key": "k" * 43}).status == 200


def test_what_may_be_kept(table: Table, cast: Cast) -> None:
    laid, internal = table.laid(), table.laid("Ý kiến nội bộ", group="internal")
    assert cast.anonymous.get("/offline/documents").status == 401
    assert cast.site_device.get("/offline/documents").code == "not_allowed"
    (row,) = cast.delegate.get("/offline/documents").body["items"]
    assert (row["version_id"], row["meeting_title"], row["pages"]) == (str(laid.id), table.meeting.title, 2)
    assert cast.outsider.get("/offline/documents").body["items"] == []
    organiser = {row["version_id"] for row in cast.chair.get("/offline/documents").body["items"]}
    assert organiser == {str(laid.id), str(internal.id)}


def test_only_of_meetings_that_come_soon(table: Table, cast: Cast) -> None:
    table.laid()
    Meeting.objects.filter(id=table.meeting.id).update(
        scheduled_start=timezone.now() + timedelta(days=15), scheduled_end=timezone.now() + timedelta(days=16)
    )
    assert cast.delegate.get("/offline/documents").body["items"] == []


def test_a_copy_is_noted_for_the_owner_of_the_device(table: Table, cast: Cast, shelf: Shelf) -> None:
    version, internal = table.laid(), table.laid("Ý kiến nội bộ", group="internal")
    path = f"/offline/devices/{shelf.id}/copies"
    assert cast.anonymous.post(path, {"document_ids": [str(uuid4())]}, key=None).status == 401
    assert shelf.keep(version, who=cast.member).status == 404
    assert cast.delegate.client.post(path, {"document_ids": []}, key=None).status == 422
    answer = shelf.keep(version, internal)
    assert [row["version_id"] for row in answer.body] == [str(version.id)]
    assert [copy.version_id for copy in shelf.device.copies.all()] == [version.id]
    assert shelf.keep(version).status == 200
    assert KeptCopy.objects.count() == 1


def test_until_the_meeting_is_over_and_a_day(table: Table, shelf: Shelf) -> None:
    version = table.laid()
    (row,) = shelf.keep(version).body
    until = table.meeting.scheduled_end + timedelta(hours=24)
    assert row["until"] == until.isoformat().replace("+00:00", "Z")
    (kept,) = shelf.check().body["keep"]
    assert kept == {"version_id": str(version.id), "until": row["until"]}
    past = timezone.now() - timedelta(hours=25)
    Meeting.objects.filter(id=table.meeting.id).update(
        scheduled_start=past - timedelta(hours=1), scheduled_end=past
    )
    assert shelf.losses() == {str(version.id): "over"}


def test_recall_erases(table: Table, cast: Cast, shelf: Shelf) -> None:
    version = table.laid()
    shelf.keep(version)
    path = f"/meetings/{table.meeting.id}/documents/{version.document_id}/recall"
    assert cast.secretary.post(path, {"reason": "Sai số liệu"}).status == 200
    assert shelf.losses() == {str(version.id): "recalled"}
    assert shelf.device.copies.count() == 1  # until the device says that it has erased it
    shelf.held = []
    shelf.check()
    assert shelf.device.copies.count() == 0


def test_removal_erases(table: Table, cast: Cast, shelf: Shelf) -> None:
    version = table.laid()
    shelf.keep(version)
    path = f"/meetings/{table.meeting.id}/documents/{version.document_id}/remove"
    assert cast.secretary.post(path).status == 200
    assert shelf.losses() == {str(version.id): "removed"}


def test_a_meeting_called_off_erases(table: Table, cast: Cast, shelf: Shelf) -> None:
    version = table.laid()
    shelf.keep(version)
    assert cast.secretary.post(f"/meetings/{table.meeting.id}/cancel", {"reason": "Bão"}).status == 200
    assert shelf.losses() == {str(version.id): "cancelled"}


def test_who_is_uninvited_or_keeps_out_loses_the_copies(table: Table, cast: Cast, shelf: Shelf) -> None:
    version = table.laid()
    shelf.keep(version)
    other = Shelf(cast.member)
    other.keep(version)
    participant = cast.delegate.participant(table.meeting)
    gone = cast.secretary.post(f"/meetings/{table.meeting.id}/participants/{participant.id}/remove")
    assert gone.status == 200
    assert shelf.losses() == {str(version.id): "no_right"}
    assert other.losses() == {}
    Document.objects.filter(id=version.document_id).update(group="internal")
    assert other.losses() == {str(version.id): "no_right"}


def test_a_newer_version_is_told(table: Table, shelf: Shelf) -> None:
    version = table.laid()
    shelf.keep(version)
    table.version(version.document, is_ready=False)
    assert shelf.check().body["newer"] == []
    table.version(version.document)
    verdict = shelf.check().body
    assert (verdict["newer"], verdict["erase"]) == ([str(version.document_id)], [])


def test_a_revoked_device_erases_everything(table: Table, cast: Cast, shelf: Shelf) -> None:
    version = table.laid()
    shelf.keep(version)
    path = f"/offline/devices/{shelf.id}/revoke"
    assert cast.anonymous.post(path).status == 401
    assert cast.member.post(path).status == 404
    answer = cast.delegate.post(path)
    assert (answer.status, answer.body["ended_because"]) == (200, "revoked")
    assert cast.delegate.post(path).code == "offline_device_ended"
    verdict = shelf.check().body
    assert (verdict["ended"], verdict["keep"]) == ("revoked", [])
    assert shelf.keep(version).code == "offline_device_ended"
    event = Event.objects.get(type="offline_device.ended")
    assert event.data is not None
    assert event.data["because"] == "revoked"


def test_a_deactivated_account_erases_though_its_session_is_over(
    table: Table, cast: Cast, shelf: Shelf
) -> None:
    shelf.keep(table.laid())
    account = cast.delegate.account
    assert cast.administrator.post(f"/accounts/{account.id}/deactivate").status == 200
    answer = shelf.check(cast.anonymous)
    assert (answer.status, answer.body["ended"]) == (200, "account_inactive")


@pytest.mark.parametrize("why", ["signed_out", "wrong_pin", "erased"])
def test_a_device_tells_that_it_has_erased(table: Table, shelf: Shelf, why: str) -> None:
    shelf.keep(table.laid())
    shelf.held = []
    assert shelf.check(erased=why).body["ended"] == why
    assert shelf.device.ended_because == why
    assert shelf.device.copies.count() == 0


def test_nobody_speaks_for_a_device_without_its_key(table: Table, cast: Cast, shelf: Shelf) -> None:
    version = table.laid()
    shelf.keep(version)
    assert shelf.check(key="x" * 43).code == "offline_device_unknown"
    assert shelf.check(device_id=str(uuid4())).code == "offline_device_unknown"
    assert shelf.check(version_ids=[str(uuid4())] * 501).status == 422
    assert shelf.check(erased="revoked").body["ended"] is None
    assert shelf.device.copies.count() == 1


def test_the_secretary_sees_on_how_many_devices_copies_are(table: Table, cast: Cast, shelf: Shelf) -> None:
    version = table.laid()
    path = f"/meetings/{table.meeting.id}/offline-copies"
    assert cast.anonymous.get(path).status == 401
    assert cast.outsider.get(path).status == 404
    assert cast.delegate.get(path).code == "not_allowed"
    assert cast.secretary.get(path).body["items"] == []
    for one in (shelf, Shelf(cast.delegate, "Điện thoại"), Shelf(cast.member)):
        one.keep(version)
    (row,) = cast.secretary.get(path).body["items"]
    assert (row["title"], row["devices"], row["people"], row["outdated"]) == ("Báo cáo", 3, 2, 0)
    recall = f"/meetings/{table.meeting.id}/documents/{version.document_id}/recall"
    assert cast.secretary.post(recall, {"reason": "Sai"}).status == 200
    (row,) = cast.secretary.get(path).body["items"]
    assert row["outdated"] == 3
    shelf.held = []
    shelf.check()
    (row,) = cast.secretary.get(path).body["items"]
    assert (row["devices"], row["outdated"]) == (2, 2)


def test_the_screen_is_told_what_to_lay_over_a_bare_copy(table: Table, cast: Cast) -> None:
    table.laid()
    DocumentSettings.objects.create(meeting=table.meeting, is_watermarked=True)

    def mark(who: Member) -> str:
        found: str = who.get("/offline/documents").body["items"][0]["mark"]
        return found

    assert mark(cast.member) == ""  # it stands in the very pages
    assert mark(cast.chair).startswith(f"{cast.chair.person.full_name} · ")
    DocumentSettings.objects.update(is_watermarked=False)
    assert mark(cast.chair) == ""
