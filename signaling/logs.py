"""Log lines that say of which room and participant they tell; as text, or as JSON for collectors.

A signalling connection and everything begun by it carry the two; work of the whole process has none.
A token, or anything else of a person but the identity, is never logged.
"""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

# Values of MEDIA_LOG_LEVEL and MEDIA_LOG_FORMAT, in any case of letters.
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
FORMATS = ("TEXT", "JSON")

_room: ContextVar[str] = ContextVar("room", default="")
_participant: ContextVar[str] = ContextVar("participant", default="")


def tell_of(room: str, participant: str) -> None:
    """From now on this task, and what it starts, logs about a participant (its identity) of a room."""
    _room.set(room)
    _participant.set(participant)


def choice(text: str | None, known: tuple[str, ...], default: str) -> str:
    """The one of `known` that is meant, or the default: what is wrong is told once logging works."""
    chosen = (text or "").upper()
    return chosen if chosen in known else default


class Subject(logging.Filter):
    """Adds `room` and `participant` to every record that does not say them itself."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true."""
        if not hasattr(record, "room"):
            record.room, record.participant = _room.get(), _participant.get()
        return True


class TextFormatter(logging.Formatter):
    """A line of text; the room and the participant in brackets where there are any."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(subject)s%(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        subject = " ".join(filter(None, _subject(record).values()))
        record.subject = f"[{subject}] " if subject else ""
        return super().format(record)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, room, participant, message, and error if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            **_subject(record),
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def _subject(record: logging.LogRecord) -> dict[str, str]:
    return {name: str(getattr(record, name, "")) for name in ("room", "participant")}
