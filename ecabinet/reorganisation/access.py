"""Who decides about units: administrators."""

from uuid import UUID

from django.db.models import QuerySet

from ecabinet.directory.access import access_administration
from ecabinet.directory.principal import Principal
from ecabinet.problems import NotFound
from ecabinet.reorganisation.models import Reorganisation


def access_reorganisations(principal: Principal) -> "QuerySet[Reorganisation]":
    """All decisions, the latest day first. Raises NotFound to who is not an administrator."""
    access_administration(principal)
    return Reorganisation.objects.prefetch_related("parts__unit")


def access_reorganisation(principal: Principal, decision_id: UUID, *, lock: bool = False) -> Reorganisation:
    """One decision; with `lock`, its row stays locked to the end of the transaction. Raises NotFound."""
    access_administration(principal)
    rows = Reorganisation.objects.select_for_update() if lock else Reorganisation.objects.all()
    decision = rows.filter(id=decision_id).first()
    if decision is None:
        raise NotFound
    return decision
