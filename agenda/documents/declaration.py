"""The second declaration: a paper without text, in which no stamp can be found, is looked through by another.

Both commands take a version whose meeting and document are locked.
"""

from agenda.documents.models import DocumentVersion
from agenda.documents.rules import Status
from agenda.documents.services import (
    DOUBTED,
    require_changeable,
    require_not_recalled,
    settle_rejected,
    settle_shown,
    tell,
)
from ecabinet.journal.services import Command
from ecabinet.problems import Problem


def declare(cmd: Command, version: DocumentVersion) -> None:
    """Somebody else than the uploader declares that it holds no state secret: it becomes readable.

    Appends document.declared and document.ready, or draft.declared and draft.ready. Raises Problem
    meeting_wrong_status, document_recalled, document_not_awaiting (409), declaration_by_uploader (403).
    """
    _require_second(cmd, version)
    version.status, version.declared_at, version.declared_by = Status.READY, cmd.at, cmd.actor.name[:120]
    version.save(update_fields=["status", "declared_at", "declared_by"])
    tell(cmd, version, "declared", declared_by=version.declared_by)
    settle_shown(cmd, version, "ready")


def doubt(cmd: Command, version: DocumentVersion, because: str) -> None:
    """Somebody else than the uploader holds it for secret: it goes to quarantine as a stamped one does.

    Appends document.rejected or draft.rejected, and document.refused_as_secret to the audit stream. Raises as
    `declare` does.
    """
    _require_second(cmd, version)
    version.page_texts.all().delete()
    settle_rejected(cmd, version, DOUBTED, by=cmd.actor.name, because=because)


def _require_second(cmd: Command, version: DocumentVersion) -> None:
    require_changeable(version.document.meeting)
    require_not_recalled(version.document)
    if version.status != Status.AWAITING:
        raise Problem("document_not_awaiting")
    if _is_own(cmd, version):
        raise Problem("declaration_by_uploader")


def _is_own(cmd: Command, version: DocumentVersion) -> bool:
    """By the person; what was uploaded before persons were noted knows the name alone."""
    if version.uploader_id is None:
        return version.uploaded_by == cmd.actor.name
    return str(version.uploader_id) == cmd.actor.person_id
