"""The opinion sheet (phiếu ghi ý kiến) of one member and the summary of all, as papers.

The sheet has no number and no recipients list (domain.md): matter | agree | disagree, the reasons, other
opinions, date, capacity, signature, position, name.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from agenda.circulation.models import Circulation, CirculationMember
from agenda.circulation.rows import told_result
from agenda.circulation.rules import Choice
from ecabinet.papers.paper import Bars, Block, Heading, Paper, Paragraph, Signer, Table
from ecabinet.papers.wording import day_words, moment_words, named_person

MARK = "X"
DOTS = "……………………………………………………………………"
CHOICES = {
    Choice.AGREE: "Đồng ý",
    Choice.DISAGREE: "Không đồng ý",
    Choice.OTHER: "Ý kiến khác",
    Choice.OPTION: "Phương án khác",
}


def sheet(circulation: Circulation, member: CirculationMember, superior: str, zone: ZoneInfo) -> Paper:
    """The sheet of a member, filled in as far as they have answered; else to be filled in by hand."""
    answered = member.answered_at
    date = day_words(answered.astimezone(zone).date()) if answered else "ngày … tháng … năm …"
    return Paper(
        superior=superior,
        agency=circulation.unit_name,
        number="",
        place_date=date[:1].upper() + date[1:],
        type_name="Phiếu ghi ý kiến",
        subject=circulation.title,
        blocks=tuple(_sheet_blocks(circulation, member, zone)),
        signers=(Signer("Thành viên", "(Chữ ký)", named_person(member.full_name, member.position)),),
        recipients=(),
        proof=_proof(circulation, member, zone),
    )


def _sheet_blocks(circulation: Circulation, member: CirculationMember, zone: ZoneInfo) -> Iterable[Block]:
    yield Paragraph(f"{named_person(member.full_name, member.position)}.", "Họ và tên, chức vụ: ")
    yield Paragraph(f"{moment_words(circulation.due_at, zone)}.", "Hạn trả lời: ")
    rows = tuple(
        (str(q["number"]), q["text"], *_marks(member.choice_of(q["number"]))) for q in circulation.questions
    )
    header = ("TT", "Nội dung lấy ý kiến", "Đồng ý", "Không đồng ý", "Khác")
    yield Table(header, rows, (0.5, 5, 1, 1.2, 0.9), ("center", "left", "center", "center", "center"))
    for choice, label in (
        (Choice.DISAGREE, "Lý do không thông qua"),
        (Choice.OTHER, "Ý kiến khác (nếu có)"),
        (Choice.OPTION, "Phương án khác (nếu có)"),
    ):
        yield Paragraph(_words(member, choice), f"{label}: ")


def _marks(choice: Choice | None) -> tuple[str, str, str]:
    return (
        MARK if choice is Choice.AGREE else "",
        MARK if choice is Choice.DISAGREE else "",
        MARK if choice in (Choice.OTHER, Choice.OPTION) else "",
    )


def _words(member: CirculationMember, choice: Choice) -> str:
    said = [one for one in member.answers or () if one["choice"] == choice]
    return "; ".join(f"({one['question']}) {one['text']}" for one in said) if said else DOTS


def _proof(circulation: Circulation, member: CirculationMember, zone: ZoneInfo) -> tuple[str, ...]:
    if member.answered_at is None:
        return ()
    late = " (muộn so với hạn)" if member.is_late else ""
    at = moment_words(member.answered_at, zone)
    sent = f"Gửi trên hệ thống lúc {at}{late}, lần gửi thứ {member.times}."
    return (sent, f"Phiếu {circulation.id}, thành viên {member.id}.")


def summary(
    circulation: Circulation, members: list[CirculationMember], superior: str, zone: ZoneInfo
) -> Paper:
    """What all have answered, with the result as the rule counts it."""
    written = circulation.closed_at or circulation.sent_at or circulation.created_at
    date = day_words(written.astimezone(zone).date())
    return Paper(
        superior=superior,
        agency=circulation.unit_name,
        number="",
        place_date=date[:1].upper() + date[1:],
        type_name="Tổng hợp ý kiến",
        subject=circulation.title,
        blocks=tuple(_summary_blocks(circulation, members, zone)),
        signers=(Signer("Người tổng hợp", "(Chữ ký)", circulation.follower_name),),
        recipients=(),
    )


def _summary_blocks(
    circulation: Circulation, members: list[CirculationMember], zone: ZoneInfo
) -> Iterable[Block]:
    answered = [one for one in members if one.answers is not None]
    late = sum(one.is_late for one in answered)
    yield Paragraph(f"{moment_words(circulation.due_at, zone)}.", "Hạn trả lời: ")
    yield Paragraph(f"{len(answered)}/{len(members)} thành viên, trong đó {late} muộn.", "Đã trả lời: ")
    if circulation.legal_basis:
        yield Paragraph(f"{circulation.legal_basis}.", "Căn cứ: ")
    results = {one["number"]: one for one in (told_result(circulation) or {"questions": []})["questions"]}
    for question in circulation.questions:
        yield Heading(f"{question['number']}. {question['text']}")
        given = [(one, one.choice_of(question["number"])) for one in members]
        bars = tuple((label, sum(c is k for _, c in given), len(members)) for k, label in CHOICES.items())
        yield Bars("Số ý kiến", (*bars, ("Không trả lời", sum(c is None for _, c in given), len(members))))
        if question["number"] in results:
            yield Paragraph(results[question["number"]]["sentence_vi"])
        yield _opinions(question["number"], members)


def _opinions(number: int, members: list[CirculationMember]) -> Table:
    rows = tuple(_opinion(number, one) for one in members)
    return Table(
        ("TT", "Thành viên", "Ý kiến", "Nội dung"), rows, (0.5, 3, 1.6, 4), ("center", "left", "left", "left")
    )


def _opinion(number: int, member: CirculationMember) -> tuple[str, str, str, str]:
    choice = member.choice_of(number)
    text = next((one["text"] for one in member.answers or () if one["question"] == number), "")
    named = named_person(member.full_name, member.position)
    return (str(member.place), named, CHOICES[choice] if choice else "Không trả lời", text or "–")
