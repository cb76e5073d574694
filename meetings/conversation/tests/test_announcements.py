"""Announcements: to whom, until when, and seen by how many."""

from conftest import Cast
from ecabinet.journal.models import Event
from ecabinet.journal.verify import verify_all
from meetings.conversation.tests.conftest import Talk

TEXT = "Nghỉ giải lao 15 phút"


def test_only_who_runs_the_meeting_announces(talk: Talk, cast: Cast) -> None:
    body = {"kind": "break", "text": TEXT}
    assert cast.anonymous.post(f"{talk.path}/announcements", body).status == 401
    assert cast.outsider.post(f"{talk.path}/announcements", body).status == 404
    for member in (cast.delegate, cast.member, cast.site_device, cast.technician, cast.administrator):
        assert talk.post(member, "announcements", body).status == 403
    for bad in ({"text": ""}, {"text": "x" * 501}, {**body, "minutes": 0}, {**body, "roles": ["chair"]}):
        assert talk.post(cast.secretary, "announcements", bad).status == 422
    assert (
        talk.post(cast.secretary, "announcements", {**body, "site_ids": [str(talk.meeting.id)]}).status == 404
    )
    for member in (cast.secretary, cast.chair):
        assert talk.ok(member, "announcements", body)["text"] == TEXT


def test_one_to_all_is_on_every_screen_and_is_withdrawn(talk: Talk, cast: Cast) -> None:
    sent = talk.ok(cast.secretary, "announcements", {"kind": "urgent", "text": TEXT, "minutes": 10})
    screens = (cast.chair, cast.delegate, cast.site_device, cast.central_device, cast.technician)
    for member in screens:
        assert talk.part(member, "announcements")[sent["id"]]["text"] == TEXT
        assert "announcement.sent" in talk.told(member)
    assert sent["expires_at"] > sent["sent_at"]
    assert talk.post(cast.delegate, f"announcements/{sent['id']}/withdraw").status == 403
    talk.ok(cast.chair, f"announcements/{sent['id']}/withdraw")
    before = Event.objects.count()
    talk.ok(cast.chair, f"announcements/{sent['id']}/withdraw")
    assert Event.objects.count() == before
    for member in screens:
        assert talk.part(member, "announcements") == {}
    assert verify_all() == []


def test_one_to_a_site_is_seen_there_and_nowhere_else(talk: Talk, cast: Cast) -> None:
    body = {"text": TEXT, "site_ids": [str(cast.remote_site.id)]}
    sent = talk.ok(cast.secretary, "announcements", body)
    assert sent["site_names"] == ["Điểm cầu xã An Bình"]
    seen_by = (cast.site_device, cast.technician, cast.delegate, cast.member2, cast.chair, cast.secretary)
    for member in seen_by:
        assert TEXT in talk.everything(member)
    for member in (cast.central_device, cast.member, cast.member3):
        assert TEXT not in talk.everything(member)
        assert talk.post(member, f"announcements/{sent['id']}/seen").status == 404


def test_one_to_roles(talk: Talk, cast: Cast) -> None:
    talk.ok(cast.secretary, "announcements", {"text": TEXT, "roles": ["member", "technician"]})
    for member, sees in (
        (cast.member, True),
        (cast.technician, True),
        (cast.delegate, False),
        (cast.site_device, False),
    ):
        assert (TEXT in talk.everything(member)) is sees


def test_how_many_screens_showed_it(talk: Talk, cast: Cast) -> None:
    sent = talk.ok(cast.secretary, "announcements", {"text": TEXT})
    for member in (cast.delegate, cast.site_device, cast.delegate):
        assert (
            member.client.send("POST", f"{talk.path}/announcements/{sent['id']}/seen", None, key=None).status
            == 200
        )
    listed = cast.secretary.get(f"{talk.path}/announcements").body
    assert [(one["text"], one["seen"], one["withdrawn_at"]) for one in listed["items"]] == [(TEXT, 2, None)]
    assert cast.delegate.get(f"{talk.path}/announcements").status == 403


def test_the_end_of_a_break_and_of_the_meeting_take_them_away(talk: Talk, cast: Cast) -> None:
    pause = talk.ok(cast.secretary, "announcements", {"kind": "break", "text": TEXT})
    other = talk.ok(cast.secretary, "announcements", {"kind": "technical", "text": "Mất điện"})
    talk.ok(cast.chair, "pause", {})
    talk.ok(cast.chair, "resume")
    assert set(talk.part(cast.delegate, "announcements")) == {other["id"]} != {pause["id"]}
    talk.ok(cast.chair, "end")
    assert talk.part(cast.delegate, "announcements") == {}
    assert talk.last("announcement.withdrawn").data["reason"] == "meeting_ended"  # type: ignore[index]
    assert talk.post(cast.secretary, "announcements", {"text": TEXT}).code == "meeting_wrong_status"
