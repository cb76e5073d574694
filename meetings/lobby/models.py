"""Who waits before the meeting's door, and how its door is kept."""

from django.db import models
from django.db.models import Q

from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting


class LobbySettings(models.Model):
    """How the door of a meeting is kept; without a row it stands open."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="+")
    guests_wait = models.BooleanField(default=False)
    doors_closed = models.BooleanField(default=False)
    text = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.meeting_id} guests_wait={self.guests_wait} doors_closed={self.doors_closed}"


class LobbyEntry(models.Model):
    """Where one participant stands. `inside` alone decides whether the meeting is open to them.

    `is_late`: the doors were closed before they came. `item_id`: admitted for that item only, and inside
    only while it is on the table (an id of agenda.items, with its title as it was).
    """

    class Status(models.TextChoices):
        """`expected`: has not come yet."""

        EXPECTED = "expected"
        WAITING = "waiting"
        ADMITTED = "admitted"
        TURNED_AWAY = "turned_away"
        SENT_OUT = "sent_out"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    participant = models.OneToOneField(Participant, models.CASCADE, related_name="+")
    status = models.CharField(max_length=11, choices=Status.choices)
    inside = models.BooleanField(default=False)
    is_late = models.BooleanField(default=False)
    since = models.DateTimeField()
    item_id = models.UUIDField(null=True)
    item_title = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(inside=False) | Q(status="admitted"), name="lobbyentry_inside_is_admitted"
            ),
            models.CheckConstraint(
                condition=Q(item_id=None) | Q(status="admitted"), name="lobbyentry_item_of_admitted"
            ),
        ]
        indexes = [models.Index(fields=["meeting", "status"])]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.status}"
