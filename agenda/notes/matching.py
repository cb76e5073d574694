"""Which page of one version is which of the next, and what is different on it. Pure text, without I/O."""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Pages that share fewer of their runs of words than this are no longer the same page.
LEAST_LIKENESS = 0.3
RUN = 3  # words that are compared as one
COMMON = 20  # a run on more pages than that is a heading and tells nothing
MOST_WORDS = 1500  # of a page compared word by word; beyond that frequent words are not looked at singly


class Kind(StrEnum):
    """What became of a page."""

    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Pair:
    """A page (from 1) of the old version and of the new; None where it has no other side.

    `likeness` runs from 0 to 1. `is_moved`: it changed places with others, not merely because pages were
    put in or taken out before it.
    """

    old: int | None
    new: int | None
    likeness: float = 0.0
    is_moved: bool = False

    @property
    def kind(self) -> Kind:
        if self.old is None:
            return Kind.ADDED
        if self.new is None:
            return Kind.REMOVED
        if self.likeness < 1:
            return Kind.CHANGED
        return Kind.MOVED if self.is_moved else Kind.SAME


def words_of(text: str) -> list[str]:
    """The words as they are compared: composed letters, no case, no punctuation."""
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())


def pair_pages(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """The pages of two versions, given as their texts, side by side in the order of the new version.

    Each page is named once. Pages without text are matched by their place.
    """
    old_words, new_words = [words_of(page) for page in old], [words_of(page) for page in new]
    found = _equal(old_words, new_words)
    left_old, left_new = _left(len(old), {o for o, _ in found}), _left(len(new), {n for _, n in found})
    likeness = dict.fromkeys(found, 1.0) | _alike(old_words, new_words, left_old, left_new)
    likeness |= _in_the_gaps(likeness, len(old), len(new))
    return _in_order(likeness, len(old), len(new))


def _equal(old: Sequence[list[str]], new: Sequence[list[str]]) -> list[tuple[int, int]]:
    """Pages that say the same: in order first, then wherever they went."""
    old_keys, new_keys = [" ".join(words) for words in old], [" ".join(words) for words in new]
    found: list[tuple[int, int]] = []
    for o, n, size in SequenceMatcher(None, old_keys, new_keys, autojunk=False).get_matching_blocks():
        found += [(o + step, n + step) for step in range(size)]
    left: dict[str, list[int]] = defaultdict(list)
    for n in _left(len(new), {n for _, n in found}):
        left[new_keys[n]].append(n)
    for o in _left(len(old), {o for o, _ in found}):
        if old_keys[o] and left[old_keys[o]]:
            found.append((o, left[old_keys[o]].pop(0)))
    return found


def _left(count: int, taken: set[int]) -> list[int]:
    return [index for index in range(count) if index not in taken]


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    if len(words) < RUN:
        return {tuple(words)} if words else set()
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def _alike(
    old: Sequence[list[str]], new: Sequence[list[str]], left_old: Iterable[int], left_new: Iterable[int]
) -> dict[tuple[int, int], float]:
    """Pages that still share much of their text, the most alike first, each once."""
    new_runs = {n: _runs(new[n]) for n in left_new}
    on: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, runs in new_runs.items():
        for run in runs:
            on[run].append(n)
    ranked: list[tuple[float, int, int, int]] = []
    for o in left_old:
        runs, shared = _runs(old[o]), defaultdict[int, int](int)
        for run in runs:
            for n in on[run] if len(on[run]) <= COMMON else ():
                shared[n] += 1
        for n, count in shared.items():
            likeness = 2 * count / (len(runs) + len(new_runs[n]))
            if likeness >= LEAST_LIKENESS:
                ranked.append((-likeness, abs(o - n), o, n))
    found: dict[tuple[int, int], float] = {}
    used_old, used_new = set[int](), set[int]()
    for rank, _, o, n in sorted(ranked):
        if o not in used_old and n not in used_new:
            used_old.add(o)
            used_new.add(n)
            found[o, n] = min(-rank, 0.99)
    return found


def _in_the_gaps(likeness: dict[tuple[int, int], float], old: int, new: int) -> dict[tuple[int, int], float]:
    """Rewritten pages between the same neighbours: as many on either side belong to each other in order."""
    by_old, taken_new = dict(likeness.keys()), {n for _, n in likeness}
    found: dict[tuple[int, int], float] = {}
    start = 0
    while start < old:
        if start in by_old:
            start += 1
            continue
        end = start
        while end < old and end not in by_old:
            end += 1
        first = by_old[start - 1] + 1 if start else 0
        last = by_old[end] if end < old else new
        if last - first == end - start and not taken_new.intersection(range(first, last)):
            found |= {(start + step, first + step): 0.0 for step in range(end - start)}
        start = end
    return found


def _in_order(likeness: dict[tuple[int, int], float], old: int, new: int) -> list[Pair]:
    kept = _longest_rise([n for _, n in sorted(likeness)])
    by_new = {n: Pair(o + 1, n + 1, value, n not in kept) for (o, n), value in likeness.items()}
    gone = _left(old, {o for o, _ in likeness})
    pairs: list[Pair] = []
    for n in range(new):
        pair = by_new.get(n, Pair(None, n + 1))
        while gone and pair.old is not None and not pair.is_moved and gone[0] < pair.old - 1:
            pairs.append(Pair(gone.pop(0) + 1, None))
        pairs.append(pair)
    return pairs + [Pair(o + 1, None) for o in gone]


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """A longest rising subsequence of distinct numbers: what did not change places."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tails, number)
        before[number] = tails[at - 1] if at else None
        tails[at : at + 1] = [number]
    kept = set[int]()
    number_: int | None = tails[-1] if tails else None
    while number_ is not None:
        kept.add(number_)
        number_ = before[number_]
    return kept


class Change(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


def pieces_of(old: str, new: str) -> list[tuple[Change, str]]:
    """The text of a page on both sides: what stands in both, what was taken out, what was put in."""
    before, after = old.split(), new.split()
    exactly = max(len(before), len(after)) <= MOST_WORDS
    pieces: list[tuple[Change, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=not exactly).get_opcodes():
        if tag == "equal":
            pieces.append((Change.SAME, " ".join(after[c:d])))
            continue
        if b > a:
            pieces.append((Change.REMOVED, " ".join(before[a:b])))
        if d > c:
            pieces.append((Change.ADDED, " ".join(after[c:d])))
    return pieces
