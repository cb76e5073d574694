"""Endpoints of the catalogues."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Router, Schema

from ecabinet.catalogues import access, services
from ecabinet.catalogues.models import Entry
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.pagination import Page, page_of
from ecabinet.shapes import INLINE

router = Router(tags=["directory"])

Catalogue = Annotated[Entry.Catalogue, INLINE]


class EntryIn(Schema):
    name: str = Field(min_length=1, max_length=160)
    abbreviation: str = Field("", max_length=20)
    place: int = Field(0, ge=0, le=30_000)


class EntryOut(EntryIn):
    id: UUID
    is_active: bool


def entry_out(entry: Entry) -> EntryOut:
    return EntryOut.from_orm(entry)


@router.get(
    "/catalogues/{catalogue}",
    response=Page[EntryOut],
    operation_id="list_catalogue",
    summary="The words of a catalogue; administrators may ask for retired ones too",
)
def list_catalogue(
    request: SignedInRequest, catalogue: Catalogue, query: str = "", retired: bool = False, page: int = 1
) -> dict[str, Any]:
    rows = access.access_catalogue(request.principal, catalogue, query, retired)
    return page_of(rows, page, entry_out)


@router.post(
    "/catalogues/{catalogue}",
    response=EntryOut,
    operation_id="add_to_catalogue",
    summary="Add a word",
)
@as_command("catalogue.add")
def add(request: CommandRequest, catalogue: Catalogue, entry: EntryIn) -> EntryOut:
    access.access_keeping(request.principal)
    return entry_out(services.add(request.command, catalogue, entry.model_dump()))


@router.post(
    "/catalogues/{catalogue}/{entry_id}/edit",
    response=EntryOut,
    operation_id="edit_catalogue_entry",
    summary="Correct a word",
)
@as_command("catalogue.edit")
def edit(request: CommandRequest, catalogue: Catalogue, entry_id: UUID, entry: EntryIn) -> EntryOut:
    kept = access.access_entry(request.principal, catalogue, entry_id)
    services.edit(request.command, kept, entry.model_dump())
    return entry_out(kept)


@router.post(
    "/catalogues/{catalogue}/{entry_id}/retire",
    response=EntryOut,
    operation_id="retire_catalogue_entry",
    summary="Offer a word no more",
)
@as_command("catalogue.retire")
def retire(request: CommandRequest, catalogue: Catalogue, entry_id: UUID) -> EntryOut:
    return _set_active(request, catalogue, entry_id, active=False)


@router.post(
    "/catalogues/{catalogue}/{entry_id}/restore",
    response=EntryOut,
    operation_id="restore_catalogue_entry",
    summary="Offer a word again",
)
@as_command("catalogue.restore")
def restore(request: CommandRequest, catalogue: Catalogue, entry_id: UUID) -> EntryOut:
    return _set_active(request, catalogue, entry_id, active=True)


def _set_active(request: CommandRequest, catalogue: str, entry_id: UUID, *, active: bool) -> EntryOut:
    entry = access.access_entry(request.principal, catalogue, entry_id)
    services.set_active(request.command, entry, active)
    return entry_out(entry)
