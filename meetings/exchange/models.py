"""Deliveries: every letter that is to leave, and what became of it."""

import uuid

from django.db import models
from django.db.models import Q

from ecabinet.directory.models import Account
from ecabinet.search import FoldedField
from meetings.lifecycle.models import Meeting


class Delivery(models.Model):
    """One letter about one meeting to one addressee. `sequence` grows with every change that is announced."""

    class Method(models.TextChoices):
        REQUEST = "request"
        CANCEL = "cancel"

    class Purpose(models.TextChoices):
        """Why it is written: a `cancel` either takes one invitation back or calls the whole meeting off; a
        `duty` asks a unit for documents, has numbers of its own and is no invitation."""

        INVITATION = "invitation"
        REMINDER = "reminder"
        NO_LONGER_INVITED = "no_longer_invited"
        MEETING_CANCELLED = "meeting_cancelled"
        DUTY = "duty"

    class To(models.TextChoices):
        PERSON = "person"
        UNIT = "unit"
        SITE = "site"

    class Status(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"
        NO_ADDRESS = "no_address"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="deliveries")
    method = models.CharField(max_length=7, choices=Method.choices)
    purpose = models.CharField(max_length=17, choices=Purpose.choices, default=Purpose.INVITATION)
    sequence = models.PositiveIntegerField()
    to_kind = models.CharField(max_length=6, choices=To.choices)
    to_id = models.UUIDField()
    to_name = models.CharField(max_length=200)
    sits_at = models.CharField(max_length=120, blank=True)
    address = models.EmailField(blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    claimed_at = models.DateTimeField(null=True)
    file_name = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    folded = FoldedField(sources=("to_name", "address", "subject"))
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "to_name", "id"]
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["-sent_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "to_kind", "to_id", "sequence"],
                condition=~Q(purpose="duty"),
                name="delivery_once_each",
            ),
            models.UniqueConstraint(
                fields=["meeting", "to_kind", "to_id", "sequence"],
                condition=Q(purpose="duty"),
                name="delivery_duty_once_each",
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at=None)),
                name="delivery_sent_at",
            ),
            models.CheckConstraint(
                condition=Q(status="no_address", address="") | (~Q(status="no_address") & ~Q(address="")),
                name="delivery_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.sequence} to {self.address}: {self.status}"


class CalendarFeed(models.Model):
    """An address under which a calendar program reads the meetings of a person, or of the person's unit.

    Whoever knows the address may read it, so only its digest is kept, and a new one ends the old.
    """

    class Scope(models.TextChoices):
        PERSON = "person"
        UNIT = "unit"

    account = models.ForeignKey(Account, models.CASCADE, related_name="calendar_feeds")
    scope = models.CharField(max_length=6, choices=Scope.choices)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["scope"]
        constraints = [models.UniqueConstraint(fields=["account", "scope"], name="calendarfeed_one")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.scope}"
