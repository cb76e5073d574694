"""The active screens of a meeting as snapshots and events show them."""

from typing import Any
from uuid import UUID

from ninja import Schema

from ecabinet.journal.audience import Viewer
from meetings.lifecycle.rows import Instant
from meetings.screens.models import ActiveScreen


class ScreenRow(Schema):
    """`name` is empty where the site signed in with its password."""

    site_id: UUID
    screen_id: str
    name: str
    since: Instant


class Entered(Schema):
    """Who this screen is, and who is active: the same when it is this one."""

    screen_id: str
    active: ScreenRow


def screen_row(screen: ActiveScreen) -> ScreenRow:
    return ScreenRow(site_id=screen.site_id, screen_id=screen.screen_id, name=screen.name, since=screen.since)


def read_screens(meeting_id: str, viewer: Viewer) -> dict[str, Any]:
    """Part `screens`: site id -> row."""
    screens = ActiveScreen.objects.filter(meeting_id=meeting_id)
    return {str(screen.site_id): screen_row(screen) for screen in screens}
