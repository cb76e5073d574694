"""Tables of docs/benchmarks.md."""


def shown(value: float | None, digits: int = 1) -> str:
    """A figure as it is printed; a dash for what was not measured."""
    return "–" if value is None else f"{value:,.{digits}f}"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table whose first column is text."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def verdict(value: float | None, goal: float) -> str:
    """Whether a figure that should be small is."""
    return "not measured" if value is None else "met" if value <= goal else "missed"
