"""Devices that keep documents for reading without a network, and which versions each of them keeps."""

import uuid

from django.db import models
from django.db.models import Q

from agenda.documents.models import DocumentVersion
from agenda.offline.rules import Ending
from ecabinet.directory.models import Account


class OfflineDevice(models.Model):
    """One browser of one person that keeps documents. It made its key itself; only the SHA-256 is here.

    `ended_at`: it keeps nothing any more, or erases what it keeps as soon as it is heard of.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey(Account, models.CASCADE, related_name="offline_devices")
    name = models.CharField(max_length=80)
    key_digest = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField()
    last_contact_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=20, blank=True, choices=[(e.value, e.value) for e in Ending])

    class Meta:
        ordering = ["-last_contact_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_because="")
                | Q(ended_at__isnull=False) & ~Q(ended_because=""),
                name="offline_device_ended_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class KeptCopy(models.Model):
    """That a device has a version, until it says that it has not."""

    device = models.ForeignKey(OfflineDevice, models.CASCADE, related_name="copies")
    version = models.ForeignKey(DocumentVersion, models.CASCADE, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["kept_at", "id"]
        constraints = [models.UniqueConstraint(fields=["device", "version"], name="copy_device_version")]

    def __str__(self) -> str:
        return f"{self.version_id} on {self.device_id}"
