"""Screens that were paired with a site, and the codes by which they are."""

import uuid

from django.db import models
from django.db.models import Q

from ecabinet.directory.models import Account, Site


class Device(models.Model):
    """A screen of a site. It signs in with its own key, of which only the SHA-256 (hex) is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    site = models.ForeignKey(Site, models.PROTECT, related_name="devices")
    name = models.CharField(max_length=80)
    key_digest = models.CharField(max_length=64, unique=True)
    paired_at = models.DateTimeField()
    paired_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    equipment = models.JSONField(default=dict)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"], condition=Q(revoked_at=None), name="device_site_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Pairing(models.Model):
    """A code that an unpaired screen shows; `device` is set when it was entered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.CharField(max_length=8, unique=True)
    key_digest = models.CharField(max_length=64, unique=True)
    address = models.GenericIPAddressField(null=True)
    expires_at = models.DateTimeField()
    device = models.OneToOneField(Device, models.CASCADE, null=True)

    class Meta:
        indexes = [models.Index(fields=["address", "expires_at"])]

    def __str__(self) -> str:
        return f"{self.id} until {self.expires_at}"


class WrongCode(models.Model):
    """A code that was entered and never was: for the rate limit."""

    account = models.ForeignKey(Account, models.CASCADE)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "at"])]

    def __str__(self) -> str:
        return f"{self.account_id} {self.at}"
