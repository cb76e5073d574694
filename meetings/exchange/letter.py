"""The e-mail of an invitation: text, HTML and calendar alternatives (RFC 6047), the paper attached."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.template.loader import render_to_string

from meetings.exchange.calendar import calendar_entry
from meetings.exchange.notice import CANCEL, Notice

CALENDAR_FILE, PAPER_FILE = "invitation.ics", "giay-moi.pdf"


def write_letter(notice: Notice, paper: bytes | None) -> EmailMessage:
    """The whole message; `paper` is the invitation as PDF, None for a cancellation.

    The calendar comes twice, as RFC 6047 section 2.4 shows: an alternative for calendars, a file for people.
    """
    message = EmailMessage(policy=SMTP.clone(max_line_length=200))
    _head(message, notice)
    values = {"notice": notice, "cancelled": notice.method == CANCEL}
    message.set_content(render_to_string("exchange/letter.txt", values).strip() + "\n", cte="base64")
    message.add_alternative(render_to_string("exchange/letter.html", values), subtype="html", cte="base64")
    entry = calendar_entry(notice)
    _add_calendar(message, entry, notice.method)
    message.add_attachment(entry, "application", "ics", filename=CALENDAR_FILE)
    if paper is not None:
        message.add_attachment(paper, "application", "pdf", filename=PAPER_FILE)
    return message


def _head(message: EmailMessage, notice: Notice) -> None:
    message["Message-ID"] = notice.message_id
    message["Date"] = format_datetime(notice.written_at.astimezone(notice.zone))
    message["From"] = _address(notice.unit_name, notice.sender)
    message["To"] = _address(notice.to_name, notice.address)
    message["Subject"] = notice.subject.replace("\n", " ")
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody is to answer it by machine


def _address(name: str, address: str) -> Address:
    return Address(display_name=name.replace("\n", " "), addr_spec=address)


def _add_calendar(message: EmailMessage, entry: bytes, method: str) -> None:
    message.add_alternative(entry.decode("utf-8"), subtype="calendar", cte="base64")
    part = message.get_payload(-1)
    assert isinstance(part, EmailMessage)  # what add_alternative has just appended
    part.set_param("method", method.upper())
    part.set_param("component", "VEVENT")
