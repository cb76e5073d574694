"""The table of the protocol is whole and true: every message has its row, every proof exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from livekit import api
from livekit.protocol.models import DisconnectReason
from livekit.protocol.rtc import SignalRequest, SignalResponse

_HERE = Path(__file__).resolve().parent
TABLE = (_HERE.parent / "docs" / "conformance.md").read_text()
_METHODS = {
    name.title().replace("_", "") for name in vars(api.room_service.RoomService) if not name.startswith("_")
}


def _section(title: str) -> str:
    return TABLE.partition(f"## {title}")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Requests of clients", [field.name for field in SignalRequest.DESCRIPTOR.fields]),
        ("Answers of the server", [field.name for field in SignalResponse.DESCRIPTOR.fields]),
    ],
)
def test_every_message_has_a_row(title: str, names: list[str]) -> None:
    rows = [line for line in _section(title).splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert sorted(named) == sorted(names)


def test_every_method_and_reason_has_a_row() -> None:
    assert {name for name in _METHODS if name not in TABLE} == set()
    reasons = set(DisconnectReason.keys()) - {"UNKNOWN_REASON"}
    assert {reason for reason in reasons if reason not in TABLE} == set()


def test_every_proof_exists() -> None:
    tests = "\n".join(path.read_text() for path in _HERE.glob("**/test_*.py"))
    defined = set(re.findall(r"def (test_\w+)\(", tests))
    named = set(re.findall(r"`(test_\w+)`", TABLE))
    assert named
    assert named - defined == set()
