"""A round that is open, and what a site in order sends."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from conftest import Cast
from meetings.lifecycle.models import Meeting
from meetings.rehearsal.rules import CHECKLIST

GOOD: dict[str, Any] = {
    "camera": {"outcome": "ok", "width": 1280, "height": 720, "brightness": 110},
    "microphone": {"outcome": "ok", "level": 0.2},
    "speaker": "heard",
    "line": {
        "outcome": "measured",
        "up_kbps": 1900,
        "down_kbps": 3700,
        "loss_up": 0.001,
        "loss_down": 0,
        "jitter_ms": 4,
        "rtt_ms": 21,
        "transport": "udp",
    },
    "checklist": list(CHECKLIST),
}


def in_hours(hours: float) -> str:
    at: datetime = timezone.now() + timedelta(hours=hours)
    return at.isoformat()


def path_of(meeting: Meeting, end: str = "") -> str:
    return f"/meetings/{meeting.id}/rehearsals{end}"


@pytest.fixture
def opened(cast: Cast, published_meeting: Meeting) -> dict[str, Any]:
    """The first round of the published meeting."""
    answer = cast.secretary.post(path_of(published_meeting), {"ends_at": in_hours(2)})
    assert answer.status == 200
    row: dict[str, Any] = answer.body
    return row
