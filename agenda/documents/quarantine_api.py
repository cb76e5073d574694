"""Quarantine over HTTP: what the records clerk sees and may release."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Query, Router, Schema

from agenda.documents import quarantine
from agenda.documents.access import access_quarantined
from agenda.documents.models import DocumentVersion
from agenda.documents.rows import QuarantineRow, quarantine_row
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.directory.access import access_administration
from ecabinet.pagination import Page, page_of
from meetings.lifecycle.fields import PRINTABLE, PageNumber

router = Router()


class FalseAlarmIn(Schema):
    """Why a stamp that was found is none."""

    reason: str = Field(min_length=1, max_length=300, pattern=PRINTABLE)


@router.get(
    "/quarantine",
    response=Page[QuarantineRow],
    operation_id="list_quarantine",
    summary="Files refused for a stamp of secrecy, the newest first; for administrators",
)
def listed(
    request: SignedInRequest, query: Annotated[str, Query(max_length=100)] = "", page: PageNumber = 1
) -> dict[str, Any]:
    access_administration(request.principal)
    found = quarantine.quarantined().filter(document__title__icontains=query.strip())
    return page_of(found, page, _row)


@router.post(
    "/quarantine/{version_id}/release",
    response=QuarantineRow,
    operation_id="release_document",
    summary="Say that a stamp was a false alarm; the document is prepared after all, and the act is audited",
)
@as_command("document.release")
def release(request: CommandRequest, version_id: UUID, why: FalseAlarmIn) -> QuarantineRow:
    version = access_quarantined(request.principal, version_id)
    quarantine.release(request.command, version, why.reason.strip())
    return _row(version)


def _row(version: DocumentVersion) -> QuarantineRow:
    return quarantine_row(version, is_kept=quarantine.is_kept(version))
