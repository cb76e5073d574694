"""The e-mail of an invitation: text, HTML and calendar alternatives (RFC 6047), the paper attached.

Made of the standard library's older MIME classes: they fold encoded names and subjects (RFC 2047) without
losing the spaces between words.
"""

from email.header import Header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from typing import Any

from django.template.loader import render_to_string

from meetings.exchange.calendar import calendar_entry
from meetings.exchange.notice import CANCEL, Notice

CALENDAR_FILE, PAPER_FILE = "invitation.ics", "giay-moi.pdf"


def write_letter(notice: Notice, paper: bytes | None) -> Message:
    """The whole message; `paper` is the invitation as PDF, None for a cancellation. A letter that asks for
    documents has neither paper nor calendar.

    The calendar comes twice, as RFC 6047 section 2.4 shows: an alternative for calendars, a file for people.
    """
    message = MIMEMultipart("mixed")
    _head(message, notice)
    entry = None if notice.asks_papers else calendar_entry(notice)
    message.attach(_alternatives(notice, entry))
    if entry is not None:
        message.attach(_file(entry, "ics", CALENDAR_FILE))
    if paper is not None:
        message.attach(_file(paper, "pdf", PAPER_FILE))
    return message


def letter_bytes(message: Message) -> bytes:
    """The message as it is sent: lines end with CRLF (RFC 5322)."""
    return message.as_bytes(policy=compat32.clone(linesep="\r\n"))


def _head(message: Message, notice: Notice) -> None:
    message["Message-ID"] = notice.message_id
    message["Date"] = format_datetime(notice.written_at.astimezone(notice.zone))
    message["From"] = _address("From", notice.unit_name, notice.sender)
    message["To"] = _address("To", notice.to_name, notice.address)
    message["Subject"] = _encoded("Subject", notice.subject)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody is to answer it by machine


def _address(header: str, name: str, address: str) -> Any:
    value = _encoded(header, name)
    value.append(f"<{address}>", "us-ascii")
    return value


def _encoded(header: str, text: str) -> Any:
    """A Header on one line; Any, because the type stubs know headers as plain text only."""
    return Header(" ".join(text.split()), "utf-8", header_name=header)


def _alternatives(notice: Notice, entry: bytes | None) -> Message:
    values = {"notice": notice, "cancelled": notice.method == CANCEL}
    parts = MIMEMultipart("alternative")
    parts.attach(MIMEText(render_to_string("exchange/letter.txt", values).strip() + "\n", "plain", "utf-8"))
    parts.attach(MIMEText(render_to_string("exchange/letter.html", values), "html", "utf-8"))
    if entry is None:
        return parts
    calendar = MIMEText(entry.decode("utf-8"), "calendar", "utf-8")
    calendar.set_param("method", notice.method.upper())
    calendar.set_param("component", "VEVENT")
    parts.attach(calendar)
    return parts


def _file(content: bytes, subtype: str, name: str) -> Message:
    part = MIMEApplication(content, subtype)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part
