"""Reading the letters of the mail folder: untrusted text is taken apart, never run or followed."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

SAFE_TYPES = frozenset({"application/pdf", "application/ics", "text/calendar", "text/plain"})


@dataclass(frozen=True)
class Attachment:
    """A file of a letter; `size` in bytes."""

    name: str
    media_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True)
class Letter:
    """A letter taken apart. `text` and `html` are empty when it has none."""

    sender: str
    to: str
    subject: str
    date: datetime | None
    message_id: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]


def read_letter(name: str) -> Letter | None:
    """The letter in the folder under that name (a plain file name); None when it is not there."""
    path = Path(settings.MAILBOX) / Path(name).name
    try:
        return parse_letter(path.read_bytes())
    except FileNotFoundError:
        return None


def parse_letter(content: bytes) -> Letter:
    """Take a message (RFC 5322) apart; unreadable parts are left out."""
    message = message_from_bytes(content, policy=default)
    return Letter(
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        date=_date(str(message["Date"] or "")),
        message_id=str(message["Message-ID"] or ""),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(_attachment(part, n) for n, part in enumerate(message.iter_attachments(), 1)),
    )


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def _attachment(part: EmailMessage, number: int) -> Attachment:
    media_type = part.get_content_type()
    payload = part.get_payload(decode=True)
    return Attachment(
        name=part.get_filename() or f"attachment-{number}",
        media_type=media_type if media_type in SAFE_TYPES else "application/octet-stream",
        content=payload if isinstance(payload, bytes) else b"",
    )
