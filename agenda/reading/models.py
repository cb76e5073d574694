"""Where each person reads on, whatever device they take."""

from django.db import models
from django.db.models import Q

from agenda.documents.models import Document
from ecabinet.directory.models import Person


class ReadingPlace(models.Model):
    """The page of a document that a person saw last, and how far down it (`at`, 0 to 1)."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="places")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    page = models.PositiveIntegerField()
    at = models.FloatField()
    device = models.CharField(max_length=64)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "person"], name="place_document_person"),
            models.CheckConstraint(condition=Q(page__gte=1), name="place_from_page_one"),
            models.CheckConstraint(condition=Q(at__gte=0) & Q(at__lte=1), name="place_on_its_page"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.document_id} p{self.page}"
