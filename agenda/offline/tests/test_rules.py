"""How long a copy lives."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agenda.offline.rules import LONGEST, kept_until

BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)
TIMES = st.timedeltas(timedelta(0), timedelta(days=2000)).map(lambda passed: BEGINNING + passed)


@given(TIMES, TIMES, st.timedeltas(timedelta(0), LONGEST))
def test_never_longer_than_the_meeting_and_fourteen_days(
    now: datetime, end: datetime, after: timedelta
) -> None:
    until = kept_until(now, end, after)
    assert until <= end + after
    assert until <= now + timedelta(days=14)
    assert until in {end + after, now + LONGEST}
