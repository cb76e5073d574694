"""What is kept between snapshots is what the tables and the journal say, or it is read anew."""

import json
from typing import Any

import pytest
from django.db import transaction

from ecabinet.journal import services, shelf
from ecabinet.journal.models import Stream
from ecabinet.journal.services import SYSTEM, command
from ecabinet.journal.shelf import Shelf

pytestmark = pytest.mark.django_db
STREAM = "probe:shelf"


class Tables:
    """The rows as tables hold them, and how often they were read."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {"things": {}}
        self.reads = 0

    def read(self) -> dict[str, dict[str, Any]]:
        self.reads += 1
        return self.rows

    def put(self, key: str, row: Any, kind: str = "thing.put") -> None:
        """Change a row, and tell it."""
        with command("test.put", SYSTEM) as cmd:
            cmd.append(STREAM, kind, data={}, state={"things": {key: row}, "others": {key: row}})
        if row is None:
            self.rows["things"].pop(key, None)
        else:
            self.rows["things"][key] = row


@pytest.fixture
def tables() -> Tables:
    it = Tables()
    it.put("một", {"tên": "Hồ sơ «1»"})
    return it


def shown(kept: Shelf, tables: Tables, at: Stream | None = None) -> dict[str, Any]:
    texts = kept.parts(at or Stream.objects.get(name=STREAM), tables.read)
    return {part: json.loads(text.plain) for part, text in texts.items()}


def test_the_tables_are_read_once_and_the_journal_from_then_on(tables: Tables) -> None:
    kept = Shelf()
    assert shown(kept, tables) == tables.rows
    tables.put("hai", {"tên": "Tờ trình"})
    tables.put("một", None)
    tables.put("hai", {"tên": "Tờ trình, lần hai"})
    assert shown(kept, tables) == tables.rows == {"things": {"hai": {"tên": "Tờ trình, lần hai"}}}
    assert shown(kept, tables) == tables.rows
    assert tables.reads == 1


def test_what_was_rolled_back_is_forgotten(tables: Tables) -> None:
    kept = Shelf()
    shown(kept, tables)
    before = dict(tables.rows["things"])
    with transaction.atomic():
        tables.put("hai", {"tên": "không còn"})
        assert "hai" in shown(kept, tables)["things"]
        transaction.set_rollback(True)
    tables.rows["things"] = before
    assert shown(kept, tables) == tables.rows
    tables.put("ba", {"tên": "cùng số thứ tự"})
    tables.put("bốn", {})
    assert shown(kept, tables) == tables.rows


def test_after_an_erased_payload_the_tables_are_asked(tables: Tables) -> None:
    kept = Shelf()
    shown(kept, tables)
    tables.put("mật", {"tên": "…"}, "thing.told")
    tables.rows["things"].pop("mật")
    assert services.erase(STREAM, "thing.told") == 1
    assert shown(kept, tables) == tables.rows
    assert tables.reads == 2


def test_an_older_view_of_the_database_stays_consistent(tables: Tables) -> None:
    kept, older = Shelf(), Stream.objects.get(name=STREAM)
    rows_then = {"things": dict(tables.rows["things"])}
    tables.put("hai", {})
    assert shown(kept, tables) == tables.rows
    now, tables.rows = tables.rows, rows_then
    assert shown(kept, tables, older) == rows_then
    tables.rows, tables.reads = now, 0
    assert shown(kept, tables) == now
    assert tables.reads == 0, "the newer state was thrown away for the older one"


def test_it_is_bounded(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST_STREAMS", 2)
    monkeypatch.setattr(shelf, "MOST_EVENTS", 2)
    kept = Shelf()
    shown(kept, tables)
    for n in range(3):
        tables.put(str(n), {})
    assert shown(kept, tables) == tables.rows
    assert tables.reads == 2, "more events than it pays to apply"
    for name in ("probe:a", "probe:b"):
        with command("test.put", SYSTEM) as cmd:
            cmd.append(name, "thing.put", data={})
        kept.parts(Stream.objects.get(name=name), dict)
    shown(kept, tables)
    assert tables.reads == 3, "the stream that was looked at longest ago is given up"
