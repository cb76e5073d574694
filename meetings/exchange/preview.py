"""The invitation's paper before it leaves: the very one that a letter would bring now."""

from django.utils import timezone

from ecabinet.papers.docx import write_docx
from ecabinet.papers.pdf import write_pdf
from meetings.exchange.invitation import invitation_paper
from meetings.exchange.models import Delivery
from meetings.exchange.notice import REQUEST
from meetings.exchange.recipients import everybody
from meetings.exchange.services import notice_of
from meetings.lifecycle.models import Meeting

NOBODY_YET = "…"


def invitation_pdf(meeting: Meeting) -> bytes:
    """The invitation as PDF, addressed to the first of those who get one; dots stand for what is not known.

    Number and date are those of the last invitation that was queued, else today's.
    """
    return write_pdf(invitation_paper(notice_of(_sample(meeting))))


def invitation_docx(meeting: Meeting) -> bytes:
    """The same paper as DOCX, to be edited further in an office program."""
    return write_docx(invitation_paper(notice_of(_sample(meeting))))


def _sample(meeting: Meeting) -> Delivery:
    """A delivery that is never saved."""
    last = Delivery.objects.filter(meeting=meeting, method=REQUEST).order_by("-sequence").first()
    asked = everybody(meeting)
    to = next((one for one in asked if one.address), asked[0] if asked else None)
    return Delivery(
        meeting=meeting,
        method=REQUEST,
        sequence=last.sequence if last else 0,
        to_name=to.name if to else NOBODY_YET,
        sits_at=to.sits_at if to else "",
        created_at=last.created_at if last else timezone.now(),
    )
