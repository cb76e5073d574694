"""Who shared a screen, and when. The media server shows it; these rows remember it."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ecabinet.directory.models import Site
from meetings.lifecycle.models import Meeting

# Long enough for the media server to take the picture out; then who has the right may share again.
STOPPED_FOR = timedelta(seconds=10)


class ScreenShare(models.Model):
    """One screen shared to all; at most one in a meeting. `shown`: large on every screen, over the layout."""

    class Reason(models.TextChoices):
        """Why it ended. `right_ended`: the turn or the meeting was over, or the person left it."""

        CLOSED = "closed"
        STOPPED = "stopped"
        REPLACED = "replaced"
        RIGHT_ENDED = "right_ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    identity = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    shown = models.BooleanField(default=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(ended_at=None), name="screenshare_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.started_at}"


def running_share(meeting_id: uuid.UUID | str) -> ScreenShare | None:
    """The share of a meeting that has not ended."""
    return ScreenShare.objects.filter(meeting_id=meeting_id, ended_at=None).first()


def stopped(meeting_id: uuid.UUID, turn_began: datetime | None) -> frozenset[str]:
    """Who may not share for now: stopped or replaced a moment ago, or stopped during the turn that runs."""
    stop, replaced = ScreenShare.Reason.STOPPED, ScreenShare.Reason.REPLACED
    lately = Q(reason__in=[stop, replaced], ended_at__gt=timezone.now() - STOPPED_FOR)
    if turn_began is not None:
        lately |= Q(reason=stop, ended_at__gte=turn_began)
    found = ScreenShare.objects.filter(lately, meeting_id=meeting_id)
    return frozenset(found.values_list("identity", flat=True))
