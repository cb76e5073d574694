"""Where notes are found again in another version."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from agenda.notes.anchors import Anchor, How, Place, Placing, squeezed
from agenda.notes.matching import pair_pages

COUNT, LENGTH = 6, 40


def page(number: int) -> str:
    return " ".join(f"trang{number}từ{word}" for word in range(LENGTH))


PAGES = [page(number) for number in range(1, COUNT + 1)]
spots = st.tuples(st.integers(1, COUNT), st.integers(0, LENGTH - 6), st.integers(1, 5))


def anchor_at(pages: Sequence[str], number: int, start: int, length: int) -> Anchor:
    words = pages[number - 1].split()
    before, after = " ".join(words[:start]), " ".join(words[start + length :])
    return Anchor(number, " ".join(words[start : start + length]), before[-80:], after[:80])


def placed(old: Sequence[str], new: Sequence[str], anchor: Anchor) -> Place:
    return Placing(new, pair_pages(old, new)).place(anchor)


@given(spots)
def test_text_that_did_not_change_keeps_its_place(spot: tuple[int, int, int]) -> None:
    anchor = anchor_at(PAGES, *spot)
    assert placed(PAGES, PAGES, anchor) == Place(How.TEXT, spot[0], anchor.quote)


@given(spots, st.integers(0, COUNT), st.integers(1, 3))
def test_pages_put_in_shift_what_comes_after(spot: tuple[int, int, int], at: int, more: int) -> None:
    anchor = anchor_at(PAGES, *spot)
    new = [*PAGES[:at], *(page(90 + extra) for extra in range(more)), *PAGES[at:]]
    assert placed(PAGES, new, anchor).page == spot[0] + (more if spot[0] > at else 0)
    drawn = placed(PAGES, new, Anchor(spot[0]))
    assert drawn == Place(How.POSITION, spot[0] + (more if spot[0] > at else 0))


@given(spots, st.permutations(range(COUNT)))
def test_it_goes_wherever_its_page_goes(spot: tuple[int, int, int], order: list[int]) -> None:
    anchor = anchor_at(PAGES, *spot)
    assert placed(PAGES, [PAGES[index] for index in order], anchor).page == order.index(spot[0] - 1) + 1


@given(spots)
def test_text_that_is_gone_has_no_place(spot: tuple[int, int, int]) -> None:
    anchor = anchor_at(PAGES, *spot)
    new = [text for number, text in enumerate(PAGES, 1) if number != spot[0]]
    assert placed(PAGES, new, anchor) == Place(How.LOST)
    assert placed(PAGES, new, Anchor(spot[0])) == Place(How.LOST)


def test_reworded_text_nearby_is_found_with_its_new_words() -> None:
    old = [page(1), "Tỷ lệ giải ngân vốn đầu tư công đạt 95% kế hoạch được giao " + page(2)]
    new = [page(1), page(7), "Tỷ lệ giải ngân vốn đầu tư công đạt 97% kế hoạch được giao " + page(2)]
    anchor = Anchor(2, "Tỷ lệ giải ngân vốn đầu tư công đạt 95% kế hoạch", "", page(2)[:40])
    place = placed(old, new, anchor)
    assert (place.how, place.page) == (How.TEXT, 3)
    assert "97%" in place.quote


def test_of_several_the_one_in_the_same_context_is_taken() -> None:
    old = ["đầu tiên kế hoạch năm tới hết", "thứ hai kế hoạch năm tới rồi"]
    new = ["phần mới " + page(3), *old]
    anchor = Anchor(2, "kế hoạch năm tới", "thứ hai", "rồi")
    assert placed(old, new, anchor).page == 3


def test_a_short_quote_alone_proves_nothing() -> None:
    old = [page(1) + " 95% " + page(2)]
    new = [page(1) + " 97% " + page(2), page(5) + " 95% " + page(6)]
    anchor = Anchor(1, "95%", page(1)[-40:], page(2)[:40])
    assert placed(old, new, anchor) == Place(How.LOST)


def test_on_a_scan_a_note_stays_by_its_position() -> None:
    assert placed(["", ""], ["", ""], Anchor(2, "đọc được trước đây")) == Place(How.POSITION, 2)


@given(
    st.text(max_size=200), st.text(max_size=60), st.integers(1, 9), st.lists(st.text(max_size=80), max_size=4)
)
def test_any_note_and_any_text_get_an_answer(text: str, quote: str, number: int, new: list[str]) -> None:
    place = placed([text], new, Anchor(number, quote, text, text))
    assert (place.page is None) == (place.how == How.LOST)
    assert place.page is None or 1 <= place.page <= len(new)


@given(st.text())
def test_blanks_and_case_do_not_count(text: str) -> None:
    assert squeezed(f" {text}\n") == squeezed(text)
