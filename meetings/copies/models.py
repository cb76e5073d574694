"""Meetings that are held again and again."""

import uuid

from django.db import models

from ecabinet.directory.models import Unit


class MeetingSeries(models.Model):
    """Meetings made after one rule; each of them names the series and its place in it.

    `rule` is `{frequency, interval, weekday, nth, month_day}` (rules.Rule); its times are those of the wall
    clock in `zone`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    rule = models.JSONField()
    zone = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name_plural = "meeting series"

    def __str__(self) -> str:
        return str(self.id)
