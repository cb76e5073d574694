"""What a unit delivers on its way to the readers, and what is said of a document besides its file."""

from typing import Any

from agenda.documents.audience import is_laid, preparers_of, readers_of
from agenda.documents.models import Approval, Document, DocumentVersion, Group
from agenda.documents.rows import draft_state, is_draft
from agenda.documents.rules import Status, Step, approval_after
from agenda.documents.services import (
    require_changeable,
    require_not_recalled,
    settle_shown,
    tell_preparers,
    tell_readers,
)
from ecabinet.journal.services import Command
from ecabinet.problems import Problem
from meetings.lifecycle.rows import State, stream_of


def submit(cmd: Command, version: DocumentVersion) -> None:
    """A draft goes to chair and secretaries for their decision. Appends draft.submitted.

    Raises Problem meeting_wrong_status, document_recalled, document_rejected, version_overtaken,
    version_wrong_step (409).
    """
    _require_on_its_way(version)
    if version.status == Status.REJECTED:
        raise Problem("document_rejected", reason=version.rejected_reason)
    version.approval = approval_after(Step.SUBMIT, version.approval)
    version.save(update_fields=["approval"])
    tell_preparers(cmd, version.document, version, "draft.submitted")


def approve(cmd: Command, version: DocumentVersion) -> None:
    """A submitted version becomes the one that the readers get. Appends document.approved, draft.approved.

    Raises as `submit` does, and Problem document_processing (409): nobody approves what cannot be read yet.
    """
    _require_on_its_way(version)
    reached = approval_after(Step.APPROVE, version.approval)
    if version.status != Status.READY:
        raise Problem(f"document_{version.status}", reason=version.rejected_reason)
    _decide(cmd, version, reached, "")
    settle_shown(cmd, version, "approved")


def return_version(cmd: Command, version: DocumentVersion, reason: str) -> None:
    """A submitted version goes back to its unit, which answers with a next one. Appends draft.returned.

    Raises as `submit` does.
    """
    _require_on_its_way(version)
    _decide(cmd, version, approval_after(Step.RETURN, version.approval), reason)
    tell_preparers(cmd, version.document, version, "draft.returned", reason=reason, decided_by=cmd.actor.name)


def _decide(cmd: Command, version: DocumentVersion, reached: str, note: str) -> None:
    version.approval, version.approval_note = reached, note
    version.decided_at, version.decided_by = cmd.at, cmd.actor.name[:120]
    version.save(update_fields=["approval", "approval_note", "decided_at", "decided_by"])


def _require_on_its_way(version: DocumentVersion) -> None:
    document = version.document
    require_changeable(document.meeting)
    require_not_recalled(document)
    if version.approval != Approval.APPROVED and not is_draft(document, version):
        raise Problem("version_overtaken")


def edit(cmd: Command, document: Document, wanted: dict[str, str]) -> None:
    """Change title, group, kind or agency. Appends document.edited and, for versions on their way,
    draft.edited; what becomes internal is taken from its readers first by document.withdrawn.

    Raises Problem meeting_wrong_status, document_recalled (409).
    """
    require_changeable(document.meeting)
    require_not_recalled(document)
    changes = {
        name: {"from": getattr(document, name), "to": value}
        for name, value in wanted.items()
        if getattr(document, name) != value
    }
    if not changes:
        return
    if "group" in changes and wanted["group"] == Group.INTERNAL:
        _withdraw(cmd, document)
    for name in changes:
        setattr(document, name, wanted[name])
    document.save(update_fields=list(changes))
    _tell_changes(cmd, document, changes)


def _withdraw(cmd: Command, document: Document) -> None:
    if is_laid(document):
        cmd.append(
            stream_of(document.meeting),
            "document.withdrawn",
            data={"document_id": document.id, "item_id": document.item_id, "title": document.title},
            state={"documents": {str(document.id): None}},
            audience=readers_of(document),
        )


def _tell_changes(cmd: Command, document: Document, changes: dict[str, Any]) -> None:
    if document.shown is not None:
        tell_readers(cmd, document, document.shown, "document.edited", changes=changes)
    drafts = [version for version in document.versions.all() if is_draft(document, version)]
    if drafts:
        rows: State = {"drafts": {}}
        for version in drafts:
            rows["drafts"].update(draft_state(document, version)["drafts"])
        cmd.append(
            stream_of(document.meeting),
            "draft.edited",
            data={"document_id": document.id, "title": document.title, "changes": changes},
            state=rows,
            audience=preparers_of(document),
        )
