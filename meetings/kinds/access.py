"""Whoever prepares meetings chooses from the kinds; who keeps the catalogues keeps them."""

from uuid import UUID

from django.db.models import QuerySet

from ecabinet.catalogues.access import access_keeping
from ecabinet.directory.access import access_administration
from ecabinet.directory.models import Unit
from ecabinet.directory.principal import Principal
from ecabinet.directory.rights import Right
from ecabinet.problems import NotFound
from ecabinet.search import matching
from meetings.kinds.models import MeetingType


def access_types(principal: Principal, query: str, retired: bool) -> "QuerySet[MeetingType]":
    """The kinds on offer; with `retired` all of them, for who keeps them. Raises NotFound."""
    keeps = principal.may_everywhere(Right.MANAGE_CATALOGUES)
    if not keeps and not principal.may_somewhere(Right.CREATE_MEETINGS):
        raise NotFound
    found = matching(MeetingType.objects.all(), query)
    return found if retired and keeps else found.filter(is_active=True)


def access_type(principal: Principal, type_id: UUID) -> MeetingType:
    """One kind, locked, for who keeps them. Raises NotFound."""
    access_keeping(principal)
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
