"""Reading rights over HTTP: who reads a document, and why one reads it oneself."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import StringConstraints, model_validator

from agenda.documents import giving
from agenda.documents.access import DocumentAccess, access_document, access_document_of
from agenda.documents.models import Document, ReadingRight
from agenda.documents.rights import Reason, Rights, access_own_rights, is_marked, is_organiser
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.problems import Problem
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import Moment
from meetings.lifecycle.rows import Instant

router = Router()

MOST_RIGHTS = 500
ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
WHOM = rf"^(role:(member|delegate|guest|site)|(unit|person):{ID})$"


class RightIn(Schema):
    """Whom it names (`role:member|delegate|guest|site`, `unit:<id>`, `person:<id>`), when and what."""

    whom: Annotated[str, StringConstraints(pattern=WHOM, to_lower=True)]
    since: Moment | None = None
    until: Moment | None = None
    may_print: bool = False
    may_download: bool = False

    @model_validator(mode="after")
    def _ends_later(self) -> "RightIn":
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise ValueError("until must be later than since")
        return self


class RightsIn(Schema):
    """Who reads: with `is_limited` only chair, secretaries and those named; else as the group says."""

    is_limited: bool
    rights: list[RightIn] = Field(default=[], max_length=MOST_RIGHTS)

    @model_validator(mode="after")
    def _each_once(self) -> "RightsIn":
        if len({right.whom for right in self.rights}) < len(self.rights):
            raise ValueError("somebody is named twice")
        return self

    def wanted(self) -> list[giving.Wanted] | None:
        """The rights as the commands take them."""
        return [giving.Wanted(**right.model_dump()) for right in self.rights] if self.is_limited else None


class RightRow(Schema):
    """A right as chair and secretaries see it; `standing` by the clock."""

    whom: str
    name: str
    since: Instant | None
    until: Instant | None
    may_print: bool
    may_download: bool
    given_at: Instant
    given_by: str
    standing: Literal["ahead", "open", "over"]


class RightsRow(Schema):
    """Who reads a document beside chair and secretaries; `is_limited` false: all, as its group says."""

    document_id: UUID
    is_limited: bool
    rights: list[RightRow]


class ReasonRow(Schema):
    """A rule by which one reads: as chair, as secretary, as the unit that delivers it (`name`), because all
    who see the meeting do, or because a right names one (`whom`, `name`, until when, given by whom)."""

    rule: Literal["chair", "secretary", "unit", "everybody", "named"]
    whom: str
    name: str
    until: Instant | None
    given_at: Instant | None
    given_by: str


class OwnRightsRow(Schema):
    """What one may do with a document, until when, and why. `role`: as whom one sees its meeting.

    `is_marked`: what one reads bears one's name on every page already.

    `is_item_restricted`: its item is closed to others.
    """

    document_id: UUID
    role: str | None
    may_print: bool
    may_download: bool
    is_marked: bool
    until: Instant | None
    is_item_restricted: bool
    reasons: list[ReasonRow]


@router.get(
    "/documents/{document_id}/rights",
    response=OwnRightsRow,
    operation_id="get_own_rights",
    summary="What one may do with a document, and by which rule one reads it",
)
def own_rights(request: SignedInRequest, document_id: UUID) -> OwnRightsRow:
    access, rights = access_own_rights(request.principal, document_id, timezone.now())
    return _own_row(access, rights)


@router.get(
    "/documents/{document_id}/reading-rights",
    response=RightsRow,
    operation_id="get_reading_rights",
    summary="Whom the rights of a document name; for chair and secretaries",
)
def reading_rights(request: SignedInRequest, document_id: UUID) -> RightsRow:
    access = access_document(request.principal, document_id)
    if not is_organiser(access.viewer):
        raise Problem("not_allowed")
    return _rights_row(access.document, timezone.now())


@router.post(
    "/meetings/{meeting_id}/documents/{document_id}/reading-rights",
    response=RightsRow,
    operation_id="set_reading_rights",
    summary="Say who reads a document, from when to when, and whether copies or the original may be taken",
)
@as_command("document.set_rights")
def set_reading_rights(
    request: CommandRequest, meeting_id: UUID, document_id: UUID, wanted: RightsIn
) -> RightsRow:
    meeting = access_meeting(request.principal, meeting_id, "upload_document", lock=True).meeting
    document = access_document_of(meeting, document_id)
    giving.set_rights(request.command, document, wanted.wanted())
    return _rights_row(document, request.command.at)


def _rights_row(document: Document, at: datetime) -> RightsRow:
    rights = [_right_row(right, at) for right in ReadingRight.objects.filter(document=document)]
    return RightsRow(document_id=document.id, is_limited=document.readers is not None, rights=rights)


def _right_row(right: ReadingRight, at: datetime) -> RightRow:
    is_ahead = right.since is not None and right.since > at
    names = ("whom", "name", "since", "until", "may_print", "may_download", "given_at", "given_by")
    return RightRow(
        **{name: getattr(right, name) for name in names},
        standing="open" if right.is_open(at) else "ahead" if is_ahead else "over",
    )


def _own_row(access: DocumentAccess, rights: Rights) -> OwnRightsRow:
    document, item = access.document, access.document.item
    return OwnRightsRow(
        document_id=document.id,
        role=access.viewer.role,
        may_print=rights.may_print,
        may_download=rights.may_download,
        is_marked=is_marked(access.viewer, rights),
        until=rights.until,
        is_item_restricted=item.is_restricted or (item.parent is not None and item.parent.is_restricted),
        reasons=[_reason_row(document, reason) for reason in rights.reasons],
    )


def _reason_row(document: Document, reason: Reason) -> ReasonRow:
    right = reason.right
    return ReasonRow(
        rule=reason.rule,
        whom=right.whom if right else "",
        name=right.name if right else document.unit_name if reason.rule == "unit" else "",
        until=right.until if right else None,
        given_at=right.given_at if right else None,
        given_by=right.given_by if right else "",
    )
