"""Documents for the tests of other capabilities, straight into the tables."""

from typing import Any

from django.utils import timezone

from agenda.documents.models import Document, DocumentVersion
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
