"""The agenda of a meeting."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.lifecycle.models import Meeting


class AgendaItem(models.Model):
    """One matter on the table. Positions run from 1 without gaps; negative only while renumbering."""

    class Kind(models.TextChoices):
        OPENING = "opening"
        REPORT = "report"
        DISCUSSION = "discussion"
        DECISION = "decision"
        OTHER = "other"

    class Status(models.TextChoices):
        PENDING = "pending"
        CURRENT = "current"
        DONE = "done"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.SmallIntegerField()
    title = models.CharField(max_length=400)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    presenter = models.CharField(max_length=200, blank=True)
    planned_minutes = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PENDING)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="agendaitem_meeting_position"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(status="current"), name="agendaitem_one_current"
            ),
            models.CheckConstraint(
                condition=Q(status="pending", opened_at=None, closed_at=None)
                | Q(status="current", opened_at__isnull=False, closed_at=None)
                | Q(status="done", opened_at__isnull=False, closed_at__isnull=False),
                name="agendaitem_times_of_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def number(self) -> str:
        """The number as it is printed."""
        return str(self.position)
