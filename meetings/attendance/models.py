"""Presence on the media line, counts of sites, codes that were used, who left for a while, and
who keeps out of which item."""

import uuid

from django.db import models
from django.db.models import F, Q

from ecabinet.directory.models import Person, Site
from meetings.invitations.models import Participant
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


class CodeUse(models.Model):
    """The last window whose code a person used at a site; an earlier one checks nobody in again."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    window = models.BigIntegerField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "site"], name="codeuse_participant_site")
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.site_id} {self.window}"


class Headcount(models.Model):
    """How many people were counted in the room of a site, the last time somebody counted."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="headcounts")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    counted_at = models.DateTimeField()
    counted_by = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "site"], name="headcount_meeting_site")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.count}"


class Away(models.Model):
    """Somebody who checked in on line and has been off the line for longer than the grace."""

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.participant_id} {self.since:%H:%M:%S}"


class Leave(models.Model):
    """Somebody who was present is out of the meeting from `left_at` until `returned_at` (None: still)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="leaves")
    left_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300)
    recorded_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["left_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], condition=Q(returned_at=None), name="leave_one_open"
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(returned_at__gte=F("left_at")),
                name="leave_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="leave_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.left_at:%H:%M:%S}"


class Recusal(models.Model):
    """A person keeps out of one item until `withdrawn_at`. `item_id` may outlive its item."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="recusals")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="recusals")
    item_id = models.UUIDField()
    item_title = models.CharField(max_length=500)
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "item_id"],
                condition=Q(withdrawn_at=None),
                name="recusal_participant_item",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="recusal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.item_title}"
