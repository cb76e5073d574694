"""What units owe a meeting: documents for an item, by a time."""

import uuid

from django.db import models
from django.db.models import Q

from agenda.items.models import AgendaItem
from ecabinet.directory.models import Unit
from meetings.lifecycle.models import Meeting


class Duty(models.Model):
    """A unit delivers `count` documents for an item by `due_at`; `wanted` says which.

    What it has delivered are the documents of that item and unit.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="duties")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=200)
    wanted = models.CharField(max_length=500)
    count = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField()
    assigned_at = models.DateTimeField()
    assigned_by = models.CharField(max_length=120)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "unit_name", "id"]
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(fields=["item", "unit"], name="duty_item_unit"),
            models.CheckConstraint(condition=Q(count__gte=1), name="duty_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name}: {self.wanted}"
