"""Pairing a screen with a site, signing it in by its key, and revoking it."""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY, login
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from ecabinet.devices import rules
from ecabinet.devices.models import Device, Pairing, WrongCode
from ecabinet.directory import principal as principals
from ecabinet.directory.models import Account, SignIn, Site
from ecabinet.directory.principal import Principal, principal_of
from ecabinet.directory.services import DIRECTORY, Visit, create_account
from ecabinet.journal.live import session_digest
from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem

SESSION_DEVICE = "device_id"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def open_pairing(address: str | None) -> tuple[Pairing, str]:
    """A code for an unpaired screen, and the key that will be its own once the code is entered.

    Raises Problem pairing_too_many_screens (429).
    """
    now, key = timezone.now(), rules.new_key()
    with transaction.atomic():
        Pairing.objects.filter(expires_at__lt=now - rules.REMEMBERED).delete()
        rules.check_open(Pairing.objects.filter(address=address, expires_at__gt=now, device=None).count())
        pairing = Pairing.objects.create(
            code=rules.new_code(),
            key_digest=rules.digest_of(key),
            address=address,
            expires_at=now + rules.LIFETIME,
        )
    return pairing, key


def wrong_codes(account_id: str) -> int:
    """How many codes that never were an account entered lately."""
    since = timezone.now() - rules.WINDOW
    return WrongCode.objects.filter(account_id=account_id, at__gt=since).count()


def note_wrong_code(account_id: str) -> None:
    """Remember a wrong code; call outside the command, which is undone."""
    now = timezone.now()
    WrongCode.objects.filter(at__lt=now - rules.REMEMBERED).delete()
    WrongCode.objects.create(account_id=account_id, at=now)


def pair(cmd: Command, site: Site, code: str, name: str) -> Device:
    """The screen that shows `code` becomes a device of the site.

    Raises Problem pairing_code_wrong, pairing_code_used, pairing_code_late or device_name_taken.
    """
    pairing = Pairing.objects.select_for_update().filter(code=rules.normal(code)).first()
    if pairing is None:
        raise Problem("pairing_code_wrong", errors=(FieldError("code", "pairing_code_wrong"),))
    rules.check_code(is_used=pairing.device_id is not None, expires_at=pairing.expires_at, now=cmd.at)
    if Device.objects.filter(site=site, name=name, revoked_at=None).exists():
        raise Problem("device_name_taken", errors=(FieldError("name", "device_name_taken"),))
    _account_of(cmd, site)
    pairing.device = Device.objects.create(
        site=site,
        name=name,
        key_digest=pairing.key_digest,
        paired_at=cmd.at,
        paired_by_id=cmd.actor.account_id,
    )
    pairing.save(update_fields=["device"])
    cmd.append(DIRECTORY, "device.paired", data=_named(pairing.device))
    return pairing.device


def _account_of(cmd: Command, site: Site) -> Account:
    """The account that the devices of a site sign in as; without a password unless somebody sets one."""
    account = Account.objects.filter(site=site).first()
    if account is not None:
        return account
    username = f"diemcau-{site.id.hex[:12]}"
    return create_account(cmd, username, None, site=site, password_hash=make_password(None))


@transaction.atomic
def sign_in(request: HttpRequest, key: str, visit: Visit) -> Principal:
    """Start the session of a device.

    Raises Problem device_not_paired (409) while its code waits, pairing_code_late (409) when the code's time
    is over, device_revoked or device_unknown (403), account_inactive (403).
    """
    now, device = timezone.now(), _device_with(rules.digest_of(key))
    account = Account.objects.select_related("person", "site").get(site=device.site)
    if not account.is_active:
        raise Problem("account_inactive")
    login(request, account, backend=BACKEND)
    request.session[SESSION_DEVICE] = str(device.id)
    request.session.save()
    Device.objects.filter(id=device.id).update(last_seen_at=now)
    _log(account, visit, now)
    return principal_of(account)


def _device_with(digest: str) -> Device:
    """Locked: a device that is revoked meanwhile must not begin a session that nobody ends."""
    rows = Device.objects.select_for_update(of=("self",)).select_related("site")
    device = rows.filter(key_digest=digest).first()
    if device is None:
        _explain_waiting(digest)
        raise Problem("device_unknown")
    if device.revoked_at is not None:
        raise Problem("device_revoked", name=device.name)
    return device


def _explain_waiting(digest: str) -> None:
    pairing = Pairing.objects.filter(key_digest=digest).first()
    if pairing is not None:
        rules.check_code(is_used=False, expires_at=pairing.expires_at, now=timezone.now())
        raise Problem("device_not_paired")


def _log(account: Account, visit: Visit, now: datetime) -> None:
    SignIn.objects.create(
        username=account.username,
        account=account,
        at=now,
        address=visit.address,
        agent=visit.agent,
        outcome=SignIn.Outcome.ACCEPTED,
    )


def device_of(request: HttpRequest) -> Device:
    """The paired device that asks. Raises Problem device_unknown for anybody else."""
    known = request.session.get(SESSION_DEVICE)
    device = Device.objects.filter(id=known).first() if known else None
    if device is None or device.revoked_at is not None:
        raise Problem("device_unknown")
    return device


def note_equipment(device: Device, equipment: dict[str, Any]) -> None:
    """What a device tells of itself, which also says that it was here now."""
    device.equipment, device.last_seen_at = equipment, timezone.now()
    device.save(update_fields=["equipment", "last_seen_at"])


def revoke(cmd: Command, device: Device) -> None:
    """The key is worth nothing from now on, and the device's sessions end. Raises Problem device_revoked."""
    if device.revoked_at is not None:
        raise Problem("device_revoked", name=device.name)
    device.revoked_at = cmd.at
    device.save(update_fields=["revoked_at"])
    cmd.append(DIRECTORY, "device.revoked", data=_named(device))
    account = Account.objects.get(site_id=device.site_id)
    for digest in _end_sessions(account, device):
        data = {"account_id": str(account.id), "session_digest": digest}
        cmd.append(DIRECTORY, "session.ended", data=data)
    principals.cache.forget_account(str(account.id))


def _end_sessions(account: Account, device: Device) -> list[str]:
    ended = []
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        kept = session.get_decoded()
        if kept.get(SESSION_KEY) == str(account.id) and kept.get(SESSION_DEVICE) == str(device.id):
            ended.append(session_digest(session.session_key))
            session.delete()
    return ended


def _named(device: Device) -> dict[str, Any]:
    return {
        "device_id": str(device.id),
        "name": device.name,
        "site_id": str(device.site_id),
        "site_name": device.site.name,
    }
