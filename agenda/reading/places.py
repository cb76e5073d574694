"""The place at which a person reads on: one for a document, the last one told wins."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

from agenda.documents.access import DocumentAccess
from agenda.reading.models import ReadingPlace
from meetings.lifecycle.rows import Instant


class Place(Schema):
    """A page of a version and how far down it one reads; `device` is a name that the device gave itself."""

    version: int = Field(ge=1, le=1000)
    page: int = Field(ge=1, le=100_000)
    at: float = Field(0, ge=0, le=1)
    device: str = Field(min_length=1, max_length=64, pattern=r"^[\w-]+$")


class PlaceRow(Schema):
    """The place that was told last; all null when there is none, and for who is no person."""

    version: int | None = None
    page: int | None = None
    at: float | None = None
    device: str | None = None
    kept_at: Instant | None = None


def place_row(access: DocumentAccess) -> PlaceRow:
    """Where the one who asks was reading."""
    person = access.viewer.person_id
    found = (
        ReadingPlace.objects.filter(document=access.document, person_id=person).first() if person else None
    )
    if found is None:
        return PlaceRow()
    return PlaceRow(**{name: getattr(found, name) for name in PlaceRow.model_fields})


def keep_place(access: DocumentAccess, place: Place, now: datetime) -> PlaceRow:
    """Remember the place of a person; a site's screen has none."""
    person = access.viewer.person_id
    if person is None:
        return PlaceRow()
    ReadingPlace.objects.update_or_create(
        document=access.document, person_id=UUID(person), defaults={**place.model_dump(), "kept_at": now}
    )
    return PlaceRow(**place.model_dump(), kept_at=now)
