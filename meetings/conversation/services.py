"""Announcing, and choosing how people write. The caller has locked the meeting's row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from ecabinet.journal.audience import ALL, person, role, site, support
from ecabinet.journal.services import Command
from ecabinet.problems import Problem
from meetings.conversation.models import Announcement, AnnouncementReceipt, ConversationSettings
from meetings.conversation.rows import announcement_state, settings_of, settings_state
from meetings.conversation.rules import MOST_ANNOUNCEMENTS, ORGANISING
from meetings.invitations.models import MeetingSite, Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import ARRANGEABLE, RUNNING, Status, require_status

SPOKEN_IN = RUNNING | {Status.PUBLISHED}


@dataclass(frozen=True)
class Notice:
    """What to announce; without sites and roles to all, without minutes until it is withdrawn."""

    kind: str
    text: str
    sites: Sequence[MeetingSite] = ()
    roles: Sequence[str] = ()
    minutes: int | None = None


def choose(cmd: Command, meeting: Meeting, changes: Mapping[str, Any]) -> ConversationSettings:
    """Choose everybody, chat_kept or notes_to_secretary; what is so already stays.

    Raises Problem meeting_wrong_status (409) once the meeting is over.
    """
    require_status("converse", meeting.status, ARRANGEABLE)
    chosen = settings_of(meeting.id)
    changed = {name: value for name, value in changes.items() if getattr(chosen, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(chosen, name, value)
        chosen.save()
        state = settings_state(chosen)
        cmd.append(stream_of(meeting), "conversation.set", data=changed, state=state)
    return chosen


def announce(cmd: Command, meeting: Meeting, notice: Notice) -> Announcement:
    """Put a text on the screens of those it is for.

    Raises Problem meeting_wrong_status (409), too_many_announcements (409).
    """
    require_status("announce", meeting.status, SPOKEN_IN)
    if standing(meeting).count() >= MOST_ANNOUNCEMENTS:
        raise Problem("too_many_announcements", most=MOST_ANNOUNCEMENTS)
    one = Announcement.objects.create(
        meeting=meeting,
        kind=notice.kind,
        text=notice.text,
        site_names=[one.name for one in notice.sites],
        roles=list(notice.roles),
        audience=list(_audience(meeting, notice)),
        sent_at=cmd.at,
        sent_by=cmd.actor.name,
        expires_at=cmd.at + timedelta(minutes=notice.minutes) if notice.minutes else None,
    )
    _append(cmd, meeting, "announcement.sent", one, {"expires_at": one.expires_at})
    return one


def _audience(meeting: Meeting, notice: Notice) -> Iterable[str]:
    if not notice.sites and not notice.roles:
        return ALL
    people = Participant.objects.filter(meeting=meeting, site_id__in=[one.site_id for one in notice.sites])
    tags = [tag for one in notice.sites for tag in (*site(one.site_id), *support(one.site_id))]
    tags += [tag for one in people.values_list("person_id", flat=True) for tag in person(one)]
    return dict.fromkeys([*role(*ORGANISING, *notice.roles), *tags])


def standing(meeting: Meeting) -> Any:
    """The announcements of a meeting that were not withdrawn."""
    return Announcement.objects.filter(meeting=meeting, withdrawn_at=None)


def withdraw(cmd: Command, meeting: Meeting, one: Announcement, reason: str = "withdrawn") -> Announcement:
    """Take an announcement from the screens; one that is gone already stays so."""
    if one.withdrawn_at is None:
        one.withdrawn_at = cmd.at
        one.save(update_fields=["withdrawn_at"])
        _append(cmd, meeting, "announcement.withdrawn", one, {"reason": reason})
    return one


def see(one: Announcement, account_id: UUID | str) -> None:
    """Note that an announcement was seen on a screen of this account."""
    AnnouncementReceipt.objects.get_or_create(announcement=one, account_id=account_id)


def _append(cmd: Command, meeting: Meeting, event: str, one: Announcement, more: Mapping[str, Any]) -> None:
    data = {
        "announcement_id": one.id,
        "kind": one.kind,
        "text": one.text,
        "to_all": not (one.site_names or one.roles),
        "site_names": one.site_names,
        "roles": one.roles,
        **more,
    }
    audience = tuple(one.audience)
    cmd.append(stream_of(meeting), event, data=data, state=announcement_state(one), audience=audience)
