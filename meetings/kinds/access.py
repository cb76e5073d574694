"""Whoever prepares meetings chooses from the kinds; administrators keep them."""

from uuid import UUID

from django.db.models import QuerySet

from ecabinet.directory.access import access_administration, access_directory
from ecabinet.directory.models import Unit
from ecabinet.directory.principal import Principal
from ecabinet.problems import NotFound
from ecabinet.search import matching
from meetings.kinds.models import MeetingType


def access_types(principal: Principal, query: str, retired: bool) -> "QuerySet[MeetingType]":
    """The kinds on offer; with `retired` all of them, for administrators. Raises NotFound."""
    access_directory(principal)
    found = matching(MeetingType.objects.all(), query)
    return found if retired and principal.is_administrator else found.filter(is_active=True)


def access_type(principal: Principal, type_id: UUID) -> MeetingType:
    """One kind, locked, for administrators. Raises NotFound."""
    access_administration(principal)
    found = MeetingType.objects.select_for_update().filter(id=type_id).first()
    if found is None:
        raise NotFound
    return found


def access_practice(principal: Principal, unit_id: UUID) -> Unit:
    """A unit whose practice an administrator decides, locked. Raises NotFound."""
    access_administration(principal)
    found = Unit.objects.select_for_update().filter(id=unit_id).first()
    if found is None:
        raise NotFound
    return found
