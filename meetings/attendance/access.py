"""Who may speak for a site: its screen, its technicians, and whoever takes the attendance."""

from uuid import UUID

from ecabinet.directory.principal import Principal
from ecabinet.problems import NotFound, Problem
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.access import MeetingAccess


def access_tended_site(access: MeetingAccess, principal: Principal, site_id: UUID | None) -> MeetingSite:
    """The site of a meeting, for who tends it; None asks for the viewer's own.

    Raises NotFound (404) for a site that is not asked, Problem not_allowed (403).
    """
    wanted = site_id or access.viewer.site_id
    if not _tends_any(access):
        raise Problem("not_allowed")
    if wanted is None:
        raise NotFound
    site = MeetingSite.objects.filter(meeting=access.meeting, site_id=wanted).select_related("site").first()
    if site is None:
        raise NotFound
    site.meeting = access.meeting
    if not _tends(access, principal, site):
        raise Problem("not_allowed")
    return site


def _tends_any(access: MeetingAccess) -> bool:
    viewer = access.viewer
    return viewer.role in {"site", "technician"} or "manage_attendance" in viewer.can


def _tends(access: MeetingAccess, principal: Principal, site: MeetingSite) -> bool:
    if "manage_attendance" in access.viewer.can:
        return True
    if access.viewer.role == "technician":
        return str(site.site.unit_id) == principal.unit_id
    return str(site.site_id) == access.viewer.site_id
