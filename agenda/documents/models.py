"""Documents of agenda items, their text, and who has opened them."""

import uuid

from django.db import models
from django.db.models import Q

from agenda.documents.rules import Status
from agenda.items.models import AgendaItem
from ecabinet.directory.models import Person
from meetings.lifecycle.models import Meeting


class Document(models.Model):
    """A PDF laid before a meeting. Its files are found by content: `sha256` is the original's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="documents")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="documents")
    title = models.CharField(max_length=300)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField(null=True)
    status = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in Status], default=Status.PROCESSING
    )
    rejected_code = models.CharField(max_length=40, blank=True)
    rejected_reason = models.CharField(max_length=300, blank=True)
    view_sha256 = models.CharField(max_length=64, blank=True)
    first_page_sha256 = models.CharField(max_length=64, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["uploaded_at", "id"]
        indexes = [models.Index(fields=["sha256"])]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "sha256"], condition=~Q(status="rejected"), name="document_item_content"
            ),
            models.CheckConstraint(
                condition=~Q(status="ready") | (Q(pages__gte=1) & ~Q(view_sha256="")),
                name="document_ready_has_view",
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(rejected_code=""), name="document_rejected_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentText(models.Model):
    """The text of a document, for search and for reading aloud."""

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="text")
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.document_id}: {len(self.text)}"


class DocumentOpening(models.Model):
    """That a person has opened a document, first and last when, and how often. Not in the journal."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="openings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "person"], name="opening_document_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.document_id} {self.times}"
