"""Rooms where meetings are held, and the seat maps that they had one after the other."""

import uuid

from django.db import models
from django.db.models import Q

from ecabinet.directory.models import Site, Unit
from ecabinet.rooms.rules import MOST_COLUMNS, MOST_ROWS
from ecabinet.search import FoldedField


class Room(models.Model):
    """A room of a unit. A retired one is offered no more; meetings that were held there keep it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True)
    floor = models.CharField(max_length=40, blank=True)
    capacity = models.PositiveSmallIntegerField(default=0)
    equipment = models.CharField(max_length=500, blank=True)
    is_active = models.BooleanField(default=True)
    folded = FoldedField(sources=("name", "address", "equipment"))

    class Meta:
        ordering = ["folded", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="room_unit_name")]

    def __str__(self) -> str:
        return self.name


class SeatMap(models.Model):
    """One version of a room's map; it never changes, so that a meeting keeps the one it had.

    `places` is a list of `{key, label, x, y, kind}`; a seat keeps its key from version to version.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(Room, models.CASCADE, related_name="maps")
    version = models.PositiveIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    places = models.JSONField(default=list)
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["room", "version"], name="seatmap_room_version"),
            models.CheckConstraint(
                condition=Q(width__gte=1, width__lte=MOST_COLUMNS, height__gte=1, height__lte=MOST_ROWS),
                name="seatmap_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.version}"


class SiteRoom(models.Model):
    """The room where people of a site usually sit."""

    site = models.OneToOneField(Site, models.CASCADE, related_name="usual_room")
    room = models.ForeignKey(Room, models.CASCADE, related_name="usual_of")

    class Meta:
        ordering = ["site__folded"]

    def __str__(self) -> str:
        return f"{self.site_id} {self.room_id}"
