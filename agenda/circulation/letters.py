"""Letters about circulations: each tells one person that something waits, and nothing of its papers."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from email.header import Header
from email.message import Message
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from agenda.circulation.models import Circulation
from ecabinet.directory.models import Person
from ecabinet.jobs.services import enqueue
from ecabinet.journal.services import Command, Draft, subscribe
from ecabinet.papers.wording import moment_words
from meetings.exchange import transport

LETTER_JOB = "circulation.letter"
SUBJECTS = {
    "sent": "Lấy ý kiến: {title}",
    "reminded": "Nhắc trả lời phiếu lấy ý kiến: {title}",
    "extended": "Gia hạn phiếu lấy ý kiến: {title}",
    "recalled": "Thu hồi phiếu lấy ý kiến: {title}",
    "submitted": "Trình duyệt phiếu lấy ý kiến: {title}",
}
BODIES = {
    "sent": "{unit} xin ý kiến bằng phiếu về: {title}.\nHạn trả lời: {due}.",
    "reminded": "Phiếu lấy ý kiến của {unit} chưa có trả lời: {title}.\nHạn trả lời: {due}.",
    "extended": "{unit} gia hạn trả lời phiếu lấy ý kiến: {title}.\nHạn mới: {due}.",
    "recalled": "{unit} đã thu hồi phiếu lấy ý kiến: {title}. Không cần trả lời nữa.",
    "submitted": "Phiếu lấy ý kiến của {unit} chờ duyệt trước khi gửi: {title}.\nHạn trả lời: {due}.",
}
ENDING = "\n\nXem tài liệu và trả lời tại mục “Lấy ý kiến” trên hệ thống họp không giấy."


@dataclass(frozen=True)
class Letter:
    """What one letter says, and to whom."""

    letter_id: str
    what: str
    title: str
    unit_name: str
    due_words: str
    to_name: str
    address: str

    def message(self) -> Message:
        """The whole message; its Message-ID is the same for every try."""
        values = {"title": self.title, "unit": self.unit_name, "due": self.due_words}
        text = f"Kính gửi: {self.to_name}\n\n{BODIES[self.what].format(**values)}{ENDING}\n"
        message = MIMEText(text, "plain", "utf-8")
        sender = settings.DEFAULT_FROM_EMAIL
        message["Message-ID"] = f"<{self.letter_id}@{sender.rpartition('@')[2]}>"
        message["Date"] = format_datetime(timezone.now())
        message["From"] = _address("From", self.unit_name, sender)
        message["To"] = _address("To", self.to_name, self.address)
        subject = " ".join(SUBJECTS[self.what].format(**values).split())
        message["Subject"] = Header(subject, "utf-8", header_name="Subject")  # type: ignore[assignment]
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody is to answer it by machine
        return message


def _address(header: str, name: str, address: str) -> Any:
    value = Header(" ".join(name.split()), "utf-8", header_name=header)
    value.append(f"<{address}>", "us-ascii")
    return value


def register() -> None:
    """Subscribe to every event that letters follow from."""
    for what in SUBJECTS:
        subscribe(f"circulation.{what}", write)


def write(cmd: Command, draft: Draft) -> None:
    """A letter to each whom the event concerns and who has an address, by a job of its own."""
    what = draft.type.partition(".")[2]
    circulation = Circulation.objects.get(id=draft.stream.partition(":")[2])
    for person_id in dict.fromkeys(_whom(circulation, what)):
        letter_id = str(uuid.uuid4())
        named = {"letter_id": letter_id, "circulation_id": str(circulation.id), "person_id": str(person_id)}
        enqueue(cmd, LETTER_JOB, letter_id, {**named, "what": what})


def _whom(circulation: Circulation, what: str) -> Iterable[UUID]:
    if what == "submitted":
        return [circulation.approver_id] if circulation.approver_id else []
    members = circulation.members.all()
    asked = members.filter(answered_at=None) if what in ("reminded", "extended") else members
    rows = asked.values_list("person_id", "aide_id")
    return [person_id for row in rows for person_id in row if person_id is not None]


def deliver(payload: dict[str, str]) -> None:
    """Send one letter; to a person without an address none goes.

    Sent twice it is one: by its name in the folder, and by its Message-ID. Raises what the transport raises.
    """
    circulation = Circulation.objects.filter(id=payload["circulation_id"]).first()
    person = Person.objects.filter(id=payload["person_id"]).exclude(email="").first()
    if circulation is None or person is None:
        return
    due = moment_words(circulation.due_at, ZoneInfo(settings.TIME_ZONE))
    about = (payload["what"], circulation.title, circulation.unit_name, due)
    letter = Letter(payload["letter_id"], *about, person.full_name, person.email)
    transport.send(letter.message(), letter.letter_id)
