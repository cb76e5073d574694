"""What the invitations' letters still lack before a meeting is published."""

from collections.abc import Iterator

from meetings.exchange.recipients import everybody
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.readiness import Finding

NAMED_AT_MOST = 10


def check_addresses(meeting: Meeting) -> Iterator[Finding]:
    """A warning that names who will get no letter; of many, the first ten."""
    names = [one.name for one in everybody(meeting) if not one.address]
    if names:
        told = ", ".join(names[:NAMED_AT_MOST]) + (", …" if len(names) > NAMED_AT_MOST else "")
        yield Finding("no_mail_address", "people", False, values={"count": len(names), "names": told})
