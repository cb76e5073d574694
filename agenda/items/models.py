"""The agenda of a meeting."""

import uuid

from django.db import models
from django.db.models import F, Q

from agenda.items.rules import Clock
from meetings.lifecycle.models import Meeting


class AgendaItem(models.Model):
    """One matter on the table. Positions run from 1 without gaps; negative only while renumbering.

    `parent`: a matter under another (two levels). A restricted one is open only to whom `allowed` names
    (agenda.items.closing); `is_hidden`: the others do not even see that it is there. `reason` says why it was
    skipped or postponed, `paused_by` what stopped its clock.
    """

    class Kind(models.TextChoices):
        OPENING = "opening"
        REPORT = "report"
        DISCUSSION = "discussion"
        DECISION = "decision"
        OTHER = "other"

    class Status(models.TextChoices):
        PENDING = "pending"
        CURRENT = "current"
        DONE = "done"
        SKIPPED = "skipped"
        POSTPONED = "postponed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="below")
    position = models.SmallIntegerField()
    number = models.CharField(max_length=8, blank=True)
    title = models.CharField(max_length=400)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    presenter = models.CharField(max_length=200, blank=True)
    planned_minutes = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.PENDING)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    paused_by = models.CharField(max_length=9, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    is_restricted = models.BooleanField(default=False)
    is_hidden = models.BooleanField(default=False)
    allowed = models.JSONField(default=list)
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="agendaitem_meeting_position"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(status="current"), name="agendaitem_one_current"
            ),
            models.CheckConstraint(
                condition=Q(status="pending", opened_at=None, closed_at=None)
                | Q(status="current", opened_at__isnull=False, closed_at=None)
                | Q(status="done", opened_at__isnull=False, closed_at__isnull=False)
                | Q(status="skipped", opened_at=None, closed_at=None)
                | Q(status="postponed"),
                name="agendaitem_times_of_status",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="agendaitem_not_under_itself"),
            models.CheckConstraint(
                condition=~Q(status__in=["skipped", "postponed"]) | ~Q(reason=""),
                name="agendaitem_left_out_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class ItemSpan(models.Model):
    """One time on the table. Open while `ended_at` is None; `reason`: why the item was taken up again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="spans")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(ended_at=None), name="itemspan_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at"), paused_at=None),
                name="itemspan_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.started_at:%H:%M:%S}"

    @property
    def clock(self) -> Clock:
        return Clock(self.started_at, self.paused_at, self.paused_seconds)

    def set_clock(self, clock: Clock) -> None:
        """Keep what the clock shows now."""
        self.paused_at, self.paused_seconds = clock.paused_at, clock.paused_seconds
        self.save(update_fields=["paused_at", "paused_seconds"])
