"""The shapes of decisions about units."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import model_validator

from ecabinet.directory.heritage import UNITS_CHANGED
from ecabinet.directory.models import Unit
from ecabinet.directory.rows import UnitIn
from ecabinet.journal.services import Draft
from ecabinet.reorganisation.models import Part, Reorganisation
from ecabinet.shapes import INLINE

MOST_UNITS = 500
MOST_MOVES = 10_000


class SuccessorIn(Schema):
    """A unit that comes out of a decision: one that exists, or a new one."""

    unit_id: UUID | None = None
    new: UnitIn | None = None
    keeps_records: bool = False

    @model_validator(mode="after")
    def one_of_both(self) -> "SuccessorIn":
        if (self.unit_id is None) == (self.new is None):
            raise ValueError("exactly one of unit_id and new")
        return self


class MoveIn(Schema):
    """Where a person or a site goes: `to` counts the successors from 0."""

    id: UUID
    to: int = Field(ge=0)


class ReorganisationIn(Schema):
    """`predecessor_ids` end (or the one of them is renamed); `moves` only where a unit is split."""

    kind: Annotated[Reorganisation.Kind, INLINE]
    on: date
    decision: str = Field(min_length=1, max_length=300)
    predecessor_ids: list[UUID] = Field(min_length=1, max_length=MOST_UNITS)
    successors: list[SuccessorIn] = Field([], max_length=50)
    moves: list[MoveIn] = Field([], max_length=MOST_MOVES)
    name: str = Field("", max_length=200)
    short_name: str = Field("", max_length=80)


class PartOut(Schema):
    """A unit of a decision. `unit_id` is null while a new unit is only planned."""

    unit_id: UUID | None
    name: str
    code: str
    keeps_records: bool
    is_new: bool


class ReorganisationOut(Schema):
    id: UUID
    kind: Annotated[Reorganisation.Kind, INLINE]
    status: Annotated[Reorganisation.Status, INLINE]
    on: date
    decision: str
    predecessors: list[PartOut]
    successors: list[PartOut]
    name: str
    short_name: str
    created_at: datetime
    created_by: str
    done_at: datetime | None


class RenamedSite(Schema):
    before: str
    after: str


class HandedOver(Schema):
    """A meeting to come that changes its unit, or what it calls a unit."""

    title: str
    meeting_id: UUID


class Effects(Schema):
    """What carrying a decision out does. The meetings are the first hundred of `meetings_total`."""

    people: int
    sites: int
    renamed_sites: list[RenamedSite]
    meetings: list[HandedOver]
    meetings_total: int
    invitations: int


def reorganisation_out(decision: Reorganisation) -> ReorganisationOut:
    parts = list(decision.parts.all())
    made = {part.number: part for part in parts if part.role == Part.Role.SUCCESSOR}
    return ReorganisationOut(
        **{name: getattr(decision, name) for name in SAME},
        predecessors=[_part_out(part) for part in parts if part.role == Part.Role.PREDECESSOR],
        successors=[_successor_out(number, each, made) for number, each in enumerate(decision.successors)],
    )


SAME = (
    "id",
    "kind",
    "status",
    "on",
    "decision",
    "name",
    "short_name",
    "created_at",
    "created_by",
    "done_at",
)


def _part_out(part: Part, keeps_records: bool = False, is_new: bool = False) -> PartOut:
    unit = part.unit
    return PartOut(
        unit_id=unit.id, name=unit.name, code=unit.code, keeps_records=keeps_records, is_new=is_new
    )


def _successor_out(number: int, planned: dict[str, object], made: dict[int, Part]) -> PartOut:
    keeps, new = bool(planned["keeps_records"]), planned["new"]
    if number in made:
        return _part_out(made[number], keeps, new is not None)
    if isinstance(new, dict):
        return PartOut(unit_id=None, name=new["name"], code=new["code"], keeps_records=keeps, is_new=True)
    unit = Unit.objects.get(id=str(planned["unit_id"]))
    return PartOut(unit_id=unit.id, name=unit.name, code=unit.code, keeps_records=keeps, is_new=False)


def effects_of(drafts: list[Draft]) -> Effects:
    """What the events of a trial run amount to."""
    (done,) = (draft.data for draft in drafts if draft.type == UNITS_CHANGED)
    meetings = [draft for draft in drafts if draft.type == "meeting.edited"]
    return Effects(
        people=done.get("people", 0),
        sites=done.get("sites", 0),
        renamed_sites=[RenamedSite(before=s["from"], after=s["to"]) for s in done.get("renamed_sites", [])],
        meetings=[_handed_over(draft) for draft in meetings[:100]],
        meetings_total=len(meetings),
        invitations=sum(draft.type == "unit.invited" for draft in drafts),
    )


def _handed_over(draft: Draft) -> HandedOver:
    return HandedOver(title=draft.data["title"], meeting_id=UUID(draft.stream.partition(":")[2]))
