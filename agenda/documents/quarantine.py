"""Files held for secret: kept from everybody for a week, released when it was a false alarm."""

from django.db.models import QuerySet

from agenda.documents.models import DocumentVersion
from agenda.documents.rules import Status
from agenda.documents.services import (
    AUDIT,
    PREPARE_JOB,
    QUARANTINE,
    SECRET,
    tell,
    told,
)
from agenda.documents.storage import exists
from ecabinet.jobs.services import enqueue
from ecabinet.journal import audience
from ecabinet.journal.services import Command
from ecabinet.problems import Problem


def quarantined() -> "QuerySet[DocumentVersion]":
    """The versions refused as secret, the newest first."""
    stamped = DocumentVersion.objects.filter(status=Status.REJECTED, rejected_code__in=SECRET)
    return stamped.select_related("document__meeting").order_by("-uploaded_at", "-id")


def is_kept(version: DocumentVersion) -> bool:
    """Whether the file is still there to be released."""
    return exists(version.sha256)


def release(cmd: Command, version: DocumentVersion, reason: str) -> None:
    """A false alarm: the version, its meeting and document locked, is prepared after all.

    Appends document.released or draft.released, and to the audit stream document.stamp_released. Raises
    Problem quarantine_over (409) when it is not in quarantine (any more).
    """
    if version.status != Status.REJECTED or version.rejected_code not in SECRET or not is_kept(version):
        raise Problem("quarantine_over", days=QUARANTINE.days)
    version.status, version.rejected_code, version.rejected_reason = Status.PROCESSING, "", ""
    version.released_at, version.released_by, version.release_reason = cmd.at, cmd.actor.name[:120], reason
    version.save(
        update_fields=[
            "status", "rejected_code", "rejected_reason", "released_at", "released_by", "release_reason"
        ]
    )  # fmt: skip
    enqueue(cmd, PREPARE_JOB, str(version.id), {"version_id": str(version.id)})
    document = version.document
    tell(cmd, version, "released")
    data = {**told(document, version), "meeting_id": document.meeting_id, "reason": reason}
    cmd.append(AUDIT, "document.stamp_released", data=data, audience=audience.role("administrator"))
