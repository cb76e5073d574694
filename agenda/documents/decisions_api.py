"""What chair and secretaries decide on documents and their versions, over HTTP."""

from uuid import UUID

from ninja import Field, Router, Schema

from agenda.documents import approval, services
from agenda.documents.access import access_document_of, access_draft
from agenda.documents.declaration import declare, doubt
from agenda.documents.rows import VersionRow, version_row
from ecabinet.commands import CommandRequest, as_command
from ecabinet.problems import Problem
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import PRINTABLE

router = Router()


class ReasonIn(Schema):
    """Why a document is taken back, or returned to who delivered it."""

    reason: str = Field(min_length=1, max_length=300, pattern=PRINTABLE)


class DeclarationIn(Schema):
    """That somebody has looked through a version, and that it holds no state secret."""

    declared_not_secret: bool


class DoubtIn(Schema):
    """Why a version is held for secret."""

    reason: str = Field(min_length=1, max_length=120, pattern=PRINTABLE)


@router.post(
    "/meetings/{meeting_id}/documents/{document_id}/versions/{number}/approve",
    response=VersionRow,
    operation_id="approve_version",
    summary="Let the readers have what a unit submitted",
)
@as_command("document.approve")
def approve(request: CommandRequest, meeting_id: UUID, document_id: UUID, number: int) -> VersionRow:
    version = access_draft(request.principal, meeting_id, document_id, number)
    approval.approve(request.command, version)
    return version_row(version.document, version)


@router.post(
    "/meetings/{meeting_id}/documents/{document_id}/versions/{number}/return",
    response=VersionRow,
    operation_id="return_version",
    summary="Give what a unit submitted back to it, with the reason",
)
@as_command("document.return")
def return_version(
    request: CommandRequest, meeting_id: UUID, document_id: UUID, number: int, why: ReasonIn
) -> VersionRow:
    version = access_draft(request.principal, meeting_id, document_id, number)
    approval.return_version(request.command, version, why.reason.strip())
    return version_row(version.document, version)


@router.post(
    "/meetings/{meeting_id}/documents/{document_id}/versions/{number}/declare",
    response=VersionRow,
    operation_id="declare_version",
    summary="As a second person, declare that a version in which no text was found holds no state secret",
)
@as_command("document.declare")
def declare_version(
    request: CommandRequest, meeting_id: UUID, document_id: UUID, number: int, said: DeclarationIn
) -> VersionRow:
    version = access_draft(request.principal, meeting_id, document_id, number)
    if not said.declared_not_secret:
        raise Problem("document_not_declared")
    declare(request.command, version)
    return version_row(version.document, version)


@router.post(
    "/meetings/{meeting_id}/documents/{document_id}/versions/{number}/doubt",
    response=VersionRow,
    operation_id="doubt_version",
    summary="As a second person, hold such a version for secret: it goes to quarantine, and this is audited",
)
@as_command("document.doubt")
def doubt_version(
    request: CommandRequest, meeting_id: UUID, document_id: UUID, number: int, why: DoubtIn
) -> VersionRow:
    version = access_draft(request.principal, meeting_id, document_id, number)
    doubt(request.command, version, why.reason.strip())
    return version_row(version.document, version)


@router.post(
    "/meetings/{meeting_id}/documents/{document_id}/recall",
    response=VersionRow,
    operation_id="recall_document",
    summary="Take a document back from everybody, with the reason; it stays in the record",
)
@as_command("document.recall")
def recall(request: CommandRequest, meeting_id: UUID, document_id: UUID, why: ReasonIn) -> VersionRow:
    meeting = access_meeting(request.principal, meeting_id, "upload_document", lock=True).meeting
    document = services.recall(request.command, access_document_of(meeting, document_id), why.reason.strip())
    return version_row(document, document.shown or document.versions.latest("number"))


@router.post(
    "/meetings/{meeting_id}/documents/{document_id}/remove",
    response=VersionRow,
    operation_id="remove_document",
    summary="Take a document off the table",
)
@as_command("document.remove")
def remove(request: CommandRequest, meeting_id: UUID, document_id: UUID) -> VersionRow:
    meeting = access_meeting(request.principal, meeting_id, "upload_document", lock=True).meeting
    document = access_document_of(meeting, document_id)
    row = version_row(document, document.shown or document.versions.latest("number"))
    services.remove(request.command, document)
    return row
