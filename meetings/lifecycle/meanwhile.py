"""Two people who edit the same meeting: the second is told what the first changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from ecabinet.problems import FieldError, Problem
from meetings.lifecycle.models import Meeting

ATTRIBUTES = {"chair_person_id": "chair_id", "secretary_person_id": "secretary_id"}
NAMES = {"chair_person_id": "chair_name", "secretary_person_id": "secretary_name"}


def require_unchanged(meeting: Meeting, seen: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Raises Problem edited_meanwhile (409) naming every field to change that is not what was seen any more.

    What stands there already is no conflict: both wanted the same.
    """
    changed = [
        name
        for name in seen.keys() & given.keys()
        if _now(meeting, name) != seen[name] and _now(meeting, name) != given[name]
    ]
    if changed:
        errors = [
            FieldError(name, "edited_meanwhile_to", {"value": _told(meeting, name)})
            for name in sorted(changed)
        ]
        raise Problem("edited_meanwhile", errors=tuple(errors))


def _now(meeting: Meeting, name: str) -> Any:
    return getattr(meeting, ATTRIBUTES.get(name, name))


def _told(meeting: Meeting, name: str) -> str:
    value = getattr(meeting, NAMES.get(name, name))
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M, %d/%m/%Y}"
    return str(value) if value not in ("", None) else "—"
