"""Media lines that come and go without media, run beside a product on its data.

`python -m tests.lines <meeting> lose|return <site>` or `… leave <person>`: the site is lost, it is back, or
the person who checked in on line leaves it so long ago that the grace is over in `GRACE_LEFT`.
"""

import os
import sys
from datetime import timedelta

import django
from django.utils import timezone

GRACE_LEFT = timedelta(seconds=12)


def change_site(meeting_id: str, site_id: str, *, there: bool) -> None:
    """The line of a site comes, or comes and goes."""
    from ecabinet.journal.services import SYSTEM, command
    from meetings.attendance import presence
    from meetings.invitations.models import MeetingSite
    from meetings.lifecycle.models import Meeting

    for change in [presence.connect_site] if there else [presence.connect_site, presence.disconnect_site]:
        with command("test.line", SYSTEM) as cmd:
            meeting = Meeting.objects.select_for_update().get(id=meeting_id)
            site = MeetingSite.objects.get(meeting=meeting, site_id=site_id)
            site.meeting = meeting
            change(cmd, site, cmd.at)


def leave(meeting_id: str, person_id: str) -> None:
    """The person checked in on line ten minutes ago, and left the line most of the grace ago."""
    from ecabinet.journal.services import SYSTEM, command
    from meetings.attendance import presence, rules, services
    from meetings.invitations.models import Participant
    from meetings.lifecycle.models import Meeting

    then = timezone.now() - timedelta(minutes=10)
    with command("test.check_in", SYSTEM, at=then) as cmd:
        meeting = Meeting.objects.select_for_update().get(id=meeting_id)
        participant = Participant.objects.get(meeting=meeting, person_id=person_id)
        participant.meeting = meeting
        services.check_in(cmd, participant, "online")
        presence.connect_person(cmd, meeting, person_id, then)
    with command("test.line", SYSTEM) as cmd:
        meeting = Meeting.objects.select_for_update().get(id=meeting_id)
        left_at = cmd.at - rules.AWAY_AFTER + GRACE_LEFT
        presence.disconnect_person(cmd, meeting, person_id, left_at)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "ecabinet.settings"
    django.setup()
    meeting_id, what, subject = sys.argv[1:]
    if what == "leave":
        leave(meeting_id, subject)
    else:
        change_site(meeting_id, subject, there=what == "return")


if __name__ == "__main__":
    main()
