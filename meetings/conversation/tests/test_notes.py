"""A private note reaches the chair and nobody else."""

from datetime import timedelta

from conftest import Cast, Member
from meetings.conversation.models import Note
from meetings.conversation.tests.conftest import Talk

TEXT = "Đề nghị cho nghỉ sớm vì có việc gấp"


def others(cast: Cast) -> tuple[Member, ...]:
    return (
        cast.member,
        cast.member2,
        cast.technician,
        cast.site_device,
        cast.central_device,
        cast.administrator,
    )


def test_who_writes_to_the_chair(talk: Talk, cast: Cast) -> None:
    path = f"{talk.path}/notes"
    assert cast.anonymous.post(path, {"text": TEXT}).status == 401
    assert cast.outsider.post(path, {"text": TEXT}).status == 404
    for member in (cast.secretary, cast.chair, cast.administrator, cast.site_device):
        assert talk.post(member, "notes", {"text": TEXT}).status == 403
    for bad in ("", "x" * 301):
        assert talk.post(cast.delegate, "notes", {"text": bad}).status == 422
    row = talk.ok(cast.delegate, "notes", {"text": TEXT})
    assert (row["full_name"], row["position"], row["status"]) == ("Đỗ Đại Biểu", "Chủ tịch UBND xã", "sent")
    assert talk.ok(cast.technician, "notes", {"text": TEXT})["site_name"] == "Điểm cầu xã An Bình"


def test_nobody_but_the_chair_and_the_writer_reads_it(talk: Talk, cast: Cast) -> None:
    talk.ok(cast.delegate, "notes", {"text": TEXT})
    for member in (*others(cast), cast.secretary):
        assert TEXT not in talk.everything(member)
        assert talk.part(member, "notes") == {}
        assert "note.sent" not in talk.told(member)
    for member in (cast.chair, cast.delegate):
        assert TEXT in talk.everything(member)


def test_the_chair_may_let_the_secretary_see_later_ones(talk: Talk, cast: Cast) -> None:
    talk.ok(cast.delegate, "notes", {"text": "trước đó"})
    assert talk.post(cast.secretary, "conversation/notes", {"notes_to_secretary": True}).status == 403
    talk.ok(cast.chair, "conversation/notes", {"notes_to_secretary": True})
    talk.ok(cast.delegate, "notes", {"text": TEXT})
    assert [row["text"] for row in talk.part(cast.secretary, "notes").values()] == [TEXT]
    for member in others(cast):
        assert TEXT not in talk.everything(member)


def test_reading_and_answering(talk: Talk, cast: Cast) -> None:
    note = talk.ok(cast.delegate, "notes", {"text": TEXT})
    for step in ("read", "answer", "floor"):
        body = {"text": "Đồng ý"} if step == "answer" else {}
        assert talk.post(cast.delegate, f"notes/{note['id']}/{step}", body).status == 403
        assert talk.post(cast.member, f"notes/{note['id']}/{step}", body).status in (403, 404)
        assert talk.post(cast.secretary, f"notes/{note['id']}/{step}", body).status == 404
    assert talk.ok(cast.chair, f"notes/{note['id']}/read")["status"] == "read"
    answered = talk.ok(cast.chair, f"notes/{note['id']}/answer", {"text": "Đồng ý"})
    assert (answered["status"], answered["answer"]) == ("answered", "Đồng ý")
    assert talk.part(cast.delegate, "notes")[note["id"]]["answer"] == "Đồng ý"
    assert "text" not in (talk.last("note.sent").data or {})


def test_the_chair_gives_the_floor_to_who_wrote(talk: Talk, cast: Cast) -> None:
    note = talk.ok(cast.delegate, "notes", {"text": TEXT})
    assert talk.ok(cast.chair, f"notes/{note['id']}/floor")["full_name"] == "Đỗ Đại Biểu"
    assert talk.part(cast.member, "floor")["turn"]["full_name"] == "Đỗ Đại Biểu"
    assert TEXT not in talk.everything(cast.member)
    asked = talk.ok(cast.member, "speak-requests", {})
    of_member = talk.ok(cast.member, "notes", {"text": "xin phát biểu"})
    assert talk.ok(cast.chair, f"notes/{of_member['id']}/floor")["request_id"] == asked["id"]
    tended = talk.ok(cast.technician, "notes", {"text": "mất tiếng"})
    assert talk.post(cast.chair, f"notes/{tended['id']}/floor").code == "writer_cannot_speak"


def test_five_a_minute_are_enough(talk: Talk, cast: Cast) -> None:
    for _ in range(5):
        talk.ok(cast.delegate, "notes", {"text": TEXT})
    assert talk.post(cast.delegate, "notes", {"text": TEXT}).code == "too_many_notes"
    Note.objects.update(sent_at=Note.objects.latest("sent_at").sent_at - timedelta(seconds=61))
    talk.ok(cast.delegate, "notes", {"text": TEXT})


def test_no_note_is_written_after_the_meeting(talk: Talk, cast: Cast) -> None:
    talk.ok(cast.chair, "end")
    assert talk.post(cast.delegate, "notes", {"text": TEXT}).code == "meeting_wrong_status"
