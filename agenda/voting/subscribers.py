"""What happens to polls when something below them changes; called in the same transaction."""

from uuid import UUID

from django.db.models import Q

from agenda.voting.ballots import close
from agenda.voting.models import Elector, Poll
from agenda.voting.rules import Status
from agenda.voting.services import forget_item
from agenda.voting.waiting import release
from ecabinet.journal.services import Command, Draft
from ecabinet.problems import Problem


def close_with_meeting(cmd: Command, draft: Draft) -> None:
    """The end of a meeting closes its open poll: what was cast until then is counted."""
    meeting_id = draft.stream.partition(":")[2]
    still_open = Poll.objects.filter(meeting_id=meeting_id, status=Status.OPEN)
    for poll in still_open.select_for_update(of=("self",)).select_related("meeting"):
        release(cmd, poll, "meeting_ended")
        close(cmd, poll, reason="meeting_ended")


def items_removed(cmd: Command, draft: Draft) -> None:
    """The polls of items that left the agenda stay, without an item."""
    for item_id, row in draft.state.get("items", {}).items():
        if row is None:
            forget_item(cmd, UUID(item_id))


def keep_out_before(_cmd: Command, draft: Draft) -> None:
    """Nobody is taken off the roll of a poll that is open. Raises Problem recused_on_roll (409)."""
    who = {"participant_id": draft.data["participant_id"], "poll__item_id": draft.data["item_id"]}
    named = Elector.objects.filter(**who, poll__status=Status.OPEN).select_related("poll").first()
    if named is not None:
        raise Problem("recused_on_roll", name=named.full_name, question=named.poll.question)


def keep_access(_cmd: Command, draft: Draft) -> None:
    """To whom an item is open does not change while it is voted on. Raises Problem item_is_voted_on (409)."""
    item_id = UUID(draft.data["item_id"])
    of_item = Q(item_id=item_id) | Q(item__parent_id=item_id)
    poll = Poll.objects.filter(of_item, status=Status.OPEN).first()
    if poll is not None:
        raise Problem("item_is_voted_on", question=poll.question)


def keep_roll(_cmd: Command, draft: Draft) -> None:
    """Who is on the roll of an open poll stays a participant. Raises Problem participant_on_roll (409)."""
    gone = [key for key, row in draft.state.get("participants", {}).items() if row is None]
    on_roll = Elector.objects.filter(participant_id__in=gone, poll__status=Status.OPEN)
    named = on_roll.select_related("poll").first()
    if named is not None:
        raise Problem("participant_on_roll", name=named.full_name, question=named.poll.question)
