"""Two people who edit the same thing: the second is told what the first changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from ecabinet.problems import FieldError, Problem
from meetings.lifecycle.models import Meeting

MEETING_ATTRIBUTES = {"chair_person_id": "chair_id", "secretary_person_id": "secretary_id"}
MEETING_NAMES = {
    "chair_person_id": "chair_name",
    "secretary_person_id": "secretary_name",
    "type_id": "type_name",
}


def require_unchanged(meeting: Meeting, seen: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """The same as `require_same`, for the fields of a meeting."""
    require_same(meeting, seen, given, MEETING_ATTRIBUTES, MEETING_NAMES)


def require_same(
    kept: Model,
    seen: Mapping[str, Any],
    given: Mapping[str, Any],
    attributes: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> None:
    """Raises Problem edited_meanwhile (409) naming every field to change that is not what was seen any more.

    What stands there already is no conflict: both wanted the same. `attributes` and `names` say where a
    field of the request stands in `kept`, and what is told of it.
    """
    stands, told = attributes or {}, names or {}
    changed = []
    for name in sorted(seen.keys() & given.keys()):
        now = getattr(kept, stands.get(name, name))
        if now not in (seen[name], given[name]):
            shown = _told(getattr(kept, told.get(name, name)))
            changed.append(FieldError(name, "edited_meanwhile_to", {"value": shown}))
    if changed:
        raise Problem("edited_meanwhile", errors=tuple(changed))


def _told(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M, %d/%m/%Y}"
    return str(value) if value not in ("", None) else "—"
