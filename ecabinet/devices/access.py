"""Who pairs and revokes the screens of a site."""

from uuid import UUID

from ecabinet.devices.models import Device
from ecabinet.directory.models import Site
from ecabinet.directory.principal import Principal
from ecabinet.directory.rights import Right
from ecabinet.problems import NotFound


def access_device_site(principal: Principal, site_id: UUID, *, lock: bool = False) -> Site:
    """A site whose screens `principal` tends: its managers, its technicians, and others who may. NotFound."""
    rows = Site.objects.select_for_update() if lock else Site.objects.all()
    site = rows.filter(id=site_id).first()
    if site is None or not _tends(principal, site):
        raise NotFound
    return site


def access_device(principal: Principal, device_id: UUID) -> Device:
    """A device that `principal` tends, locked. Raises NotFound."""
    rows = Device.objects.select_for_update(of=("self",)).select_related("site")
    device = rows.filter(id=device_id).first()
    if device is None or not _tends(principal, device.site):
        raise NotFound
    return device


def _tends(principal: Principal, site: Site) -> bool:
    return principal.may(Right.PAIR_DEVICES, site.unit_id)
