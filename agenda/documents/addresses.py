"""Temporary addresses: for some minutes they open one content for whoever holds them, without a cookie.

Download managers, other devices and viewers of tablets fetch files outside of the browser's session. An
address acts as the one who made it: what it opens is registered by name, and each use asks anew whether that
person may still have it. One's own addresses are listed until they end, and taken back before that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import F, QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone

from agenda.documents.models import TemporaryAddress
from ecabinet.commands import SignedInRequest
from ecabinet.directory.models import Account
from ecabinet.directory.principal import Principal, principal_of
from ecabinet.problems import NotFound, Problem

SALT = "agenda.documents.address"
MOST_AT_ONCE = 20
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True)
class Opens:
    """What an address opens: something of a registered kind, by its id, in one version."""

    what: str
    subject: str
    version: int | None = None


View = Callable[[SignedInRequest, Opens], HttpResponseBase]
_views: dict[str, View] = {}


def register_address(what: str, view: View) -> None:
    """`view(request, opens)` answers such addresses and asks for the rights of `request.principal`."""
    _views[what] = view


def make(principal: Principal, opens: Opens, title: str, minutes: int) -> TemporaryAddress:
    """A new address for what the principal may open now. Raises Problem too_many_addresses (409)."""
    now = timezone.now()
    with transaction.atomic():
        Account.objects.select_for_update().get(id=principal.account_id)
        if own(principal, now).count() >= MOST_AT_ONCE:
            raise Problem("too_many_addresses", most=MOST_AT_ONCE)
        TemporaryAddress.objects.filter(
            account_id=principal.account_id, expires_at__lt=now - REMEMBERED
        ).delete()
        return TemporaryAddress.objects.create(
            account_id=principal.account_id,
            what=opens.what,
            subject=opens.subject,
            version=opens.version,
            title=title[:300],
            made_at=now,
            expires_at=now + timedelta(minutes=minutes),
        )


def own(principal: Principal, at: datetime) -> "QuerySet[TemporaryAddress]":
    """One's own addresses that still open something, the newest first."""
    mine = TemporaryAddress.objects.filter(account_id=principal.account_id)
    return mine.filter(expires_at__gt=at, revoked_at=None)


def revoke(principal: Principal, address_id: Any) -> TemporaryAddress:
    """Take one's own address back; again does no harm. Raises NotFound (404)."""
    mine = TemporaryAddress.objects.select_for_update().filter(account_id=principal.account_id)
    address = mine.filter(id=address_id).first()
    if address is None:
        raise NotFound
    if address.revoked_at is None:
        address.revoked_at = timezone.now()
        address.save(update_fields=["revoked_at"])
    return address


def path_of_address(address: TemporaryAddress) -> str:
    """The address, from `/api` on."""
    return f"/api/downloads/{signing.Signer(salt=SALT).sign(str(address.id))}"


def open_address(request: SignedInRequest, token: str) -> HttpResponseBase:
    """Answer an address as the person who made it.

    Raises Problem address_expired, address_revoked (410), address_invalid (403), and what the view raises.
    """
    address = _address_of(token)
    account = address.account
    if not account.is_active or address.what not in _views:
        raise Problem("address_invalid")
    if address.revoked_at is not None:
        raise Problem("address_revoked")
    now = timezone.now()
    if now >= address.expires_at:
        raise Problem("address_expired")
    request.principal, request.is_by_address = principal_of(account), True
    opens = Opens(address.what, address.subject, address.version)
    answer = _views[address.what](request, opens)
    TemporaryAddress.objects.filter(id=address.id).update(opened_at=now, times=F("times") + 1)
    return answer


def _address_of(token: str) -> TemporaryAddress:
    try:
        address_id = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature as error:
        raise Problem("address_invalid") from error
    addresses = TemporaryAddress.objects.select_related("account__person", "account__site")
    address = addresses.filter(id=address_id).first()
    if address is None:
        raise Problem("address_invalid")
    return address
