"""Every tampering that architecture.md names is found; lawful erasing is not taken for one."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pydantic import BaseModel

from ecabinet.journal import chain, snapshot
from ecabinet.journal.audience import Viewer
from ecabinet.journal.heads import keep_head
from ecabinet.journal.models import Event, SignedHead, Stream
from ecabinet.journal.services import SYSTEM, command
from ecabinet.journal.verify import apply_state, replay, verify_all

pytestmark = pytest.mark.django_db
STREAM = "probe:verify"


@pytest.fixture(autouse=True)
def three_events(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    for name in ("một", "hai", "ba"):
        with command("test.act", SYSTEM) as cmd:
            cmd.append(STREAM, "thing.made", data={"name": name}, state={"things": {name: {"name": name}}})


def event(seq: int) -> Event:
    return Event.objects.get(stream_id=STREAM, seq=seq)


def kinds() -> set[str]:
    return {finding.kind for finding in verify_all() if finding.stream == STREAM}


def recompute() -> None:
    """What an owner of the database would do after changing history: chain everything anew."""
    previous = chain.genesis(STREAM)
    for row in Event.objects.filter(stream_id=STREAM).order_by("seq"):
        row.digest = chain.payload_digest(row.salt, row.data, row.state)
        row.previous = previous
        envelope = chain.Envelope(
            STREAM,
            row.seq,
            row.type,
            row.version,
            row.at,
            row.actor,
            str(row.causation),
            row.audience,
            row.digest,
        )
        row.hash = previous = chain.link(previous, envelope)
        row.save()
    Stream.objects.filter(name=STREAM).update(
        head=previous, seq=Event.objects.filter(stream_id=STREAM).count()
    )


def test_an_untouched_journal_verifies() -> None:
    keep_head(STREAM)
    assert verify_all() == []


def test_a_changed_byte_is_found() -> None:
    row = event(2)
    row.data = {"name": "hAi"}
    row.save()
    assert kinds() == {"payload"}


def test_swapped_payloads_are_found() -> None:
    first, second = event(1), event(2)
    first.data, second.data = second.data, first.data
    first.state, second.state = second.state, first.state
    first.save()
    second.save()
    assert kinds() == {"payload"}


@pytest.mark.parametrize(
    "change",
    [
        {"type": "thing.unmade"},
        {"actor": {"kind": "person", "name": "X"}},
        {"audience": ["role:chair"]},
        {"causation": uuid.uuid4()},
    ],
)
def test_a_changed_envelope_is_found(change: dict[str, Any]) -> None:
    Event.objects.filter(stream_id=STREAM, seq=2).update(**change)
    assert kinds() == {"chain"}


def test_a_recomputed_chain_contradicts_the_kept_head() -> None:
    keep_head(STREAM)
    row = event(2)
    row.data = {"name": "khác"}
    row.save()
    recompute()
    assert kinds() == {"head"}


def test_deleting_the_kept_head_does_not_help_while_its_file_is_there() -> None:
    keep_head(STREAM)
    Event.objects.filter(stream_id=STREAM, seq=3).update(data={"name": "khác"})
    recompute()
    SignedHead.objects.all().delete()
    assert kinds() == {"head"}


def test_a_truncated_tail_is_found() -> None:
    Event.objects.filter(stream_id=STREAM, seq=3).delete()
    assert kinds() == {"tail"}


def test_a_truncated_and_recomputed_tail_contradicts_the_kept_head() -> None:
    keep_head(STREAM)
    Event.objects.filter(stream_id=STREAM, seq=3).delete()
    recompute()
    assert kinds() == {"head"}


def test_a_missing_event_in_the_middle_is_found() -> None:
    Event.objects.filter(stream_id=STREAM, seq=2).delete()
    assert "chain" in kinds()


def test_a_forged_head_is_found() -> None:
    keep_head(STREAM)
    SignedHead.objects.filter(stream=STREAM).update(signature="00" * 64, hash="11" * 32)
    assert kinds() == {"head"}


def test_an_erased_payload_still_verifies() -> None:
    keep_head(STREAM)
    Event.objects.filter(stream_id=STREAM, seq=2).update(data=None, state=None)
    assert verify_all() == []


def test_a_projection_that_differs_from_the_events_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class Row(BaseModel):
        name: str

    rows = {name: Row(name=name) for name in ("một", "hai", "ba")}
    monkeypatch.setattr(snapshot, "_kinds", {})
    monkeypatch.setattr(snapshot, "_waiting_parts", {})
    snapshot.register_part("probe", "things", Row, lambda subject, viewer: dict(rows))
    snapshot.register_kind("probe", lambda principal, subject: Viewer("", "person", frozenset({"all"})))
    assert verify_all() == []
    rows["hai"] = Row(name="khác")
    assert kinds() == {"projection"}


def test_the_reducer_replaces_and_removes() -> None:
    parts: dict[str, dict[str, Any]] = {}
    apply_state(parts, {"a": {"1": {"x": 1}, "2": {"x": 2}}})
    apply_state(parts, {"a": {"1": {"y": 3}, "2": None}})
    assert parts == {"a": {"1": {"y": 3}}}
    assert replay(STREAM)["things"].keys() == {"một", "hai", "ba"}


def test_the_command_names_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_journal")
    assert "all verified" in capsys.readouterr().out
    Event.objects.filter(stream_id=STREAM, seq=2).update(data={"name": "khác"})
    with pytest.raises(CommandError, match="1 findings"):
        call_command("verify_journal")
    assert f"{STREAM} #2 [payload]" in capsys.readouterr().err
