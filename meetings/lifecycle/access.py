"""Who may see a meeting and what each role may do in it. Nothing else hands out a meeting to a request."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from ecabinet.directory.models import Site
from ecabinet.directory.principal import Principal
from ecabinet.directory.rights import Right
from ecabinet.journal.audience import Viewer
from ecabinet.problems import NotFound, Problem
from meetings.invitations.models import MeetingSite, Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.offices import holds_an_office, offices_in
from meetings.lifecycle.rules import Status

NOBODY = "00000000-0000-0000-0000-000000000000"
SEES_DRAFTS = frozenset({"chair", "secretary", "administrator"})
SPEAKS = ("check_in", "request_floor")
RUNS = ("run_meeting", "grant_floor", "set_layout", "open_poll", "record_conclusion", "produce_minutes")
CAN: dict[str, tuple[str, ...]] = {
    "chair": (*RUNS, *SPEAKS, "approve", "approve_document"),
    "secretary": (
        *RUNS,
        "edit_meeting",
        "publish",
        "reopen_meeting",
        "manage_attendance",
        "see_deliveries",
        "upload_document",
        "approve_document",
    ),
    "member": SPEAKS,
    "delegate": SPEAKS,
    "guest": SPEAKS,
}
# What single rights for the owning unit add to a meeting. They do not make anybody take part.
GIVEN: dict[Right, str] = {
    Right.APPROVE_PREPARATION: "approve",
    Right.MANAGE_ATTENDANCE: "manage_attendance",
}


# One to whom the meeting is shut for now: sees the door, and nothing of the meeting.
WAITING = "waiting"
WAITING_TAG = "lobby"


def waiting_tag(participant_id: UUID | str) -> str:
    """The tag of one participant before the door."""
    return f"lobby:{participant_id}"


ShutOut = Callable[[Meeting, Participant], bool]
_door: list[tuple[ShutOut, frozenset[str]]] = []


def keep_door(shut_out: ShutOut, parts: frozenset[str]) -> None:
    """Ask `shut_out` whether the meeting is shut to a participant; who waits sees only `parts` of it.

    For who keeps the door, a higher layer (in AppConfig.ready()).
    """
    _door[:] = [(shut_out, parts)]


def is_shut_out(meeting: Meeting, participant: Participant) -> bool:
    """Whether the meeting is shut to a participant for now."""
    return any(shut_out(meeting, participant) for shut_out, _ in _door)


ClosingTags = Callable[[Meeting, Viewer], frozenset[str]]
_closing: list[ClosingTags] = []


def register_closing(tags_for: ClosingTags) -> None:
    """Add `tags_for(meeting, viewer)`: tags for what of the meeting is closed to a viewer (journal.veil)."""
    if tags_for not in _closing:
        _closing.append(tags_for)


@dataclass(frozen=True)
class MeetingAccess:
    """A meeting that the one who asks may see, and as whom."""

    meeting: Meeting
    viewer: Viewer


def access_meeting(
    principal: Principal,
    meeting_id: UUID | str,
    can: str | None = None,
    *,
    lock: bool = False,
    waiting: bool = False,
    closed: bool = False,
) -> MeetingAccess:
    """The meeting and the viewer; with `lock`, the meeting's row stays locked to the end of the transaction.

    Raises NotFound (404) for who has no part in it, and, unless `waiting`, for who waits before its door;
    Problem not_allowed (403) when `can` is not among the viewer's rights; Problem meeting_is_closed (409)
    with `lock`, that is to a command, for a closed meeting, unless `closed`: its rows are read-only.
    """
    rows = Meeting.objects.select_for_update() if lock else Meeting.objects.all()
    meeting = rows.filter(id=meeting_id).first()
    viewer = viewer_of(principal, meeting) if meeting else None
    if meeting is None or viewer is None or (viewer.kind == WAITING and not waiting):
        raise NotFound
    if can is not None and can not in viewer.can:
        raise Problem("not_allowed")
    if lock and not closed and meeting.status == Status.CLOSED:
        raise Problem("meeting_is_closed", days=settings.REOPEN_DAYS)
    return MeetingAccess(meeting, viewer)


def find_viewer(principal: Principal, meeting_id: str) -> Viewer | None:
    """The viewer of stream `meeting:<id>`, None for who may not look."""
    meeting = Meeting.objects.filter(id=meeting_id).first()
    return viewer_of(principal, meeting) if meeting else None


def viewer_of(principal: Principal, meeting: Meeting) -> Viewer | None:
    """As whom `principal` sees `meeting`; None: not at all."""
    viewer = _device(principal, meeting) if principal.kind == "site_device" else _person(principal, meeting)
    if viewer is None or (meeting.published_at is None and not _sees_drafts(viewer)):
        return None
    closed = frozenset[str]().union(*(tags_for(meeting, viewer) for tags_for in _closing))
    return replace(viewer, tags=viewer.tags | closed) if closed else viewer


def _sees_drafts(viewer: Viewer) -> bool:
    return viewer.role in SEES_DRAFTS or "approve" in viewer.can


def _device(principal: Principal, meeting: Meeting) -> Viewer | None:
    site = MeetingSite.objects.filter(meeting=meeting, site_id=_id(principal.site_id)).first()
    if site is None:
        return None
    tags = frozenset({"all", "role:site", f"site:{site.site_id}"})
    return Viewer(
        principal.account_id,
        "site_device",
        tags,
        full_name=site.name,
        role="site",
        site_id=str(site.site_id),
        site_name=site.name,
    )


def _person(principal: Principal, meeting: Meeting) -> Viewer | None:
    participant = Participant.objects.filter(meeting=meeting, person_id=_id(principal.person_id)).first()
    roles = _roles(principal, meeting, participant)
    offices = offices_in(principal.person_id, meeting.id)
    if not roles:
        return _observer(principal, meeting, offices)
    if participant is not None and "secretary" not in roles and is_shut_out(meeting, participant):
        return _before_the_door(principal, participant)
    given = _given(principal, meeting)
    can = {right for role in roles for right in CAN[role]} | _own_rights(participant) | given
    return Viewer(
        principal.account_id,
        "person",
        _tags(principal, [*roles, *offices]) | _right_tags(participant) | _given_tags(given),
        full_name=participant.full_name if participant else principal.display_name,
        person_id=principal.person_id,
        participant_id=str(participant.id) if participant else None,
        role=roles[0],
        site_id=str(participant.site_id) if participant and participant.site_id else None,
        site_name=participant.site_name or None if participant else None,
        can=tuple(sorted(can)),
    )


def _before_the_door(principal: Principal, participant: Participant) -> Viewer:
    return Viewer(
        principal.account_id,
        WAITING,
        frozenset({WAITING_TAG, waiting_tag(participant.id)}),
        full_name=participant.full_name,
        person_id=principal.person_id,
        participant_id=str(participant.id),
        role=participant.role,
        parts=_door[0][1],
    )


def _id(value: str | None) -> str:
    """For a lookup: an account without that id finds nothing."""
    return value or NOBODY


def _roles(principal: Principal, meeting: Meeting, participant: Participant | None) -> list[str]:
    """The roles of a person, the one that the screens go by first."""
    roles = [participant.role] if participant else []
    if is_secretary_of(principal, meeting) and "secretary" not in roles:
        roles.insert(1 if roles == ["chair"] else 0, "secretary")
    return roles


def _own_rights(participant: Participant | None) -> set[str]:
    if participant is None:
        return set()
    return {*SPEAKS, "vote"} if participant.votes else set(SPEAKS)


def _right_tags(participant: Participant | None) -> frozenset[str]:
    """A won or lost vote changes the tags, so that the live line starts anew with the new rights."""
    return frozenset({"can:vote"}) if participant is not None and participant.votes else frozenset()


def _given(principal: Principal, meeting: Meeting) -> set[str]:
    """What single rights for the meeting's unit allow, and what every administrator may."""
    given = {can for right, can in GIVEN.items() if str(meeting.unit_id) in principal.given_units(right)}
    return given | {"reopen_meeting"} if principal.is_administrator else given


def _given_tags(given: set[str]) -> frozenset[str]:
    """As with the vote: a right won or lost starts the live line anew."""
    return frozenset(f"can:{can}" for can in given)


def _observer(principal: Principal, meeting: Meeting, offices: list[str]) -> Viewer | None:
    """Administrators, technicians of a unit whose site is invited, who holds single rights for the owning
    unit, and who holds an office of the meeting look on without taking part."""
    site, given = _technicians_site(principal, meeting), _given(principal, meeting)
    tended = frozenset(f"support:{one}" for one in _tended_sites(principal, meeting))
    role = _onlookers_role(principal, site, given)
    roles = ([role] if role else []) + offices
    if not roles:
        return None
    return Viewer(
        principal.account_id,
        "observer",
        _tags(principal, roles) | _given_tags(given) | tended,
        full_name=principal.display_name,
        person_id=principal.person_id,
        role=roles[0],
        site_id=str(site.site_id) if site else None,
        site_name=site.name if site else None,
        can=tuple(sorted(given)),
    )


def _onlookers_role(principal: Principal, site: MeetingSite | None, given: set[str]) -> str | None:
    if principal.is_administrator:
        return "administrator"
    if site is not None:
        return "technician"
    return "entrusted" if given else None


def _technicians_site(principal: Principal, meeting: Meeting) -> MeetingSite | None:
    if not principal.is_technician:
        return None
    return MeetingSite.objects.filter(meeting=meeting, site__unit_id=_id(principal.unit_id)).first()


def _tended_sites(principal: Principal, meeting: Meeting) -> list[UUID]:
    """The sites of a meeting that a technician tends: those of the own unit."""
    if not principal.is_technician:
        return []
    sites = MeetingSite.objects.filter(meeting=meeting, site__unit_id=_id(principal.unit_id))
    return list(sites.values_list("site_id", flat=True))


def _tags(principal: Principal, roles: list[str]) -> frozenset[str]:
    own = {f"person:{principal.person_id}", *(f"unit:{unit_id}" for unit_id in principal.unit_ids)}
    return frozenset({"all", *own, *(f"role:{role}" for role in roles)})


def is_secretary_of(principal: Principal, meeting: Meeting) -> bool:
    """Whether the account prepares meetings for the unit that owns this one, or inherited it."""
    return principal.is_secretary and str(meeting.unit_id) in principal.unit_ids


def prepared_meetings(principal: Principal) -> "QuerySet[Meeting]":
    """All meetings in which `principal` has the right edit_meeting, in one query."""
    named = Participant.objects.filter(
        meeting=OuterRef("pk"), person_id=_id(principal.person_id), role="secretary"
    )
    own = Q(Exists(named))
    if principal.is_secretary:
        own |= Q(unit_id__in=principal.unit_ids)
    return Meeting.objects.filter(own)


def require_preparer(principal: Principal) -> None:
    """Raises Problem not_allowed (403) unless the account prepares meetings for some unit."""
    if not principal.may_somewhere(Right.CREATE_MEETINGS) or principal.unit_id is None:
        raise Problem("not_allowed")


def visible_meetings(principal: Principal) -> "QuerySet[Meeting]":
    """All meetings that `principal` may see, by the same rule as `viewer_of`, in one query."""
    if principal.is_administrator:
        return Meeting.objects.all()
    if principal.kind == "site_device":
        asked = MeetingSite.objects.filter(meeting=OuterRef("pk"), site_id=_id(principal.site_id))
        return Meeting.objects.filter(Exists(asked), published_at__isnull=False)
    mine = Participant.objects.filter(meeting=OuterRef("pk"), person_id=_id(principal.person_id))
    asked_for = Q(Exists(mine), published_at__isnull=False)
    asked_for |= Q(Exists(mine.filter(role__in=["chair", "secretary"])))
    asked_for |= Q(holds_an_office(principal.person_id), published_at__isnull=False)
    if principal.is_secretary:
        asked_for |= Q(unit_id__in=principal.unit_ids)
    asked_for |= Q(unit_id__in=principal.given_units(Right.APPROVE_PREPARATION))
    managed = principal.given_units(Right.MANAGE_ATTENDANCE)
    asked_for |= Q(unit_id__in=managed, published_at__isnull=False)
    if principal.is_technician:
        sites = Site.objects.filter(unit_id=_id(principal.unit_id)).values("id")
        asked = MeetingSite.objects.filter(meeting=OuterRef("pk"), site_id__in=sites)
        asked_for |= Q(Exists(asked), published_at__isnull=False)
    return Meeting.objects.filter(asked_for)
