"""The demo meeting that is over: a session with a quorum, a lost line, turns, a vote and conclusions."""

from datetime import datetime, timedelta

from django.utils import timezone

from agenda.voting import ballots
from agenda.voting import services as voting
from agenda.voting.models import Poll
from agenda.voting.subjects import Choice
from deploy.demo.directory import CENTRAL, House
from deploy.demo.stage import Papers, Stage, begin_stage
from meetings.followup import services as followup
from meetings.invitations import services as invitations
from meetings.lifecycle import services as lifecycle

DAY = 24 * 60
TITLE = "Phiên họp Ban Chỉ đạo về số hóa tài liệu lưu trữ khi sắp xếp đơn vị hành chính"
SITES = ("VL", "LS", "GL", "DNI", "HCM", "DNA", "CT")
MEMBERS = tuple(f"daibieu{n}" for n in range(1, 8))
AGENDA = [
    ("Khai mạc, kiểm tra số lượng thành viên", "opening", "Văn phòng Chính phủ", 10),
    ("Công tác số hóa, quản lý tài liệu lưu trữ", "report", "Bộ Nội vụ", 45),
    ("Biểu quyết kế hoạch chuyển giao tài liệu lưu trữ", "decision", "Văn phòng Chính phủ", 20),
]
QUESTION = "Thông qua kế hoạch chuyển giao tài liệu lưu trữ theo năm bước"
BALLOTS = {
    "chutri": Choice.APPROVE,
    "daibieu1": Choice.APPROVE,
    "daibieu2": Choice.APPROVE,
    "daibieu3": Choice.APPROVE,
    "daibieu4": Choice.ABSTAIN,
    "daibieu5": Choice.APPROVE,
    "daibieu6": Choice.REJECT,
}
CONCLUSIONS = (
    (2, "Bộ Nội vụ tiếp tục cử đoàn công tác đến 19 địa phương còn lại, hoàn thành trong hai tháng."),
    (3, "Các địa phương hoàn thành kiểm kê tài liệu trước ngày 30 hằng tháng; nơi chậm phải nêu rõ lý do."),
    (3, "Không hủy tài liệu giấy khi chưa có quyết định của cơ quan có thẩm quyền."),
)


def play_finished(house: House, now: datetime, papers: Papers) -> None:
    """Held from eight in the morning of the day before; its minutes are made as any other's."""
    start = timezone.localtime(now - timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    stage = begin_stage(
        house,
        lifecycle.NewMeeting(
            title=TITLE,
            unit=house.units["VPCP"],
            kind="session",
            media_policy="on_floor",
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
    _discuss(stage)
    _decide(stage)


def _prepare(stage: Stage, papers: Papers) -> None:
    with stage.act(-9 * DAY + 10, "thuky") as (cmd, meeting):
        invitations.invite_sites(cmd, meeting, [stage.house.sites[code] for code in SITES])
    stage.seat_officers(-9 * DAY + 15)
    roles = dict.fromkeys(MEMBERS, "member") | {"bnv": "delegate"}
    stage.invite(-9 * DAY + 20, roles, MEMBERS)
    stage.plan(-9 * DAY + 30, AGENDA)
    stage.lay(
        -8 * DAY, 2, "Báo cáo công tác số hóa tài liệu lưu trữ", "bao-cao-luu-tru.pdf", papers["archives"]
    )
    with stage.act(-7 * DAY, "thuky") as (cmd, meeting):
        lifecycle.publish(cmd, meeting)


def _gather(stage: Stage) -> None:
    for n, code in enumerate(("VPCP", *SITES)):
        stage.line(-45 + 3 * n, code, up=True)
    stage.check_in(-10, "chutri")
    for n, who in enumerate(MEMBERS[:6]):
        stage.check_in(-9 + n, who, "in_person" if n % 2 else "online")
    stage.mark(-2, "thuky", "present_in_person")
    stage.mark(-1, "bnv", "present_in_person")
    stage.mark(-0.5, "daibieu7", "absent", "Chỉ đạo phòng, chống bão tại địa phương")


def _discuss(stage: Stage) -> None:
    stage.begin(2)
    stage.open_item(2.5, 1)
    stage.open_item(9, 2)
    for minute, key, used in ((24, "daibieu1", 4.5), (31, "daibieu3", 6.2), (40, "daibieu5", 3.1)):
        stage.ask_to_speak(minute - 1.5, key, 2)
        stage.give_floor(minute, key)
        stage.end_floor(minute + used)
    stage.line(44, "CT", up=False)
    stage.line(46.4, "CT", up=True)
    with stage.act(52, "chutri") as (cmd, meeting):
        lifecycle.pause(cmd, meeting, "Nghỉ giải lao")
    with stage.act(62, "chutri") as (cmd, meeting):
        lifecycle.resume(cmd, meeting)


def _decide(stage: Stage) -> None:
    stage.open_item(66, 3)
    with stage.act(70, "thuky") as (cmd, meeting):
        poll = voting.create(cmd, meeting, voting.Motion(QUESTION, stage.item(3)))
    with stage.act(72, "chutri") as (cmd, meeting):
        poll.meeting = meeting
        voting.open_poll(cmd, poll)
    for n, (who, choice) in enumerate(BALLOTS.items()):
        stage.vote(72.5 + 0.3 * n, poll.id, who, choice)
    with stage.act(76, "chutri") as (cmd, meeting):
        poll = Poll.objects.select_for_update().get(id=poll.id)
        poll.meeting = meeting
        ballots.close(cmd, poll)
    for n, (number, text) in enumerate(CONCLUSIONS):
        with stage.act(80 + 3 * n, "thuky") as (cmd, meeting):
            followup.record(cmd, meeting, stage.item(number), text)
    with stage.act(92, "chutri") as (cmd, meeting):
        lifecycle.end(cmd, meeting)
