"""Which of a site's screens is the site in a meeting."""

from django.db import models

from ecabinet.directory.models import Site
from meetings.lifecycle.models import Meeting


class ActiveScreen(models.Model):
    """The one screen that is connected for a site: `screen_id` names a paired device, or a session."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    screen_id = models.CharField(max_length=40)
    name = models.CharField(max_length=80, blank=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "site"], name="activescreen_meeting_site")]

    def __str__(self) -> str:
        return f"{self.name or self.screen_id} ({self.site_id})"
