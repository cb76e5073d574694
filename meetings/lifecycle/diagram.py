"""docs/meeting.md: the life of a meeting as it is drawn from its table.

`python -m meetings.lifecycle.diagram` writes the page anew; a test compares it with the table.
"""

from collections.abc import Iterator
from pathlib import Path

from meetings.lifecycle.rules import ARRANGEABLE, OVER, RUNNING, TRANSITIONS, Status
from meetings.lifecycle.words import ACTS, STATUS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "meeting.md"

HEAD = """# The life of a meeting

Drawn from the table of `meetings/lifecycle/rules.py` by `meetings.lifecycle.diagram`; not edited by hand.
"""
MARKS = (("arranged", ARRANGEABLE), ("runs", RUNNING), ("over", OVER))


def page() -> str:
    """The whole text of docs/meeting.md."""
    return "\n".join([HEAD, "```mermaid", *_lines(), "```\n", *_statuses(), "", *_acts()]) + "\n"


def _lines() -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {Status.DRAFT}"
    for act, steps in TRANSITIONS.items():
        for status, reached in steps.items():
            yield f"    {status} --> {reached}: {act}"
    yield f"    {Status.CANCELLED} --> [*]"


def _statuses() -> Iterator[str]:
    yield "| status | in Vietnamese | |\n|---|---|---|"
    for status in Status:
        marks = [name for name, those in MARKS if status in those]
        yield f"| {status} | {STATUS[status].vi} | {', '.join(marks)} |"


def _acts() -> Iterator[str]:
    yield "| act | in Vietnamese | from |\n|---|---|---|"
    for act, steps in TRANSITIONS.items():
        yield f"| {act} | {ACTS[act].vi} | {', '.join(steps)} |"
    yield (
        "\nTo a closed meeting no command is done but opening it again (`access_meeting`): its rows are "
        "read-only. It is closed with minutes, or with a reason for having none."
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
