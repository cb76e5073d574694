"""The way from an id in a request to a device that keeps documents."""

import hashlib
import hmac
from uuid import UUID

from agenda.offline.models import OfflineDevice
from ecabinet.directory.principal import Principal
from ecabinet.problems import NotFound, Problem


def digest_of(key: str) -> str:
    """What is kept of a device's key: the SHA-256 in hex."""
    return hashlib.sha256(key.encode()).hexdigest()


def access_own_device(principal: Principal, device_id: UUID) -> OfflineDevice:
    """A device of one's own, locked. Raises NotFound (404)."""
    own = OfflineDevice.objects.select_for_update().filter(account_id=principal.account_id)
    device = own.filter(id=device_id).first()
    if device is None:
        raise NotFound
    return device


def device_with(device_id: UUID, key: str) -> OfflineDevice:
    """The device that shows its key, locked. Raises Problem offline_device_unknown (403)."""
    device = OfflineDevice.objects.select_for_update(of=("self",)).filter(id=device_id).first()
    if device is None or not hmac.compare_digest(device.key_digest, digest_of(key)):
        raise Problem("offline_device_unknown")
    return device


def require_person(principal: Principal) -> None:
    """Raises Problem not_allowed (403) for the device of a site: it is nobody's own."""
    if principal.kind != "person":
        raise Problem("not_allowed")
