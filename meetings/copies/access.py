"""Which templates, series and meetings of a series a principal may use."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from ecabinet.directory.heritage import is_valid_on
from ecabinet.directory.models import Person, Unit
from ecabinet.directory.principal import Principal
from ecabinet.problems import NotFound, Problem
from meetings.lifecycle.access import access_meeting, require_preparer, visible_meetings
from meetings.lifecycle.models import Meeting, MeetingTemplate


def access_templates(principal: Principal, retired: bool) -> "QuerySet[MeetingTemplate]":
    """Everybody's templates and those of one's unit; retired ones on request."""
    found = MeetingTemplate.objects.filter(Q(unit=None) | Q(unit_id__in=principal.unit_ids))
    return found if retired else found.filter(is_active=True)


def is_own(principal: Principal, template: MeetingTemplate) -> bool:
    """Whether the template is in the hands of `principal`."""
    return principal.is_secretary and str(template.unit_id) in principal.unit_ids


def access_template(principal: Principal, template_id: UUID) -> MeetingTemplate:
    """A template of one's unit, locked. Raises NotFound, Problem not_allowed (403) for everybody's."""
    found = access_templates(principal, retired=True).select_for_update(of=("self",))
    template = found.filter(id=template_id).first()
    if template is None:
        raise NotFound
    if not is_own(principal, template):
        raise Problem("not_allowed")
    return template


def access_source(
    principal: Principal, meeting_id: UUID, *, lock: bool = False
) -> tuple[Meeting, Unit, Person]:
    """A meeting that may be copied, the unit that will hold the copy, and who prepares it.

    Raises NotFound, or Problem not_allowed (403) for who does not prepare it.
    """
    meeting = access_meeting(principal, meeting_id, "edit_meeting", lock=lock).meeting
    require_preparer(principal)
    unit = meeting.unit
    if not is_valid_on(unit, timezone.localdate()):
        unit = Unit.objects.get(id=str(principal.unit_id))
    person = Person.objects.select_related("unit").get(account__id=principal.account_id)
    return meeting, unit, person


def access_series(principal: Principal, meeting_id: UUID) -> "QuerySet[Meeting]":
    """The meetings of the series of a meeting, as far as one may see them. Raises NotFound."""
    meeting = access_meeting(principal, meeting_id).meeting
    if meeting.series_id is None:
        raise NotFound
    return visible_meetings(principal).filter(series_id=meeting.series_id).order_by("series_place")


def access_following(principal: Principal, meeting_id: UUID) -> tuple[Meeting, list[Meeting]]:
    """A meeting of a series and those that come after it, all locked and all one's to edit.

    Raises NotFound, Problem not_allowed (403), not_in_series (409).
    """
    meeting = access_meeting(principal, meeting_id, "edit_meeting", lock=True).meeting
    if meeting.series_id is None:
        raise Problem("not_in_series")
    later = Meeting.objects.filter(series_id=meeting.series_id, series_place__gt=meeting.series_place)
    ids = list(later.order_by("series_place").values_list("id", flat=True))
    following = [access_meeting(principal, each, "edit_meeting", lock=True, closed=True) for each in ids]
    return meeting, [access.meeting for access in following]
