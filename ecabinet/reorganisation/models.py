"""Decisions by which units merge, split or take another name on a date."""

import uuid

from django.db import models
from django.db.models import F, Q

from ecabinet.directory.models import Unit


class Reorganisation(models.Model):
    """One decision. A draft changes nothing and can be looked at; a confirmed one takes effect on its day.

    `successors` is a list of `{"unit_id"}` or `{"new": {code, name, …}}`, each with `keeps_records`;
    `moves` says which of them (counted from 0) a person or a site goes to: `{id: number}`. Those that are
    not named go to the one that keeps the records.
    """

    class Kind(models.TextChoices):
        MERGE = "merge"
        SPLIT = "split"
        RENAME = "rename"

    class Status(models.TextChoices):
        DRAFT = "draft"
        CONFIRMED = "confirmed"
        DONE = "done"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    on = models.DateField()
    decision = models.CharField(max_length=300)
    successors = models.JSONField(default=list)
    moves = models.JSONField(default=dict)
    name = models.CharField(max_length=200, blank=True)
    short_name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-on", "-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="done", done_at__isnull=False) | (~Q(status="done") & Q(done_at=None)),
                name="reorganisation_done_at",
            ),
            models.CheckConstraint(
                condition=~Q(kind="rename") | (~Q(name="") & ~Q(short_name="")),
                name="reorganisation_rename_has_names",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Part(models.Model):
    """A unit that takes part in a reorganisation: it ends (or is renamed) there, or comes out of it.

    A unit has one part at most: none can be merged into itself. New units get theirs when the decision is
    confirmed, for only then they exist.
    """

    class Role(models.TextChoices):
        PREDECESSOR = "predecessor"
        SUCCESSOR = "successor"

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="parts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)
    number = models.PositiveSmallIntegerField()
    created = models.BooleanField(default=False)

    class Meta:
        ordering = ["role", "number"]
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "unit"], name="part_unit_once"),
            models.UniqueConstraint(fields=["reorganisation", "role", "number"], name="part_number"),
            models.CheckConstraint(condition=Q(created=False) | Q(role="successor"), name="part_created"),
        ]
        indexes = [models.Index(F("unit"), F("role"), name="part_of_unit")]

    def __str__(self) -> str:
        return f"{self.role} {self.unit_id}"
