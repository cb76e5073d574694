"""Pages of two versions side by side, and what differs on one."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from agenda.notes.matching import Change, Kind, Pair, pair_pages, pieces_of

words = st.sampled_from(["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"])
pages = st.lists(words, max_size=8).map(" ".join)
versions = st.lists(pages, max_size=8)


def story(number: int) -> str:
    """A page that no other page resembles."""
    return " ".join(f"chữ{number}x{word}" for word in range(30))


def sides(pairs: Sequence[Pair]) -> list[tuple[int | None, int | None]]:
    return [(pair.old, pair.new) for pair in pairs]


@given(versions, versions)
def test_every_page_is_named_once_on_its_side(old: list[str], new: list[str]) -> None:
    pairs = pair_pages(old, new)
    assert sorted(p.old for p in pairs if p.old is not None) == list(range(1, len(old) + 1))
    assert [p.new for p in pairs if p.new is not None] == list(range(1, len(new) + 1))
    assert all(p.old is not None or p.new is not None for p in pairs)


@given(versions)
def test_the_same_version_has_no_changes(version: list[str]) -> None:
    assert [pair.kind for pair in pair_pages(version, version)] == [Kind.SAME] * len(version)


@given(st.integers(1, 8), st.data())
def test_pages_put_in_shift_the_others_and_nothing_else(count: int, data: st.DataObject) -> None:
    old = [story(number) for number in range(count)]
    at = data.draw(st.integers(0, count))
    pairs = pair_pages(old, [*old[:at], story(99), *old[at:]])
    assert [pair.kind for pair in pairs if pair.new == at + 1] == [Kind.ADDED]
    rest = [pair for pair in pairs if pair.new != at + 1]
    assert all(pair.kind == Kind.SAME for pair in rest)
    assert all(
        pair.new == (pair.old or 0) + (1 if pair.old is not None and pair.old > at else 0) for pair in rest
    )


def test_a_page_that_went_elsewhere_is_moved() -> None:
    old = [story(number) for number in range(4)]
    pairs = pair_pages(old, [old[3], *old[:3]])
    assert [(p.old, p.new, p.kind) for p in pairs] == [
        (4, 1, Kind.MOVED),
        (1, 2, Kind.SAME),
        (2, 3, Kind.SAME),
        (3, 4, Kind.SAME),
    ]


def test_a_reworded_page_is_changed_and_a_removed_one_stands_where_it_was() -> None:
    old = [story(number) for number in range(3)]
    pairs = pair_pages(old, [old[0], old[2].replace("chữ2x7 ", "khác ")])
    assert [(p.old, p.new, p.kind) for p in pairs] == [
        (1, 1, Kind.SAME),
        (2, None, Kind.REMOVED),
        (3, 2, Kind.CHANGED),
    ]
    assert 0.5 < pairs[2].likeness < 1


def test_a_page_written_anew_between_the_same_neighbours_belongs_to_the_old_one() -> None:
    old = [story(number) for number in range(3)]
    pairs = pair_pages(old, [old[0], story(50), old[2]])
    assert sides(pairs) == [(1, 1), (2, 2), (3, 3)]
    assert pairs[1].kind == Kind.CHANGED


def test_scans_without_text_are_matched_by_their_place() -> None:
    assert sides(pair_pages(["", "", ""], ["", "", "", ""])) == [(1, 1), (2, 2), (3, 3), (None, 4)]


def test_headings_on_every_page_do_not_make_pages_alike() -> None:
    heading = "ủy ban nhân dân tỉnh báo cáo năm"
    old = [f"{heading} {story(number)}" for number in range(30)]
    new = [f"{heading} {story(number + 100)}" for number in range(5)]
    assert not any(pair.likeness for pair in pair_pages(old, new))


def test_what_differs_on_a_page() -> None:
    assert pieces_of("đạt 95% kế hoạch năm", "đạt 97,5% kế hoạch cả năm") == [
        (Change.SAME, "đạt"),
        (Change.REMOVED, "95%"),
        (Change.ADDED, "97,5%"),
        (Change.SAME, "kế hoạch"),
        (Change.ADDED, "cả"),
        (Change.SAME, "năm"),
    ]


@given(pages, pages)
def test_the_pieces_of_a_side_are_its_words(old: str, new: str) -> None:
    pieces = pieces_of(old, new)
    left = " ".join(text for change, text in pieces if change != Change.ADDED)
    right = " ".join(text for change, text in pieces if change != Change.REMOVED)
    assert (left.split(), right.split()) == (old.split(), new.split())
