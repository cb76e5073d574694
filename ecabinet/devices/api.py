"""Endpoints of paired screens."""

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import HttpRequest
from ninja import Router

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.devices import rules, services
from ecabinet.devices.access import access_device, access_device_site
from ecabinet.devices.models import Device
from ecabinet.devices.rows import DeviceKey, DeviceOut, Equipment, PairIn, PairingOut, device_out
from ecabinet.directory.api import session_out
from ecabinet.directory.rows import Done, SessionOut
from ecabinet.directory.services import Visit
from ecabinet.pagination import Page, page_of
from ecabinet.problems import Problem

router = Router(tags=["devices"])


def counting_wrong_codes(view: Callable[..., Any]) -> Callable[..., Any]:
    """Bound guessing. Outside the command, whose rows a refusal takes back."""

    @functools.wraps(view)
    def counted(request: SignedInRequest, *args: Any, **kwargs: Any) -> Any:
        rules.check_tries(services.wrong_codes(request.principal.account_id))
        try:
            return view(request, *args, **kwargs)
        except Problem as problem:
            if problem.code == "pairing_code_wrong":
                services.note_wrong_code(request.principal.account_id)
            raise

    return counted


def _visit(request: HttpRequest) -> Visit:
    return Visit(request.META.get("REMOTE_ADDR") or None, request.headers.get("User-Agent", "")[:200])


@router.post(
    "/pairings",
    response=PairingOut,
    auth=None,
    operation_id="open_pairing",
    summary="A code for an unpaired screen, good for 10 minutes, and the key that becomes its own",
)
def open_pairing(request: HttpRequest) -> PairingOut:
    pairing, key = services.open_pairing(_visit(request).address)
    return PairingOut(code=pairing.code, key=key, expires_at=pairing.expires_at)


@router.post(
    "/session/device",
    response=SessionOut,
    auth=None,
    operation_id="sign_in_device",
    summary="Sign a paired screen in by its key",
)
def sign_in_device(request: HttpRequest, body: DeviceKey) -> SessionOut:
    return session_out(request, services.sign_in(request, body.key, _visit(request)))


@router.post(
    "/device/equipment",
    response=Done,
    operation_id="tell_equipment",
    summary="A paired screen tells its equipment, and that it is there",
)
def tell_equipment(request: SignedInRequest, body: Equipment) -> Done:
    services.note_equipment(services.device_of(request), body.model_dump())
    return Done()


@router.get(
    "/sites/{site_id}/devices",
    response=Page[DeviceOut],
    operation_id="list_devices",
    summary="The paired screens of a site",
)
def list_devices(request: SignedInRequest, site_id: UUID, page: int = 1) -> dict[str, Any]:
    site = access_device_site(request.principal, site_id)
    # Databases disagree where "never" stands; those in use come first.
    in_use_first = F("revoked_at").asc(nulls_first=True)
    devices = Device.objects.filter(site=site).order_by(in_use_first, "name", "id")
    return page_of(devices, page, device_out)


@router.post(
    "/sites/{site_id}/devices",
    response=DeviceOut,
    operation_id="pair_device",
    summary="Pair the screen that shows this code with a site",
)
@counting_wrong_codes
@as_command("device.pair")
def pair_device(request: CommandRequest, site_id: UUID, body: PairIn) -> DeviceOut:
    site = access_device_site(request.principal, site_id, lock=True)
    return device_out(services.pair(request.command, site, body.code, body.name.strip()))


@router.post(
    "/devices/{device_id}/revoke",
    response=DeviceOut,
    operation_id="revoke_device",
    summary="Revoke a paired screen's key; its sessions end",
)
@as_command("device.revoke")
def revoke_device(request: CommandRequest, device_id: UUID) -> DeviceOut:
    device = access_device(request.principal, device_id)
    services.revoke(request.command, device)
    return device_out(device)
