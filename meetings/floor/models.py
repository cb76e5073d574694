"""Who asks to speak, and who has the floor."""

import uuid

from django.db import models
from django.db.models import F, Q

from ecabinet.directory.models import Person, Site
from meetings.floor.rules import Clock
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting


class SpeakRequest(models.Model):
    """A participant's wish to speak, with the name, position and site under which it is called.

    `item_id` names a row of the agenda, which may be taken off it; `item_title` keeps what it was called.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        SPEAKING = "speaking"
        DONE = "done"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="speak_requests")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="speak_requests")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    full_name = models.CharField(max_length=120)
    position = models.CharField(max_length=160)
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    site_name = models.CharField(max_length=120, blank=True)
    item_id = models.UUIDField(null=True)
    item_title = models.CharField(max_length=420, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    requested_at = models.DateTimeField()
    turns_before = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["requested_at", "id"]
        indexes = [models.Index(fields=["meeting", "status", "requested_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(status="waiting"),
                name="speakrequest_one_waiting_per_person",
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(status="speaking"), name="speakrequest_one_speaking"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} {self.status}"


class Turn(models.Model):
    """One speech: the clock of a granted request, and the media identity through which it is heard."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="turns")
    request = models.OneToOneField(SpeakRequest, models.CASCADE, related_name="turn")
    identity = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    limit_seconds = models.PositiveIntegerField()
    paused_at = models.DateTimeField(null=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(ended_at=None), name="turn_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at"), paused_at=None),
                name="turn_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identity} {self.started_at:%H:%M:%S}"

    @property
    def clock(self) -> Clock:
        return Clock(self.started_at, self.limit_seconds, self.paused_at, self.paused_seconds, self.ended_at)

    def set_clock(self, clock: Clock) -> None:
        """Keep what the clock shows now."""
        self.limit_seconds, self.paused_at = clock.limit_seconds, clock.paused_at
        self.paused_seconds, self.ended_at = clock.paused_seconds, clock.ended_at
        self.save(update_fields=["limit_seconds", "paused_at", "paused_seconds", "ended_at"])
