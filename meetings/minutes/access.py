"""Minutes reach code through the meeting they belong to."""

from uuid import UUID

from ecabinet.directory.principal import Principal
from ecabinet.journal.veil import Veil
from ecabinet.problems import Problem
from meetings.lifecycle.access import access_meeting
from meetings.minutes.models import Minutes
from meetings.minutes.rows import newest, newest_ready

NOT_READY = {None: "minutes_none", "queued": "minutes_not_ready", "failed": "minutes_failed"}


def access_ready_minutes(principal: Principal, meeting_id: UUID) -> tuple[Minutes, Veil | None]:
    """The newest revision that is ready, and what of the meeting is closed to who asks.

    Raises NotFound, or a Problem (404) that says how far it is.
    """
    access = access_meeting(principal, meeting_id)
    meeting = access.meeting
    ready = newest_ready(meeting.id)
    if ready is not None:
        return ready, access.viewer.veil
    latest = newest(meeting.id)
    raise Problem(NOT_READY[latest.status if latest else None])
