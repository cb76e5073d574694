"""Where one was reading, on whatever device."""

import pytest

from agenda.documents.tests.conftest import Desk
from agenda.reading.models import ReadingPlace
from ecabinet.journal.models import Event

pytestmark = pytest.mark.django_db
NONE = {"version": None, "page": None, "at": None, "device": None, "kept_at": None}


def place(page: int, device: str = "may-tinh-bang") -> dict[str, object]:
    return {"version": 1, "page": page, "at": 0.25, "device": device}


def test_ones_own_place_follows_between_devices(desk: Desk) -> None:
    path = f"/documents/{desk.laid().document_id}/place"
    events = Event.objects.count()
    assert desk.cast.member.get(path).body == NONE
    desk.cast.member.post(path, place(2), key=None)
    kept = desk.cast.member.post(path, place(1, "dien-thoai"), key=None).body
    assert desk.cast.member.get(path).body == kept
    assert (kept["page"], kept["at"], kept["device"]) == (1, 0.25, "dien-thoai")
    assert desk.cast.delegate.get(path).body == NONE
    assert (ReadingPlace.objects.count(), Event.objects.count()) == (1, events)


def test_who_may(desk: Desk) -> None:
    path = f"/documents/{desk.laid().document_id}/place"
    assert desk.cast.anonymous.post(path, place(1), key=None).status == 401
    assert desk.cast.outsider.post(path, place(1), key=None).status == 404
    assert desk.cast.site_device.post(path, place(1), key=None).body == NONE
    assert ReadingPlace.objects.count() == 0


@pytest.mark.parametrize("bad", [{"page": 0}, {"at": 1.5}, {"device": ""}, {"device": "<b>"}, {"version": 0}])
def test_bad_places(desk: Desk, bad: dict[str, object]) -> None:
    path = f"/documents/{desk.laid().document_id}/place"
    assert desk.cast.member.post(path, place(1) | bad, key=None).status == 422
