"""The matters of agendas can be found by who may know of them."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from agenda.items.closing import RUNS_IT, admitted, admitted_sites
from agenda.items.models import AgendaItem
from agenda.searching.sources import PageKey, Source, Subject, named
from ecabinet.directory.principal import Principal
from ecabinet.journal.audience import Viewer
from meetings.invitations.models import Participant
from meetings.lifecycle.access import visible_meetings


def describe(ids: Collection[UUID]) -> list[Subject]:
    """The items as they are found."""
    return [
        Subject(item.id, item.meeting_id, item.meeting.scheduled_start, item.title, item_id=item.id)
        for item in AgendaItem.objects.filter(id__in=ids).select_related("meeting")
    ]


def texts(keys: Collection[PageKey]) -> dict[PageKey, str]:
    """Who presents them."""
    rows = AgendaItem.objects.filter(id__in=[item_id for item_id, _ in keys]).values_list("id", "presenter")
    return {(item_id, 1): presenter for item_id, presenter in rows}


def everything() -> Iterable[UUID]:
    return AgendaItem.objects.values_list("id", flat=True)


def open_to(viewer: Viewer, ids: Collection[UUID]) -> Collection[UUID]:
    """Those that are not closed to the viewer."""
    return [item_id for item_id in ids if not viewer.is_kept_from(item_id)]


def closed_to(principal: Principal) -> Q:
    """What belongs to matters that are closed to the principal, by the rule of `closing_tags`."""
    restricted = Q(is_restricted=True) | Q(parent__is_restricted=True)
    items = AgendaItem.objects.filter(restricted, meeting__in=visible_meetings(principal).order_by())
    if principal.person_id is not None:
        mine = Participant.objects.filter(meeting=OuterRef("meeting"), person_id=principal.person_id)
        items = items.exclude(Exists(mine.filter(role__in=RUNS_IT)))
    if principal.is_secretary:
        items = items.exclude(meeting__unit_id__in=principal.unit_ids)
    asked = items.select_related("parent", "meeting").order_by()
    return Q(item_id__in=[item.id for item in asked if not _opens(principal, item)])


def _opens(principal: Principal, item: AgendaItem) -> bool:
    if principal.kind == "site_device":
        return UUID(str(principal.site_id)) in admitted_sites(item.meeting, item)
    if principal.person_id is None:
        return False
    mine = Participant.objects.filter(meeting_id=item.meeting_id, person_id=principal.person_id)
    return admitted(item, mine).exists()


SOURCE = Source(
    "item",
    describe,
    texts,
    everything,
    open_to,
    events=("item.added", "item.edited", "item.removed"),
    told_by=named("item_id"),
)
