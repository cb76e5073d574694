"""Where a note belongs in another version of its document: by what it quotes, else by its page. Pure.

A note that quotes something follows that text, however far it went; text that is gone takes the note to the
list of those without a place. A note without a quote (ink, a bookmark) stays where it is on its page, for as
long as that page is much the same.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from agenda.notes.matching import Pair

SAME_PAGE = 0.5  # a page less like its earlier version does not keep what was drawn on it
CONTEXT = 40  # letters looked at on either side of a quote
SHORT = 12  # a quote with fewer letters needs its context too
LEAST_CONTEXT = 0.4
NEARBY = 3  # pages on either side in which reworded text is looked for
LEAST_RATIO = 0.6
MOST_HITS = 200


class How(StrEnum):
    """By what a note was placed."""

    TEXT = "text"
    POSITION = "position"
    LOST = "lost"


@dataclass(frozen=True)
class Anchor:
    """A note as it was made: its page (from 1), what it quotes, and what stands before and after that."""

    page: int
    quote: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Place:
    """Where a note is in the other version; `quote` is the text there. No page: it was not found."""

    how: How
    page: int | None = None
    quote: str = ""


LOST = Place(How.LOST)


def squeezed(text: str) -> str:
    """The letters alone: PDF text breaks lines and words where it likes."""
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


class Placing:
    """Finds places in a version, its pages read once."""

    def __init__(self, new: Sequence[str], pairs: Iterable[Pair]) -> None:
        self._new = new
        self._pages = [squeezed(page) for page in new]
        self._pair = {pair.old: pair for pair in pairs if pair.old is not None}

    def place(self, anchor: Anchor) -> Place:
        """Where the note of `anchor` belongs now."""
        expected = self._expected(anchor.page)
        if squeezed(anchor.quote):
            place = self._by_text(anchor, expected) or self._reworded(anchor, expected)
            if place is not None:
                return place
            if any(self._pages):
                return LOST
        return self._by_position(anchor)

    def _expected(self, page: int) -> int:
        """The page on which something should be, even where its page is gone."""
        for near in range(page, 0, -1):
            pair = self._pair.get(near)
            if pair is not None and pair.new is not None:
                return pair.new
        return min(page, max(1, len(self._new)))

    def _by_text(self, anchor: Anchor, expected: int) -> Place | None:
        """The place that says the very same, with the context that fits best; near ones first."""
        quote = squeezed(anchor.quote)
        before, after = squeezed(anchor.before)[-CONTEXT:], squeezed(anchor.after)[:CONTEXT]
        hits = [
            (self._context(page, at, len(quote), before, after), -abs(page - expected), page)
            for page, at in self._hits(quote)
        ]
        if not hits:
            return None
        context, distance, page = max(hits, key=lambda hit: (round(hit[0], 1), hit[1]))
        alone = len(hits) == 1 and distance == 0
        if len(quote) < SHORT and context < LEAST_CONTEXT and not alone:
            return None
        return Place(How.TEXT, page, anchor.quote)

    def _hits(self, quote: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for number, page in enumerate(self._pages, 1):
            at = page.find(quote)
            while at >= 0 and len(found) < MOST_HITS:
                found.append((number, at))
                at = page.find(quote, at + 1)
        return found

    def _context(self, page: int, at: int, length: int, before: str, after: str) -> float:
        """How much of the text around is still there, from 0 to 1."""
        text = self._pages[page - 1]
        kept = _same_letters(reversed(text[max(0, at - CONTEXT) : at]), reversed(before))
        kept += _same_letters(text[at + length : at + length + CONTEXT], after)
        known = len(before) + len(after)
        return kept / known if known else 0.0

    def _reworded(self, anchor: Anchor, expected: int) -> Place | None:
        """The most alike run of words on the pages around."""
        wanted = anchor.quote.split()
        if len(squeezed(anchor.quote)) < SHORT:
            return None
        best: tuple[float, str, int] = (LEAST_RATIO, "", 0)
        around = range(max(1, expected - NEARBY), min(len(self._new), expected + NEARBY) + 1)
        for page in sorted(around, key=lambda number: abs(number - expected)):
            ratio, text = _most_alike(wanted, self._new[page - 1].split())
            if ratio > best[0]:
                best = (ratio, text, page)
        return Place(How.TEXT, best[2], best[1]) if best[2] else None

    def _by_position(self, anchor: Anchor) -> Place:
        pair = self._pair.get(anchor.page)
        if pair is not None and pair.new is not None and pair.likeness >= SAME_PAGE:
            return Place(How.POSITION, pair.new)
        return LOST


def _same_letters(one: Iterable[str], other: Iterable[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _most_alike(wanted: Sequence[str], words: Sequence[str]) -> tuple[float, str]:
    """The run of `words` most like `wanted`, around the longest run that both share, and how like it is."""
    block = SequenceMatcher(None, wanted, words, autojunk=False).find_longest_match()
    if block.size == 0:
        return 0.0, ""
    start = max(0, block.b - block.a)
    run = words[start : start + len(wanted)]
    ratio = SequenceMatcher(None, wanted, run, autojunk=False).ratio()
    return ratio, " ".join(run)
