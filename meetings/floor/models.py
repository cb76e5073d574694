"""Who asks to speak, and who has the floor."""

import uuid

from django.db import models
from django.db.models import F, Q

from ecabinet.directory.models import Person, Site
from meetings.floor.rules import ACTIVE, Clock
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting


class FloorSettings(models.Model):
    """How the floor of one meeting is run; a meeting without this row has the usual (all the defaults).

    The queue of interpellations opens when the chair opens the questioning. `loss_action` is what happens
    when a site loses its line, each with what comes before it: a warning, the clock of the one who speaks
    there stops, the item pauses, the open poll pauses. An item pauses for a site with `loss_people` present
    or more, a poll for one with `loss_voters` of its electors or more. What was paused goes on by itself when
    the line is back within `loss_return_seconds` (0: the chair decides always).
    """

    class LossAction(models.TextChoices):
        NOTHING = "nothing"
        WARN = "warn"
        PAUSE = "pause"
        PAUSE_ITEM = "pause_item"
        PAUSE_POLL = "pause_poll"

    meeting = models.OneToOneField(Meeting, models.CASCADE, primary_key=True, related_name="floor_settings")
    speaking_open = models.BooleanField(default=True)
    interpellation_open = models.BooleanField(default=False)
    first_timers_first = models.BooleanField(default=False)
    loss_action = models.CharField(max_length=10, choices=LossAction.choices, default=LossAction.PAUSE)
    loss_return_seconds = models.PositiveSmallIntegerField(default=120)
    loss_people = models.PositiveSmallIntegerField(default=1)
    loss_voters = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return f"floor of {self.meeting_id}"

    def is_open(self, queue: str) -> bool:
        """Whether requests are taken into that queue."""
        return self.interpellation_open if queue == SpeakRequest.Queue.INTERPELLATION else self.speaking_open


class LostLine(models.Model):
    """A site whose line is lost while the meeting runs, with how many were present there and could vote."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="lost_lines")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    site_name = models.CharField(max_length=120)
    lost_at = models.DateTimeField()
    people = models.PositiveIntegerField()
    voters = models.PositiveIntegerField()
    holds_item = models.BooleanField(default=False)

    class Meta:
        ordering = ["lost_at", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "site"], name="lostline_meeting_site")]

    def __str__(self) -> str:
        return f"{self.site_name} {self.lost_at:%H:%M:%S}"


class SpeakRequest(models.Model):
    """A participant's wish to speak, with the name, position and site under which it is called.

    `item_id` names a row of the agenda, which may be taken off it; `item_title` keeps what it was called.
    `place` is the place that the chair gave by hand; `sort_key` orders a queue (rules.sort_key).
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        CALLED = "called"
        READY = "ready"
        SPEAKING = "speaking"
        DONE = "done"
        WITHDRAWN = "withdrawn"
        DECLINED = "declined"

    class Queue(models.TextChoices):
        SPEAKING = "speaking"
        INTERPELLATION = "interpellation"

    class Priority(models.TextChoices):
        POINT_OF_ORDER = "point_of_order"
        URGENT = "urgent"
        NORMAL = "normal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="speak_requests")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="speak_requests")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    full_name = models.CharField(max_length=120)
    position = models.CharField(max_length=160)
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    site_name = models.CharField(max_length=120, blank=True)
    unit_name = models.CharField(max_length=200, blank=True)
    item_id = models.UUIDField(null=True)
    item_title = models.CharField(max_length=420, blank=True)
    queue = models.CharField(max_length=14, choices=Queue.choices, default=Queue.SPEAKING)
    priority = models.CharField(max_length=14, choices=Priority.choices, default=Priority.NORMAL)
    topic = models.CharField(max_length=300, blank=True)
    place = models.PositiveSmallIntegerField(null=True)
    sort_key = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    requested_at = models.DateTimeField()
    turns_before = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort_key", "requested_at", "id"]
        indexes = [models.Index(fields=["meeting", "status", "requested_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person", "queue"],
                condition=Q(status__in=ACTIVE) & ~Q(priority="point_of_order"),
                name="speakrequest_one_active_per_queue",
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(status__in=ACTIVE, priority="point_of_order"),
                name="speakrequest_one_point_of_order",
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(status="speaking"), name="speakrequest_one_speaking"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} {self.status}"


class Turn(models.Model):
    """One speech: the clock of a granted request, and the media identity through which it is heard.

    `line_lost_at` stands while the line of its site is lost; `loss_paused`: the clock stands because of that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="turns")
    request = models.OneToOneField(SpeakRequest, models.CASCADE, related_name="turn")
    identity = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    limit_seconds = models.PositiveIntegerField()
    paused_at = models.DateTimeField(null=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    line_lost_at = models.DateTimeField(null=True)
    loss_paused = models.BooleanField(default=False)

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
        clock_fields = ["limit_seconds", "paused_at", "paused_seconds", "ended_at"]
        self.save(update_fields=[*clock_fields, "line_lost_at", "loss_paused"])


class UnitBudget(models.Model):
    """The minutes that a unit may speak, in the whole meeting or (with `item_id`) about one item."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="unit_budgets")
    unit_name = models.CharField(max_length=200)
    item_id = models.UUIDField(null=True)
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["unit_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "unit_name"], condition=Q(item_id=None), name="unitbudget_one_per_meeting"
            ),
            models.UniqueConstraint(
                fields=["meeting", "unit_name", "item_id"],
                condition=Q(item_id__isnull=False),
                name="unitbudget_one_per_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.minutes} min"
