"""How the events of a circulation are told: what every one says of it, and to whom."""

from typing import Any

from agenda.circulation.models import Circulation, CirculationMember
from agenda.circulation.rows import circulation_state, stream_of
from ecabinet.journal.audience import person, role
from ecabinet.journal.services import Command, State

PREPARERS = role("owner", "approver")
FOLLOWERS = role("owner", "approver", "follower")


def own(member: CirculationMember) -> tuple[str, ...]:
    """The member and their aide."""
    return person(member.person_id) + (person(member.aide_id) if member.aide_id else ())


def tell(
    cmd: Command,
    circulation: Circulation,
    what: str,
    state: State,
    whom: tuple[str, ...],
    *,
    is_changed: bool = True,
    **more: Any,
) -> None:
    """Append `circulation.<what>`; `is_changed`: the circulation's own row is another now."""
    data = {
        "title": circulation.title,
        "unit_name": circulation.unit_name,
        "due_at": circulation.due_at,
        **more,
    }
    shown = {**circulation_state(circulation), **state} if is_changed else state
    cmd.append(stream_of(circulation), f"circulation.{what}", data=data, state=shown, audience=whom)
