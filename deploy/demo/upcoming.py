"""The demo meeting to come: announced, in a room with its seats, two units asked to name who goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from deploy.demo.directory import CENTRAL, House
from deploy.demo.stage import begin_stage
from ecabinet.journal.services import command
from ecabinet.rooms import services as rooms
from ecabinet.rooms.models import Room
from meetings.invitations import services as invitations
from meetings.invitations import units
from meetings.lifecycle import services as lifecycle
from meetings.seating import services as seating

DAY = 24 * 60
TITLE = "Họp rà soát việc cung cấp dịch vụ công trực tuyến ở cấp xã"
AGENDA = [
    ("Báo cáo tình hình cung cấp dịch vụ công trực tuyến ở cấp xã", "report", "Văn phòng Chính phủ", 20),
    ("Khó khăn, vướng mắc của các xã, phường", "discussion", "UBND tỉnh Vĩnh Long", 40),
]
WIDTH, HEIGHT = 12, 7
SEATS_A_ROW = 10


@dataclass(frozen=True)
class Place:
    """One thing on the map of the room."""

    key: str
    label: str
    x: int
    y: int
    kind: str


def play_upcoming(house: House, now: datetime) -> None:
    """For the morning in five days, announced a day ago."""
    morning = timezone.localtime(now).replace(hour=8, minute=30, second=0, microsecond=0)
    start = morning + timedelta(days=5)
    room = _make_room(house, now - timedelta(days=20))
    new = lifecycle.NewMeeting(
        title=TITLE,
        unit=house.units["VPCP"],
        kind="working",
        place=CENTRAL[2],
        scheduled_start=start,
        scheduled_end=start + timedelta(minutes=90),
        secretary=house.people["thuky"],
        chair=house.people["chutri"],
        central_site=house.central,
    )
    stage = begin_stage(house, new, days_before=8)
    with stage.act(-8 * DAY + 10, "thuky") as (cmd, meeting):
        invitations.invite_sites(cmd, meeting, [house.sites["VL"], house.sites["HCM"]])
        units.invite_units(cmd, meeting, [house.units["VL"], house.units["HCM"]])
    stage.seat_officers(-8 * DAY + 15)
    stage.invite(-8 * DAY + 20, {"bkhcn": "delegate", "bnv": "delegate", "longchau": "guest"}, ())
    stage.plan(-8 * DAY + 30, AGENDA)
    with stage.act(-7 * DAY, "thuky") as (cmd, meeting):
        seating.fill_in_order(cmd, seating.choose_room(cmd, meeting, None, room), anew=False)
    with stage.act(-6 * DAY, "thuky") as (cmd, meeting):
        lifecycle.publish(cmd, meeting)


def _make_room(house: House, at: datetime) -> Room:
    """The room of the central connection point, with its map."""
    with command("demo.room", house.actor("quantri"), at=at) as cmd:
        about = {"name": "Phòng họp số 1", "address": CENTRAL[2], "floor": "Tầng 2", "capacity": 24}
        room = rooms.add(cmd, house.units["VPCP"], about)
        rooms.draw(cmd, room, 0, WIDTH, HEIGHT, _places())
        rooms.set_sites(cmd, room, [house.central])
    return room


def _places() -> list[Place]:
    """The chair and the secretary in front of the screen, two rows of seats before them."""
    front = [Place("chair", "CT", 5, 1, "chair"), Place("secretary", "TK", 7, 1, "secretary")]
    rows = [
        Place(f"{row}{n}", f"{row.upper()}{n}", n, y, "seat")
        for row, y in (("a", 3), ("b", 5))
        for n in range(1, SEATS_A_ROW + 1)
    ]
    return [*front, *rows, Place("screen", "", 6, 0, "screen"), Place("door", "", 11, 6, "door")]
