"""The windows of a site's code: accepted in its own and one later, told as expired after, else unknown."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecabinet.problems import Problem
from meetings.attendance import codes
from meetings.attendance.codes import EARLIER_WINDOWS, REMEMBERED_WINDOWS, WINDOW_SECONDS

SECRETS = st.lists(st.binary(min_size=16, max_size=32), min_size=1, max_size=4, unique=True)
TIMES = st.integers(1_577_836_800, 3_786_912_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(SECRETS, st.data(), TIMES, st.integers(0, 60 * WINDOW_SECONDS))
def test_a_code_lives_for_its_window_and_one_more(
    secrets: list[bytes], data: st.DataObject, at: datetime, later: int
) -> None:
    place = data.draw(st.integers(0, len(secrets) - 1))
    code = codes.code_of(secrets[place], codes.window_of(at))
    now = at + timedelta(seconds=later)
    age = codes.window_of(now) - codes.window_of(at)
    if age <= EARLIER_WINDOWS:
        assert codes.recognise(secrets, code, now) == codes.Found(place, codes.window_of(at))
    else:
        told = "check_in_code_expired" if age <= REMEMBERED_WINDOWS else "check_in_code_unknown"
        with pytest.raises(Problem, match=told):
            codes.recognise(secrets, code, now)


@given(st.binary(min_size=16, max_size=32), TIMES)
def test_a_code_of_tomorrow_is_not_known_today(secret: bytes, at: datetime) -> None:
    ahead = codes.code_of(secret, codes.window_of(at) + 1)
    with pytest.raises(Problem, match="check_in_code_unknown"):
        codes.recognise([secret], ahead, at)


@given(TIMES)
def test_a_window_ends_where_the_next_begins(at: datetime) -> None:
    end = codes.window_ends(codes.window_of(at))
    assert timedelta(0) < end - at <= timedelta(seconds=WINDOW_SECONDS)
    assert codes.window_of(end) == codes.window_of(at) + 1


def test_letters_that_are_mistaken_for_each_other_are_left_out() -> None:
    assert not set("01ILOU") & set(codes.LETTERS)
    assert len(codes.code_of(b"secret", 7)) == codes.LENGTH


def test_a_code_may_be_typed_as_one_likes() -> None:
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    code = codes.code_of(b"secret", codes.window_of(now))
    typed = f" {code[:3].lower()}-{code[3:].lower()} "
    assert codes.recognise([b"secret"], typed, now).place == 0
