"""The minutes of a meeting, revision by revision."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.lifecycle.models import Meeting


class Minutes(models.Model):
    """One revision: asked for, then read from the journal up to `head_seq` and kept as two files.

    A ready revision never changes; what comes later is a new revision.
    """

    class Status(models.TextChoices):
        QUEUED = "queued"
        READY = "ready"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minutes")
    revision = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.QUEUED)
    requested_at = models.DateTimeField()
    produced_at = models.DateTimeField(null=True)
    head_seq = models.PositiveBigIntegerField(null=True)
    head_hash = models.CharField(max_length=64, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    docx_sha256 = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["meeting", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "revision"], name="minutes_meeting_revision"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(status="queued"), name="minutes_one_being_made"
            ),
            models.CheckConstraint(
                condition=~Q(status="ready")
                | (
                    Q(produced_at__isnull=False, head_seq__isnull=False)
                    & ~Q(head_hash="")
                    & ~Q(pdf_sha256="")
                    & ~Q(docx_sha256="")
                ),
                name="minutes_ready_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} revision {self.revision} {self.status}"
