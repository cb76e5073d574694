"""Kinds of input: one line of text, a plausible time. Used by every endpoint of a meeting."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
FIRST_YEAR, LAST_YEAR = 2000, 2100


def _plausible(at: datetime) -> datetime:
    if not FIRST_YEAR <= at.year < LAST_YEAR:
        raise ValueError(f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}")
    return at.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_plausible)]
"""A time with its offset, of this century; becomes UTC."""

Words = StringConstraints(strip_whitespace=True, pattern=PRINTABLE)
Title = Annotated[str, Words, StringConstraints(min_length=1, max_length=500)]
Line = Annotated[str, Words, StringConstraints(max_length=300)]
Query = Annotated[str, Words, StringConstraints(max_length=100)]
PageNumber = Annotated[int, Field(ge=1, le=100_000)]
