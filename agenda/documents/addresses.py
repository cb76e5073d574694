"""Signed addresses: for five minutes they open one content for one person, without a cookie.

Download managers and viewers of tablets fetch files outside of the browser's session. What an address opens
is registered by name; each use asks anew whether the person may still have it.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.http.response import HttpResponseBase
from django.utils import timezone

from ecabinet.commands import SignedInRequest
from ecabinet.directory.models import Account
from ecabinet.directory.principal import Principal, principal_of
from ecabinet.problems import Problem

LIFETIME = timedelta(minutes=5)
SALT = "agenda.documents.address"


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


def signed(principal: Principal, opens: Opens) -> tuple[str, datetime]:
    """The address, from `/api` on, and when it ends."""
    content: dict[str, Any] = {**asdict(opens), "account": principal.account_id}
    token = signing.dumps(content, salt=SALT)
    return f"/api/downloads/{token}", timezone.now() + LIFETIME


def open_signed(request: SignedInRequest, token: str) -> HttpResponseBase:
    """Answer an address as the person for whom it was made.

    Raises Problem address_expired (410), address_invalid (403), and what the view raises.
    """
    try:
        content = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.SignatureExpired as error:
        raise Problem("address_expired", minutes=LIFETIME // timedelta(minutes=1)) from error
    except signing.BadSignature as error:
        raise Problem("address_invalid") from error
    accounts = Account.objects.select_related("person", "site")
    account = accounts.filter(id=content.pop("account"), is_active=True).first()
    if account is None:
        raise Problem("address_invalid")
    request.principal, request.is_by_address = principal_of(account), True
    opens = Opens(**content)
    return _views[opens.what](request, opens)
