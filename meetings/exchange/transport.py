"""How a letter leaves: into the folder of the embedded profile, or to the settings' mail server."""

import re
import smtplib
from email.message import Message
from pathlib import Path

from django.conf import settings

from ecabinet.papers.store import write_whole
from meetings.exchange.letter import letter_bytes


class Refused(Exception):
    """The mail server will never take this letter (RFC 5321, section 4.2.1: 5yz)."""


FILE_NAME = re.compile(r"[0-9a-f-]{36}\.eml")


def file_name(delivery_id: str) -> str:
    """The name of a delivery's letter in the folder: sent twice, it is one file."""
    return f"{delivery_id}.eml"


def send(message: Message, delivery_id: str) -> str:
    """Send; gives the file name when the letter went into the folder, else nothing.

    Raises Refused, or OSError and smtplib.SMTPException for what another try may mend.
    """
    if settings.EMAIL_HOST:
        _send_smtp(message)
        return ""
    name = file_name(delivery_id)
    write_whole(Path(settings.MAILBOX) / name, letter_bytes(message))
    return name


def _send_smtp(message: Message) -> None:
    client = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
    try:
        with client(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT) as server:
            if settings.EMAIL_USE_TLS:
                server.starttls()
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        raise _refusal(code, reason) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error) from error


def _refusal(code: int, reason: bytes | str) -> Exception:
    """Refused for a lasting answer; SMTPException, which is tried again, for a passing one."""
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    kind = Refused if 500 <= code < 600 else smtplib.SMTPException
    return kind(f"{code} {text}")
