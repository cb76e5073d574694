"""Recusal: a person keeps out of one item, with the reason. Papers, polls and media room go by it."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from ninja import Schema

from agenda.items.models import AgendaItem
from ecabinet.journal.audience import Viewer
from ecabinet.journal.services import Command, Draft
from ecabinet.problems import NotFound, Problem
from meetings.attendance.models import Recusal
from meetings.attendance.rows import quorum_state
from meetings.invitations.models import Participant
from meetings.invitations.rows import merged
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant, State, stream_of
from meetings.lifecycle.rules import ARRANGEABLE, require_status

MOVES_ITEM = ("item.opened", "item.closed", "item.access_changed")


class RecusalRow(Schema):
    """A person who keeps out of an item."""

    id: UUID
    participant_id: UUID
    person_id: UUID
    full_name: str
    position: str
    item_id: UUID
    reason: str
    recorded_at: Instant


def recusal_row(recusal: Recusal) -> RecusalRow:
    """The row of a recusal whose participant is loaded."""
    own = {
        name: getattr(recusal, name) for name in ("id", "participant_id", "item_id", "reason", "recorded_at")
    }
    person = recusal.participant
    return RecusalRow(**own, person_id=person.person_id, full_name=person.full_name, position=person.position)


def in_force(meeting_id: UUID | str) -> "QuerySet[Recusal]":
    """The recusals of a meeting that were not withdrawn, their participants loaded."""
    return Recusal.objects.filter(meeting_id=meeting_id, withdrawn_at=None).select_related("participant")


def recused_persons(meeting_id: UUID | str, item_id: UUID | str | None) -> frozenset[UUID]:
    """The persons who keep out of an item; nobody where there is no item."""
    if item_id is None:
        return frozenset()
    return frozenset(
        in_force(meeting_id).filter(item_id=item_id).values_list("participant__person_id", flat=True)
    )


def recused_items(meeting_id: UUID | str, person_id: UUID | str | None) -> frozenset[UUID]:
    """The items that a person keeps out of; none for who is no person."""
    if person_id is None:
        return frozenset()
    mine = in_force(meeting_id).filter(participant__person_id=person_id)
    return frozenset(mine.values_list("item_id", flat=True))


def read_recusals(meeting_id: str, _viewer: Viewer) -> dict[str, RecusalRow]:
    """The part `recusals` of a snapshot."""
    return {str(recusal.id): recusal_row(recusal) for recusal in in_force(meeting_id)}


def access_recusal(meeting: Meeting, recusal_id: UUID) -> Recusal:
    """A recusal in force of a meeting that has been accessed already. Raises NotFound (404)."""
    recusal = in_force(meeting.id).filter(id=recusal_id).first()
    if recusal is None:
        raise NotFound
    recusal.meeting = meeting
    return recusal


def record(cmd: Command, participant: Participant, item: AgendaItem, reason: str) -> Recusal:
    """The person keeps out of the item from now on. The event's subscribers hide the papers.

    Raises Problem meeting_wrong_status (409) once the meeting is over, already_recused (409).
    """
    meeting = participant.meeting
    require_status("edit", meeting.status, ARRANGEABLE)
    recusal = Recusal(
        meeting=meeting,
        participant=participant,
        item_id=item.id,
        item_title=item.title,
        reason=reason,
        recorded_at=cmd.at,
        recorded_by=cmd.actor.name,
    )
    try:
        with transaction.atomic():
            recusal.save(force_insert=True)
    except IntegrityError as error:
        raise Problem("already_recused", name=participant.full_name) from error
    _tell(cmd, "recusal.recorded", recusal, _shown(recusal))
    return recusal


def withdraw(cmd: Command, recusal: Recusal) -> Recusal:
    """The person takes part in the item again. Raises Problem meeting_wrong_status (409)."""
    require_status("edit", recusal.meeting.status, ARRANGEABLE)
    recusal.withdrawn_at = cmd.at
    recusal.save(update_fields=["withdrawn_at"])
    _tell(cmd, "recusal.withdrawn", recusal, _gone([recusal]))
    return recusal


def _tell(cmd: Command, event: str, recusal: Recusal, state: State) -> None:
    meeting, person = recusal.meeting, recusal.participant
    data: dict[str, Any] = {
        "recusal_id": recusal.id,
        "participant_id": person.id,
        "person_id": person.person_id,
        "full_name": person.full_name,
        "position": person.position,
        "item_id": recusal.item_id,
        "item_title": recusal.item_title,
        "reason": recusal.reason,
    }
    cmd.append(stream_of(meeting), event, data=data, state=merged(state, quorum_state(meeting)))


def _shown(recusal: Recusal) -> State:
    return {"recusals": {str(recusal.id): recusal_row(recusal).model_dump(mode="json")}}


def _gone(recusals: list[Recusal]) -> State:
    return {"recusals": {str(recusal.id): None for recusal in recusals}}


def item_removed(cmd: Command, draft: Draft) -> None:
    """Subscriber: with an item that leaves the agenda goes every recusal from it."""
    ids = [key for key, row in draft.state.get("items", {}).items() if row is None]
    _drop(cmd, draft, in_force(draft.stream.partition(":")[2]).filter(item_id__in=ids))


def person_removed(cmd: Command, draft: Draft) -> None:
    """Subscriber: who is no longer asked has nothing to keep out of.

    Each recusal is told by itself: who still sees the meeting by office gets its papers back.
    """
    participant_id = draft.data["participant_id"]
    for recusal in in_force(draft.stream.partition(":")[2]).filter(participant_id=participant_id):
        recusal.withdrawn_at = cmd.at
        recusal.save(update_fields=["withdrawn_at"])
        _tell(cmd, "recusal.withdrawn", recusal, _gone([recusal]))


def _drop(cmd: Command, draft: Draft, recusals: "QuerySet[Recusal]") -> None:
    gone = list(recusals)
    if gone:
        Recusal.objects.filter(id__in=[recusal.id for recusal in gone]).update(withdrawn_at=cmd.at)
        cmd.amend(draft, _gone(gone))


def item_moved(cmd: Command, draft: Draft) -> None:
    """Subscriber: another item on the table, or another access to it, may have another base of the quorum."""
    meeting = Meeting.objects.get(id=draft.stream.partition(":")[2])
    restricted = AgendaItem.objects.filter(meeting=meeting, is_restricted=True)
    if in_force(meeting.id).exists() or restricted.exists() or draft.type == "item.access_changed":
        cmd.amend(draft, quorum_state(meeting))
