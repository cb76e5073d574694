"""Reading what decides about a media room from the database."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from agenda.items.closing import kept_out_identities
from ecabinet.directory.heritage import heirs_of
from ecabinet.directory.models import Account, Person, Site
from meetings.floor.rows import running_turn
from meetings.invitations.models import MeetingSite, Participant
from meetings.lifecycle.models import Meeting
from meetings.lobby.rows import shut_out_of
from meetings.media.models import stopped
from meetings.media.rules import JOINABLE, SOON, Member, RoomState


def before_start() -> timedelta:
    """How long before its start a published meeting may be joined, for tests of line and devices."""
    return timedelta(hours=settings.MEDIA_HOURS_BEFORE_START)


def room_state(meeting: Meeting) -> RoomState:
    """Everything that decides about the permissions in the room of `meeting`, as it is now."""
    sites = list(MeetingSite.objects.filter(meeting=meeting))
    turn = running_turn(meeting.id)
    members = dict([*_onlookers(meeting, sites), *_sites(sites), *_people(meeting)])
    return RoomState(
        status=meeting.status,
        policy=meeting.media_policy,
        scheduled_start=meeting.scheduled_start,
        members=members,
        floor=turn.identity if turn else None,
        speaker=f"person:{turn.request.person_id}" if turn else None,
        stopped=stopped(meeting.id, turn.started_at if turn else None),
        kept_out=kept_out_identities(meeting, ((i, member.role) for i, member in members.items())),
    )


def open_meetings(now: datetime) -> list[UUID]:
    """The meetings whose rooms may have people in them."""
    soon = Q(status=SOON, scheduled_start__lte=now + before_start())
    return list(Meeting.objects.filter(soon | Q(status__in=JOINABLE)).values_list("id", flat=True))


def _sites(sites: Iterable[MeetingSite]) -> Iterator[tuple[str, Member]]:
    for site in sites:
        is_open = site.microphone == MeetingSite.Microphone.OPEN
        yield (
            f"site:{site.site_id}",
            Member("site", site.name, "site", str(site.site_id), site.unit_name, microphone_open=is_open),
        )


def _people(meeting: Meeting) -> Iterator[tuple[str, Member]]:
    people = Participant.objects.filter(meeting=meeting).exclude(person__account__is_active=False)
    outside = shut_out_of(meeting)
    for one in people.exclude(id__in=outside):
        site_id = str(one.site_id) if one.site_id else None
        yield f"person:{one.person_id}", Member("person", one.full_name, one.role, site_id, one.position)


def _onlookers(meeting: Meeting, sites: Iterable[MeetingSite]) -> Iterator[tuple[str, Member]]:
    """Those who see the meeting by their office; the unit's secretaries among them run it."""
    units = Site.objects.filter(id__in=[site.site_id for site in sites]).values("unit_id")
    own = heirs_of(meeting.unit_id)
    office = Q(is_administrator=True) | Q(is_secretary=True, person__unit_id__in=own)
    office |= Q(is_technician=True, person__unit_id__in=units)
    accounts = Account.objects.filter(office, is_active=True, person__isnull=False).select_related("person")
    for account in accounts:
        person = cast(Person, account.person)
        runs = account.is_secretary and person.unit_id in own
        kind, role = ("person", "secretary") if runs else ("onlooker", "onlooker")
        yield f"person:{person.id}", Member(kind, person.full_name, role, None, person.position)
