"""To whom a matter is closed. One place for what is seen, who is in the media room, who votes and who speaks.

A restricted item is open to the chair, the secretaries and whom `allowed` names, as tags of audiences:
`role:guest`, `unit:<id>`, `person:<id>`. A restriction of an item holds for those under it too. A site's
screen is open where the chair sits, where its unit is named, or where everybody who sits there may know the
item.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from agenda.items.models import AgendaItem
from ecabinet.directory.heritage import heirs_of
from ecabinet.journal.audience import Viewer
from ecabinet.journal.veil import CLOSED, HIDDEN
from meetings.invitations.models import MeetingSite, Participant
from meetings.lifecycle.models import Meeting

RUNS_IT = (Participant.Role.CHAIR, Participant.Role.SECRETARY)
KeepsOut = Callable[[UUID | str, UUID | str | None], frozenset[UUID]]
_keeps_out: list[KeepsOut] = []


@dataclass(frozen=True)
class Door:
    """Whom one restriction lets in, beside the chair and the secretaries."""

    roles: frozenset[str]
    units: frozenset[UUID]
    persons: frozenset[UUID]

    @property
    def people(self) -> Q:
        """The participants who may come in."""
        by_role = Q(role__in=[*RUNS_IT, *self.roles])
        return by_role | Q(person_id__in=self.persons) | Q(person__unit_id__in=self.units)


def doors_of(item: AgendaItem) -> list[Door]:
    """Every restriction that one must pass for an item; none for an item that is open to all."""
    chain = [item, item.parent] if item.parent is not None else [item]
    return [door_of(one.allowed) for one in chain if one.is_restricted]


def door_of(allowed: Iterable[str]) -> Door:
    """Whom these tags let in."""
    by_kind: dict[str, set[str]] = {"role": set(), "unit": set(), "person": set()}
    for tag in allowed:
        kind, _, value = tag.partition(":")
        by_kind[kind].add(value)
    units = [heirs_of(UUID(unit_id)) for unit_id in by_kind["unit"]]
    return Door(
        frozenset(by_kind["role"]), frozenset().union(*units), frozenset(map(UUID, by_kind["person"]))
    )


def admitted(item: AgendaItem | None, people: "QuerySet[Participant]") -> "QuerySet[Participant]":
    """Those of `people` who may know of the item; all where it is restricted to nobody."""
    for door in doors_of(item) if item else ():
        people = people.filter(door.people)
    return people


def admitted_sites(meeting: Meeting, item: AgendaItem) -> frozenset[UUID]:
    """The sites of a meeting whose screens may show the item."""
    doors = doors_of(item)
    chairs = Participant.objects.filter(meeting=meeting, role=Participant.Role.CHAIR, site__isnull=False)
    open_to = set(chairs.values_list("site_id", flat=True))
    seated = Participant.objects.filter(meeting=meeting, site__isnull=False)
    outside = set(
        seated.exclude(id__in=admitted(item, seated).values("id")).values_list("site_id", flat=True)
    )
    filled = set(seated.values_list("site_id", flat=True))
    for site_id, unit_id in MeetingSite.objects.filter(meeting=meeting).values_list(
        "site_id", "site__unit_id"
    ):
        named = all(unit_id in door.units for door in doors)
        if named or (site_id in filled and site_id not in outside):
            open_to.add(site_id)
    return frozenset(site_id for site_id in open_to if site_id is not None)


def item_of(meeting_id: UUID | str, item_id: UUID | str | None) -> AgendaItem | None:
    """The item with its parent loaded; None for no item or one that left the agenda."""
    if item_id is None:
        return None
    return AgendaItem.objects.select_related("parent").filter(meeting_id=meeting_id, id=item_id).first()


def keeps_out_by(rule: KeepsOut) -> None:
    """Add another reason to be kept out: `rule(meeting id, item id)` gives person ids (AppConfig.ready())."""
    if rule not in _keeps_out:
        _keeps_out.append(rule)


def kept_out(meeting_id: UUID | str, item_id: UUID | str | None) -> frozenset[UUID]:
    """The invited persons who have no part in an item: it is closed to them, or they recused themselves."""
    item = item_of(meeting_id, item_id)
    if item is None:
        return frozenset()
    found = frozenset[UUID]().union(*(rule(meeting_id, item_id) for rule in _keeps_out))
    if not doors_of(item):
        return found
    people = Participant.objects.filter(meeting_id=meeting_id)
    outside = people.exclude(id__in=admitted(item, people).values("id"))
    return found | frozenset(outside.values_list("person_id", flat=True))


def kept_out_identities(meeting: Meeting, members: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Which identities of the media room have no part in the item on the table.

    `members` are (identity, role); a site's identity is `site:<id>`. Recusal keeps out a person's own device
    only; an item that is closed keeps out screens and onlookers too.
    """
    item = item_of(meeting.id, meeting.current_item_id)
    if item is None:
        return frozenset()
    persons = frozenset(f"person:{person_id}" for person_id in kept_out(meeting.id, item.id))
    if not doors_of(item):
        return persons
    sites = {f"site:{site_id}" for site_id in admitted_sites(meeting, item)}
    shut = {
        identity
        for identity, role in members
        if (identity.startswith("site:") and identity not in sites) or role == "onlooker"
    }
    return persons | shut


def closing_tags(meeting: Meeting, viewer: Viewer) -> frozenset[str]:
    """The tags of a viewer for every item that is closed to them."""
    if "run_meeting" in viewer.can:
        return frozenset()
    items = AgendaItem.objects.select_related("parent").filter(
        Q(is_restricted=True) | Q(parent__is_restricted=True), meeting=meeting
    )
    return frozenset(_tag(item) for item in items if not _opens(meeting, item, viewer))


def _tag(item: AgendaItem) -> str:
    is_hidden = item.is_hidden or (item.parent is not None and item.parent.is_hidden)
    return f"{HIDDEN if is_hidden else CLOSED}{item.id}"


def _opens(meeting: Meeting, item: AgendaItem, viewer: Viewer) -> bool:
    if viewer.kind == "site_device":
        return UUID(viewer.site_id) in admitted_sites(meeting, item) if viewer.site_id else False
    if viewer.participant_id is None:
        return False
    return admitted(item, Participant.objects.filter(id=viewer.participant_id)).exists()
