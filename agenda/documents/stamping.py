"""The reader's name on every page of a copy, set and laid over in processes of their own."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from agenda.documents import pdf
from agenda.documents.bounded import Unreadable, ignore
from agenda.documents.storage import fetch
from ecabinet.directory.models import Person
from ecabinet.journal.audience import Viewer
from ecabinet.papers.glyphs import legible
from ecabinet.papers.pdf import TypesettingError, typeset

TEMPLATE = Path(__file__).with_name("mark.typ")


@dataclass(frozen=True)
class Taker:
    """Whose copy it is: the name, the unit, and when the copy was asked for."""

    full_name: str
    unit_name: str
    at: datetime

    @property
    def mark(self) -> str:
        """What the copy says: name, unit, time."""
        return legible(" · ".join(filter(None, (self.full_name, self.unit_name, moment(self.at)))))


def taker_of(viewer: Viewer, at: datetime) -> Taker:
    """Who takes a copy: a person by name and unit, a site by its name."""
    known = Person.objects.select_related("unit")
    person = known.filter(id=viewer.person_id).first() if viewer.person_id else None
    return Taker(person.full_name, person.unit.name, at) if person else Taker(viewer.full_name, "", at)


def reader_of(viewer: Viewer) -> str:
    """The name and the unit of who reads, without a time."""
    taker = taker_of(viewer, timezone.now())
    return legible(" · ".join(filter(None, (taker.full_name, taker.unit_name))))


def moment(at: datetime) -> str:
    """A time as marks and pages say it."""
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"


@contextmanager
def stamped(view_sha256: str, mark: str, beat: Callable[[], None] = ignore) -> Iterator[Path]:
    """The viewing copy with `mark` on every page; gone when the block is left.

    Raises Unreadable, FileNotFoundError when the viewing copy is gone.
    """
    view = fetch(view_sha256)
    with tempfile.TemporaryDirectory() as folder:
        over, target = Path(folder) / "mark.pdf", Path(folder) / "copy.pdf"
        try:
            over.write_bytes(typeset(TEMPLATE, {"across": mark, "foot": f"Bản sao của {mark}"}))
        except TypesettingError as error:
            raise Unreadable(str(error)) from error
        pdf.stamp(view, over, target, beat)
        yield target
