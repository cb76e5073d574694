"""Presence on the media line: from when until when a site, or a person's own device, was connected."""

import uuid

from django.db import models
from django.db.models import F, Q

from ecabinet.directory.models import Person, Site
from meetings.lifecycle.models import Meeting


class PresenceInterval(models.Model):
    """One unbroken stay of a site or of a person's device. Open while `ended_at` is None."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presence")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "site"],
                condition=Q(ended_at=None, site__isnull=False),
                name="presence_one_open_per_site",
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(ended_at=None, person__isnull=False),
                name="presence_one_open_per_person",
            ),
            models.CheckConstraint(
                condition=Q(site=None, person__isnull=False) | Q(site__isnull=False, person=None),
                name="presence_site_or_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="presence_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id or self.person_id} {self.started_at:%H:%M:%S}"
