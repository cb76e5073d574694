"""Figures over the circulations of a period: by circulation and by member (T53)."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from agenda.circulation.models import Circulation, CirculationMember
from agenda.circulation.rules import Choice, Status
from ecabinet.directory.heritage import inherited_units
from ecabinet.directory.principal import Principal
from ecabinet.directory.rights import Right
from ecabinet.problems import NotFound

COUNTED = (Status.OPEN, Status.CLOSED)
FIGURES = ("asked", "answered", "late", "unanswered", *(choice.value for choice in Choice))


def access_counted(
    principal: Principal, since: date | None, until: date | None, unit_id: UUID | None
) -> "QuerySet[Circulation]":
    """Circulations sent in a period (both days included) for units whose statistics one may see.

    Raises NotFound (404) for who may see none.
    """
    if not principal.may_somewhere(Right.SEE_STATISTICS):
        raise NotFound
    found = Circulation.objects.filter(status__in=COUNTED)
    if not principal.may_everywhere(Right.SEE_STATISTICS):
        found = found.filter(unit_id__in=principal.units_with(Right.SEE_STATISTICS))
    if unit_id is not None:
        found = found.filter(unit_id__in=inherited_units(unit_id))
    if since is not None:
        found = found.filter(sent_at__gte=_midnight(since))
    return found.filter(sent_at__lt=_midnight(until + timedelta(days=1))) if until is not None else found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def by_person(circulations: "QuerySet[Circulation]") -> "QuerySet[CirculationMember, Any]":
    """One row for each person who was asked, in the order of names; choices are counted by `choices_of`."""
    members = CirculationMember.objects.filter(circulation__in=circulations).order_by()
    rows = members.values("person_id", "person__full_name", "person__position", "person__unit__name")
    return rows.annotate(
        asked=Count("id"),
        answered=Count("id", filter=Q(answered_at__isnull=False)),
        late=Count("id", filter=Q(is_late=True)),
    ).order_by("person__full_name", "person_id")


def choices_of(circulations: "QuerySet[Circulation]", person_ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    """How often each of them chose what, over all questions."""
    counts: dict[UUID, dict[str, int]] = {one: {c.value: 0 for c in Choice} for one in person_ids}
    given = CirculationMember.objects.filter(circulation__in=circulations, person_id__in=person_ids)
    for person_id, answers in given.exclude(answers=None).values_list("person_id", "answers"):
        for one in answers or ():
            counts[person_id][one["choice"]] += 1
    return counts
