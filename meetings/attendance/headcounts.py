"""How many people are in the room of a site, counted there: shown beside those who checked in one by one."""

from uuid import UUID

from django.db.models import Count, Q
from ninja import Schema

from ecabinet.journal.audience import Viewer
from ecabinet.journal.services import Command, Draft
from meetings.attendance import rules
from meetings.attendance.models import Headcount
from meetings.invitations.models import PRESENT, MeetingSite, Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant, State, stream_of


class HeadcountRow(Schema):
    """The last count of a site; its key is the id of the site in the directory."""

    site_id: UUID
    count: int
    counted_at: Instant
    counted_by: str


def headcount_row(counted: Headcount) -> HeadcountRow:
    """The row of a count; needs no further query."""
    return HeadcountRow(**{name: getattr(counted, name) for name in HeadcountRow.model_fields})


def read_headcounts(meeting_id: str, _viewer: Viewer) -> dict[str, HeadcountRow]:
    """The part `headcounts` of a snapshot."""
    return {str(c.site_id): headcount_row(c) for c in Headcount.objects.filter(meeting_id=meeting_id)}


def note_headcount(cmd: Command, site: MeetingSite, count: int) -> Headcount:
    """Write down how many are in the room; the same number again changes nothing.

    Raises Problem attendance_closed (409).
    """
    rules.check_open(site.meeting.status)
    known = Headcount.objects.filter(meeting=site.meeting, site_id=site.site_id).first()
    if known is not None and known.count == count:
        return known
    before = known.count if known else None
    counted = known or Headcount(meeting=site.meeting, site_id=site.site_id)
    counted.count, counted.counted_at, counted.counted_by = count, cmd.at, cmd.actor.name
    counted.save()
    _tell(cmd, site, counted, before)
    return counted


def _tell(cmd: Command, site: MeetingSite, counted: Headcount, before: int | None) -> None:
    here = Participant.objects.filter(meeting=site.meeting, site_id=site.site_id)
    figures = here.aggregate(invited=Count("id"), checked_in=Count("id", filter=Q(attendance__in=PRESENT)))
    cmd.append(
        stream_of(site.meeting),
        "headcount.noted",
        data={
            "site_id": site.site_id,
            "site_name": site.name,
            "unit_name": site.unit_name,
            "count": counted.count,
            "before": before,
            **figures,
        },
        state=_state(counted),
    )


def _state(counted: Headcount) -> State:
    return {"headcounts": {str(counted.site_id): headcount_row(counted).model_dump(mode="json")}}


def forget_site(cmd: Command, draft: Draft) -> None:
    """Subscriber: with a site that is no longer asked goes its count."""
    meeting = Meeting.objects.get(id=draft.stream.partition(":")[2])
    site_id = draft.data["site_id"]
    gone, _ = Headcount.objects.filter(meeting=meeting, site_id=site_id).delete()
    if gone:
        cmd.amend(draft, {"headcounts": {site_id: None}})
