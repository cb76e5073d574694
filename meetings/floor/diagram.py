"""docs/floor.md: the machine of the floor as it is drawn from its tables.

`python -m meetings.floor.diagram` writes the page anew; a test compares it with the tables.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from meetings.floor.rules import IN_THE_ROOM, REFUSALS, REQUEST_STEPS, TURN_STEPS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "floor.md"
Table = Mapping[tuple[str, str], str]

HEAD = """# The floor

Drawn from the tables of `meetings/floor/rules.py` by `python -m meetings.floor.diagram`; do not edit by hand.
"""


def page() -> str:
    """The whole text of docs/floor.md."""
    parts = [HEAD, *_part("A request to speak", REQUEST_STEPS, "waiting")]
    parts += _part("A turn", TURN_STEPS, "running")
    return "\n".join([*parts, *_effects(), *_refusals()]) + "\n"


def _part(title: str, table: Table, first: str) -> list[str]:
    return [f"## {title}\n", "```mermaid", *_lines(table, first), "```\n"]


def _lines(table: Table, first: str) -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {first}"
    for (status, step), reached in table.items():
        yield f"    {status} --> {reached}: {step}"
    for last in sorted(set(table.values()) - {status for status, _ in table}):
        yield f"    {last} --> [*]"


def _effects() -> Iterator[str]:
    yield "## What a step does in the media room\n"
    yield "| step | effect |\n|---|---|"
    steps = dict.fromkeys(step for _, step in [*REQUEST_STEPS, *TURN_STEPS])
    for step in steps:
        yield f"| {step} | {IN_THE_ROOM.get(step, 'nothing')} |"


def _refusals() -> Iterator[str]:
    yield "\n## Steps that are refused\n"
    yield "| status | step | code |\n|---|---|---|"
    for (status, step), code in REFUSALS.items():
        yield f"| {status} | {step} | `{code}` |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
