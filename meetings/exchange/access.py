"""Who may read the mail folder: administrators all, secretaries what their unit's meetings sent."""

from uuid import UUID

from django.db.models import QuerySet

from ecabinet.directory.principal import Principal
from ecabinet.problems import NotFound, Problem
from ecabinet.search import matching
from meetings.exchange.mailbox import Attachment, Letter, read_letter
from meetings.exchange.models import Delivery
from meetings.exchange.transport import FILE_NAME
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.models import Meeting

PREPARES = frozenset({"edit_meeting", "approve"})


def access_mailbox(principal: Principal, query: str = "") -> "QuerySet[Delivery]":
    """The letters in the folder that `principal` may read, newest first. Raises NotFound for others."""
    letters = Delivery.objects.filter(status=Delivery.Status.SENT).exclude(file_name="")
    if not principal.is_administrator:
        if not principal.is_secretary or principal.unit_id is None:
            raise NotFound
        letters = letters.filter(meeting__unit_id__in=principal.unit_ids)
    return matching(letters, query).order_by("-sent_at", "to_name", "id")


def access_delivery(principal: Principal, meeting_id: UUID, delivery_id: UUID) -> Delivery:
    """A delivery of a meeting, both locked. Raises NotFound (404) or Problem not_allowed (403)."""
    meeting = access_meeting(principal, meeting_id, "see_deliveries", lock=True).meeting
    deliveries = Delivery.objects.select_for_update().filter(meeting=meeting)
    delivery = deliveries.filter(id=delivery_id).first()
    if delivery is None:
        raise NotFound
    delivery.meeting = meeting
    return delivery


def access_letter(principal: Principal, name: str) -> tuple[Delivery, Letter]:
    """One letter by its file name. Raises NotFound."""
    letters = access_mailbox(principal)
    delivery = letters.filter(file_name=name).first() if FILE_NAME.fullmatch(name) else None
    letter = read_letter(name) if delivery is not None else None
    if delivery is None or letter is None:
        raise NotFound
    return delivery, letter


def access_attachment(principal: Principal, name: str, number: int) -> Attachment:
    """An attachment of a letter, counted from 1. Raises NotFound."""
    _, letter = access_letter(principal, name)
    if not 1 <= number <= len(letter.attachments):
        raise NotFound
    return letter.attachments[number - 1]


def access_invitation_paper(principal: Principal, meeting_id: UUID) -> Meeting:
    """The meeting whose invitation its secretaries and its chair may see, a draft too.

    Raises NotFound (404) for who has no part in it, Problem not_allowed (403) for its other participants.
    """
    access = access_meeting(principal, meeting_id)
    if PREPARES.isdisjoint(access.viewer.can):
        raise Problem("not_allowed")
    return access.meeting
