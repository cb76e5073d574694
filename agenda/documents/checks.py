"""What the documents still lack before a meeting is published."""

from collections.abc import Iterator

from agenda.documents.models import Document
from agenda.documents.rules import Status
from agenda.items.models import AgendaItem
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.readiness import Finding


def check_documents(meeting: Meeting) -> Iterator[Finding]:
    """Every report has a document that was not refused, and scans were looked through; warnings, no more."""
    laid = Document.objects.filter(meeting=meeting, recalled_at=None, shown__isnull=False)
    usable = laid.exclude(shown__status=Status.REJECTED)
    reports = AgendaItem.objects.filter(meeting=meeting, kind=AgendaItem.Kind.REPORT)
    for item in reports.exclude(id__in=usable.values("item_id")):
        values = {"number": item.number, "title": item.title}
        yield Finding("report_without_document", "agenda", blocking=False, item_id=item.id, values=values)
    for paper in laid.filter(shown__status=Status.AWAITING).select_related("item"):
        values = {"number": paper.item.number, "title": paper.title}
        code = "paper_not_looked_through"
        yield Finding(code, "agenda", blocking=False, item_id=paper.item_id, values=values)
