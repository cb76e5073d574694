"""What the floor knows of the people of a meeting."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count

from meetings.floor.models import Turn
from meetings.lifecycle.models import Meeting


def turns_by_person(meeting: Meeting, people: Iterable[UUID] | None) -> dict[UUID, int]:
    """How often these people (None: all) had the floor; who never had it is left out."""
    turns = Turn.objects.filter(meeting=meeting)
    if people is not None:
        turns = turns.filter(request__person_id__in=list(people))
    counted = turns.order_by().values_list("request__person_id").annotate(times=Count("id"))
    return dict(counted)
