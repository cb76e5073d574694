"""The pure rules: the stamp of secrecy and byte ranges, against independent definitions."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.documents.rules import (
    MOST_BYTES_A_RANGE,
    Box,
    Unsatisfiable,
    names_version,
    range_applies,
    stamped_grade,
    visual_lines,
    wanted_range,
)

WORDS = st.text(st.sampled_from("ABCĐEGHIKLMNOPQRSTUVXYẬẢỐ "), max_size=12)
GRADES = st.sampled_from(["MẬT", "TỐI MẬT", "TUYỆT MẬT"])


@given(st.lists(WORDS), GRADES, st.sampled_from(["{}", " {} ", "[{}]", "- {} -", "*{}*"]), st.booleans())
def test_a_line_of_nothing_but_a_grade_is_found(
    before: list[str], grade: str, frame: str, spread: bool
) -> None:
    text = " ".join(grade) if spread else grade
    lines = [line for line in before if stamped_grade([line]) is None]
    assert stamped_grade([*lines, frame.format(text)]) == grade
    assert stamped_grade([*lines, unicodedata.normalize("NFD", frame.format(text))]) == grade


@given(WORDS.filter(str.strip), GRADES, WORDS.filter(str.strip))
def test_a_grade_among_other_words_is_a_subject(before: str, grade: str, after: str) -> None:
    found = stamped_grade([f"{before} {grade} {after}"])
    assert found is None or "".join(f"{before}{grade}{after}".split()) == "".join(found.split())


@pytest.mark.parametrize(
    "line",
    [
        "BẢO MẬT",
        "bảo mật",
        "Mật",
        "mật",
        "BÍ MẬT",
        "LƯU HÀNH NỘI BỘ",
        "Độ mật: MẬT",
        "",
        "MẬT MÃ",
        "MAT",
        "TỐI",
    ],
)
def test_what_is_no_stamp(line: str) -> None:
    assert stamped_grade([line]) is None


def box(left: float, text: str, bottom: float = 700, width: float = 40) -> Box:
    return Box(left, bottom, left + width, bottom + 12, text)


def test_words_side_by_side_are_one_line_and_columns_are_two() -> None:
    assert visual_lines([box(44, "MẬT"), box(0, "BẢO")]) == ["BẢO MẬT"]
    assert visual_lines([box(0, "MẬT"), box(300, "Số: 05")]) == ["MẬT", "Số: 05"]
    assert sorted(visual_lines([box(0, "BẢO"), box(0, "MẬT", bottom=680)])) == ["BẢO", "MẬT"]


@given(st.integers(0, 5_000_000), st.integers(0, 6_000_000), st.integers(0, 6_000_000))
def test_a_range_gives_what_was_asked_and_never_too_much(size: int, first: int, length: int) -> None:
    header = f"bytes={first}-{first + length}"
    if first >= size:
        with pytest.raises(Unsatisfiable):
            wanted_range(header, size)
        return
    part = wanted_range(header, size)
    assert part is not None
    assert part[0] == first
    assert first <= part[1] < size
    assert part[1] - part[0] + 1 == min(length + 1, size - first, MOST_BYTES_A_RANGE)


@given(st.integers(1, 5_000_000), st.integers(1, 6_000_000))
def test_a_suffix_counts_from_the_end(size: int, suffix: int) -> None:
    part = wanted_range(f"bytes=-{suffix}", size)
    assert part is not None
    assert part[0] == max(size - suffix, 0)
    assert part[1] == min(size - 1, part[0] + MOST_BYTES_A_RANGE - 1)


def test_an_open_range_runs_to_the_end() -> None:
    assert wanted_range("bytes=3-", 10) == (3, 9)
    assert wanted_range("Bytes = 3-5 ".strip(), 10) == (3, 5)


@given(st.text(max_size=20))
def test_no_header_breaks_the_parser(header: str) -> None:
    try:
        part = wanted_range(header, 100)
    except Unsatisfiable:
        return
    assert part is None or 0 <= part[0] <= part[1] < 100


@pytest.mark.parametrize(
    "header", [None, "", "bytes=-", "bytes=5-3", "bytes=0-1,4-5", "lines=0-5", "bytes=a-b", "bytes=１-２"]
)
def test_headers_that_are_ignored(header: str | None) -> None:
    assert wanted_range(header, 100) is None


@pytest.mark.parametrize(("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0)])
def test_what_lies_outside_is_unsatisfiable(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        wanted_range(header, size)


def test_versions_are_compared_by_their_tags() -> None:
    assert names_version('W/"a", "b"', '"b"')
    assert names_version("*", '"b"')
    assert not names_version(None, '"b"')
    assert not names_version('"bb"', '"b"')
    assert range_applies(None, '"b"')
    assert range_applies('"b"', '"b"')
    assert not range_applies('W/"b"', '"b"')
    assert not range_applies("Sun, 22 Nov 2026 08:00:00 GMT", '"b"')
