"""docs/functions.md is true: the endpoints, screens and tests that it names exist."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ecabinet.api import api

ROOT = Path(__file__).resolve().parent.parent
STATES = {"done", "partly", "not yet"}
EVERY = [f"T{n}" for n in range(1, 60)] + [f"B{n}" for n in range(1, 8)] + [f"C{n}" for n in range(1, 16)]


@dataclass(frozen=True)
class Function:
    """One row of the document. `what` says, for a part, what is there and what is not."""

    id: str
    what: str
    state: str
    screens: list[str]
    endpoints: list[str]
    tests: list[str]


def rows() -> list[Function]:
    found = []
    for line in (ROOT / "docs/functions.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 6 and re.fullmatch(r"[TBC]\d+[a-z]?", cells[0]):
            listed = [re.findall(r"`([^`]+)`", cell) for cell in cells[3:]]
            found.append(Function(cells[0], cells[1], cells[2], *listed))
    return found


@cache
def known_endpoints() -> set[str]:
    paths = api.get_openapi_schema(path_prefix="/")["paths"]
    listed = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    return {re.sub(r"\{\w+\}", "{}", endpoint) for endpoint in listed} | OUTSIDE_THE_API


# Served beside the API: they stream, or are not JSON.
OUTSIDE_THE_API = {"GET /healthz", "GET /ca.crt", "WS /meetings/{}/live", "WS /circulations/{}/live"}


@cache
def routes() -> str:
    return "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "frontend/src/app").glob("*.ts*"))


@cache
def names_in(path: Path) -> set[str]:
    if path.suffix in {".ts", ".tsx"}:
        return set(re.findall(r"""(?:it|test)\(\s*["'`]([^"'`]+)""", path.read_text(encoding="utf-8")))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }


def test_every_function_is_listed_once() -> None:
    ids = [row.id for row in rows()]
    assert len(ids) == len(set(ids))
    assert [i for i in EVERY if i not in ids and f"{i}a" not in ids] == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_what_a_row_names_exists(row: Function) -> None:
    assert row.state in STATES
    unknown = [e for e in row.endpoints if re.sub(r"\{\w+\}", "{}", e) not in known_endpoints()]
    assert unknown == []
    for screen in row.screens:
        assert f'"{screen}"' in routes() or f'path: "{screen.lstrip("/")}"' in routes(), screen
    for test in row.tests:
        path, _, name = test.partition("::")
        assert (ROOT / path).exists(), test
        assert not name or name in names_in(ROOT / path), test


@pytest.mark.parametrize("row", [r for r in rows() if r.state != "not yet"], ids=lambda row: row.id)
def test_what_is_there_is_proved(row: Function) -> None:
    assert row.tests, "a function that is there names the tests that prove it"
    assert row.endpoints or row.screens
