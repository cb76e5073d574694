"""Who waits before the door of a meeting finds nothing of it."""

from django.db.models import Exists, OuterRef, Q

from ecabinet.directory.principal import Principal
from meetings.invitations.models import Participant
from meetings.lobby.models import LobbyEntry, LobbySettings
from meetings.lobby.rules import GUEST, OFFICERS


def before_the_door(principal: Principal) -> Q:
    """What belongs to meetings that are shut to the principal: the rule of `shut_out` in one query."""
    if principal.person_id is None:
        return Q(pk__in=[])
    entry = LobbyEntry.objects.filter(participant=OuterRef("pk"))
    guests_wait = LobbySettings.objects.filter(meeting=OuterRef("meeting"), guests_wait=True)
    mine = Participant.objects.filter(person_id=principal.person_id).exclude(role__in=OFFICERS)
    shut = mine.filter(
        Exists(entry.filter(inside=False)) | Q(Exists(guests_wait), ~Exists(entry), role=GUEST)
    )
    if principal.is_secretary:
        shut = shut.exclude(meeting__unit_id__in=principal.unit_ids)
    return Q(meeting__in=shut.order_by().values("meeting"))
