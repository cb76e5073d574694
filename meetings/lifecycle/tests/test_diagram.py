"""The page that shows the life of a meeting is drawn from its table."""

from meetings.lifecycle.diagram import PAGE, page
from meetings.lifecycle.rules import TRANSITIONS


def test_the_page_is_drawn_from_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m meetings.lifecycle.diagram"


def test_every_transition_is_drawn() -> None:
    drawn = {line.strip() for line in page().splitlines() if " --> " in line}
    steps = {f"{a} --> {b}: {act}" for act, table in TRANSITIONS.items() for a, b in table.items()}
    assert steps <= drawn
