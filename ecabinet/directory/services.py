"""Signing in and out, accounts, and the entries of the directory."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY, login
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from ecabinet.directory import principal as principals
from ecabinet.directory.heritage import remember, today, units_above
from ecabinet.directory.models import Account, Person, SignIn, Site, Unit
from ecabinet.directory.principal import Principal, principal_of
from ecabinet.directory.rules import WINDOW, is_limited
from ecabinet.journal.live import session_digest
from ecabinet.journal.services import Actor, Command, command
from ecabinet.problems import FieldError, Problem

DIRECTORY = "directory"
AUDIT = "audit"


@dataclass(frozen=True)
class Visit:
    """Where a try to sign in comes from."""

    address: str | None
    agent: str


def sign_in(request: HttpRequest, username: str, password: str, visit: Visit) -> Principal:
    """Start a session. Raises Problem too_many_tries (429), wrong_password (401) or account_inactive (403).

    Every try is recorded; a wrong name costs the same time as a wrong password.
    """
    now = timezone.now()
    if _limited(username, visit, now):
        _record(username, None, visit, SignIn.Outcome.LIMITED, now)
        raise Problem(
            "too_many_tries", headers={"Retry-After": "60"}, minutes=int(WINDOW.total_seconds() // 60)
        )
    account = Account.objects.select_related("person", "site").filter(username=username).first()
    if not _password_holds(account, password) or account is None:
        _record(username, account, visit, SignIn.Outcome.WRONG, now)
        raise Problem("wrong_password")
    if not account.is_active:
        _record(username, account, visit, SignIn.Outcome.INACTIVE, now)
        raise Problem("account_inactive")
    _record(username, account, visit, SignIn.Outcome.ACCEPTED, now)
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    return principal_of(account)


def _limited(username: str, visit: Visit, now: datetime) -> bool:
    wrong = SignIn.objects.filter(outcome=SignIn.Outcome.WRONG, at__gt=now - WINDOW)
    last = SignIn.objects.filter(username=username, outcome=SignIn.Outcome.ACCEPTED).first()
    for_username = wrong.filter(username=username)
    if last is not None:
        for_username = for_username.filter(at__gt=last.at)
    from_address = wrong.filter(address=visit.address).count() if visit.address else 0
    return is_limited(for_username.count(), from_address)


def _password_holds(account: Account | None, password: str) -> bool:
    if account is None:
        make_password(password)
        return False
    return check_password(password, account.password)


def _record(
    username: str, account: Account | None, visit: Visit, outcome: SignIn.Outcome, now: datetime
) -> None:
    SignIn.objects.create(
        username=username[:60],
        account=account,
        at=now,
        address=visit.address,
        agent=visit.agent,
        outcome=outcome,
    )


def sign_out(request: HttpRequest, actor: Actor) -> None:
    """End the session; its sockets close within 2 s in every process."""
    digest = session_digest(request.session.session_key or "")
    account_id = str(actor.account_id)
    with command("session.end", actor) as cmd:
        request.session.flush()
        cmd.append(DIRECTORY, "session.ended", data={"account_id": account_id, "session_digest": digest})
    principals.cache.forget_account(account_id)


def change_password(cmd: Command, account: Account, old: str, new: str) -> None:
    """Raises Problem wrong_old_password or bad_input (with the reasons of the password rules)."""
    if not check_password(old, account.password):
        raise Problem("wrong_old_password", errors=(FieldError("old", "wrong_old_password"),))
    set_password(cmd, account, new)


def set_password(cmd: Command, account: Account, new: str) -> None:
    """Set a password; every session of the account ends. Raises Problem bad_input."""
    try:
        validate_password(new, account)
    except ValidationError as error:
        raise Problem("bad_input", errors=(FieldError("new", "weak_password"),)) from error
    account.set_password(new)
    account.save(update_fields=["password"])
    _end_sessions(account)
    cmd.append(DIRECTORY, "account.password_changed", data=_named(account))


def set_active(cmd: Command, account: Account, active: bool) -> None:
    """Activate or deactivate; a deactivated account loses its sessions at once."""
    if str(account.id) == cmd.actor.account_id and not active:
        raise Problem("own_account")
    account.is_active = active
    account.save(update_fields=["is_active"])
    if not active:
        _end_sessions(account)
    cmd.append(DIRECTORY, "account.activated" if active else "account.deactivated", data=_named(account))


def _end_sessions(account: Account) -> None:
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(account.id):
            session.delete()


def _named(account: Account) -> dict[str, Any]:
    return {
        "account_id": str(account.id),
        "username": account.username,
        "name": str(account.person or account.site),
    }


def create_account(
    cmd: Command,
    username: str,
    password: str | None,
    *,
    person: Person | None = None,
    site: Site | None = None,
    password_hash: str | None = None,
    **duties: Any,
) -> Account:
    """An account of a person or a site. Raises Problem username_taken or bad_input."""
    if Account.objects.filter(username=username).exists():
        raise Problem("username_taken", errors=(FieldError("username", "username_taken"),))
    account = Account(username=username, person=person, site=site, **duties)
    if password_hash is None:
        try:
            validate_password(password or "", account)
        except ValidationError as error:
            raise Problem("bad_input", errors=(FieldError("password", "weak_password"),)) from error
    account.password = password_hash or make_password(password)
    account.save(force_insert=True)
    cmd.append(DIRECTORY, "account.created", data={**_named(account), **duties})
    return account


def create_unit(cmd: Command, *, code: str, name: str, short_name: str, kind: str, **fields: Any) -> Unit:
    """A new organisation unit. Raises Problem unit_code_taken."""
    if Unit.objects.filter(code=code).exists():
        raise Problem("unit_code_taken", errors=(FieldError("code", "unit_code_taken"),))
    unit = Unit.objects.create(code=code, name=name, short_name=short_name, kind=kind, **fields)
    cmd.append(DIRECTORY, "unit.created", data={"unit_id": unit.id, "code": code, "name": name, "kind": kind})
    return unit


def create_person(
    cmd: Command, *, full_name: str, position: str, unit: Unit, email: str = "", phone: str = ""
) -> Person:
    """A new person of a unit."""
    person = Person.objects.create(
        full_name=full_name, position=position, unit=unit, email=email, phone=phone
    )
    data = {"person_id": person.id, "full_name": full_name, "position": position, "unit_name": unit.name}
    cmd.append(DIRECTORY, "person.created", data=data)
    return person


def create_site(cmd: Command, *, name: str, unit: Unit, place: str = "") -> Site:
    """A new connection point of a unit. Raises Problem site_name_taken."""
    if Site.objects.filter(unit=unit, name=name).exists():
        raise Problem("site_name_taken", errors=(FieldError("name", "site_name_taken"),))
    site = Site.objects.create(name=name, unit=unit, place=place)
    cmd.append(DIRECTORY, "site.created", data={"site_id": site.id, "name": name, "unit_name": unit.name})
    return site


def edit_unit(cmd: Command, unit: Unit, changes: dict[str, Any]) -> None:
    """Correct a unit; where it stood until today stays known. Raises Problem bad_input for a circle."""
    if changes["parent_id"] != unit.parent_id:
        if unit.id in units_above(changes["parent_id"]):
            raise Problem(
                "bad_input", errors=(FieldError("parent_id", "successor_below", {"name": unit.name}),)
            )
        remember(unit, today())
    told = _write(unit, changes)
    cmd.append(DIRECTORY, "unit.edited", data={"unit_id": unit.id, "name": unit.name, "changes": told})


def edit_person(cmd: Command, person: Person, changes: dict[str, Any]) -> None:
    """Correct a person, or move them to another unit; their rights follow at once."""
    told = _write(person, changes)
    account_id = Account.objects.filter(person=person).values_list("id", flat=True).first()
    data = {"person_id": person.id, "full_name": person.full_name, "changes": told}
    cmd.append(DIRECTORY, "person.edited", data={**data, "account_id": account_id})
    principals.cache.forget_account(str(account_id))


def edit_site(cmd: Command, site: Site, changes: dict[str, Any]) -> None:
    """Correct a connection point. Raises Problem site_name_taken."""
    rivals = Site.objects.filter(unit_id=changes["unit_id"], name=changes["name"]).exclude(id=site.id)
    if rivals.exists():
        raise Problem("site_name_taken", errors=(FieldError("name", "site_name_taken"),))
    told = _write(site, changes)
    cmd.append(DIRECTORY, "site.edited", data={"site_id": site.id, "name": site.name, "changes": told})


def _write(entry: Unit | Person | Site, changes: dict[str, Any]) -> dict[str, Any]:
    """Set and save; what changed, from what to what."""
    told = {}
    for name, value in changes.items():
        before = getattr(entry, name)
        if before != value:
            told[name] = {"from": before, "to": value}
            setattr(entry, name, value)
    entry.save()
    return told
