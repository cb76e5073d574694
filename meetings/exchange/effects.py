"""What of a meeting's life makes letters leave: subscribers, called in the transaction of the act."""

from ecabinet.journal.services import Command, Draft, subscribe
from meetings.exchange.models import Delivery
from meetings.exchange.notice import REQUEST
from meetings.exchange.recipients import Recipient, among, everybody
from meetings.exchange.services import queue
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rules import Status

ANNOUNCED_FIELDS = frozenset({"title", "place", "scheduled_start", "scheduled_end"})
INVITED = {
    "participant.invited": (Delivery.To.PERSON, "people", "person_id"),
    "unit.invited": (Delivery.To.UNIT, "units", "unit_id"),
    "site.invited": (Delivery.To.SITE, "sites", "site_id"),
}
REMOVED = {
    "participant.removed": (Delivery.To.PERSON, "person_id"),
    "unit.removed": (Delivery.To.UNIT, "unit_id"),
    "site.removed": (Delivery.To.SITE, "site_id"),
}


def register() -> None:
    """Subscribe to every event that letters follow from."""
    subscribe("meeting.published", announce)
    subscribe("meeting.edited", announce_change)
    subscribe("meeting.cancelled", call_off)
    for event_type in ("duty.assigned", "duty.reminded"):
        subscribe(event_type, ask_for_papers)
    for event_type in INVITED:
        subscribe(event_type, invite_late)
    for event_type in REMOVED:
        subscribe(event_type, take_back)


def announce(cmd: Command, draft: Draft) -> None:
    """The meeting is published: everybody invited gets a letter."""
    meeting = _meeting(draft)
    queue(cmd, meeting, Delivery.Purpose.INVITATION, everybody(meeting))


def announce_change(cmd: Command, draft: Draft) -> None:
    """What the invitation said is no longer so: everybody gets the new one."""
    meeting = _meeting(draft)
    if meeting.status == Status.PUBLISHED and not ANNOUNCED_FIELDS.isdisjoint(draft.data["changes"]):
        queue(cmd, meeting, Delivery.Purpose.INVITATION, everybody(meeting))


def call_off(cmd: Command, draft: Draft) -> None:
    """The meeting does not take place: whoever got an invitation is told."""
    meeting = _meeting(draft)
    told = [one for one in everybody(meeting) if _was_invited(meeting, one)]
    queue(cmd, meeting, Delivery.Purpose.MEETING_CANCELLED, told)


def invite_late(cmd: Command, draft: Draft) -> None:
    """Somebody is asked to a meeting that is announced already."""
    meeting = _meeting(draft)
    kind, told, key = INVITED[draft.type]
    if meeting.published_at is not None:
        ids = {row[key] for row in draft.data[told]}
        queue(
            cmd,
            meeting,
            Delivery.Purpose.INVITATION,
            [one for one in everybody(meeting) if _is(one, kind, ids)],
        )


def take_back(cmd: Command, draft: Draft) -> None:
    """Somebody is asked no more; the meeting itself takes place."""
    meeting = _meeting(draft)
    kind, key = REMOVED[draft.type]
    gone = [one for one in among(kind, [draft.data[key]]) if _was_invited(meeting, one)]
    queue(cmd, meeting, Delivery.Purpose.NO_LONGER_INVITED, gone)


def ask_for_papers(cmd: Command, draft: Draft) -> None:
    """Units owe documents: each gets a letter of its own, also where two read at one address."""
    ids = sorted({duty["unit_id"] for duty in draft.data["duties"]})
    found = [one for unit_id in ids for one in among(Delivery.To.UNIT, [unit_id])]
    queue(cmd, _meeting(draft), Delivery.Purpose.DUTY, found)


def _meeting(draft: Draft) -> Meeting:
    return Meeting.objects.get(id=draft.stream.partition(":")[2])


def _is(recipient: Recipient, kind: str, ids: set[str]) -> bool:
    return recipient.kind == kind and str(recipient.id) in ids


def _was_invited(meeting: Meeting, recipient: Recipient) -> bool:
    """Whether the last letter to this addressee was an invitation."""
    letters = Delivery.objects.filter(meeting=meeting, to_kind=recipient.kind, to_id=recipient.id)
    last = letters.exclude(purpose=Delivery.Purpose.DUTY).order_by("-sequence").first()
    return last is not None and last.method == REQUEST
