"""What a meeting concluded."""

import uuid

from django.db import models

from agenda.items.models import AgendaItem
from meetings.lifecycle.models import Meeting


class Conclusion(models.Model):
    """A conclusion on an item, or on the whole meeting when `item` is None."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="conclusions")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="conclusions")
    text = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    edited_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["recorded_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
