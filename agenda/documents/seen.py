"""Sets of pages as people write them: `1-12,15`."""

from collections.abc import Iterable


def pages_of(written: str) -> frozenset[int]:
    """The pages of a set as `written` by `as_written`; none for an empty text."""
    pages: set[int] = set()
    for part in filter(None, written.split(",")):
        first, _, last = part.partition("-")
        pages.update(range(int(first), int(last or first) + 1))
    return frozenset(pages)


def as_written(pages: Iterable[int]) -> str:
    """The shortest text for a set of pages, from the first to the last."""
    spans: list[list[int]] = []
    for page in sorted(set(pages)):
        if spans and spans[-1][1] == page - 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
