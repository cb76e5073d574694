"""Devices that keep documents: registering, telling them what to keep and what to erase, revoking."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from agenda.documents.models import DocumentVersion
from agenda.offline.access import digest_of
from agenda.offline.keeping import Keepable, judged, keepable
from agenda.offline.models import KeptCopy, OfflineDevice
from agenda.offline.rules import MOST_DEVICES, Ending, Loss
from ecabinet.commands import actor_of
from ecabinet.directory.principal import Principal, principal_of
from ecabinet.journal import audience
from ecabinet.journal.services import Command, command
from ecabinet.problems import Problem

DIRECTORY = "directory"


def register(cmd: Command, principal: Principal, name: str, key: str) -> OfflineDevice:
    """A browser of this person that will keep documents, known by the key that it made.

    Raises Problem offline_too_many_devices (409).
    """
    own = OfflineDevice.objects.filter(account_id=principal.account_id, ended_at=None)
    if own.count() >= MOST_DEVICES:
        raise Problem("offline_too_many_devices", most=MOST_DEVICES)
    device = OfflineDevice.objects.create(
        account_id=principal.account_id,
        name=name,
        key_digest=digest_of(key),
        registered_at=cmd.at,
        last_contact_at=cmd.at,
    )
    _tell(cmd, device, "registered")
    return device


def end(cmd: Command, device: OfflineDevice, because: Ending) -> None:
    """The device may keep nothing any more; one that has told so itself keeps nothing.

    Raises Problem offline_device_ended (409).
    """
    if device.ended_at is not None:
        raise Problem("offline_device_ended", name=device.name)
    device.ended_at, device.ended_because = cmd.at, because
    device.save(update_fields=["ended_at", "ended_because"])
    _tell(cmd, device, "ended", because=because)


def _tell(cmd: Command, device: OfflineDevice, what: str, **more: Any) -> None:
    account = device.account
    data = {"device_id": device.id, "name": device.name, "username": account.username, **more}
    whom = (*audience.person(account.person_id or ""), *audience.role("administrator"))
    cmd.append(DIRECTORY, f"offline_device.{what}", data=data, audience=whom)


def keep(principal: Principal, device: OfflineDevice, document_ids: Collection[UUID]) -> list[Keepable]:
    """Note that the device, locked, is about to fetch these documents; those that it may have.

    Raises Problem offline_device_ended (409).
    """
    if device.ended_at is not None:
        raise Problem("offline_device_ended", name=device.name)
    now, wanted = timezone.now(), frozenset(document_ids)
    found = [entry for entry in keepable(principal, now) if entry.document.id in wanted]
    _note(device, [entry.version.id for entry in found], now)
    return found


def _note(device: OfflineDevice, version_ids: Collection[UUID], now: datetime) -> None:
    KeptCopy.objects.bulk_create(
        [KeptCopy(device=device, version_id=version_id, kept_at=now) for version_id in version_ids],
        ignore_conflicts=True,
    )
    device.last_contact_at = now
    device.save(update_fields=["last_contact_at"])


@dataclass
class Verdict:
    """What a device is to do with what it keeps. `ended`: erase everything; `newer`: documents of which it
    keeps a version that is not the shown one any more."""

    ended: Ending | None = None
    kept: dict[UUID, datetime] = field(default_factory=dict)
    lost: dict[UUID, Loss] = field(default_factory=dict)
    newer: list[UUID] = field(default_factory=list)


def check(device: OfflineDevice, held: Collection[UUID], told: Ending | None) -> Verdict:
    """What the device, locked, is to do with the versions that it holds; `told`: it has erased them itself.

    What it does not hold any more is not counted as a copy any more.
    """
    device.copies.exclude(version_id__in=held).delete()
    account = device.account
    if device.ended_at is None and (told is not None or not account.is_active):
        with command("offline_device.end", actor_of(principal_of(account))) as cmd:
            end(cmd, device, told or Ending.ACCOUNT_INACTIVE)
    if device.ended_at is not None:
        return Verdict(ended=Ending(device.ended_because), lost=dict.fromkeys(held, Loss.NO_RIGHT))
    verdict = _judged(principal_of(account), held)
    _note(device, verdict.kept, timezone.now())
    return verdict


def _judged(principal: Principal, held: Collection[UUID]) -> Verdict:
    now, verdict = timezone.now(), Verdict(lost=dict.fromkeys(held, Loss.REMOVED))
    versions = list(DocumentVersion.objects.filter(id__in=held).select_related("document__meeting"))
    for version_id, judgement in judged(principal, versions, now).items():
        if isinstance(judgement, Loss):
            verdict.lost[version_id] = judgement
        else:
            verdict.kept[version_id] = judgement
    verdict.lost = {key: loss for key, loss in verdict.lost.items() if key not in verdict.kept}
    verdict.newer = [
        version.document_id
        for version in versions
        if version.id in verdict.kept and version.document.shown_id not in {version.id, None}
    ]
    return verdict
