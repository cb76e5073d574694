"""Keeping the kinds of meeting, and which units ask for approval."""

from typing import Any

from ecabinet.directory.heritage import inherited_units
from ecabinet.directory.models import Unit
from ecabinet.directory.services import DIRECTORY
from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem
from meetings.kinds.models import MeetingType, UnitPractice
from meetings.lifecycle.rules import check_quorum

COPIED = (
    "kind",
    "quorum_numerator",
    "quorum_denominator",
    "voters",
    "notice_days",
    "legal_basis",
    "media_policy",
)
"""What a meeting copies; approval is decided by the kind or by the unit (`approval_needed`)."""


def add(cmd: Command, fields: dict[str, Any]) -> MeetingType:
    """A new kind. Raises Problem meeting_type_name_taken (409), bad_input (422) for a quorum that is none."""
    kept = MeetingType(**fields)
    _check(kept)
    kept.save(force_insert=True)
    _tell(cmd, kept, "meeting_type.added", fields)
    return kept


def edit(cmd: Command, kept: MeetingType, fields: dict[str, Any]) -> None:
    """Change the rules for meetings to be made; those that are made stay as they are.

    Appends meeting_type.edited when anything changed. Raises Problem as `add`.
    """
    before = {name: getattr(kept, name) for name in fields if getattr(kept, name) != fields[name]}
    if not before:
        return
    for name in before:
        setattr(kept, name, fields[name])
    _check(kept)
    kept.save()
    changes = {name: {"from": before[name], "to": fields[name]} for name in before}
    _tell(cmd, kept, "meeting_type.edited", {"changes": changes})


def set_active(cmd: Command, kept: MeetingType, active: bool) -> None:
    """Offer a kind again, or no more."""
    kept.is_active = active
    kept.save(update_fields=["is_active"])
    _tell(cmd, kept, "meeting_type.restored" if active else "meeting_type.retired", {})


def _check(kept: MeetingType) -> None:
    check_quorum(kept.quorum_numerator, kept.quorum_denominator)
    if MeetingType.objects.filter(name=kept.name).exclude(id=kept.id).exists():
        raise Problem("meeting_type_name_taken", errors=(FieldError("name", "meeting_type_name_taken"),))


def _tell(cmd: Command, kept: MeetingType, event_type: str, more: dict[str, Any]) -> None:
    cmd.append(DIRECTORY, event_type, data={**more, "meeting_type_id": kept.id, "name": kept.name})


def set_practice(cmd: Command, unit: Unit, needs_approval: bool) -> None:
    """Say whether the meetings of a unit that are made from now on need approval.

    Appends unit_practice.set when it changed.
    """
    if unit_needs_approval(unit) == needs_approval:
        return
    UnitPractice.objects.update_or_create(unit=unit, defaults={"needs_approval": needs_approval})
    data = {"unit_id": unit.id, "name": unit.name, "needs_approval": needs_approval}
    cmd.append(DIRECTORY, "unit_practice.set", data=data)


def unit_needs_approval(unit: Unit) -> bool:
    """The unit's own word decides; without one, that of the units it came from."""
    own = UnitPractice.objects.filter(unit=unit).first()
    if own is not None:
        return own.needs_approval
    before = inherited_units(unit.id) - {unit.id}
    return UnitPractice.objects.filter(unit_id__in=before, needs_approval=True).exists()


def rules_of(kind: MeetingType | None, unit: Unit) -> dict[str, Any]:
    """The fields that a meeting of `unit` copies from its kind."""
    needed = unit_needs_approval(unit)
    if kind is None:
        return {"needs_approval": needed}
    copied = {name: getattr(kind, name) for name in COPIED}
    return {**copied, "type": kind, "type_name": kind.name, "needs_approval": kind.needs_approval or needed}
