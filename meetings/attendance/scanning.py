"""Checking in by the code on a site's screen: reading the code, and what it does."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from ecabinet.journal.services import Command
from ecabinet.problems import Problem
from meetings.attendance import codes, leaving, rules
from meetings.attendance.models import CodeUse
from meetings.attendance.services import write_attendance
from meetings.invitations.models import MeetingSite, Participant
from meetings.invitations.services import edit_participant

SALT = "meetings.attendance.code"
MOST_WRONG = 10
WRONG_SECONDS = 300


@dataclass(frozen=True)
class Scan:
    """A good code: the site on whose screen it stood, and in which window."""

    site: MeetingSite
    window: int


def secret_of(meeting_id: UUID | str, site_id: UUID | str) -> bytes:
    """The secret of a site in a meeting, made of the product's own."""
    return salted_hmac(SALT, f"{meeting_id}:{site_id}", algorithm="sha256").digest()


def code_now(site: MeetingSite, now: datetime) -> tuple[str, datetime]:
    """The code that the site's screen shows, and when it changes.

    Raises Problem attendance_closed (409).
    """
    rules.check_open(site.meeting.status)
    window = codes.window_of(now)
    return codes.code_of(secret_of(site.meeting_id, site.site_id), window), codes.window_ends(window)


def read_code(meeting_id: UUID, account_id: str, code: str, now: datetime) -> Scan:
    """What a code says. `account_id` tried it: after `MOST_WRONG` wrong ones it must wait.

    Raises Problem too_many_codes (429), check_in_code_expired (409), check_in_code_unknown (422).
    """
    tries = f"attendance.code:{account_id}"
    if cache.get(tries, 0) >= MOST_WRONG:
        raise Problem("too_many_codes", headers={"Retry-After": str(WRONG_SECONDS)})
    sites = list(MeetingSite.objects.filter(meeting_id=meeting_id).select_related("site"))
    try:
        found = codes.recognise([secret_of(meeting_id, site.site_id) for site in sites], code, now)
    except Problem:
        cache.set(tries, cache.get(tries, 0) + 1, WRONG_SECONDS)
        raise
    return Scan(sites[found.place], found.window)


def check_in_by_code(cmd: Command, participant: Participant, scan: Scan) -> Participant:
    """The person stands before the screen of a site: present in person there, and seated there.

    A code counts once for each person; who is there already stays so. Raises Problem attendance_closed or
    check_in_code_used (409).
    """
    meeting, site_id = participant.meeting, scan.site.site_id
    rules.check_open(meeting.status)
    in_person = Participant.Attendance.PRESENT_IN_PERSON
    if participant.attendance == in_person and participant.site_id == site_id:
        leaving.come_back(cmd, participant)
        return participant
    _use(cmd, participant, scan)
    if participant.site_id != site_id:
        edit_participant(cmd, meeting, participant, {"site": scan.site.site})
    write_attendance(cmd, "attendance.checked_in", participant, in_person, scanned=True)
    return participant


def _use(cmd: Command, participant: Participant, scan: Scan) -> None:
    used = CodeUse.objects.filter(participant=participant, site_id=scan.site.site_id).first()
    if used is not None and used.window >= scan.window:
        raise Problem("check_in_code_used")
    CodeUse.objects.update_or_create(
        participant=participant,
        site_id=scan.site.site_id,
        defaults={"window": scan.window, "used_at": cmd.at},
    )
