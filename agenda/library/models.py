"""Personal documents: folders and papers that nobody but their owner sees.

Nothing of them enters the journal: whoever reads the record of an office must not find out from it what
somebody keeps for themselves.
"""

import uuid

from django.db import models
from django.db.models import Q

from agenda.documents.models import Document, PageText, PaperFile
from agenda.documents.rules import Status
from ecabinet.directory.models import Person
from ecabinet.search import FoldedField


class Library(models.Model):
    """All that one person keeps; every change of it locks this row."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.person_id)


class Binned(models.Model):
    """What may lie in the bin. `binned_with` is the folder with which it went there, empty for itself."""

    binned_at = models.DateTimeField(null=True)
    binned_with = models.UUIDField(null=True)

    class Meta:
        abstract = True


class Folder(Binned):
    """A folder; without `parent` it lies at the top."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    library = models.ForeignKey(Library, models.CASCADE, related_name="folders")
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["library", "parent", "name"],
                condition=Q(binned_at=None, parent__isnull=False),
                name="folder_name_in_folder",
            ),
            models.UniqueConstraint(
                fields=["library", "name"],
                condition=Q(binned_at=None, parent__isnull=True),
                name="folder_name_at_the_top",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Paper(PaperFile, Binned):
    """A paper of one's own, or (with `document`) the way to one of a meeting, of which no file is kept here:
    it is read there, by the rules of its meeting, as long as one may."""

    library = models.ForeignKey(Library, models.CASCADE, related_name="papers")
    folder = models.ForeignKey(Folder, models.SET_NULL, null=True, related_name="papers")
    title = models.CharField(max_length=300)
    folded = FoldedField(sources=("title", "filename"))
    document = models.ForeignKey(Document, models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["-uploaded_at", "id"]
        indexes = [models.Index(fields=["sha256"], name="paper_sha256")]
        constraints = [
            models.CheckConstraint(
                condition=Q(document=None, sha256__gt="") | Q(document__isnull=False, sha256=""),
                name="paper_has_a_file_or_a_document",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.READY, document=None) | (Q(pages__gte=1) & ~Q(view_sha256="")),
                name="paper_ready_has_view",
            ),
            models.UniqueConstraint(
                fields=["library", "document"], condition=Q(binned_at=None), name="paper_document_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PaperPage(PageText):
    """The text of one page of a paper."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="page_texts")

    class Meta:
        ordering = ["paper_id", "number"]
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="page_paper_number")]

    def __str__(self) -> str:
        return f"{self.paper_id} p{self.number}: {len(self.text)}"
