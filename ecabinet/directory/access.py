"""Fetch and authorise entries of the directory in one step."""

from datetime import date
from typing import TypedDict, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from ecabinet.directory.heritage import below_on, valid_on, with_past
from ecabinet.directory.models import Account, Grant, Person, SignIn, Site, Unit
from ecabinet.directory.principal import Principal
from ecabinet.directory.rights import FOR_ALL, Right
from ecabinet.problems import FieldError, NotFound, Problem
from ecabinet.search import matching

M = TypeVar("M", bound=Model)


def access_directory(principal: Principal) -> None:
    """Units, people and sites are read by those who prepare meetings or manage them. Raises NotFound."""
    if not (principal.is_administrator or prepares(principal) or principal.administers):
        raise NotFound


def prepares(principal: Principal) -> bool:
    """Whether `principal` prepares meetings for some unit, and so invites from all."""
    return principal.may_somewhere(Right.CREATE_MEETINGS)


def access_administration(principal: Principal) -> None:
    """Raises NotFound to who is not an administrator of everything."""
    if not principal.is_administrator:
        raise NotFound


def access_management(principal: Principal) -> None:
    """Raises NotFound to who manages neither everything nor a unit."""
    if not (principal.is_administrator or principal.administers):
        raise NotFound


def manages(principal: Principal, unit_id: UUID) -> bool:
    """Whether the entries of a unit are in the hands of `principal`."""
    return principal.is_administrator or unit_id in principal.administers


def access_own_account(principal: Principal) -> Account:
    """One's own account, locked."""
    return Account.objects.select_for_update().get(id=principal.account_id)


def accounts(principal: Principal) -> QuerySet[Account]:
    """The accounts that `principal` manages. Raises NotFound."""
    access_management(principal)
    if principal.is_administrator:
        return Account.objects.all()
    units = principal.administers
    own = Q(person__unit_id__in=units) | Q(site__unit_id__in=units)
    return Account.objects.filter(own, is_administrator=False)


def access_account(principal: Principal, account_id: UUID) -> Account:
    """An account that `principal` manages, locked. Raises NotFound."""
    account = accounts(principal).select_for_update(of=("self",)).filter(id=account_id).first()
    if account is None:
        raise NotFound
    return account


def access_right(principal: Principal, right: Right, unit_id: UUID | None) -> Unit | None:
    """The unit for which `principal` may give a right; None for a right that concerns all.

    Raises Problem duty_not_yours (403), or bad_input (422) naming unit_id.
    """
    if right in FOR_ALL:
        if not principal.is_administrator:
            raise Problem("duty_not_yours")
        if unit_id is None:
            return None
    return managed_unit(principal, unit_id)


def access_grant(principal: Principal, grant_id: UUID) -> Grant:
    """A given right, locked, of an account and for a unit that `principal` manages. Raises NotFound."""
    rows = Grant.objects.select_related("account__person", "unit").select_for_update(of=("self",))
    grant = rows.filter(id=grant_id, account__in=accounts(principal)).first()
    if grant is None or not _gives(principal, grant):
        raise NotFound
    return grant


def _gives(principal: Principal, grant: Grant) -> bool:
    return principal.is_administrator or (grant.unit_id is not None and manages(principal, grant.unit_id))


def sign_ins(principal: Principal) -> QuerySet[SignIn]:
    """The tries to sign in: all, or those of the accounts that `principal` manages. Raises NotFound."""
    rows = SignIn.objects.select_related("account__person", "account__site")
    if principal.is_administrator:
        return rows
    return rows.filter(account__in=accounts(principal))


def _readable(principal: Principal, rows: QuerySet[M], field: str) -> QuerySet[M]:
    """Whoever only manages a unit sees no other; whoever prepares meetings invites from all."""
    access_directory(principal)
    if principal.is_administrator or prepares(principal):
        return rows
    return rows.filter(**{f"{field}__in": principal.administers})


def units(principal: Principal, query: str, on: date, parent: UUID | None = None) -> QuerySet[Unit]:
    """Units that exist on a day, as they were then; those directly below `parent` if one is given."""
    found = with_past(valid_on(_readable(principal, Unit.objects.all(), "id"), on))
    if parent is not None:
        found = below_on(found, parent, on)
    return matching(found, query)


def people(principal: Principal, query: str, unit: UUID | None) -> QuerySet[Person]:
    """People by name, position or unit."""
    found = _readable(principal, Person.objects.select_related("unit"), "unit_id")
    if unit is not None:
        found = found.filter(unit_id=unit)
    return matching(found, query)


def sites(principal: Principal, query: str) -> QuerySet[Site]:
    """Connection points; who only pairs their screens sees those of the units where that is so."""
    found = Site.objects.select_related("unit")
    tended = principal.units_with(Right.PAIR_DEVICES)
    if tended and not (principal.is_administrator or prepares(principal)):
        return matching(found.filter(unit_id__in=tended), query)
    return matching(_readable(principal, found, "unit_id"), query)


def managed_unit(principal: Principal, unit_id: UUID | None, field: str = "unit_id") -> Unit:
    """A unit in which `principal` may put entries. Raises NotFound, or Problem bad_input naming `field`."""
    access_management(principal)
    unit = Unit.objects.filter(id=unit_id).first() if unit_id is not None else None
    if unit is None:
        raise Problem("bad_input", errors=(FieldError(field, "not_found"),))
    if not manages(principal, unit.id):
        raise Problem("bad_input", errors=(FieldError(field, "unit_not_managed"),))
    return unit


def access_unit(principal: Principal, unit_id: UUID) -> Unit:
    """A unit that `principal` manages, locked. Raises NotFound."""
    return _managed(principal, Unit.objects.all(), unit_id, "id")


def access_person(principal: Principal, person_id: UUID) -> Person:
    """A person whom `principal` manages, locked. Raises NotFound."""
    return _managed(principal, Person.objects.all(), person_id, "unit_id")


def access_site(principal: Principal, site_id: UUID) -> Site:
    """A site that `principal` manages, locked. Raises NotFound."""
    return _managed(principal, Site.objects.all(), site_id, "unit_id")


def _managed(principal: Principal, rows: QuerySet[M], entry_id: UUID, field: str) -> M:
    access_management(principal)
    entry = rows.select_for_update().filter(pk=entry_id).first()
    if entry is None or not manages(principal, getattr(entry, field)):
        raise NotFound
    return entry


class Owner(TypedDict, total=False):
    """Whose account it is: exactly one of the two."""

    person: Person
    site: Site


def account_owner(principal: Principal, person_id: UUID | None, site_id: UUID | None) -> Owner:
    """The person or site named. Raises Problem bad_input unless exactly one is named and is managed."""
    person = Person.objects.filter(id=person_id).first() if person_id and not site_id else None
    site = Site.objects.filter(id=site_id).first() if site_id and not person_id else None
    if person is not None and manages(principal, person.unit_id):
        return {"person": person}
    if site is not None and manages(principal, site.unit_id):
        return {"site": site}
    raise Problem("bad_input", errors=(FieldError("person_id", "not_found"),))
