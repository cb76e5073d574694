"""Documents for reading without a network, over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import StringConstraints

from agenda.offline import services
from agenda.offline.access import access_own_device, device_with, require_person
from agenda.offline.keeping import keepable
from agenda.offline.models import OfflineDevice
from agenda.offline.rows import (
    CopiesRow,
    KeepableRow,
    KeptRow,
    LostRow,
    OfflineDeviceRow,
    VerdictOut,
    copies_rows,
    device_row,
    keepable_row,
)
from agenda.offline.rules import Ending
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.pagination import Page, page_of, page_of_list
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import PageNumber, Words

router = Router(tags=["offline"])

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43,86}$")]
# What a device may say of itself; the rest is for others to say.
OWN_ENDINGS = {Ending.SIGNED_OUT, Ending.WRONG_PIN, Ending.ERASED}


class DeviceIn(Schema):
    """A browser that will keep documents, with the key that it made: 32 random bytes or more as base64url."""

    name: Annotated[str, Words, StringConstraints(min_length=1, max_length=80)]
    key: Key


class CopiesIn(Schema):
    """The documents that the device wants to keep."""

    document_ids: list[UUID] = Field(min_length=1, max_length=200)


class HeldIn(Schema):
    """What the device holds; `erased`: nothing any more, and why.

    It shows its key instead of a session, which may be over.
    """

    device_id: UUID
    key: Key
    version_ids: list[UUID] = Field(default=[], max_length=500)
    erased: Ending | None = None


@router.get(
    "/offline/documents",
    response=Page[KeepableRow],
    operation_id="list_keepable_documents",
    summary="The documents of one's coming meetings that one may keep on a device",
)
def list_keepable(request: SignedInRequest, page: PageNumber = 1) -> dict[str, Any]:
    require_person(request.principal)
    return page_of_list([keepable_row(entry) for entry in keepable(request.principal)], page)


@router.get(
    "/offline/devices",
    response=Page[OfflineDeviceRow],
    operation_id="list_offline_devices",
    summary="One's own devices that keep documents, the last heard of first",
)
def list_devices(request: SignedInRequest, page: PageNumber = 1) -> dict[str, Any]:
    own = OfflineDevice.objects.filter(account_id=request.principal.account_id)
    return page_of(own, page, device_row)


@router.post(
    "/offline/devices",
    response=OfflineDeviceRow,
    operation_id="register_offline_device",
    summary="This browser will keep documents of one's meetings",
)
@as_command("offline_device.register")
def register(request: CommandRequest, device: DeviceIn) -> OfflineDeviceRow:
    require_person(request.principal)
    return device_row(services.register(request.command, request.principal, device.name, device.key))


@router.post(
    "/offline/devices/{device_id}/revoke",
    response=OfflineDeviceRow,
    operation_id="revoke_offline_device",
    summary="A device of one's own erases what it keeps at its next contact",
)
@as_command("offline_device.revoke")
def revoke(request: CommandRequest, device_id: UUID) -> OfflineDeviceRow:
    device = access_own_device(request.principal, device_id)
    services.end(request.command, device, Ending.REVOKED)
    return device_row(device)


@router.post(
    "/offline/devices/{device_id}/copies",
    response=list[KeepableRow],
    operation_id="note_offline_copies",
    summary="Note that a device fetches these documents; answers those it may keep (no command)",
)
def note_copies(request: SignedInRequest, device_id: UUID, wanted: CopiesIn) -> list[KeepableRow]:
    with transaction.atomic():
        device = access_own_device(request.principal, device_id)
        found = services.keep(request.principal, device, wanted.document_ids)
    return [keepable_row(entry) for entry in found]


@router.post(
    "/offline/check",
    response=VerdictOut,
    auth=None,
    operation_id="check_offline_copies",
    summary="A device tells what it holds and is told what to erase (by its key; no command)",
)
def check(request: HttpRequest, held: HeldIn) -> VerdictOut:
    told = held.erased if held.erased in OWN_ENDINGS else None
    with transaction.atomic():
        device = device_with(held.device_id, held.key)
        verdict = services.check(device, held.version_ids, told)
    return VerdictOut(
        ended=verdict.ended,
        keep=[KeptRow(version_id=key, until=until) for key, until in verdict.kept.items()],
        erase=[LostRow(version_id=key, reason=reason) for key, reason in verdict.lost.items()],
        newer=verdict.newer,
        limit_mb=settings.OFFLINE_LIMIT_MB,
    )


@router.get(
    "/meetings/{meeting_id}/offline-copies",
    response=Page[CopiesRow],
    operation_id="list_offline_copies",
    summary="On how many devices the documents of a meeting are kept",
)
def list_copies(request: SignedInRequest, meeting_id: UUID, page: PageNumber = 1) -> dict[str, Any]:
    access = access_meeting(request.principal, meeting_id, "run_meeting")
    return page_of_list(copies_rows(access.viewer, access.meeting), page)
