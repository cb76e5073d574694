"""Words of dates and lengths, the guard around the typesetter, and the store."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ecabinet.papers import store
from ecabinet.papers.paper import Paper, Paragraph, Table, as_data
from ecabinet.papers.pdf import TypesettingError, write_pdf
from ecabinet.papers.wording import alphabetical, capital, day_words, length_words, moment_words, sentence

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 11, 22), "ngày 22 tháng 11 năm 2026"),
    ],
)
def test_days_are_padded_as_the_decree_says(day: date, words: str) -> None:
    assert day_words(day) == words


def test_moments_are_told_in_local_time() -> None:
    assert (
        moment_words(datetime(2026, 3, 8, 18, 5, tzinfo=UTC), ZONE) == "01 giờ 05, ngày 09 tháng 3 năm 2026"
    )
    assert moment_words(None, ZONE).startswith("…")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 giây"),
        (59, "59 giây"),
        (150, "2 phút 30 giây"),
        (3665, "1 giờ 01 phút 05 giây"),
        (-3, "0 giây"),
    ],
)
def test_lengths(seconds: int, words: str) -> None:
    assert length_words(seconds) == words


def test_sentences_end_once() -> None:
    assert (sentence("Xong"), sentence("Xong."), sentence("Xong?")) == ("Xong.", "Xong.", "Xong?")
    assert capital("đạt") == "Đạt"


def test_names_are_sorted_as_the_alphabet_has_them() -> None:
    names = ["Vĩnh Long", "Đà Nẵng", "Ăn", "Ấn", "An", "Điện Biên", "Cần Thơ", "Dân", "Ê", "E", "1"]
    assert sorted(names, key=alphabetical) == [
        "1",
        "An",
        "Ăn",
        "Ấn",
        "Cần Thơ",
        "Dân",
        "Đà Nẵng",
        "Điện Biên",
        "E",
        "Ê",
        "Vĩnh Long",
    ]


def _paper(blocks: tuple[Any, ...] = (Paragraph("Một đoạn."),)) -> Paper:
    return Paper("", "Văn phòng", "Số: 01/BC", "Báo cáo", "Thử", blocks, (), ())


def test_blocks_name_their_kind() -> None:
    assert as_data(_paper())["blocks"] == [
        {"kind": "paragraph", "text": "Một đoạn.", "label": "", "indent": True}
    ]


def test_words_that_look_like_markup_stay_words() -> None:
    assert write_pdf(_paper((Paragraph('#panic("x") $ * _ \\ @a <b> [c]'),))).startswith(b"%PDF-")


def test_a_paper_that_takes_too_much_memory_is_refused() -> None:
    with pytest.raises(TypesettingError):
        write_pdf(_paper(), memory_bytes=32 * 1024 * 1024)


def test_a_paper_that_takes_too_long_is_refused() -> None:
    rows = tuple((str(n), "x" * 40) for n in range(20_000))
    table = Table(("TT", "Nội dung"), rows, (1, 5), ("center", "left"))
    with pytest.raises(TypesettingError, match=r"within 0\.1 s"):
        write_pdf(_paper((table,)), timeout=0.1)


def test_a_table_that_does_not_fit_its_columns_is_told() -> None:
    with pytest.raises(TypesettingError, match="TypstError"):
        write_pdf(_paper((Table(("a", "b"), (("1", "2"),), (1, 1), ("left",)),)))


def test_the_store_keeps_the_same_bytes_once(settings: Any, tmp_path: Path) -> None:
    settings.FILES = tmp_path
    digest = store.keep(b"noi dung")
    written = store.path_of(digest).stat().st_mtime_ns
    assert store.keep(b"noi dung") == digest
    assert store.path_of(digest).read_bytes() == b"noi dung"
    assert store.path_of(digest).stat().st_mtime_ns == written
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [digest]


@pytest.mark.parametrize("name", ["../etc/passwd", "a" * 63, "A" * 64, ""])
def test_the_store_takes_digests_only(name: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        store.path_of(name)
