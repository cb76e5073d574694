"""Kinds of meeting that an authority holds, with their rules, and the units that ask for approval."""

import uuid

from django.db import models
from django.db.models import F, Q

from ecabinet.directory.models import Unit
from ecabinet.search import FoldedField
from meetings.lifecycle.choices import Kind, MediaPolicy, Voters


class MeetingType(models.Model):
    """One kind of meeting. A meeting copies these rules when it is made; a retired kind is offered no more.

    `notice_days` are working days between the invitations and the meeting.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    quorum_numerator = models.PositiveSmallIntegerField(null=True)
    quorum_denominator = models.PositiveSmallIntegerField(null=True)
    voters = models.CharField(max_length=8, choices=Voters.choices, default=Voters.MEMBERS)
    notice_days = models.PositiveSmallIntegerField(default=3)
    needs_approval = models.BooleanField(default=False)
    legal_basis = models.CharField(max_length=300, blank=True)
    media_policy = models.CharField(max_length=10, choices=MediaPolicy.choices, default=MediaPolicy.ON_FLOOR)
    place = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    folded = FoldedField(sources=("name",))

    class Meta:
        ordering = ["place", "folded", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum_numerator=None, quorum_denominator=None)
                | Q(quorum_numerator__gte=1, quorum_denominator__gte=F("quorum_numerator")),
                name="meetingtype_quorum_fraction",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitPractice(models.Model):
    """Whether the meetings of a unit go to the chair for approval before they are announced."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="+")
    needs_approval = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.needs_approval}"
