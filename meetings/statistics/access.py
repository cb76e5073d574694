"""Whose meetings are counted for whom: administrators all, secretaries those of their unit,
others those of the units for which they were given that right."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from ecabinet.directory.principal import Principal
from ecabinet.directory.rights import Right
from ecabinet.problems import NotFound
from meetings.lifecycle.lists import held_between
from meetings.lifecycle.models import Meeting

HELD = ("ended", "closed")


def access_held(
    principal: Principal, since: date | None, until: date | None, unit: UUID | None
) -> "QuerySet[Meeting]":
    """The meetings that were held in those days and may be counted. Raises NotFound for who counts none."""
    if not principal.may_somewhere(Right.SEE_STATISTICS):
        raise NotFound
    meetings = held_between(Meeting.objects.filter(status__in=HELD), since, until)
    if not principal.may_everywhere(Right.SEE_STATISTICS):
        meetings = meetings.filter(unit_id__in=principal.units_with(Right.SEE_STATISTICS))
    return meetings.filter(unit_id=unit) if unit is not None else meetings
