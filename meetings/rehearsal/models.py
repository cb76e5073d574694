"""Rehearsals of a meeting: rounds, what sites reported in them, who watches over which site."""

import uuid
from dataclasses import asdict
from typing import Any

from django.db import models
from django.db.models import Q

from ecabinet.directory.models import Person, Site, Unit
from meetings.lifecycle.models import Meeting
from meetings.rehearsal.rules import STANDARD


def standard_items() -> list[dict[str, Any]]:
    """The checklist where nobody wrote one."""
    return [asdict(item) for item in STANDARD]


class Checklist(models.Model):
    """What sites check by hand: the list of one meeting, or the usual one of a unit."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, null=True, related_name="+")
    unit = models.OneToOneField(Unit, models.CASCADE, null=True, related_name="+")
    items = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting=None, unit__isnull=False) | Q(meeting__isnull=False, unit=None),
                name="rehearsal_checklist_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id or self.unit_id}"


class Round(models.Model):
    """One trial round. `checklist` stays as it was when it was opened; `tally` counts the sites by grade as
    it was closed."""

    class ClosedBy(models.TextChoices):
        HAND = "hand"
        NEXT_ROUND = "next_round"
        MEETING_STARTED = "meeting_started"
        MEETING_CANCELLED = "meeting_cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    is_automatic = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    ends_at = models.DateTimeField()
    checklist = models.JSONField(default=standard_items)
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=20, choices=ClosedBy.choices, blank=True)
    tally = models.JSONField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="rehearsal_meeting_number"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(closed_at=None), name="rehearsal_one_open_round"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, tally=None) | Q(closed_at__isnull=False, tally__isnull=False),
                name="rehearsal_closed_has_tally",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.number}"


class Report(models.Model):
    """One run of the tests at a site, as it was sent; all are kept, the last counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, models.CASCADE, related_name="reports")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    screen_name = models.CharField(max_length=80, blank=True)
    overall = models.CharField(max_length=8)
    findings = models.JSONField(default=list)
    measured = models.JSONField()

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["round", "site", "at"])]

    def __str__(self) -> str:
        return f"{self.site_id} {self.at}"


class Result(models.Model):
    """How a site stands in a round: its last report, and whether its overseer checked by phone."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="results")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    reports = models.PositiveIntegerField(default=0)
    reported_at = models.DateTimeField(null=True)
    overall = models.CharField(max_length=8, default="untested")
    change = models.CharField(max_length=8, default="first")
    tests = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    figures = models.JSONField(null=True)
    open_items = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=120, blank=True)
    check_note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "site"], name="rehearsal_result_site")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.site_id} {self.overall}"


class Oversight(models.Model):
    """The person who watches over a site's readiness."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    full_name = models.CharField(max_length=120)
    position = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "site"], name="rehearsal_overseer_site")]

    def __str__(self) -> str:
        return f"{self.full_name} {self.site_id}"


class LineTurn(models.Model):
    """A site's place in the line of those that test their connection; forgotten when the test is over."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(db_index=True)
    seen_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "site"], name="rehearsal_turn_site")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.asked_at}"


def overseen_by(person_id: str) -> "models.QuerySet[Oversight, uuid.UUID]":
    """The ids of the meetings in which a person watches over a site."""
    return Oversight.objects.filter(person_id=person_id).values_list("meeting_id", flat=True)
