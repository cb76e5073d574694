"""Whom a meeting's letters are for: people, units and connection points."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from ecabinet.directory.models import Person, Site, Unit
from meetings.exchange.models import Delivery
from meetings.invitations.models import InvitedUnit, MeetingSite, Participant
from meetings.lifecycle.models import Meeting


@dataclass(frozen=True)
class Recipient:
    """An addressee; `address` is empty where none is known, `sits_at` is the connection point of a person.

    `office` is the unit that reads the letter, for a unit or a site.
    """

    kind: str
    id: UUID
    name: str
    address: str
    sits_at: str = ""
    office: str = ""


def everybody(meeting: Meeting) -> list[Recipient]:
    """All that are invited now. An office that hosts a site and is invited itself gets one letter."""
    people = Participant.objects.filter(meeting=meeting).select_related("person").order_by("full_name", "id")
    found = [
        Recipient(Delivery.To.PERSON, p.person_id, p.full_name, p.person.email, p.site_name) for p in people
    ]
    units = InvitedUnit.objects.filter(meeting=meeting).values_list("unit_id", flat=True)
    sites = MeetingSite.objects.filter(meeting=meeting).values_list("site_id", flat=True)
    return _once(found + _units(units) + _sites(sites))


def among(kind: str, ids: Iterable[UUID | str]) -> list[Recipient]:
    """Those with these ids, invited any more or not."""
    if kind == Delivery.To.UNIT:
        return _once(_units(ids))
    if kind == Delivery.To.SITE:
        return _once(_sites(ids))
    people = Person.objects.filter(id__in=list(ids)).order_by("full_name", "id")
    return _once([Recipient(Delivery.To.PERSON, p.id, p.full_name, p.email) for p in people])


def _once(found: Iterable[Recipient]) -> list[Recipient]:
    """Offices with the same address only once, and an office without one only once."""
    kept: list[Recipient] = []
    taken: set[str] = set()
    for recipient in found:
        read_at = recipient.address.casefold() or recipient.office
        is_person = recipient.kind == Delivery.To.PERSON
        if is_person or read_at not in taken:
            taken.add(read_at)
            kept.append(recipient)
    return kept


def _units(ids: Iterable[UUID | str]) -> list[Recipient]:
    units = Unit.objects.filter(id__in=list(ids)).order_by("name", "id")
    return [
        Recipient(Delivery.To.UNIT, unit.id, unit.name, unit.email, office=str(unit.id)) for unit in units
    ]


def _sites(ids: Iterable[UUID | str]) -> list[Recipient]:
    sites = Site.objects.filter(id__in=list(ids)).select_related("unit").order_by("name", "id")
    return [
        Recipient(Delivery.To.SITE, site.id, site.name, site.unit.email, site.name, str(site.unit_id))
        for site in sites
    ]
