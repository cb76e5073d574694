"""The demo meeting in preparation: no chair, nobody asked, a matter that nobody presents."""

from datetime import datetime, timedelta

from django.utils import timezone

from deploy.demo.directory import House
from deploy.demo.stage import begin_stage
from meetings.lifecycle import services as lifecycle

TITLE = "Họp giao ban tuần về tiến độ công bố thủ tục hành chính"
AGENDA = [
    ("Tình hình công bố thủ tục hành chính tại 34 tỉnh, thành phố", "report", "Văn phòng Chính phủ", 20),
    ("Kiến nghị của các địa phương chưa được trả lời", "discussion", "", 30),
]


def play_preparing(house: House, now: datetime) -> None:
    """A draft for the afternoon after next, made an hour ago."""
    afternoon = timezone.localtime(now).replace(hour=14, minute=0, second=0, microsecond=0)
    start = afternoon + timedelta(days=2)
    new = lifecycle.NewMeeting(
        title=TITLE,
        unit=house.units["VPCP"],
        kind="working",
        scheduled_start=start,
        scheduled_end=start + timedelta(minutes=90),
        secretary=house.people["thuky"],
    )
    made = (start - now) / timedelta(minutes=1) + 60
    stage = begin_stage(house, new, days_before=3)
    stage.plan(-made, AGENDA)
