"""Adding to a catalogue, correcting it, and retiring what is no longer used."""

from typing import Any

from ecabinet.catalogues.models import Entry
from ecabinet.directory.services import DIRECTORY
from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem


def add(cmd: Command, catalogue: str, fields: dict[str, Any]) -> Entry:
    """A new word. Raises Problem catalogue_name_taken (409)."""
    entry = Entry(catalogue=catalogue, **fields)
    _require_free(entry)
    entry.save(force_insert=True)
    _tell(cmd, entry, "catalogue.added")
    return entry


def edit(cmd: Command, entry: Entry, fields: dict[str, Any]) -> None:
    """Correct a word. Raises Problem catalogue_name_taken (409)."""
    for name, value in fields.items():
        setattr(entry, name, value)
    _require_free(entry)
    entry.save()
    _tell(cmd, entry, "catalogue.edited")


def set_active(cmd: Command, entry: Entry, active: bool) -> None:
    """Offer a word again, or no more."""
    entry.is_active = active
    entry.save(update_fields=["is_active"])
    _tell(cmd, entry, "catalogue.restored" if active else "catalogue.retired")


def _require_free(entry: Entry) -> None:
    rivals = Entry.objects.filter(catalogue=entry.catalogue, name=entry.name).exclude(id=entry.id)
    if rivals.exists():
        raise Problem("catalogue_name_taken", errors=(FieldError("name", "catalogue_name_taken"),))


def _tell(cmd: Command, entry: Entry, event_type: str) -> None:
    data = {"entry_id": entry.id, "catalogue": entry.catalogue, "name": entry.name}
    cmd.append(DIRECTORY, event_type, data=data)
