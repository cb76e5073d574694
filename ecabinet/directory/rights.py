"""Single rights, pure: which there are, what the duties hold anyway, and when one that was given counts.

A right is for one unit and the units whose records it inherited; those of `FOR_ALL` concern every unit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ecabinet.problems import FieldError, Problem


class Right(StrEnum):
    CREATE_MEETINGS = "create_meetings"
    APPROVE_PREPARATION = "approve_preparation"
    MANAGE_ATTENDANCE = "manage_attendance"
    ANSWER_INVITATIONS = "answer_invitations"
    UPLOAD_DOCUMENTS = "upload_documents"
    SEE_STATISTICS = "see_statistics"
    MANAGE_ROOMS = "manage_rooms"
    PAIR_DEVICES = "pair_devices"
    MANAGE_CATALOGUES = "manage_catalogues"


# Rights that concern all units, so that only administrators of everything give them, and for no unit.
FOR_ALL = frozenset({Right.MANAGE_CATALOGUES})

OF_ADMINISTRATOR = frozenset(
    {Right.SEE_STATISTICS, Right.MANAGE_ROOMS, Right.PAIR_DEVICES, Right.MANAGE_CATALOGUES}
)
OF_UNIT_ADMINISTRATOR = frozenset({Right.MANAGE_ROOMS, Right.PAIR_DEVICES})
OF_SECRETARY = frozenset(
    {Right.CREATE_MEETINGS, Right.SEE_STATISTICS, Right.ANSWER_INVITATIONS, Right.UPLOAD_DOCUMENTS}
)
OF_TECHNICIAN = frozenset({Right.PAIR_DEVICES})


@dataclass(frozen=True)
class Held:
    """A right that somebody was given: for `units`, or for all when None; `until` is not included."""

    right: str
    units: frozenset[str] | None
    since: datetime
    until: datetime | None

    def counts(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


def counting(held: Iterable[Held], right: str, at: datetime) -> list[Held]:
    """Those of `right` that count at a time."""
    return [each for each in held if each.right == right and each.counts(at)]


def check_term(since: datetime, until: datetime | None, now: datetime) -> None:
    """Raises Problem bad_input (422) for a right that would end before it begins, or has ended already."""
    if until is not None and until <= max(since, now):
        raise Problem("bad_input", errors=(FieldError("until", "right_ends_too_early"),))


def check_unit(right: Right, has_unit: bool) -> None:
    """Raises Problem bad_input (422) unless exactly the rights for one unit name one."""
    if has_unit == (right in FOR_ALL):
        raise Problem(
            "bad_input", errors=(FieldError("unit_id", "right_for_all" if has_unit else "missing"),)
        )
