"""In which room each place of a meeting is held, and who sits where."""

import uuid

from django.db import models
from django.db.models import Q

from ecabinet.directory.models import Site
from ecabinet.rooms.models import Room, SeatMap
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting


def at_place(site_id: uuid.UUID | None) -> Q:
    """The condition on rooms of meetings by place; None is where the chair sits."""
    return Q(site__isnull=True) if site_id is None else Q(site_id=site_id)


class MeetingRoom(models.Model):
    """The room of one place. `site` None is where the chair sits: the central site, or the only place.

    `seat_map` is the version that the room had when it was chosen; None when it had none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="rooms")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    room_name = models.CharField(max_length=120)
    seat_map = models.ForeignKey(SeatMap, models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["chosen_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "site"], name="meetingroom_one_a_site"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(site=None), name="meetingroom_one_main_room"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.room_name}"


class Seat(models.Model):
    """A person on a seat: each has one, and each seat takes one."""

    place = models.ForeignKey(MeetingRoom, models.CASCADE, related_name="seats")
    participant = models.OneToOneField(Participant, models.CASCADE, related_name="seat")
    key = models.CharField(max_length=40)
    label = models.CharField(max_length=12)

    class Meta:
        ordering = ["label", "id"]
        constraints = [models.UniqueConstraint(fields=["place", "key"], name="seat_takes_one")]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.label}"
