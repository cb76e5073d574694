"""Searching without I/O: words of a text, what a query asks for, and where its words stand in a text."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from ecabinet.folding import fold

LONGEST_QUERY = 200
MOST_TERMS = 12
LONGEST_WORD = 60
SHORTEST_PREFIX = 2
BEFORE, SHOWN = 60, 260

_WORD = re.compile(r"[^\W_]+")
_REST = re.compile(r"[\W_]+")
_PIECE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"(?P<star>\*?)|(?P<plain>[^\s"]+))')
_QUOTES = str.maketrans("“”„«»", '"""""')


class Place(IntEnum):
    """Where the words must stand, the best first. Exact: words with marks as they were written."""

    EXACT_TITLE = 0
    TITLE = 1
    EXACT = 2
    ANYWHERE = 3


def exact_words(text: str) -> list[str]:
    """The words as written, in small letters."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(_plain(text).casefold())]


def folded(word: str) -> str:
    """A word without marks."""
    return _REST.sub("", fold(word)) or word


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@dataclass(frozen=True)
class Term:
    """Words that stand side by side; with `prefix` the last one only begins so."""

    words: tuple[str, ...]
    prefix: bool = False

    @cached_property
    def folded(self) -> tuple[str, ...]:
        return tuple(map(folded, self.words))

    @cached_property
    def has_marks(self) -> bool:
        return self.folded != self.words

    def at(self, words: list[str], index: int) -> bool:
        """Whether the term stands in `words` at `index`, both folded."""
        found = words[index : index + len(self.folded)]
        if len(found) < len(self.folded) or found[:-1] != list(self.folded[:-1]):
            return False
        last = self.folded[-1]
        return found[-1].startswith(last) if self.prefix else found[-1] == last


@dataclass(frozen=True)
class Query:
    """Every one of `terms` and none of `without`; without terms it finds nothing."""

    terms: tuple[Term, ...]
    without: tuple[Term, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Where to look, one place after the other."""
        if any(term.has_marks for term in self.terms):
            return tuple(Place)
        return (Place.TITLE, Place.ANYWHERE)


def parse(text: str, *, is_typing: bool = False) -> Query:
    """What is asked for: words, "phrases", beginnings*, -without. Any text is a query.

    `is_typing`: the last word may go on.
    """
    found: dict[bool, list[Term]] = {True: [], False: []}
    text = _plain(text)[:LONGEST_QUERY].translate(_QUOTES)
    for piece in _PIECE.finditer(text):
        said = piece["phrase"] if piece["plain"] is None else piece["plain"]
        words = tuple(exact_words(said))
        if words:
            open_end = is_typing and piece.end() == len(text) and piece["plain"] is not None
            prefix = open_end or piece["star"] == "*" or (piece["plain"] or "").endswith("*")
            long_enough = len(folded(words[-1])) >= SHORTEST_PREFIX
            found[piece["minus"] is None].append(Term(words, prefix and long_enough))
    return Query(tuple(found[True][:MOST_TERMS]), tuple(found[False][:MOST_TERMS]))


@dataclass(frozen=True)
class Piece:
    """A part of a text; a hit is what was asked for."""

    text: str
    hit: bool


def pieces(text: str, query: Query, shown: int = SHOWN) -> list[Piece]:
    """About `shown` letters of the text around the longest hit, cut at its hits."""
    text = " ".join(_plain(text).split())
    spans = [match.span() for match in _WORD.finditer(text)]
    hits = _hits(text, spans, query)
    first = max(hits, key=lambda hit: hit[1] - hit[0], default=(0, 0))[0]
    start = 0 if len(text) <= shown or first <= BEFORE else _after_space(text, first - BEFORE)
    end = len(text) if len(text) - start <= shown else text.rfind(" ", start, start + shown)
    end = end if end > start else start + shown
    cut = _cut(text, [hit for hit in hits if hit[0] >= start and hit[1] <= end], start, end)
    return [
        *([Piece("… ", False)] if start else []),
        *cut,
        *([Piece(" …", False)] if end < len(text) else []),
    ]


def _after_space(text: str, at: int) -> int:
    return text.find(" ", at) + 1


def _hits(text: str, spans: list[tuple[int, int]], query: Query) -> list[tuple[int, int]]:
    """The hits in order; those with nothing but spaces between them are one."""
    words = [folded(text[start:end].casefold()[:LONGEST_WORD]) for start, end in spans]
    hit = {
        index + offset
        for term in query.terms
        for index in range(len(words))
        if term.at(words, index)
        for offset in range(len(term.folded))
    }
    merged: list[tuple[int, int]] = []
    for start, end in (spans[index] for index in sorted(hit)):
        if merged and not text[merged[-1][1] : start].strip():
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _cut(text: str, hits: list[tuple[int, int]], start: int, end: int) -> list[Piece]:
    found, at = [], start
    for first, last in hits:
        found += [Piece(text[at:first], False), Piece(text[first:last], True)]
        at = last
    return [piece for piece in (*found, Piece(text[at:end], False)) if piece.text]
