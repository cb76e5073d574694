"""The matrix's scene: one meeting with one of everything, made through the API, and who acts in it."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from agenda.circulation.models import CirculationMember, CirculationPage, CirculationPaper
from agenda.documents import addresses, storage
from agenda.documents.copies import ticket_of
from agenda.documents.models import Document, StampedCopy
from agenda.documents.tests.made import made
from agenda.items.models import AgendaItem
from agenda.library.tests.conftest import Shelf
from conftest import PASSWORD_HASH, Cast, Member, make_cast, make_meeting
from ecabinet.directory import services as directory
from ecabinet.directory.models import Unit
from ecabinet.jobs.models import Job
from ecabinet.journal.services import SYSTEM, command
from ecabinet.testing import Answer, ApiClient
from meetings.attendance.codes import code_of, window_of
from meetings.attendance.scanning import secret_of
from meetings.copies.models import MeetingSeries
from meetings.exchange.models import Delivery
from meetings.exchange.transport import file_name
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rules import PREPARING, STARTED, Status
from meetings.media.models import ScreenShare
from meetings.rehearsal.models import Round

PAPER = b"%PDF-1.4 to giay"
OWN_PAPER = b"%PDF-1.4 to giay rieng"


@dataclass
class Scene:
    """`ids` names one of everything; `roles` who acts. `spare` is a person and a site that nobody invited."""

    cast: Cast
    meeting: Meeting
    guest: Member
    unit_administrator: Member
    invited_unit: Member
    spare: Member
    screen: ApiClient = field(default_factory=ApiClient)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def roles(self) -> dict[str, Member | ApiClient]:
        cast = self.cast
        return {
            "anonymous": cast.anonymous,
            "secretary": cast.secretary,
            "chair": cast.chair,
            "member": cast.member,
            "delegate": cast.delegate,
            "guest": self.guest,
            "site_device": self.screen,
            "technician": cast.technician,
            "administrator": cast.administrator,
            "unit_administrator": self.unit_administrator,
            "invited_unit": self.invited_unit,
            "outsider": cast.outsider,
        }

    def participant(self, member: Member) -> str:
        return str(Participant.objects.get(meeting=self.meeting, person=member.person).id)

    def code(self) -> str:
        """What the site's screen shows for checking in."""
        return code_of(secret_of(self.meeting.id, self.ids["site_id"]), window_of(timezone.now()))

    def act(self, who: Member | ApiClient, path: str, body: Any = None) -> Any:
        """Do something in the meeting that must succeed; gives the answer's body."""
        return done(who.post(f"/meetings/{self.meeting.id}/{path}", body))

    def set_status(self, status: Status) -> None:
        """Put the meeting into a state, with its times; rounds are open before it begins."""
        if status == Status.PUBLISHED:
            Round.objects.filter(meeting=self.meeting).update(closed_at=None, closed_because="", tally=None)
        if status == Status.IN_PROGRESS:
            return
        now = timezone.now()
        times = {
            "published_at": None if status in PREPARING else now,
            "started_at": now if status in STARTED else None,
            "paused_at": now if status == Status.PAUSED else None,
            "ended_at": now if status in (Status.ENDED, Status.CLOSED) else None,
            "closed_at": now if status == Status.CLOSED else None,
        }
        Meeting.objects.filter(id=self.meeting.id).update(status=status, **times)


def done(answer: Answer) -> Any:
    assert answer.status == 200, (answer.status, answer.content[:600])
    return answer.body


def _more(username: str, unit: Unit, **duties: Any) -> Member:
    with command("test.cast", SYSTEM) as cmd:
        person = directory.create_person(cmd, full_name=f"Người {username}", position="Cán bộ", unit=unit)
        return Member(
            directory.create_account(
                cmd, username, None, person=person, password_hash=PASSWORD_HASH, **duties
            )
        )


def make_scene() -> Scene:
    """The scene, in the database; the meeting is in progress."""
    cast = make_cast()
    scene = Scene(
        cast,
        make_meeting(cast, timezone.now() + timedelta(minutes=30)),
        guest=_more("khach", cast.department),
        unit_administrator=_more("quantridonvi", cast.unit, administers_id=cast.unit.id),
        invited_unit=_more("vanthuxa", cast.commune, is_secretary=True),
        spare=_more("duphong", cast.unit),
    )
    scene.ids["meeting_id"] = str(scene.meeting.id)
    for make in (
        _directory,
        _prepare,
        _announce,
        _open,
        _converse,
        _vote,
        _speak,
        _letters,
        _keep,
        _ask,
        _leave,
    ):
        make(scene)
    return scene


def _directory(scene: Scene) -> None:
    """What administrators keep."""
    cast, ids, admin = scene.cast, scene.ids, scene.cast.administrator
    ids["unit_id"], ids["site_id"] = str(cast.commune.id), str(cast.remote_site.id)
    ids["account_id"] = str(cast.member3.account.id)
    ids["person_id"], ids["spare_person"] = str(cast.member3.person.id), str(scene.spare.person.id)
    room = done(admin.post("/rooms", {"name": "Phòng họp A", "unit_id": str(cast.unit.id)}))
    ids["room_id"] = room["id"]
    places = [{"key": "s1", "label": "1", "x": 0, "y": 0, "kind": "seat"}]
    done(admin.post(f"/rooms/{room['id']}/map", {"seen": 0, "width": 4, "height": 2, "places": places}))
    ids["type_id"] = done(admin.post("/meeting-types", {"name": "Họp giao ban riêng"}))["id"]
    ids["entry_id"] = done(admin.post("/catalogues/position", {"name": "Trợ lý riêng"}))["id"]
    right = {"right": "manage_rooms", "unit_id": str(cast.commune.id)}
    ids["grant_id"] = done(admin.post(f"/accounts/{ids['account_id']}/grants", right))["id"]
    pairing = done(scene.screen.post("/pairings", key=None))
    named = {"code": pairing["code"], "name": "Màn hình"}
    ids["device_id"] = done(admin.post(f"/sites/{ids['site_id']}/devices", named))["id"]
    done(scene.screen.post("/session/device", {"key": pairing["key"]}, key=None))
    waiting = done(ApiClient().post("/pairings", key=None))
    ids["waiting_code"], ids["waiting_key"] = waiting["code"], waiting["key"]
    ids["spare_site"] = done(admin.post("/sites", {"name": "Điểm dự phòng", "unit_id": str(cast.unit.id)}))[
        "id"
    ]
    ids["reorganisation_id"] = done(admin.post("/reorganisations", merger(scene)))["id"]
    now = timezone.now()
    kept = {"name": "Máy của tôi", "key": "o" * 43}
    ids["offline_device"] = done(cast.member.post("/offline/devices", kept))["id"]
    ids["job_id"] = str(Job.objects.create(kind="test", key="1", run_after=now, created_at=now).id)
    announced = {"name": "a.pdf", "size": 9, "fingerprint": "0" * 64, "declared_not_secret": True}
    ids["upload_id"] = done(cast.secretary.post("/uploads", announced, key=None))["id"]
    feed = done(cast.secretary.post("/calendar-feeds", {"scope": "unit"}))
    ids["secret"] = feed["path"].rsplit("/", 1)[1].removesuffix(".ics")


def merger(scene: Scene) -> dict[str, Any]:
    """The commune goes up in the department, some day."""
    return {
        "kind": "merge",
        "on": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "decision": "Nghị quyết số 1",
        "predecessor_ids": [str(scene.cast.commune.id)],
        "successors": [{"unit_id": str(scene.cast.department.id), "keeps_records": True}],
    }


def _prepare(scene: Scene) -> None:
    """The draft: guest, invited unit, room, two more items, documents, template, series."""
    cast, ids = scene.cast, scene.ids
    secretary = cast.secretary
    guest = {"person_id": str(scene.guest.person.id), "role": "guest"}
    scene.act(secretary, "participants", {"people": [guest]})
    ids["guest_participant"] = scene.participant(scene.guest)
    scene.act(secretary, "units", {"unit_ids": [ids["unit_id"]]})
    scene.act(secretary, "rooms", {"room_id": ids["room_id"]})
    ids["template_id"] = scene.act(secretary, "template", {"name": "Mẫu riêng"})["id"]
    opening, report, decision = AgendaItem.objects.filter(meeting=scene.meeting).order_by("position")
    ids["done_item"], ids["current_item"], ids["item_id"] = map(str, (opening.id, report.id, decision.id))
    ids["bare_item"] = scene.act(secretary, "items", {"title": "Việc khác"})["id"]
    ids["empty_item"] = scene.act(secretary, "items", {"title": "Việc không tài liệu"})["id"]
    paper_laid = _laid(decision)
    ids["document_id"], ids["version_id"] = str(paper_laid.id), str(paper_laid.shown_id)
    opens = addresses.Opens("file", ids["document_id"], 1)
    address = addresses.make(secretary.principal, opens, "Báo cáo", 5)
    ids |= {"address_id": str(address.id), "token": addresses.path_of_address(address).rpartition("/")[2]}
    due = {"unit_ids": [ids["unit_id"]], "wanted": "Báo cáo", "due_at": _hours(1)}
    ids["duty_id"] = scene.act(secretary, f"items/{ids['bare_item']}/duties", due)["items"][0]["id"]
    for name, approval in (("submitted", "submitted"), ("delivered", "draft")):
        document = _laid(AgendaItem.objects.get(id=ids["bare_item"]), approval=approval)
        Document.objects.filter(id=document.id).update(shown=None, unit=cast.commune, title=name)
        ids[name] = str(document.id)
    ids["participant_id"] = scene.participant(cast.delegate)
    series = MeetingSeries.objects.create(
        unit=cast.unit, rule={}, zone="Asia/Ho_Chi_Minh", created_at=timezone.now()
    )
    Meeting.objects.filter(id=scene.meeting.id).update(series=series, series_place=1)


def _hours(hours: int) -> str:
    return (timezone.now() + timedelta(hours=hours)).isoformat()


def _laid(item: AgendaItem, **version: Any) -> Document:
    """A document whose file, first page and original are the same few bytes."""
    return made(item, **_stored(PAPER), pages=1, size=len(PAPER), status="ready", **version)


def _stored(content: bytes) -> dict[str, str]:
    return dict.fromkeys(("sha256", "view_sha256", "first_page_sha256"), keep_content(content))


def keep_content(content: bytes) -> str:
    """Put a file into the store, with a picture of its page 1 that is the same bytes; gives its SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    pictures = Path(settings.FILES) / "pictures" / digest[:2] / digest
    for path in (storage.path_of(digest), pictures / "full" / "1.webp", pictures / "thumb" / "1.webp"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return digest


def _announce(scene: Scene) -> None:
    """Announced: a rehearsal with a report, an overseer, a substitute, an absence."""
    cast, ids = scene.cast, scene.ids
    scene.act(cast.secretary, "publish")
    ids["round_id"] = scene.act(cast.secretary, "rehearsals", {"ends_at": _hours(2)})["id"]
    scene.act(scene.screen, f"rehearsals/{ids['round_id']}/reports", {"speaker": "heard"})
    away = f"participants/{scene.participant(cast.member3)}"
    named = {"person_id": ids["spare_person"], "reason": "bận công tác"}
    ids["substitution_id"] = scene.act(cast.secretary, f"{away}/substitute", named)["id"]
    scene.act(cast.member2, "rsvp", {"answer": "declined", "reason": "đi công tác"})
    ids["absent"] = scene.participant(cast.member2)


def _open(scene: Scene) -> None:
    """Opened: the first item is done, the second on the table; some are there; one keeps out."""
    cast, ids = scene.cast, scene.ids
    scene.act(cast.secretary, "start", {"reason": "họp gấp"})
    scene.act(cast.secretary, f"items/{ids['done_item']}/open")
    scene.act(cast.secretary, f"items/{ids['done_item']}/close")
    scene.act(cast.secretary, f"items/{ids['current_item']}/open")
    for member in (cast.chair, cast.member, cast.member2, cast.delegate):
        scene.act(member, "check-in", {"mode": "in_person"})
    keeps_out = {"participant_id": scene.participant(cast.member3), "reason": "người nhà"}
    ids["recusal_id"] = scene.act(cast.secretary, f"items/{ids['item_id']}/recusals", keeps_out)["id"]
    ids["conclusion_id"] = scene.act(cast.chair, "conclusions", {"text": "Giao Sở chuẩn bị"})["id"]


def _converse(scene: Scene) -> None:
    cast, ids = scene.cast, scene.ids
    scene.act(cast.secretary, "conversation", {"everybody": "all"})
    ids["announcement_id"] = scene.act(cast.secretary, "announcements", {"text": "Nghỉ giải lao"})["id"]
    ids["message_id"] = scene.act(cast.member, "chat", {"room": "everybody", "text": "xin chào"})["id"]
    scene.act(cast.secretary, "comments/sharing", {"sharing": "all"})
    paper = f"documents/{ids['document_id']}/comments"
    ids["comment_id"] = scene.act(cast.member, paper, {"text": "Đề nghị làm rõ", "version": 1})["id"]
    scene.act(cast.secretary, "comments/sharing", {"sharing": "organisers"})
    ids["note_id"] = scene.act(scene.guest, "notes", {"text": "xin phát biểu sớm"})["id"]


def _vote(scene: Scene) -> None:
    """One poll that is closed, one that is open, one that is prepared."""
    ids, secretary = scene.ids, scene.cast.secretary
    for name in ("closed_poll", "open_poll", "poll_id"):
        ids[name] = scene.act(secretary, "polls", {"question": f"Đồng ý không ({name})?"})["id"]
    scene.act(secretary, f"polls/{ids['closed_poll']}/open")
    scene.act(secretary, f"polls/{ids['closed_poll']}/close")
    scene.act(secretary, f"polls/{ids['open_poll']}/open")


def _speak(scene: Scene) -> None:
    """The delegate has the floor, the member is called, another member waits."""
    cast, ids = scene.cast, scene.ids
    for name, member in (("granted", cast.delegate), ("called", cast.member), ("request_id", cast.member2)):
        ids[name] = scene.act(member, "speak-requests", {"topic": "góp ý"})["id"]
    scene.act(cast.chair, f"speak-requests/{ids['granted']}/grant", {"limit_seconds": 300})
    scene.act(cast.chair, f"speak-requests/{ids['called']}/call")
    share = ScreenShare.objects.create(
        meeting=scene.meeting, identity="person:1", name="Đại biểu", started_at=timezone.now()
    )
    ids["share_id"] = str(share.id)


def _letters(scene: Scene) -> None:
    """One letter that failed, and one that lies in the folder with a file attached."""
    failed, sent = Delivery.objects.filter(meeting=scene.meeting, status="queued").order_by("to_name", "id")[
        :2
    ]
    Delivery.objects.filter(id=failed.id).update(status="failed", error="550 no such user")
    Job.objects.update(status="done")
    scene.ids["delivery_id"] = str(failed.id)
    name = file_name(str(sent.id))
    Delivery.objects.filter(id=sent.id).update(status="sent", sent_at=timezone.now(), file_name=name)
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "Giấy mời", "a@example.gov.vn", sent.address
    letter.set_content("Kính mời")
    letter.add_attachment(PAPER, maintype="application", subtype="pdf", filename="giay-moi.pdf")
    folder = Path(settings.MAILBOX)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(letter.as_bytes())
    scene.ids["name"], scene.ids["number"] = name, "1"


def _keep(scene: Scene) -> None:
    """The secretary's own folders and papers, also in the bin; a paper of the invited unit's clerk."""
    shelf, ids = Shelf(scene.cast.secretary), scene.ids
    ids["folder_id"], ids["binned_folder"] = shelf.folder("Sổ tay"), shelf.folder("Cũ")
    ids["paper_id"] = str(shelf.made("Ghi chép", **_stored(OWN_PAPER)).id)
    ids["binned_paper"] = str(shelf.made("Nháp").id)
    ids["unit_paper"] = str(Shelf(scene.invited_unit).made("Báo cáo xã", **_stored(OWN_PAPER)).id)
    done(shelf.owner.post(f"/library/folders/{ids['binned_folder']}/bin"))
    done(shelf.owner.post(f"/library/papers/{ids['binned_paper']}/bin"))


def asking(title: str) -> dict[str, Any]:
    """A circulation before anybody is named."""
    return {"title": title, "questions": ["Đồng ý không?"], "due_at": _hours(48)}


def _ask(scene: Scene) -> None:
    """Three circulations: a draft, one before its approver the chair, and one that was sent to the member,
    whose aide is the delegate; the guest follows it."""
    cast, ids = scene.cast, scene.ids
    asked = [{"person_id": str(cast.member.person.id), "aide_id": str(cast.delegate.person.id)}]
    office = {"approver_id": str(cast.chair.person.id), "follower_id": str(scene.guest.person.id)}
    for name in ("drafted", "submitted", "sent"):
        body = {**asking(f"Xin ý kiến ({name})"), **office, "members": asked, "shown": "at_once"}
        body["members"] = [*asked, {"person_id": ids["spare_person"]}]
        ids[f"{name}_circulation"] = done(cast.secretary.post("/circulations", body))["id"]
    ids["circulation_id"] = ids["sent_circulation"]
    ids["drafted_paper"] = _laid_in(ids["drafted_circulation"], "ready")
    ids["opinion_paper"] = _laid_in(ids["circulation_id"], "ready")
    by_secretary = {"uploader_id": cast.secretary.person.id}
    ids["awaiting_paper"] = _laid_in(ids["submitted_circulation"], "awaiting_declaration", **by_secretary)
    done(cast.secretary.post(f"/circulations/{ids['submitted_circulation']}/submit"))
    done(cast.secretary.post(f"/circulations/{ids['circulation_id']}/send"))
    members = CirculationMember.objects.filter(circulation=UUID(ids["circulation_id"]))
    ids["opinion_member"] = str(members.get(person=cast.member.person).id)


def _laid_in(circulation_id: str, status: str, **more: Any) -> str:
    files = _stored(PAPER)
    about = {"title": "Tờ trình", "filename": "to-trinh.pdf", "size": len(PAPER), "pages": 1}
    made_paper = CirculationPaper.objects.create(
        circulation_id=circulation_id, status=status, uploaded_at=timezone.now(), **about, **files, **more
    )
    CirculationPage.objects.create(paper=made_paper, number=1, text="Tờ trình")
    return str(made_paper.id)


def _leave(scene: Scene) -> None:
    """Everybody signed in; words of paths that are no ids."""
    for who in scene.roles.values():
        done(who.get("/session"))
        if who is not scene.cast.anonymous:
            done(who.post("/calendar-feeds", {"scope": "person"}))
    copy = StampedCopy.objects.create(
        version_id=scene.ids["version_id"],
        person=scene.cast.member.person,
        mark="Thành viên",
        status=StampedCopy.Status.READY,
        sha256=hashlib.sha256(PAPER).hexdigest(),
        asked_at=timezone.now(),
        is_taken=True,
    )
    scene.ids |= {"copy_id": str(copy.id), "ticket": ticket_of(copy, str(scene.cast.member.account.id))}
    scene.ids |= {"catalogue": "position", "kind": "units", "scope": "person"}
