"""The page about the floor says what the tables say."""

import ast
from pathlib import Path

from meetings.floor.diagram import PAGE, PROOFS, page
from meetings.floor.rules import REQUEST_STEPS, TURN_STEPS


def test_the_page_is_drawn_from_the_tables() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m meetings.floor.diagram"


def test_every_step_is_an_arrow() -> None:
    drawn = page().splitlines()
    for (status, step), reached in (REQUEST_STEPS | TURN_STEPS).items():
        assert f"    {status} --> {reached}: {step}" in drawn


def test_every_step_is_seen_with_real_clients() -> None:
    assert PROOFS.keys() == {step for _, step in REQUEST_STEPS | TURN_STEPS}
    root = Path(__file__).resolve().parents[3]
    for path, _, name in (test.partition("::") for tests in PROOFS.values() for test in tests):
        tree = ast.parse((root / path).read_text(encoding="utf-8"))
        functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
        assert name in {function.name for function in functions}, f"{path}::{name}"
