"""Whoever prepares meetings or manages the directory chooses from catalogues; administrators keep them, and
those who were given that right."""

from uuid import UUID

from django.db.models import QuerySet

from ecabinet.catalogues.models import Entry
from ecabinet.directory.access import access_directory
from ecabinet.directory.principal import Principal
from ecabinet.directory.rights import Right
from ecabinet.problems import NotFound
from ecabinet.search import matching


def access_catalogue(principal: Principal, catalogue: str, query: str, retired: bool) -> "QuerySet[Entry]":
    """The words of a catalogue; retired ones too only for who keeps it. Raises NotFound."""
    keeps = principal.may_everywhere(Right.MANAGE_CATALOGUES)
    if not keeps:
        access_directory(principal)
    entries = matching(Entry.objects.filter(catalogue=catalogue), query)
    if retired and keeps:
        return entries
    return entries.filter(is_active=True)


def access_entry(principal: Principal, catalogue: str, entry_id: UUID) -> Entry:
    """One word, locked, for who keeps the catalogues. Raises NotFound."""
    access_keeping(principal)
    entry = Entry.objects.select_for_update().filter(catalogue=catalogue, id=entry_id).first()
    if entry is None:
        raise NotFound
    return entry


def access_keeping(principal: Principal) -> None:
    """Raises NotFound to who does not keep the catalogues."""
    if not principal.may_everywhere(Right.MANAGE_CATALOGUES):
        raise NotFound
