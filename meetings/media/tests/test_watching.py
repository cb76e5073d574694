"""The state of the media server as administrators see it: of the embedded server, and of LiveKit's."""

from datetime import UTC, datetime
from typing import Any

import pytest
from channels.db import database_sync_to_async

from conftest import Cast, Member
from ecabinet.testing import Answer
from meetings.lifecycle.models import Meeting
from meetings.media import watching
from meetings.media.tests.fake import FakeMedia

pytestmark = pytest.mark.django_db(transaction=True)

SERVER = {
    "started_at": 1_790_000_000.5,
    "load": 0.12,
    "loop_lag": 0.004,
    "memory": 90_000_000,
    "fast_path": True,
    "dropped_sends": 0,
    "bitrate_in": 1_500_000,
    "bitrate_out": 9_000_000,
    "rooms": 2,
    "participants": 3,
}
LINE = {
    "identity": "site:1",
    "name": "Điểm cầu xã An Bình",
    "active": True,
    "joined_at": 1_790_000_010,
    "tracks": 2,
    "quality": "good",
    "loss_in": 0.04,
    "loss_out": 0.0,
    "bitrate_in": 1_200_000,
    "bitrate_out": 400_000,
    "transport": "tcp",
    "address": "192.0.2.7:40000",
}


@pytest.fixture
def served(settings: Any, media: FakeMedia) -> FakeMedia:
    settings.LIVEKIT_URL = media.url
    return media


async def ask(who: Member, path: str) -> Answer:
    answer: Answer = await database_sync_to_async(who.get)(path)
    return answer


def room_of(meeting: Meeting) -> dict[str, Any]:
    return {"name": str(meeting.id), "created_at": 1_790_000_000, "participants": 2, "tracks": 3}


async def test_the_embedded_server_tells_its_load_and_everybodys_line(
    cast: Cast, running_meeting: Meeting, served: FakeMedia
) -> None:
    other = {"name": "thử nghiệm", "created_at": 1_790_000_000, "participants": 1, "tracks": 0}
    served.state = {
        "": {"server": SERVER, "rooms": [room_of(running_meeting), other]},
        f"/{running_meeting.id}": {"participants": [LINE]},
    }
    body = (await ask(cast.administrator, "/media/state")).body
    assert body["engine"] == "own"
    assert (body["server"]["load"], body["server"]["bitrate_out"]) == (0.12, 9_000_000)
    titles = [(room["title"], room["meeting_id"], room["tracks"]) for room in body["rooms"]["items"]]
    assert titles == [("Phiên họp thường kỳ", str(running_meeting.id), 3), ("", None, 0)]
    lines = (await ask(cast.administrator, f"/media/rooms/{running_meeting.id}/participants")).body
    (line,) = lines["items"]
    assert (line["name"], line["transport"], line["loss_in"]) == ("Điểm cầu xã An Bình", "tcp", 0.04)
    assert lines["total"] == 1


async def test_livekits_server_tells_who_is_there_and_no_more(
    cast: Cast, running_meeting: Meeting, served: FakeMedia
) -> None:
    served.join(str(running_meeting.id), "site:1", datetime.now(UTC), ("camera",))
    body = (await ask(cast.administrator, "/media/state")).body
    assert (body["engine"], body["server"]) == ("livekit", None)
    (room,) = body["rooms"]["items"]
    assert (room["title"], room["participants"], room["tracks"]) == ("Phiên họp thường kỳ", 1, None)
    (line,) = (await ask(cast.administrator, f"/media/rooms/{running_meeting.id}/participants")).body["items"]
    assert (line["identity"], line["active"]) == ("site:1", True)
    assert {line[name] for name in watching.LINE} == {None}


@pytest.mark.parametrize("told", [None, {"": {"server": SERVER, "rooms": []}}], ids=["livekit", "own"])
async def test_a_room_that_has_gone_is_empty(
    cast: Cast, running_meeting: Meeting, served: FakeMedia, told: dict[str, Any] | None
) -> None:
    served.state = told
    answer = await ask(cast.administrator, f"/media/rooms/{running_meeting.id}/participants")
    assert (answer.status, answer.body["items"], answer.body["pages"]) == (200, [], 1)


async def test_many_participants_come_in_pages(
    cast: Cast, running_meeting: Meeting, served: FakeMedia
) -> None:
    everybody = [{**LINE, "identity": f"person:{number}"} for number in range(60)]
    served.state = {f"/{running_meeting.id}": {"participants": everybody}}
    path = f"/media/rooms/{running_meeting.id}/participants"
    second = (await ask(cast.administrator, f"{path}?page=2")).body
    assert (second["page"], second["pages"], second["total"]) == (2, 2, 60)
    assert [line["identity"] for line in second["items"]] == [f"person:{number}" for number in range(50, 60)]


@pytest.mark.parametrize("trouble", ["down", "silent"])
async def test_a_server_that_does_not_answer_is_named_soon(
    cast: Cast, served: FakeMedia, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    if trouble == "down":
        await served.down()
    served.silent = trouble == "silent"
    monkeypatch.setattr(watching, "PATIENCE_SECONDS", 0.3)
    answer = await ask(cast.administrator, "/media/state")
    assert (answer.status, answer.body["code"]) == (502, "media_unreachable")
    assert "không trả lời" in answer.body["title"]


@pytest.mark.parametrize("who", ["secretary", "technician", "chair", "site_device"])
@pytest.mark.parametrize("path", ["/media/state", "/media/rooms/a/participants"])
async def test_nobody_else_sees_it(cast: Cast, served: FakeMedia, who: str, path: str) -> None:
    assert (await ask(getattr(cast, who), path)).status == 404


async def test_a_wrong_key_is_no_answer(cast: Cast, served: FakeMedia, settings: Any) -> None:
    served.state = {"": {"server": SERVER, "rooms": []}}
    settings.LIVEKIT_API_SECRET = "ein-anderes-geheimnis-das-lang-genug-ist"
    assert (await ask(cast.administrator, "/media/state")).body["code"] == "media_unreachable"
