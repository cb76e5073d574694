"""Who may see a circulation and what each may do in it. Nothing else hands one out to a request."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from agenda.circulation.models import Circulation, CirculationMember, CirculationPaper
from agenda.circulation.rules import SENT, Shown, Status
from agenda.documents.rules import Status as FileStatus
from ecabinet.directory.models import Unit
from ecabinet.directory.principal import Principal
from ecabinet.directory.rights import Right
from ecabinet.journal.audience import Viewer
from ecabinet.problems import NotFound, Problem

NOBODY = "00000000-0000-0000-0000-000000000000"
OWNER, APPROVER, FOLLOWER, MEMBER, AIDE = "owner", "approver", "follower", "member", "aide"
CAN: dict[str, tuple[str, ...]] = {
    OWNER: ("edit", "follow", "manage"),
    APPROVER: ("approve", "follow"),
    FOLLOWER: ("follow",),
    MEMBER: ("answer", "draft"),
    AIDE: ("draft",),
}


@dataclass(frozen=True)
class CirculationAccess:
    """A circulation, and as whom it is seen."""

    circulation: Circulation
    viewer: Viewer

    @property
    def member(self) -> CirculationMember | None:
        """The row of the one who looks, or of whom they aid."""
        return answering(self.circulation, self.viewer.person_id).first()


def answering(circulation: Circulation, person_id: str | None) -> "QuerySet[CirculationMember]":
    """The members for whom a person writes, their own row first."""
    mine = Q(person_id=person_id or NOBODY)
    rows = circulation.members.filter(mine | Q(aide_id=person_id or NOBODY))
    return rows.annotate(is_own=Exists(CirculationMember.objects.filter(mine, id=OuterRef("pk")))).order_by(
        "-is_own", "place"
    )


def access_circulation(
    principal: Principal, circulation_id: UUID | str, can: str | None = None, *, lock: bool = False
) -> CirculationAccess:
    """The circulation; with `lock` its row stays locked to the end of the transaction.

    Raises NotFound (404) for who has no part in it, Problem not_allowed (403) when `can` is not theirs.
    """
    rows = Circulation.objects.select_for_update() if lock else Circulation.objects.all()
    circulation = rows.filter(id=circulation_id).first()
    viewer = viewer_of(principal, circulation) if circulation else None
    if circulation is None or viewer is None:
        raise NotFound
    if can is not None and can not in viewer.can:
        raise Problem("not_allowed")
    return CirculationAccess(circulation, viewer)


def find_viewer(principal: Principal, circulation_id: str) -> Viewer | None:
    """The viewer of stream `circulation:<id>`, None for who may not look."""
    circulation = Circulation.objects.filter(id=circulation_id).first()
    return viewer_of(principal, circulation) if circulation else None


def viewer_of(principal: Principal, circulation: Circulation) -> Viewer | None:
    """As whom `principal` sees it; None: not at all."""
    roles = _roles(principal, circulation)
    if not roles or principal.person_id is None:
        return None
    tags = frozenset({"all", f"person:{principal.person_id}", *(f"role:{role}" for role in roles)})
    return Viewer(
        principal.account_id,
        "person",
        tags,
        full_name=principal.display_name,
        person_id=principal.person_id,
        role=roles[0],
        can=tuple(sorted({can for role in roles for can in CAN[role]})),
    )


def _roles(principal: Principal, circulation: Circulation) -> list[str]:
    roles = [OWNER] if principal.may(Right.CREATE_MEETINGS, circulation.unit_id) else []
    if circulation.status not in (Status.DRAFT, Status.RETURNED) and _approves(principal, circulation):
        roles.append(APPROVER)
    if circulation.status not in SENT:
        return roles
    if principal.person_id == str(circulation.follower_id):
        roles.append(FOLLOWER)
    own = circulation.members.filter(person_id=principal.person_id or NOBODY)
    aided = circulation.members.filter(Q(aide_id=principal.person_id or NOBODY))
    return [*roles, *([MEMBER] if own.exists() else []), *([AIDE] if aided.exists() else [])]


def _approves(principal: Principal, circulation: Circulation) -> bool:
    is_named = principal.person_id == str(circulation.approver_id)
    return is_named or str(circulation.unit_id) in principal.given_units(Right.APPROVE_PREPARATION)


def visible(principal: Principal) -> "QuerySet[Circulation]":
    """All that `principal` may see, by the same rule as `viewer_of`, in one query."""
    person = principal.person_id or NOBODY
    sent = Q(status__in=SENT)
    seen = Q(unit_id__in=principal.units_with(Right.CREATE_MEETINGS))
    approved = principal.given_units(Right.APPROVE_PREPARATION)
    reached = ~Q(status__in=[Status.DRAFT, Status.RETURNED])
    seen |= reached & (Q(approver_id=person) | Q(unit_id__in=approved))
    seen |= sent & (Q(follower_id=person) | Q(_writes_for(person)))
    return Circulation.objects.filter(seen)


def waiting_for(principal: Principal) -> "QuerySet[Circulation]":
    """Those that are open and wait for an answer of `principal`, or of somebody whom they aid."""
    return Circulation.objects.filter(
        _writes_for(principal.person_id or NOBODY, answered_at=None), status=Status.OPEN
    )


def answered_by(principal: Principal) -> "QuerySet[Circulation]":
    """Those that `principal` has answered, or somebody whom they aid."""
    person = principal.person_id or NOBODY
    return Circulation.objects.filter(_writes_for(person, answered_at__isnull=False), status__in=SENT)


def to_approve(principal: Principal) -> "QuerySet[Circulation]":
    """Those that wait for the approval of `principal`."""
    units = principal.given_units(Right.APPROVE_PREPARATION)
    mine = Q(approver_id=principal.person_id or NOBODY) | Q(unit_id__in=units)
    return Circulation.objects.filter(mine, status=Status.SUBMITTED)


def _writes_for(person_id: str, **more: object) -> Exists:
    rows = CirculationMember.objects.filter(circulation=OuterRef("pk"), **more)
    return Exists(rows.filter(Q(person_id=person_id) | Q(aide_id=person_id)))


def sees_answers(viewer: Viewer, circulation: Circulation) -> bool:
    """Whether a viewer sees what every member answered, and not only their own answer."""
    if "follow" in viewer.can:
        return True
    return circulation.shown == Shown.AT_ONCE or circulation.status == Status.CLOSED


def access_member(access: CirculationAccess, member_id: UUID | str) -> CirculationMember:
    """A member whose sheet may be seen. Raises NotFound (404)."""
    member = access.circulation.members.filter(id=member_id).first()
    own = {str(one.id) for one in answering(access.circulation, access.viewer.person_id)}
    if member is None or (str(member.id) not in own and not sees_answers(access.viewer, access.circulation)):
        raise NotFound
    return member


def access_paper(access: CirculationAccess, paper_id: UUID | str) -> CirculationPaper:
    """A paper of a circulation that has been accessed already. Raises NotFound (404)."""
    paper = CirculationPaper.objects.filter(circulation=access.circulation, id=paper_id).first()
    if paper is None:
        raise NotFound
    return paper


def access_file(access: CirculationAccess, paper_id: UUID | str) -> CirculationPaper:
    """One whose files may be read now; who prepares it looks through one that awaits a declaration.

    Raises NotFound (404), Problem document_processing, document_awaiting_declaration or document_rejected
    (409).
    """
    paper = access_paper(access, paper_id)
    looks_through = paper.status == FileStatus.AWAITING and not {"edit", "approve"}.isdisjoint(
        access.viewer.can
    )
    if paper.status != FileStatus.READY and not looks_through:
        raise Problem(f"document_{paper.status}", reason=paper.rejected_reason)
    return paper


def access_unit(principal: Principal, unit: Unit) -> None:
    """Raises Problem not_allowed (403) unless `principal` asks for opinions in the name of `unit`."""
    if principal.person_id is None or not principal.may(Right.CREATE_MEETINGS, unit.id):
        raise Problem("not_allowed")


def check_papers(principal: Principal, fields: dict[str, object]) -> None:
    """Whether a paper may be sent there; before the file is read."""
    from agenda.circulation.services import require_room

    access = access_circulation(principal, str(fields["circulation_id"]), "edit")
    require_room(access.circulation)
