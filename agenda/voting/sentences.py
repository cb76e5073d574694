"""A result in one line, the same on screens, in the API and in the minutes."""

from dataclasses import asdict
from typing import Any

from agenda.voting.rules import Base, Outcome, Result, Rule, Tie
from agenda.voting.subjects import ELECTIONS, MOTION, PollKind, Subject

BASE_NAMES = {
    "vi": {
        Base.ENTITLED: "thành viên",
        Base.PRESENT: "thành viên có mặt",
        Base.CAST: "phiếu đã biểu quyết",
    },
    "en": {Base.ENTITLED: "members", Base.PRESENT: "members present", Base.CAST: "ballots cast"},
}
SENTENCES = {
    "vi": "Tán thành {approve}/{base} {of}; thông qua khi có từ {required} phiếu. {ending}",
    "en": "{approve} of {base} {of} approve; adopted from {required} votes. {ending}",
}
OPINIONS = {
    "vi": "Đồng ý {approve}/{base} {of}; thông qua khi có từ {required} phiếu. {ending}",
    "en": "{approve} of {base} {of} agree; adopted from {required} votes. {ending}",
}
LISTS = {
    "vi": "{found}; cần từ {required} phiếu, tính trên {base} {of}.{apart} {ending}",
    "en": "{found}; {required} votes needed of {base} {of}.{apart} {ending}",
}
FOUND = {
    "vi": {True: "Trúng cử: {names}", False: "Được chọn: {names}"},
    "en": {True: "Elected: {names}", False: "Chosen: {names}"},
}
NOBODY = {
    "vi": {True: "Chưa ai trúng cử", False: "Chưa phương án nào được chọn"},
    "en": {True: "Nobody is elected", False: "No option is chosen"},
}
APART = {
    "vi": " Phiếu trắng {blank}, phiếu không hợp lệ {invalid}.",
    "en": " {blank} blank, {invalid} invalid ballots.",
}
VOID = {
    "vi": "Kết quả không có giá trị: có mặt {present}, cần {quorum_required} thành viên.",
    "en": "The result is void: {present} present, {quorum_required} members needed.",
}
ENDINGS = {
    "vi": {Outcome.ADOPTED: "Kết quả: thông qua.", Outcome.REJECTED: "Kết quả: không thông qua."},
    "en": {Outcome.ADOPTED: "Result: adopted.", Outcome.REJECTED: "Result: not adopted."},
}
LIST_ENDINGS = {
    "vi": {
        Outcome.ADOPTED: "Kết quả: đã chọn xong.",
        Outcome.PARTLY: "Kết quả: mới được {filled}/{seats} người.",
        Outcome.REJECTED: "Kết quả: chưa chọn được.",
    },
    "en": {
        Outcome.ADOPTED: "Result: decided.",
        Outcome.PARTLY: "Result: {filled} of {seats} seats are filled.",
        Outcome.REJECTED: "Result: undecided.",
    },
}
TIES = {
    "vi": {
        Tie.CHAIR: "Số phiếu ngang nhau, theo phiếu của chủ trì. ",
        Tie.REJECTED: "Số phiếu ngang nhau. ",
    },
    "en": {Tie.CHAIR: "A tie, decided by the chair's vote. ", Tie.REJECTED: "A tie. "},
}


def sentence(result: Result, rule: Rule, language: str, subject: Subject = MOTION) -> str:
    """The result in one line of `language` (vi or en)."""
    figures = {name: value for name, value in asdict(result).items() if name not in {"outcome", "options"}}
    ending = _ending(result, rule, language, subject)
    names = {"of": BASE_NAMES[language][rule.base], "ending": ending}
    if not subject.is_motion:
        return LISTS[language].format(**figures, **names, **_found(result, language, subject))
    words = OPINIONS if subject.kind is PollKind.OPINION else SENTENCES
    return words[language].format(**figures, **names)


def _ending(result: Result, rule: Rule, language: str, subject: Subject) -> str:
    if result.outcome is Outcome.VOID:
        return VOID[language].format(present=result.present, quorum_required=result.quorum_required)
    endings: dict[Outcome, str] = ENDINGS[language] if subject.is_motion else LIST_ENDINGS[language]
    filled = sum(option.chosen for option in result.options)
    told = endings[result.outcome].format(filled=filled, seats=subject.seats)
    return (TIES[language][rule.tie] if result.tied else "") + told


def _found(result: Result, language: str, subject: Subject) -> dict[str, Any]:
    is_election = subject.kind in ELECTIONS
    chosen = sorted((o for o in result.options if o.chosen), key=lambda o: -o.votes)
    names = ", ".join(f"{option.label} ({option.votes})" for option in chosen)
    found = FOUND[language][is_election].format(names=names) if chosen else NOBODY[language][is_election]
    has_apart = result.blank or result.invalid
    apart = APART[language].format(blank=result.blank, invalid=result.invalid) if has_apart else ""
    return {"found": found, "apart": apart}
