"""The page about the floor says what the tables say."""

from meetings.floor.diagram import PAGE, page
from meetings.floor.rules import REQUEST_STEPS, TURN_STEPS


def test_the_page_is_drawn_from_the_tables() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m meetings.floor.diagram"


def test_every_step_is_an_arrow() -> None:
    drawn = page().splitlines()
    for (status, step), reached in (REQUEST_STEPS | TURN_STEPS).items():
        assert f"    {status} --> {reached}: {step}" in drawn
