"""Rooms and rates, pure."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecabinet.problems import NotFound, Problem
from meetings.conversation import rules

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)


def test_a_room_is_found_by_its_name() -> None:
    site = uuid4()
    for name in ("everybody", "organisers", "technicians", f"site:{site}"):
        assert rules.room_of(name).name == name
    assert rules.room_of(f"site:{site}").audience == (f"support:{site}", "role:secretary")


@given(st.text(max_size=48))
def test_any_other_name_is_no_room(name: str) -> None:
    if name in {"everybody", "organisers", "technicians"}:
        return
    with pytest.raises(NotFound):
        rules.room_of(name)


def test_no_screen_of_a_site_reads_a_room() -> None:
    for name in ("everybody", "organisers", "technicians"):
        audience = rules.room_of(name).audience
        assert "role:site" not in audience
        assert "all" not in audience


@pytest.mark.parametrize(
    ("mode", "takes_part", "organises", "code"),
    [
        ("off", True, True, "chat_off"),
        ("answers", True, False, "not_allowed"),
        ("answers", False, True, None),
        ("all", True, False, None),
        ("all", False, False, "not_allowed"),
    ],
)
def test_who_writes_to_everybody(mode: str, takes_part: bool, organises: bool, code: str | None) -> None:
    room = rules.Room(rules.EVERYBODY)
    if code is None:
        rules.check_may_write(room, mode, takes_part=takes_part, organises=organises)
        return
    with pytest.raises(Problem) as refused:
        rules.check_may_write(room, mode, takes_part=takes_part, organises=organises)
    assert refused.value.code == code


def test_authors_delete_for_five_minutes_and_secretaries_always() -> None:
    old = NOW - timedelta(minutes=5, seconds=1)
    rules.check_deletable(NOW - timedelta(minutes=5), NOW, own=True, organises=False)
    rules.check_deletable(old, NOW, own=False, organises=True)
    for own, code in ((True, "too_late_to_delete"), (False, "not_allowed")):
        with pytest.raises(Problem) as refused:
            rules.check_deletable(old, NOW, own=own, organises=False)
        assert refused.value.code == code


@given(st.integers(1, 10_000))
def test_the_newest_takes_the_place_of_the_one_fifty_before(number: int) -> None:
    keys = {rules.slot("everybody", number - back) for back in range(min(number, rules.SHOWN))}
    assert len(keys) == min(number, rules.SHOWN)
    assert rules.slot("everybody", number) == rules.slot("everybody", number + rules.SHOWN)
