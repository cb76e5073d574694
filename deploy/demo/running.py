"""The demo meeting that runs now: a working meeting of eleven connection points, on its second item."""

from datetime import datetime, timedelta

from agenda.voting import services as voting
from deploy.demo.directory import CENTRAL, DELEGATES, SITES, House
from deploy.demo.papers.roadmap import asked_on
from deploy.demo.stage import Papers, Stage, begin_stage
from meetings.invitations import services as invitations
from meetings.invitations import units
from meetings.lifecycle import services as lifecycle

DAY = 24 * 60
TITLE = "Họp triển khai các hệ thống thông tin phục vụ chính quyền địa phương hai cấp"
VOTERS = ("chutri", "daibieu1", "daibieu2", "daibieu3")
AGENDA = [
    ("Khai mạc, nêu mục đích và yêu cầu của cuộc họp", "opening", "Văn phòng Chính phủ", 5),
    ("Tình hình rà soát, nâng cấp các hệ thống thông tin", "report", "Bộ Khoa học và Công nghệ", 40),
    ("Tích hợp dịch vụ công trực tuyến và công bố thủ tục hành chính", "discussion", "Bộ Công an", 30),
    ("Lộ trình hoàn thành các hạng mục còn lại", "decision", "Văn phòng Chính phủ", 25),
]
PAPERS = (
    (2, "infrastructure", "Báo cáo kết quả rà soát, nâng cấp các hệ thống thông tin", "bao-cao-ra-soat.pdf"),
    (2, "trial_runs", "Báo cáo kinh nghiệm vận hành thử tại 168 phường, xã", "kinh-nghiem-van-hanh-thu.pdf"),
    (3, "services", "Báo cáo tích hợp dịch vụ công, công bố thủ tục", "bao-cao-dich-vu-cong.pdf"),
    (4, "roadmap", "Tờ trình về lộ trình hoàn thành các hạng mục còn lại", "to-trinh-lo-trinh.pdf"),
)


def play_running(house: House, now: datetime, papers: Papers) -> None:
    """Prepare it a week ago, start it some twenty-five minutes before `now`."""
    start = _five_minutes(now - timedelta(minutes=25))
    stage = begin_stage(
        house,
        lifecycle.NewMeeting(
            title=TITLE,
            unit=house.units["VPCP"],
            kind="working",
            media_policy="open",
            place=CENTRAL[2],
            scheduled_start=start,
            scheduled_end=start + timedelta(minutes=120),
            secretary=house.people["thuky"],
            chair=house.people["chutri"],
            central_site=house.central,
        ),
        days_before=9,
    )
    _prepare(stage, papers)
    _gather(stage)
    _proceed(stage)


def _five_minutes(at: datetime) -> datetime:
    return at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)


def _prepare(stage: Stage, papers: Papers) -> None:
    house = stage.house
    with stage.act(-9 * DAY + 10, "thuky") as (cmd, meeting):
        invitations.invite_sites(cmd, meeting, [house.sites[code] for code in SITES])
        units.invite_units(cmd, meeting, [house.units[code] for code in ("BKHCN", "BCA", "BNV", "BTC")])
    stage.seat_officers(-9 * DAY + 15)
    stage.invite(-9 * DAY + 20, _roles(), VOTERS)
    stage.plan(-9 * DAY + 30, AGENDA)
    for n, (number, key, title, filename) in enumerate(PAPERS):
        stage.lay(-8 * DAY + n, number, title, filename, papers[key])
    with stage.act(-7 * DAY, "thuky") as (cmd, meeting):
        lifecycle.publish(cmd, meeting)
    with stage.act(-DAY, "thuky") as (cmd, meeting):
        question = asked_on(stage.start.date() - timedelta(days=8))
        voting.create(cmd, meeting, voting.Motion(question, stage.item(4)))


def _roles() -> dict[str, str]:
    delegates = {f"daibieu{n}": "member" if n <= 3 else "delegate" for n in range(1, DELEGATES + 1)}
    ministries = dict.fromkeys(("bkhcn", "bca", "bnv", "btc"), "delegate")
    return (
        delegates
        | ministries
        | {"skhcn": "delegate", "longchau": "guest", "laocai": "delegate", "hue": "guest"}
    )


def _gather(stage: Stage) -> None:
    """Answers in the days before, attendance in the minutes before."""
    for n in range(1, 8):
        stage.answer(-5 * DAY + 37 * n, f"daibieu{n}")
    stage.answer(-3 * DAY, "daibieu9", "declined", "Trùng lịch làm việc với đoàn kiểm tra")
    for n, who in enumerate(("chutri", *(f"daibieu{n}" for n in range(1, 7)))):
        stage.check_in(-12 + n * 1.5, who)
    for n, key in enumerate(("bkhcn", "bca", "bnv", "skhcn", "longchau")):
        stage.mark(-6 + n, key, "present_in_person")
    stage.mark(-2, "daibieu9", "absent", "Trùng lịch làm việc với đoàn kiểm tra")


def _proceed(stage: Stage) -> None:
    """Opened, one item done, one turn spoken, three waiting."""
    stage.begin(1)
    stage.open_item(1.2, 1)
    stage.open_item(6, 2)
    stage.ask_to_speak(8, "daibieu1", 2)
    stage.give_floor(9, "daibieu1")
    stage.end_floor(12.6)
    for minute, key in ((13, "daibieu2"), (15.5, "skhcn"), (18, "daibieu4")):
        stage.ask_to_speak(minute, key, 2)
