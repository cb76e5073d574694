"""Who is asking: the principal of a request or a socket, cached per process.

Session and user look-ups are the largest part of a small request (web.md), so the principal is kept per
session and dropped explicitly: `forget_account` runs when a `directory` event says that an account signed
out, changed or lost a right, in every process that follows the journal. The lifetime bounds what a process
that missed the news can still believe.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ecabinet.directory import rights
from ecabinet.directory.heritage import inherited_units, units_below
from ecabinet.directory.models import Account, Grant
from ecabinet.directory.rights import Held, Right

LIFETIME_SECONDS = 30.0
MOST_KEPT = 10_000


@dataclass(frozen=True)
class Principal:
    """A signed-in account as the rules see it. Ids are strings.

    `unit_ids` holds its unit and those whose records that unit inherited (directory.heritage); `administers`
    the units that it manages without being an administrator of everything.
    """

    account_id: str
    username: str
    display_name: str
    kind: str
    person_id: str | None = None
    site_id: str | None = None
    unit_id: str | None = None
    unit_ids: frozenset[str] = frozenset()
    is_administrator: bool = False
    administers: frozenset[UUID] = frozenset()
    is_secretary: bool = False
    is_technician: bool = False
    grants: tuple[Held, ...] = ()

    def may_everywhere(self, right: Right) -> bool:
        """Whether the right is held for every unit, by duty or because it was given."""
        if self.is_administrator and right in rights.OF_ADMINISTRATOR:
            return True
        return any(held.units is None for held in self._counting(right))

    def units_with(self, right: Right) -> frozenset[str]:
        """The units for which the right is held now, beside those of `may_everywhere`."""
        units = self.given_units(right)
        if right in rights.OF_UNIT_ADMINISTRATOR:
            units |= frozenset(map(str, self.administers))
        of_secretary = self.is_secretary and right in rights.OF_SECRETARY
        if of_secretary or (self.is_technician and right in rights.OF_TECHNICIAN):
            units |= self.unit_ids
        return units

    def may(self, right: Right, unit_id: UUID | str) -> bool:
        """Whether the right is held now for a unit: the one place where rights are asked."""
        return self.may_everywhere(right) or str(unit_id) in self.units_with(right)

    def may_somewhere(self, right: Right) -> bool:
        """Whether the right is held now for any unit."""
        return self.may_everywhere(right) or bool(self.units_with(right))

    def given_units(self, right: Right) -> frozenset[str]:
        """The units for which the right was given singly and counts now, leaving out the duties."""
        return frozenset().union(*(held.units or () for held in self._counting(right)))

    def _counting(self, right: Right) -> list[Held]:
        return rights.counting(self.grants, right, timezone.now()) if self.grants else []


def principal_of(account: Account) -> Principal:
    """The principal of an account (reads its person or site)."""
    owner = account.person or account.site
    if owner is None:
        raise ValueError("an account belongs to a person or a site")
    return Principal(
        account_id=str(account.id),
        username=account.username,
        display_name=account.person.full_name if account.person else str(owner),
        kind="person" if account.person else "site_device",
        person_id=str(account.person_id) if account.person_id else None,
        site_id=str(account.site_id) if account.site_id else None,
        unit_id=str(owner.unit_id),
        unit_ids=frozenset(map(str, inherited_units(owner.unit_id))),
        is_administrator=account.is_administrator,
        administers=units_below(account.administers_id) if account.administers_id else frozenset(),
        is_secretary=account.is_secretary,
        is_technician=account.is_technician,
        grants=_held(account),
    )


def _held(account: Account) -> tuple[Held, ...]:
    """What the account was given and has not lost; terms to come too, so that they begin by themselves."""
    rows = Grant.objects.filter(account=account, ended_at=None)
    return tuple(
        Held(
            row.right,
            frozenset(map(str, inherited_units(row.unit_id))) if row.unit_id else None,
            row.since,
            row.until,
        )
        for row in rows
    )


class PrincipalCache:
    """Principals by session key, bounded in number and age; safe between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Principal]] = OrderedDict()
        self._lock = Lock()

    def get(self, session_key: str) -> Principal | None:
        with self._lock:
            found = self._kept.get(session_key)
            if found is None or found[0] < self._clock():
                self._kept.pop(session_key, None)
                return None
            return found[1]

    def put(self, session_key: str, principal: Principal) -> None:
        with self._lock:
            self._kept[session_key] = (self._clock() + LIFETIME_SECONDS, principal)
            self._kept.move_to_end(session_key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def forget_account(self, account_id: str) -> None:
        with self._lock:
            for key in [k for k, (_, p) in self._kept.items() if p.account_id == account_id]:
                del self._kept[key]

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


cache = PrincipalCache()


def principal_of_session(session: Any) -> Principal | None:
    """The principal of a Django session, from the cache or the database; None when not signed in."""
    key = session.session_key
    if not key:
        return None
    found = cache.get(key)
    if found is None and SESSION_KEY in session:
        found = _look_up(session)
        if found is not None:
            cache.put(key, found)
    return found


def _look_up(session: Any) -> Principal | None:
    request = HttpRequest()
    request.session = session
    account = get_user(request)
    if not isinstance(account, Account) or not account.is_active:
        return None
    return principal_of(Account.objects.select_related("person", "site").get(pk=account.pk))


class PrincipalMiddleware:
    """Puts `request.principal` (Principal or None) on every request, lazily for pages that ignore it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_cookie = settings.SESSION_COOKIE_NAME in request.COOKIES
        request.principal = principal_of_session(request.session) if has_cookie else None  # type: ignore[attr-defined]
        return self.get_response(request)
