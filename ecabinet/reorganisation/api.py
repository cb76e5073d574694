"""Endpoints of decisions about units."""

from typing import Any
from uuid import UUID

from ninja import Router

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.directory.access import access_administration
from ecabinet.pagination import Page, page_of
from ecabinet.problems import FieldError, Problem
from ecabinet.reorganisation import access, services
from ecabinet.reorganisation.models import Reorganisation
from ecabinet.reorganisation.plan import units_named
from ecabinet.reorganisation.rows import (
    Effects,
    ReorganisationIn,
    ReorganisationOut,
    effects_of,
    reorganisation_out,
)

router = Router(tags=["directory"])


@router.get(
    "/reorganisations",
    response=Page[ReorganisationOut],
    operation_id="list_reorganisations",
    summary="Decisions by which units merge, split or are renamed",
)
def list_reorganisations(request: SignedInRequest, page: int = 1) -> dict[str, Any]:
    return page_of(access.access_reorganisations(request.principal), page, reorganisation_out)


@router.post(
    "/reorganisations",
    response=ReorganisationOut,
    operation_id="draft_reorganisation",
    summary="Plan that units merge, split or are renamed; changes nothing yet",
)
@as_command("reorganisation.draft")
def draft_reorganisation(request: CommandRequest, wanted: ReorganisationIn) -> ReorganisationOut:
    access_administration(request.principal)
    return reorganisation_out(services.draft(request.command, _decision(wanted)))


def _decision(wanted: ReorganisationIn) -> services.Decision:
    if wanted.kind == Reorganisation.Kind.RENAME and not (wanted.name.strip() and wanted.short_name.strip()):
        raise Problem("bad_input", errors=(FieldError("name", "names_missing"),))
    if wanted.moves and wanted.kind != Reorganisation.Kind.SPLIT:
        raise Problem("bad_input", errors=(FieldError("moves", "moves_only_in_split"),))
    return services.Decision(
        kind=wanted.kind,
        on=wanted.on,
        decision=wanted.decision,
        predecessors=units_named(wanted.predecessor_ids, "predecessor_ids"),
        successors=[each.model_dump(mode="json") for each in wanted.successors],
        moves={str(move.id): move.to for move in wanted.moves},
        name=wanted.name.strip(),
        short_name=wanted.short_name.strip(),
    )


@router.get(
    "/reorganisations/{reorganisation_id}/effects",
    response=Effects,
    operation_id="get_reorganisation_effects",
    summary="What carrying a planned decision out would do; found by doing it and undoing it",
)
def get_effects(request: SignedInRequest, reorganisation_id: UUID) -> Effects:
    decision = access.access_reorganisation(request.principal, reorganisation_id)
    return effects_of(services.try_out(decision))


@router.post(
    "/reorganisations/{reorganisation_id}/confirm",
    response=ReorganisationOut,
    operation_id="confirm_reorganisation",
    summary="Put a decision in force for its day; one whose day has begun takes effect at once",
)
@as_command("reorganisation.confirm")
def confirm_reorganisation(request: CommandRequest, reorganisation_id: UUID) -> ReorganisationOut:
    decision = access.access_reorganisation(request.principal, reorganisation_id, lock=True)
    services.confirm(request.command, decision)
    return reorganisation_out(decision)


@router.post(
    "/reorganisations/{reorganisation_id}/cancel",
    response=ReorganisationOut,
    operation_id="cancel_reorganisation",
    summary="Take a decision back before its day",
)
@as_command("reorganisation.cancel")
def cancel_reorganisation(request: CommandRequest, reorganisation_id: UUID) -> ReorganisationOut:
    decision = access.access_reorganisation(request.principal, reorganisation_id, lock=True)
    services.cancel(request.command, decision)
    return reorganisation_out(decision)
