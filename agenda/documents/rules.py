"""Documents without I/O: what is a stamp of secrecy, and which bytes a Range header asks for."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from ecabinet.problems import Problem

MOST_PAGES = 3000
MOST_BYTES_A_RANGE = 1024 * 1024
THUMB, FULL = "thumb", "full"
WIDTHS = {THUMB: 240, FULL: 1600}  # pixels
FEWEST_LETTERS = 8  # a page with less text than that is looked at as a picture
GRADES = {"MẬT": "MẬT", "TỐIMẬT": "TỐI MẬT", "TUYỆTMẬT": "TUYỆT MẬT"}
# What recognition makes of them when marks are lost in a stamp's ink.
UNMARKED = {"MAT": "MẬT", "TOIMAT": "TỐI MẬT", "TUYETMAT": "TUYỆT MẬT"}
ORNAMENT = " \t\u00a0.,:;*-–—_|[](){}<>/\\\"'“”"


class Status(StrEnum):
    PROCESSING = "processing"
    AWAITING = "awaiting_declaration"
    READY = "ready"
    REJECTED = "rejected"


class Step(StrEnum):
    """What is done with a version on its way to the readers."""

    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"


# A returned version stays returned: its unit answers with a next one.
APPROVAL_AFTER: dict[Step, dict[str, str]] = {
    Step.SUBMIT: {"draft": "submitted"},
    Step.APPROVE: {"submitted": "approved"},
    Step.RETURN: {"submitted": "returned"},
}


def approval_after(step: Step, approval: str) -> str:
    """Where `step` takes a version that stands at `approval`. Raises Problem version_wrong_step (409)."""
    reached = APPROVAL_AFTER[step].get(approval)
    if reached is None:
        raise Problem("version_wrong_step")
    return reached


def stamped_grade(lines: Iterable[str]) -> str | None:
    """The secrecy grade that one of `lines` (of the upper part of page 1) consists of, or None.

    Only a whole line counts (domain.md): "BẢO MẬT" is a subject of these meetings. Spaces between letters
    and a frame of punctuation are looked through; small letters are no stamp.
    """
    for line in lines:
        letters = "".join(unicodedata.normalize("NFC", line).split()).strip(ORNAMENT)
        if letters in GRADES:
            return GRADES[letters]
    return None


def is_wordless(texts: Iterable[str], shown: Collection[int]) -> bool:
    """Whether a paper shows something (on the pages `shown`) but no text in which a stamp could be found."""
    letters = sum(sum(map(str.isalnum, text)) for text in texts)
    return bool(shown) and letters < FEWEST_LETTERS


def recognised_grade(lines: Iterable[str]) -> str | None:
    """The same of lines that were read from a picture, where marks may be lost: rather one alarm too many."""
    for line in lines:
        apart = unicodedata.normalize("NFD", "".join(line.split()))
        letters = "".join(c for c in apart if not unicodedata.combining(c)).strip(ORNAMENT)
        grade = next((known for known in UNMARKED if _looks_like(letters, known)), None)
        if grade is not None:
            return UNMARKED[grade]
    return None


def _looks_like(letters: str, grade: str) -> bool:
    """The same letters; of the longer grades one may be misread."""
    if len(letters) != len(grade):
        return False
    wrong = sum(one != other for one, other in zip(letters, grade, strict=True))
    return wrong <= (1 if len(grade) > len("MAT") else 0)


@dataclass(frozen=True)
class Box:
    """A piece of text on a page, in points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float
    text: str


def visual_lines(boxes: Iterable[Box]) -> list[str]:
    """The lines that a reader sees: pieces at one height and close to each other, joined from left to right.

    Two columns at one height are two lines: a gap wider than 1.5 times the letters' height parts them.
    """
    lines: list[list[Box]] = []
    for box in sorted(boxes, key=lambda b: b.left):
        line = next((line for line in lines if _continues(line[-1], box)), None)
        if line is None:
            lines.append([box])
        else:
            line.append(box)
    return [" ".join(box.text for box in line) for line in lines]


def _continues(before: Box, box: Box) -> bool:
    shared = min(before.top, box.top) - max(before.bottom, box.bottom)
    lower = min(before.top - before.bottom, box.top - box.bottom)
    higher = max(before.top - before.bottom, box.top - box.bottom)
    return shared > lower / 2 and box.left - before.right < 1.5 * higher


class Unsatisfiable(Exception):
    """The Range header is well formed but asks for nothing that exists (416)."""


_SINGLE = re.compile(r"bytes\s*=\s*(\d*)-(\d*)", re.IGNORECASE | re.ASCII)


def wanted_range(header: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte (inclusive) that a Range header asks for; None: answer the whole.

    RFC 9110 section 14.1.2. Headers that are malformed, of another unit, or of several ranges are ignored
    (14.2). At most `MOST_BYTES_A_RANGE` are given at once; the client reads on by Content-Range (15.3.7).
    Raises Unsatisfiable.
    """
    match = _SINGLE.fullmatch(header.strip()) if header else None
    if match is None or match.group(1) == match.group(2) == "":
        return None
    first_text, last_text = match.groups()
    if first_text and last_text and int(first_text) > int(last_text):
        return None
    first = int(first_text) if first_text else max(size - int(last_text), 0)
    last = int(last_text) if first_text and last_text else size - 1
    if first >= size or (not first_text and int(last_text) == 0):
        raise Unsatisfiable
    return first, min(last, size - 1, first + MOST_BYTES_A_RANGE - 1)


def names_version(header: str | None, etag: str) -> bool:
    """Whether an If-None-Match names `etag` (a strong one, with quotes). RFC 9110 section 13.1.2."""
    tags = [tag.strip().removeprefix("W/") for tag in (header or "").split(",")]
    return etag in tags or "*" in tags


def range_applies(if_range: str | None, etag: str) -> bool:
    """Whether the Range header counts: no If-Range, or the very same version. RFC 9110 section 13.1.5."""
    return if_range is None or if_range.strip() == etag
