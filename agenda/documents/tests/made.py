"""Documents for the tests of other capabilities, straight into the tables."""

from typing import Any

from django.utils import timezone

from agenda.documents.models import Document, DocumentVersion
from agenda.documents.storage import keep, receive
from agenda.items.models import AgendaItem


def made(item: AgendaItem, title: str = "Báo cáo", **version: Any) -> Document:
    """A document laid before an item, with one version that is still being prepared unless told otherwise."""
    now = timezone.now()
    document = Document.objects.create(meeting=item.meeting, item=item, title=title, created_at=now)
    fields = {
        "filename": "bao-cao.pdf",
        "sha256": "0" * 64,
        "size": 1,
        "uploaded_by": "Trần Thu Ký",
        **version,
    }
    document.shown = DocumentVersion.objects.create(document=document, uploaded_at=now, **fields)
    document.save(update_fields=["shown"])
    return document


def readable(item: AgendaItem, content: bytes = b"%PDF-1.4 to giay", pages: int = 1) -> DocumentVersion:
    """The version of a document whose original and viewing copy are `content`, without the pipeline."""
    incoming = receive([content])
    keep(incoming)
    files = {"sha256": incoming.sha256, "view_sha256": incoming.sha256}
    document = made(item, **files, size=len(content), pages=pages, status="ready")
    return DocumentVersion.objects.get(document=document)
