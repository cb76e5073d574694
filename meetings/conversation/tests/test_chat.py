"""Rooms: who reads, who writes, what is left of a deleted message, and of all after the meeting."""

from datetime import timedelta

import pytest

from conftest import Cast
from ecabinet.journal.models import AnsweredCommand, Event
from ecabinet.journal.verify import verify_all
from meetings.conversation.models import ChatMessage
from meetings.conversation.tests.conftest import Talk
from meetings.minutes.models import Minutes
from meetings.minutes.services import announce_failure

SECRET = "mật khẩu phòng máy"


def test_who_writes_where(talk: Talk, cast: Cast) -> None:
    body = {"room": "everybody", "text": "Xin chào"}
    path = f"{talk.path}/chat"
    assert cast.anonymous.post(path, body).status == 401
    assert cast.outsider.post(path, body).status == 404
    assert talk.post(cast.delegate, "chat", body).code == "chat_off"
    talk.ok(cast.secretary, "conversation", {"everybody": "answers"})
    assert talk.post(cast.delegate, "chat", body).status == 403
    talk.ok(cast.chair, "chat", body)
    talk.ok(cast.secretary, "conversation", {"everybody": "all"})
    talk.ok(cast.delegate, "chat", body)
    assert talk.post(cast.administrator, "chat", body).status == 403
    assert talk.post(cast.site_device, "chat", body).status == 404
    for text in ("", "   ", "x" * 1001):
        assert talk.post(cast.delegate, "chat", {"room": "everybody", "text": text}).status == 422
    row = next(iter(talk.part(cast.member, "chat").values()))
    assert (row["name"], row["position"], row["text"]) == (
        cast.chair.person.full_name,
        "Chủ tịch UBND tỉnh",
        "Xin chào",
    )


def test_a_room_is_read_by_those_it_is_for(talk: Talk, cast: Cast) -> None:
    commune, central = f"site:{cast.remote_site.id}", f"site:{cast.central_site.id}"
    readers = {
        "organisers": (cast.chair, cast.secretary),
        "technicians": (cast.technician, cast.secretary),
        commune: (cast.technician, cast.secretary),
        central: (cast.secretary,),
    }
    everybody = (cast.chair, cast.secretary, cast.member, cast.delegate, cast.technician, cast.site_device)
    for room, allowed in readers.items():
        talk.ok(allowed[0], "chat", {"room": room, "text": f"{SECRET} {room}"})
    for room, allowed in readers.items():
        for member in everybody:
            may = member in allowed
            assert (f"{SECRET} {room}" in talk.everything(member)) is may, (room, member.account.username)
            answer = member.get(f"{talk.path}/chat", room=room)
            assert answer.status == (200 if may else 404)
            if not may:
                assert talk.post(member, "chat", {"room": room, "text": "x"}).status == 404
    assert cast.secretary.get(f"{talk.path}/chat", room="site:không").status == 404


def test_the_technician_writes_and_the_secretary_answers(talk: Talk, cast: Cast) -> None:
    room = f"site:{cast.remote_site.id}"
    talk.ok(cast.technician, "chat", {"room": room, "text": "Không có tiếng"})
    talk.ok(cast.secretary, "chat", {"room": room, "text": "Đã mở lại"})
    rows = sorted(talk.part(cast.technician, "chat").values(), key=lambda row: row["number"])
    assert [row["text"] for row in rows] == ["Không có tiếng", "Đã mở lại"]
    assert rows[0]["position"] == "Điểm cầu xã An Bình"


def test_too_many_in_a_minute_are_refused(talk: Talk, cast: Cast) -> None:
    talk.ok(cast.secretary, "conversation", {"everybody": "all"})
    body = {"room": "everybody", "text": "tin"}
    for _ in range(20):
        talk.ok(cast.delegate, "chat", body)
    refused = talk.post(cast.delegate, "chat", body)
    assert (refused.status, refused.code, refused.headers["Retry-After"]) == (429, "too_many_messages", "60")
    talk.ok(cast.member, "chat", body)
    ChatMessage.objects.update(sent_at=ChatMessage.objects.latest("sent_at").sent_at - timedelta(seconds=61))
    talk.ok(cast.delegate, "chat", body)


def test_the_snapshot_holds_the_newest_and_the_rest_is_asked_for(talk: Talk, cast: Cast) -> None:
    sent = talk.ok(cast.secretary, "chat", {"room": "organisers", "text": "một"})
    first = ChatMessage.objects.get(id=sent["id"])
    rest = [ChatMessage(**{**_fields(first), "number": n, "text": f"tin {n}"}) for n in range(2, 121)]
    ChatMessage.objects.bulk_create(rest)
    shown = {row["number"] for row in talk.part(cast.chair, "chat").values()}
    assert shown == set(range(71, 121))
    numbers: list[int] = []
    before, more = None, True
    while more:
        query = {"room": "organisers"} | ({"before": before} if before else {})
        page = cast.chair.get(f"{talk.path}/chat", **query).body
        numbers = [row["number"] for row in page["items"]] + numbers
        before, more = numbers[0], page["more"]
    assert numbers == list(range(1, 121))


def _fields(message: ChatMessage) -> dict[str, object]:
    names = ("meeting_id", "room", "account_id", "name", "position", "sent_at")
    return {name: getattr(message, name) for name in names}


def test_a_deleted_message_keeps_its_place_and_loses_its_words(talk: Talk, cast: Cast) -> None:
    talk.ok(cast.secretary, "conversation", {"everybody": "all"})
    sent = talk.ok(cast.delegate, "chat", {"room": "everybody", "text": SECRET})
    path = f"chat/{sent['id']}/delete"
    assert SECRET in talk.everything(cast.member)
    assert talk.post(cast.member, path).status == 403
    assert talk.post(cast.site_device, path).status == 404
    assert talk.ok(cast.delegate, path)["deleted_by"] == "author"
    for member in (cast.member, cast.delegate, cast.secretary):
        assert SECRET not in talk.everything(member)
    row = next(iter(talk.part(cast.member, "chat").values()))
    assert (row["text"], row["deleted_by"], row["name"]) == ("", "author", cast.delegate.person.full_name)
    assert not AnsweredCommand.objects.filter(answer__icontains=SECRET).exists()
    assert verify_all() == []


def test_after_five_minutes_only_a_secretary_deletes(talk: Talk, cast: Cast) -> None:
    talk.ok(cast.secretary, "conversation", {"everybody": "all"})
    sent = talk.ok(cast.delegate, "chat", {"room": "everybody", "text": "nhầm"})
    message = ChatMessage.objects.get(id=sent["id"])
    ChatMessage.objects.update(sent_at=message.sent_at - timedelta(minutes=6))
    assert talk.post(cast.delegate, f"chat/{message.id}/delete").code == "too_late_to_delete"
    assert talk.ok(cast.secretary, f"chat/{message.id}/delete")["deleted_by"] == "secretary"
    before = Event.objects.count()
    talk.ok(cast.secretary, f"chat/{message.id}/delete")
    assert Event.objects.count() == before


@pytest.mark.parametrize("kept", [True, False])
def test_closing_erases_what_is_not_kept(talk: Talk, cast: Cast, kept: bool) -> None:
    talk.ok(cast.secretary, "conversation", {"everybody": "all", "chat_kept": kept})
    talk.ok(cast.delegate, "chat", {"room": "everybody", "text": SECRET})
    talk.ok(cast.secretary, "chat", {"room": "organisers", "text": SECRET})
    talk.ok(cast.chair, "end")
    assert talk.post(cast.secretary, "chat", {"room": "organisers", "text": "x"}).status == 409
    assert SECRET in talk.everything(cast.secretary)
    told = [matter["code"] for matter in cast.secretary.get(f"{talk.path}/closing").body["matters"]]
    assert ("chat_will_be_erased" in told) is not kept
    announce_failure(Minutes.objects.get(), "00000000")
    talk.ok(cast.chair, "close", {"reason": "đã ký biên bản giấy"})
    export = cast.secretary.get(f"{talk.path}/chat.csv")
    assert cast.chair.get(f"{talk.path}/chat.csv").status == 403
    assert cast.outsider.get(f"{talk.path}/chat.csv").status == 404
    assert (SECRET in talk.everything(cast.secretary)) is kept
    assert ChatMessage.objects.exists() is kept
    if kept:
        assert export.content.decode().count(SECRET) == 2
        assert "Trao đổi chung" in export.content.decode()
    else:
        assert export.code == "chat_not_kept"
        assert talk.part(cast.secretary, "chat") == {}
    assert verify_all() == []
