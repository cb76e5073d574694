"""The words an authority chooses from: positions, kinds of document, agencies that issue documents."""

import uuid

from django.db import models

from ecabinet.search import FoldedField


class Entry(models.Model):
    """One word of a catalogue. A retired one is offered no more; what was written with it stays."""

    class Catalogue(models.TextChoices):
        POSITION = "position"
        DOCUMENT_KIND = "document_kind"
        AGENCY = "agency"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    catalogue = models.CharField(max_length=14, choices=Catalogue.choices)
    name = models.CharField(max_length=160)
    abbreviation = models.CharField(max_length=20, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    folded = FoldedField(sources=("name", "abbreviation"))

    class Meta:
        ordering = ["place", "folded", "id"]
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["catalogue", "name"], name="entry_catalogue_name")]

    def __str__(self) -> str:
        return self.name
