"""Endpoints of the kinds of meeting and of the units that ask for approval."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Router, Schema

from ecabinet.catalogues.access import access_keeping
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.directory.access import access_administration
from ecabinet.pagination import Page, page_of
from ecabinet.shapes import INLINE
from meetings.kinds import access, services
from meetings.kinds.models import MeetingType, UnitPractice
from meetings.lifecycle.choices import Kind, MediaPolicy, Voters
from meetings.lifecycle.fields import Line, PageNumber, Query, Title
from meetings.lifecycle.meanwhile import require_same

router = Router(tags=["meetings"])

MOST_DAYS = 60


class TypeFields(Schema):
    name: Annotated[Title, Field(max_length=160)]
    kind: Annotated[Kind, INLINE] = Kind.WORKING
    quorum_numerator: int | None = Field(None, ge=1, le=1000)
    quorum_denominator: int | None = Field(None, ge=1, le=1000)
    voters: Annotated[Voters, INLINE] = Voters.MEMBERS
    notice_days: int = Field(3, ge=0, le=MOST_DAYS)
    needs_approval: bool = False
    legal_basis: Line = ""
    media_policy: MediaPolicy = MediaPolicy.ON_FLOOR
    place: int = Field(0, ge=0, le=30_000)


class TypeEdit(TypeFields):
    """`seen` holds what stood there when the editor began: nothing that changed since is overwritten."""

    seen: TypeFields | None = None


class TypeOut(TypeFields):
    id: UUID
    is_active: bool


class PracticeIn(Schema):
    needs_approval: bool


class PracticeOut(PracticeIn):
    unit_id: UUID
    unit_name: str


def type_out(kept: MeetingType) -> TypeOut:
    return TypeOut.from_orm(kept)


@router.get(
    "/meeting-types",
    response=Page[TypeOut],
    operation_id="list_meeting_types",
    summary="Kinds of meeting; administrators may ask for retired ones too",
)
def list_types(
    request: SignedInRequest, query: Query = "", retired: bool = False, page: PageNumber = 1
) -> dict[str, Any]:
    return page_of(access.access_types(request.principal, query, retired), page, type_out)


@router.post(
    "/meeting-types", response=TypeOut, operation_id="add_meeting_type", summary="Add a kind of meeting"
)
@as_command("meeting_type.add")
def add(request: CommandRequest, new: TypeFields) -> TypeOut:
    access_keeping(request.principal)
    return type_out(services.add(request.command, new.model_dump()))


@router.post(
    "/meeting-types/{type_id}/edit",
    response=TypeOut,
    operation_id="edit_meeting_type",
    summary="Change the rules of a kind, for meetings to be made",
)
@as_command("meeting_type.edit")
def edit(request: CommandRequest, type_id: UUID, changes: TypeEdit) -> TypeOut:
    kept = access.access_type(request.principal, type_id)
    given = changes.model_dump(exclude={"seen"})
    require_same(kept, changes.seen.model_dump() if changes.seen else {}, given)
    services.edit(request.command, kept, given)
    return type_out(kept)


@router.post(
    "/meeting-types/{type_id}/retire",
    response=TypeOut,
    operation_id="retire_meeting_type",
    summary="Offer a kind of meeting no more",
)
@as_command("meeting_type.retire")
def retire(request: CommandRequest, type_id: UUID) -> TypeOut:
    kept = access.access_type(request.principal, type_id)
    services.set_active(request.command, kept, active=False)
    return type_out(kept)


@router.post(
    "/meeting-types/{type_id}/restore",
    response=TypeOut,
    operation_id="restore_meeting_type",
    summary="Offer a kind of meeting again",
)
@as_command("meeting_type.restore")
def restore(request: CommandRequest, type_id: UUID) -> TypeOut:
    kept = access.access_type(request.principal, type_id)
    services.set_active(request.command, kept, active=True)
    return type_out(kept)


@router.get(
    "/unit-practices",
    response=Page[PracticeOut],
    operation_id="list_unit_practices",
    summary="Units whose meetings need the chair's approval before they are announced",
)
def list_practices(request: SignedInRequest, page: PageNumber = 1) -> dict[str, Any]:
    access_administration(request.principal)
    rows = UnitPractice.objects.filter(needs_approval=True).select_related("unit").order_by("unit__folded")
    return page_of(rows, page, practice_out)


def practice_out(row: UnitPractice) -> PracticeOut:
    return PracticeOut(unit_id=row.unit_id, unit_name=row.unit.name, needs_approval=row.needs_approval)


@router.post(
    "/unit-practices/{unit_id}",
    response=PracticeOut,
    operation_id="set_unit_practice",
    summary="Say whether the meetings of a unit need approval",
)
@as_command("unit_practice.set")
def set_practice(request: CommandRequest, unit_id: UUID, wanted: PracticeIn) -> PracticeOut:
    unit = access.access_practice(request.principal, unit_id)
    services.set_practice(request.command, unit, wanted.needs_approval)
    return PracticeOut(unit_id=unit.id, unit_name=unit.name, needs_approval=wanted.needs_approval)
