"""Meetings and the templates from which they are made."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q

from ecabinet.directory.models import Person, Site, Unit
from meetings.lifecycle.choices import Kind, MediaPolicy, Voters
from meetings.lifecycle.rules import BEFORE_START, NEEDS_CHAIR, STARTED, Status, folded


def first_layout() -> dict[str, Any]:
    """The layout of a meeting in which nobody has chosen one: the one who speaks is seen large."""
    return {"mode": "speaker", "site_id": None, "participant_id": None, "document_id": None, "page": None}


def _values(statuses: Iterable[Status]) -> list[str]:
    return sorted(status.value for status in statuses)


class MeetingTemplate(models.Model):
    """A meeting that an office holds again and again, with its usual agenda; `unit` None is everybody's.

    `agenda` is a list of `{title, kind, presenter, planned_minutes}`. A retired one is offered no more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    description = models.CharField(max_length=400)
    description_en = models.CharField(max_length=400)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    media_policy = models.CharField(max_length=10, choices=MediaPolicy.choices)
    is_ad_hoc = models.BooleanField(default=False)
    planned_minutes = models.PositiveSmallIntegerField()
    quorum_numerator = models.PositiveSmallIntegerField(null=True)
    quorum_denominator = models.PositiveSmallIntegerField(null=True)
    agenda = models.JSONField(default=list)
    type = models.ForeignKey("kinds.MeetingType", models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(default=True)
    place_in_list = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place_in_list", "name"]

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """One meeting over one or many sites.

    Names are copied when they are set: a person who changes office later does not change what was announced.
    So are the rules of its kind (`type`), from `kind` to `legal_basis`. `series_place` counts from 1.
    `current_item_id` names a row of the agenda, which is a higher layer.
    """

    Kind = Kind
    MediaPolicy = MediaPolicy

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    title = models.CharField(max_length=500)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.WORKING)
    status = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Status], default="draft")
    media_policy = models.CharField(max_length=10, choices=MediaPolicy.choices, default=MediaPolicy.ON_FLOOR)
    is_ad_hoc = models.BooleanField(default=False)
    type = models.ForeignKey("kinds.MeetingType", models.PROTECT, null=True, related_name="+")
    type_name = models.CharField(max_length=160, blank=True)
    voters = models.CharField(max_length=8, choices=Voters.choices, default=Voters.MEMBERS)
    notice_days = models.PositiveSmallIntegerField(default=3)
    needs_approval = models.BooleanField(default=False)
    legal_basis = models.CharField(max_length=300, blank=True)
    series = models.ForeignKey("copies.MeetingSeries", models.PROTECT, null=True, related_name="meetings")
    series_place = models.PositiveSmallIntegerField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meetings")
    unit_name = models.CharField(max_length=200)
    place = models.CharField(max_length=300, blank=True)
    scheduled_start = models.DateTimeField()
    scheduled_end = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    central_site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    chair = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    chair_name = models.CharField(max_length=120, blank=True)
    secretary = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    secretary_name = models.CharField(max_length=120, blank=True)
    current_item_id = models.UUIDField(null=True)
    layout = models.JSONField(default=first_layout)
    quorum_numerator = models.PositiveSmallIntegerField(null=True)
    quorum_denominator = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField()
    search_text = models.TextField()

    class Meta:
        ordering = ["scheduled_start", "id"]
        indexes = [
            models.Index(fields=["unit", "scheduled_start"]),
            models.Index(fields=["status", "scheduled_start"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in Status]), name="meeting_known_status"
            ),
            models.CheckConstraint(
                condition=Q(scheduled_end__gt=F("scheduled_start")), name="meeting_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(chair__isnull=False) | ~Q(status__in=_values(NEEDS_CHAIR)),
                name="meeting_published_has_chair",
            ),
            models.CheckConstraint(
                condition=Q(started_at=None, status__in=_values(BEFORE_START))
                | Q(started_at__isnull=False, status__in=_values(STARTED)),
                name="meeting_started_at",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=False, status="paused")
                | (Q(paused_at=None) & ~Q(status="paused")),
                name="meeting_paused_at",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, status="closed")
                | (Q(closed_at=None) & ~Q(status="closed")),
                name="meeting_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(quorum_numerator=None, quorum_denominator=None)
                | Q(quorum_numerator__gte=1, quorum_denominator__gte=F("quorum_numerator")),
                name="meeting_quorum_fraction",
            ),
            models.CheckConstraint(
                condition=Q(series=None, series_place=None) | Q(series__isnull=False, series_place__gte=1),
                name="meeting_place_in_series",
            ),
            models.UniqueConstraint(fields=["series", "series_place"], name="meeting_series_place"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded words by which the meeting is found beside those that are shown."""
        self.search_text = folded(" ".join((self.title, self.place, self.chair_name, self.unit_name)))
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "search_text"}
        super().save(*args, **kwargs)


class Holiday(models.Model):
    """A day that is not a working day although it is no Saturday or Sunday; an administrator's table."""

    day = models.DateField(primary_key=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
