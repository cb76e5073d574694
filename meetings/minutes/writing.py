"""Minutes as a paper of form 1.9 (decree 30/2020/NĐ-CP, annex III): the same lines for PDF and DOCX. Pure."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ecabinet.papers.paper import Block, Bullets, Heading, Paper, Paragraph, Signer, Table
from ecabinet.papers.wording import (
    capital,
    clock,
    day_words,
    length_words,
    moment_words,
    named_meeting,
    sentence,
)
from meetings.minutes.content import (
    Begun,
    DocumentLine,
    ItemLine,
    MinutesContent,
    Named,
    Out,
    PersonLine,
    PollLine,
    SiteLine,
    Turn,
    Wait,
)

KINDS = {"session": "Phiên họp", "working": "Cuộc họp"}
ATTENDANCE = {
    "present_in_person": "Có mặt trực tiếp",
    "present_online": "Có mặt trực tuyến",
    "absent": "Vắng mặt",
    "not_checked": "Không điểm danh",
}
OFFICES = {"chair": "Chủ tọa", "secretary": "Thư ký cuộc họp"}
LEFT_OUT = {"skipped": "Không bàn tại phiên họp này", "postponed": "Chuyển sang phiên họp khác"}
OWN_DEVICE = "Thiết bị cá nhân"
CHOICES = {
    "approve": "Tán thành",
    "reject": "Không tán thành",
    "abstain": "Không biểu quyết",
    "agree": "Đồng ý",
    "disagree": "Không đồng ý",
    "other": "Ý kiến khác",
}
NO_MARK = {"blank": "Phiếu trắng", "invalid": "Phiếu không hợp lệ"}
FIGURES = {
    "approval": (("Tán thành", "approve"), ("Không tán thành", "reject"), ("Không biểu quyết", "abstain")),
    "opinion": (("Đồng ý", "approve"), ("Không đồng ý", "reject"), ("Ý kiến khác", "other")),
}
LIST_FIGURES = (("Phiếu hợp lệ", "valid"), ("Phiếu trắng", "blank"), ("Phiếu không hợp lệ", "invalid"))
OUTCOMES = {"adopted": "Thông qua", "rejected": "Không thông qua", "void": "Không có giá trị"}


@dataclass(frozen=True)
class Proof:
    """The signed head of the journal that was read, printed small at the end."""

    seq: int
    hash: str
    key_id: str
    signature: str
    signed_at: str
    revision: int


def minutes_paper(content: MinutesContent, proof: Proof, zone: ZoneInfo) -> Paper:
    """The whole paper. It carries a number to fill in, and neither place nor date (form 1.9)."""
    kind = KINDS.get(content.kind, "Cuộc họp")
    return Paper(
        superior=content.superior_name,
        agency=content.unit_name,
        number=f"Số: …/BB-{content.notation or '…'}",
        type_name="Biên bản",
        subject=named_meeting(content.title, kind),
        blocks=tuple(_blocks(content, kind, zone)),
        signers=(
            Signer("Thư ký", "(Chữ ký)", content.secretary.full_name),
            Signer("Chủ tọa", "(Chữ ký, dấu của cơ quan nếu có)", content.chair.full_name),
        ),
        recipients=("- Các thành phần dự họp;", "- Lưu: VT, Hồ sơ."),
        proof=_proof_lines(proof, zone),
    )


def _blocks(content: MinutesContent, kind: str, zone: ZoneInfo) -> Iterable[Block]:
    yield Paragraph(f"Thời gian bắt đầu: {moment_words(content.started_at, zone)}.")
    yield Paragraph(f"Địa điểm: {_place(content)}.")
    yield Paragraph(f"Thành phần tham dự: {_attendance_sentence(content)}")
    yield from _attendance_tables(content, zone)
    yield Paragraph(f"Chủ trì (chủ tọa): {str(content.chair) or '…'}.")
    yield Paragraph(f"Thư ký (người ghi biên bản): {str(content.secretary) or '…'}.")
    yield Paragraph(f"Nội dung (theo diễn biến {kind.lower()}):")
    if content.begun is not None:
        yield Paragraph(
            f"{kind} bắt đầu khi {_lacking(content.begun)}. Lý do: {sentence(content.begun.reason)}"
        )
    for pause in content.pauses:
        yield Paragraph(
            f"{kind} tạm dừng từ {clock(pause.start, zone)} đến {clock(pause.end, zone)} "
            f"({length_words(pause.seconds(content.read_until))})."
        )
    for told in content.announced:
        yield Paragraph(f"Lúc {clock(told.at, zone)} đã thông báo tới toàn thể: {sentence(told.text)}")
    for item in content.items:
        yield from _item(item, content.read_until, zone)
    yield from _apart(content, zone)
    yield Paragraph(f"{kind} kết thúc vào {moment_words(content.ended_at, zone)}./.")


LACKING = {
    "quorum": "mới có {present}/{entitled} thành viên có mặt (cần {required})",
    "chair": "chủ trì chưa có mặt ({full_name})",
    "secretary": "thư ký chưa có mặt ({full_name})",
    "sites": "chưa kết nối {count} điểm cầu: {names}",
}
MOST_SITES_NAMED = 10


def _lacking(begun: Begun) -> str:
    """What was lacking, in words; of many sites the first ones by name."""
    told = [
        LACKING[lack["code"]].format(**_figures(lack)) for lack in begun.lacking if lack["code"] in LACKING
    ]
    return "; ".join(told) or "chưa đủ điều kiện"


def _figures(lack: dict[str, Any]) -> dict[str, Any]:
    names = list(lack.get("names") or ())
    named = ", ".join(names[:MOST_SITES_NAMED]) + ("…" if len(names) > MOST_SITES_NAMED else "")
    return {**lack, "names": named, "count": len(names)}


def _place(content: MinutesContent) -> str:
    place = content.place or "…"
    others = [site.name for site in content.sites if not site.is_central]
    if not others:
        return place
    central = ", gồm điểm cầu trung tâm" if len(others) < len(content.sites) else ""
    return f"{place}; họp trực tuyến tại {len(content.sites)} điểm cầu{central}"


def _attendance_sentence(content: MinutesContent) -> str:
    told = f"có mặt {len(content.present)}/{len(content.people)} người được mời"
    left = sum(person.is_present and person.is_gone for person in content.people)
    if left:
        told += f", {left} người rời họp trước khi kết thúc"
    quorum = content.quorum or {}
    if quorum.get("entitled"):
        when = "lúc kết thúc" if content.ended_at else "lúc lập biên bản"
        told += f"; {when}, thành viên có quyền biểu quyết có mặt {quorum['present']}/{quorum['entitled']}"
    if quorum.get("required"):
        met = "đủ" if quorum["met"] else "không đủ"
        told += f", {met} số lượng theo quy định (tối thiểu {quorum['required']})"
    return told + "."


def _attendance_tables(content: MinutesContent, zone: ZoneInfo) -> Iterable[Block]:
    if content.sites:
        rows = tuple(_site_row(n, site, content, zone) for n, site in enumerate(content.sites, 1))
        header = ("TT", "Điểm cầu", "Được mời", "Có mặt", "Kết nối")
        align = ("center", "left", "center", "center", "left")
        yield Table(header, rows, (0.6, 3, 1, 1, 3.2), align, "Các điểm cầu")
    if content.present:
        rows = tuple(_present_row(n, one, zone) for n, one in enumerate(content.present, 1))
        header = ("TT", "Người dự họp", "Điểm cầu", "Hình thức", "Điểm danh")
        align = ("center", "left", "left", "left", "center")
        yield Table(header, rows, (0.6, 4, 2.2, 2, 1.3), align, "Người có mặt")
    if content.absent:
        rows = tuple(_absent_row(n, one) for n, one in enumerate(content.absent, 1))
        yield Table(
            ("TT", "Người được mời", "Tình trạng", "Lý do"),
            rows,
            (0.6, 4, 2, 3.2),
            ("center", "left", "left", "left"),
            "Người vắng mặt",
        )


def _site_row(number: int, site: SiteLine, content: MinutesContent, zone: ZoneInfo) -> tuple[str, ...]:
    name = f"{site.name} (điểm cầu trung tâm)" if site.is_central else site.name
    return (str(number), name, str(site.invited), str(site.present), _line_words(site, content, zone))


def _line_words(site: SiteLine, content: MinutesContent, zone: ZoneInfo) -> str:
    if not site.online:
        return "Không kết nối"
    told = f"Từ {clock(site.online[0].start, zone)}"
    losses = site.losses(content.read_until)
    return f"{told}; mất kết nối {losses} lần" if losses else told


def _present_row(number: int, person: PersonLine, zone: ZoneInfo) -> tuple[str, ...]:
    how = ATTENDANCE.get(person.attendance, person.attendance)
    if person.left_at:
        how += f"; rời họp lúc {clock(person.left_at, zone)}"
    how += "".join(_out_words(out, zone) for out in person.outs)
    office = OFFICES.get(person.role, "")
    who = f"{person} ({office})" if office else str(person)
    return (str(number), who, person.site_name or OWN_DEVICE, how, clock(person.checked_in_at, zone))


def _out_words(out: Out, zone: ZoneInfo) -> str:
    until = f", quay lại lúc {clock(out.span.end, zone)}" if out.span.end else ""
    return f"; rời họp lúc {clock(out.span.start, zone)}{until} ({out.reason})"


def _absent_row(number: int, person: PersonLine) -> tuple[str, ...]:
    how = ATTENDANCE.get(person.attendance, person.attendance)
    return (str(number), str(person), how, person.reason or "–")


def _item(item: ItemLine, now: datetime, zone: ZoneInfo) -> Iterable[Block]:
    yield Heading(f"{item.number}. {item.title}", 2)
    yield Paragraph(_item_times(item, now, zone))
    yield from _item_course(item, zone)


def _item_times(item: ItemLine, now: datetime, zone: ZoneInfo) -> str:
    told = f"Người trình bày: {item.presenter}. " if item.presenter else ""
    planned = f"Dự kiến {item.planned_minutes} phút; "
    if item.status in LEFT_OUT and not item.open:
        return f"{told}{LEFT_OUT[item.status]}. Lý do: {sentence(item.reason)}"
    if not item.open:
        return f"{told}{planned}chưa tiến hành."
    spans = ", ".join(f"từ {clock(span.start, zone)} đến {clock(span.end, zone)}" for span in item.open)
    after = f" {LEFT_OUT[item.status]}: {sentence(item.reason)}" if item.status in LEFT_OUT else ""
    return f"{told}{planned}thực tế {length_words(item.seconds(now))} ({spans}).{after}"


def _apart(content: MinutesContent, zone: ZoneInfo) -> Iterable[Block]:
    course = list(_item_course(content.apart, zone))
    if course:
        yield Heading("Nội dung chung", 2)
        yield from course


def _wait_words(wait: Wait, zone: ZoneInfo) -> str:
    what = f"Biểu quyết “{wait.question}” tạm dừng" if wait.question else "Nội dung tạm dừng"
    why = f" do {wait.site_name} mất kết nối" if wait.site_name else ""
    until = f" đến {clock(wait.span.end, zone)}" if wait.span.end else ""
    return f"{what} từ {clock(wait.span.start, zone)}{until}{why}."


def _item_course(item: ItemLine, zone: ZoneInfo) -> Iterable[Block]:
    for wait in item.waits:
        yield Paragraph(_wait_words(wait, zone))
    for person in item.recused:
        yield Paragraph(f"Không tham gia nội dung này: {person}. Lý do: {sentence(person.reason)}")
    if item.documents:
        yield Paragraph("Tài liệu:")
        yield Bullets(_document_lines(item.documents))
    if item.turns:
        yield _turn_table(item.turns, zone)
    for poll in item.polls:
        yield from _poll(poll, zone)
    if item.conclusions:
        yield Paragraph("Kết luận của chủ tọa:")
        for conclusion in item.conclusions:
            yield Paragraph(sentence(conclusion.text))


def _document_lines(documents: tuple[DocumentLine, ...]) -> tuple[str, ...]:
    lines = [f"{paper.title} ({paper.pages} trang)" if paper.pages else paper.title for paper in documents]
    return (*(f"{line};" for line in lines[:-1]), f"{lines[-1]}.")


def _turn_table(turns: tuple[Turn, ...], zone: ZoneInfo) -> Table:
    rows = tuple(
        (
            str(n),
            str(turn),
            turn.site_name or OWN_DEVICE,
            clock(turn.started_at, zone),
            f"{length_words(turn.seconds)}{', có chia sẻ màn hình' if turn.shared else ''}",
        )
        for n, turn in enumerate(turns, 1)
    )
    header = ("TT", "Người phát biểu", "Điểm cầu", "Bắt đầu", "Thời lượng")
    align = ("center", "left", "left", "center", "center")
    return Table(header, rows, (0.6, 4, 2.2, 1.3, 1.9), align, "Phát biểu")


def _poll(poll: PollLine, zone: ZoneInfo) -> Iterable[Block]:
    yield Paragraph(f"Biểu quyết: {sentence(poll.question)}")
    if poll.result is None:
        yield Paragraph("Việc biểu quyết đã hủy." if poll.status == "cancelled" else "Chưa có kết quả.")
        return
    yield Paragraph(_poll_sentence(poll, zone))
    if poll.result.get("options"):
        yield _option_table(poll)
    yield _result_table(poll.kind, poll.result)
    if poll.ballots:
        yield _ballot_table(poll)


def _poll_sentence(poll: PollLine, zone: ZoneInfo) -> str:
    result = poll.result or {}
    told = str(result.get("sentence") or OUTCOMES.get(str(result.get("outcome")), ""))
    basis = f" Căn cứ: {poll.legal_basis}." if poll.legal_basis else ""
    times = f"Mở lúc {clock(poll.opened_at, zone)}, kết thúc lúc {clock(poll.closed_at, zone)}."
    announced = "" if "kết quả" in told.casefold() else "Kết quả: "
    return f"{announced}{sentence(capital(told))} {times}{basis}"


def _option_table(poll: PollLine) -> Table:
    """How each option or candidate did."""
    counts = (poll.result or {})["options"]
    each = poll.kind == "election_each"
    header = ("TT", "Phương án, người ứng cử", "Số phiếu", *(("Phản đối",) if each else ()), "Kết quả")
    rows = tuple(
        (
            str(n),
            count["label"],
            str(count["votes"]),
            *((str(count["against"]),) if each else ()),
            "Được chọn" if count["chosen"] else "–",
        )
        for n, count in enumerate(counts, 1)
    )
    widths = (0.6, 5, 1.4, *((1.4,) if each else ()), 1.8)
    return Table(header, rows, widths, ("center", "left", *("center",) * (len(header) - 2)))


def _result_table(kind: str, result: dict[str, object]) -> Table:
    columns = (
        *FIGURES.get(kind, LIST_FIGURES),
        ("Không bỏ phiếu", "not_cast"),
        ("Đã bỏ phiếu", "cast"),
        ("Tổng số có quyền", "entitled"),
        ("Có mặt", "present"),
        ("Cần để thông qua", "required"),
    )
    row = tuple(str(result.get(key, "–")) for _, key in columns)
    return Table(tuple(name for name, _ in columns), (row,), (1,) * len(columns), ("center",) * len(columns))


def _ballot_table(poll: PollLine) -> Table:
    rows = tuple(
        (
            str(n),
            str(Named(ballot["full_name"], ballot.get("position") or "")),
            _said(poll, ballot),
            str(ballot.get("tracker", "")),
        )
        for n, ballot in enumerate(poll.ballots, 1)
    )
    align = ("center", "left", "left", "center")
    return Table(("TT", "Người biểu quyết", "Ý kiến", "Mã phiếu"), rows, (0.6, 5, 2.2, 2), align)


def _said(poll: PollLine, ballot: dict[str, Any]) -> str:
    """What a ballot says, in words."""
    if ballot.get("choice"):
        choice = CHOICES.get(ballot["choice"], ballot["choice"])
        return f"{choice}: {ballot['text']}" if ballot.get("text") else choice
    if ballot.get("standing") in NO_MARK:
        return NO_MARK[ballot["standing"]]
    marked = ", ".join(poll.options[key] for key in ballot["options"])
    against = ", ".join(poll.options[key] for key in ballot.get("against") or ())
    return "; ".join(part for part in (marked, against and f"phản đối {against}") if part)


def _proof_lines(proof: Proof, zone: ZoneInfo) -> tuple[str, ...]:
    signed = datetime.fromisoformat(proof.signed_at)
    return (
        f"Lập từ nhật ký cuộc họp, sự kiện 1 đến {proof.seq}; bản thứ {proof.revision}; "
        f"ký số đầu chuỗi lúc {clock(signed, zone)}, {day_words(signed.astimezone(zone).date())}.",
        f"SHA-256: {proof.hash}",
        f"Ed25519, khóa {proof.key_id}:",
        *textwrap.wrap(proof.signature, 64),
    )
