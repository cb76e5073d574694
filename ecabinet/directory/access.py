"""Fetch and authorise entries of the directory in one step."""

from datetime import date
from typing import TypedDict
from uuid import UUID

from django.db.models import QuerySet

from ecabinet.directory.heritage import below_on, valid_on, with_past
from ecabinet.directory.models import Account, Person, Site, Unit
from ecabinet.directory.principal import Principal
from ecabinet.problems import FieldError, NotFound, Problem
from ecabinet.search import matching


def access_directory(principal: Principal) -> None:
    """Units, people and sites are read by those who prepare meetings. Raises NotFound for others."""
    if not (principal.is_administrator or principal.is_secretary):
        raise NotFound


def access_administration(principal: Principal) -> None:
    """Raises NotFound to who is not an administrator."""
    if not principal.is_administrator:
        raise NotFound


def access_own_account(principal: Principal) -> Account:
    """One's own account, locked."""
    return Account.objects.select_for_update().get(id=principal.account_id)


def access_account(principal: Principal, account_id: UUID) -> Account:
    """Any account, for administrators, locked. Raises NotFound."""
    access_administration(principal)
    account = Account.objects.select_for_update().filter(id=account_id).first()
    if account is None:
        raise NotFound
    return account


def units(principal: Principal, query: str, on: date, parent: UUID | None = None) -> QuerySet[Unit]:
    """Units that exist on a day, as they were then; those directly below `parent` if one is given."""
    access_directory(principal)
    found = with_past(valid_on(Unit.objects.all(), on))
    if parent is not None:
        found = below_on(found, parent, on)
    return matching(found, query)


def people(principal: Principal, query: str, unit: UUID | None) -> QuerySet[Person]:
    """People by name, position or unit."""
    access_directory(principal)
    found = Person.objects.select_related("unit")
    if unit is not None:
        found = found.filter(unit_id=unit)
    return matching(found, query)


def sites(principal: Principal, query: str) -> QuerySet[Site]:
    access_directory(principal)
    return matching(Site.objects.select_related("unit"), query)


def existing_unit(unit_id: UUID) -> Unit:
    """Raises Problem bad_input naming `unit_id`."""
    unit = Unit.objects.filter(id=unit_id).first()
    if unit is None:
        raise Problem("bad_input", errors=(FieldError("unit_id", "not_found"),))
    return unit


class Owner(TypedDict, total=False):
    """Whose account it is: exactly one of the two."""

    person: Person
    site: Site


def account_owner(person_id: UUID | None, site_id: UUID | None) -> Owner:
    """The person or site named. Raises Problem bad_input unless exactly one is named and exists."""
    person = Person.objects.filter(id=person_id).first() if person_id and not site_id else None
    site = Site.objects.filter(id=site_id).first() if site_id and not person_id else None
    if person is not None:
        return {"person": person}
    if site is not None:
        return {"site": site}
    raise Problem("bad_input", errors=(FieldError("person_id", "not_found"),))
