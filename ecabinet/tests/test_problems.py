"""Every problem has its texts in both languages, and every code that is raised is known."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecabinet.problems import ROOT, FieldError, Problem, catalogue

SOURCES = [
    path
    for top in ("ecabinet", "meetings", "agenda")
    for path in (ROOT / top).rglob("*.py")
    if "tests" not in path.parts and "migrations" not in path.parts
]


def raised_codes(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        argument = {"Problem": 0, "FieldError": 1}.get(node.func.id)
        if argument is not None and len(node.args) > argument:
            code = node.args[argument]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield code.value


def test_every_code_that_is_raised_has_texts() -> None:
    raised = {code for path in SOURCES for code in raised_codes(path)}
    assert len(raised) > 20
    assert raised - catalogue().keys() == set()


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_both_languages_say_the_same_things(code: str) -> None:
    entry = catalogue()[code]
    assert 400 <= entry["status"] <= 599
    assert entry["vi"].keys() == entry["en"].keys() >= {"title", "detail"}
    assert braces(entry["vi"]) == braces(entry["en"])


def braces(texts: dict[str, str]) -> set[str]:
    fields = [name for text in texts.values() for _, name, _, _ in string.Formatter().parse(text) if name]
    return {name.partition(".")[0] for name in fields}


def test_a_body_is_a_problem_details_object() -> None:
    errors = (FieldError("title", "field_too_short", {"least": 2}),)
    body = Problem("bad_input", errors=errors).body("vi")
    assert body["type"] == "urn:ecabinet:problem:bad_input"
    assert body["status"] == 422
    assert body["errors"] == [{"field": "title", "message": "Cần ít nhất 2 ký tự."}]
    assert Problem("not_found").body("fr") == Problem("not_found").body("vi")
