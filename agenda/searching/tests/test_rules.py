"""Queries, words and the pieces of what was found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.searching.rules import Piece, Place, Query, Term, exact_words, parse, pieces

QUERIES = st.one_of(st.text(max_size=60), st.text(alphabet='ab đĐấ"“”*-()^:{}+ \u0301NOT', max_size=40))


@pytest.mark.parametrize(
    ("text", "terms", "without"),
    [
        ("nghị quyết", [("nghị",), ("quyết",)], []),
        ('"Hội đồng" nhân*', [("hội", "đồng"), ("nhân",)], []),
        ("“chuyển đổi số” -dự -“sự thảo”", [("chuyển", "đổi", "số")], [("dự",), ("sự", "thảo")]),
        ("30/2020/NĐ-CP", [("30", "2020", "nđ", "cp")], []),
        ('- * "" \'', [], []),
        ("-chỉ -trừ", [], [("chỉ",), ("trừ",)]),
    ],
)
def test_what_is_asked_for(text: str, terms: list[tuple[str, ...]], without: list[tuple[str, ...]]) -> None:
    query = parse(text)
    assert [term.words for term in query.terms] == terms
    assert [term.words for term in query.without] == without


def test_the_word_that_is_being_typed_may_go_on() -> None:
    assert [term.prefix for term in parse("nghị quy", is_typing=True).terms] == [False, True]
    assert [term.prefix for term in parse("nghị quyết ", is_typing=True).terms] == [False, False]
    assert [term.prefix for term in parse("nghị q", is_typing=True).terms] == [False, False]
    assert [term.prefix for term in parse('quy* "nghị quy"*').terms] == [True, True]


def test_marks_are_looked_for_first() -> None:
    assert parse("nghị quyet").places == tuple(Place)
    assert parse("nghi quyet").places == (Place.TITLE, Place.ANYWHERE)


def test_composed_and_decomposed_are_the_same_words() -> None:
    assert exact_words("Đô\u0301 QUYÊ\u0301T") == exact_words("Đố quyết") == ["đố", "quyết"]


@given(QUERIES, st.booleans(), st.text(max_size=300))
def test_any_text_is_a_query_and_pieces_are_of_the_text(query: str, is_typing: bool, text: str) -> None:
    asked = parse(query, is_typing=is_typing)
    assert all(term.words and all(term.folded) for term in (*asked.terms, *asked.without))
    shown = pieces(text, asked)
    assert "".join(piece.text for piece in shown).strip("… ") in " ".join(text.split()) or not text.isascii()


def test_the_longest_hit_is_shown_with_what_is_around_it() -> None:
    text = "quyết tâm " + "mở đầu " * 40 + "Nghị  quyết\nvề chuyển đổi số " + "phần cuối " * 40
    shown = pieces(text, parse("nghi quyet"))
    assert Piece("Nghị quyết", True) in shown
    assert shown[0] == Piece("… ", False)
    assert shown[-1] == Piece(" …", False)
    assert sum(len(piece.text) for piece in shown) < 300


def test_without_a_hit_the_beginning_is_shown() -> None:
    assert pieces("Một hai ba", Query((Term(("bốn",)),))) == [Piece("Một hai ba", False)]
