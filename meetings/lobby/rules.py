"""Who waits before the door of a meeting, without I/O."""

from ecabinet.problems import Problem

OFFICERS = frozenset({"chair", "secretary"})
GUEST = "guest"
# Who may knock: nobody yet, or who came and went. Who was turned away waits for a word of the secretary.
MAY_KNOCK = frozenset({None, "expected", "sent_out"})


def waits(role: str, inside: bool | None, *, guests_wait: bool) -> bool:
    """Whether the meeting is shut to a participant. `inside`: what their entry says, None without one."""
    if role in OFFICERS:
        return False
    if inside is not None:
        return not inside
    return role == GUEST and guests_wait


def stays_out(role: str, *, is_present: bool) -> bool:
    """Whether closing the doors leaves a participant outside: whoever has not come, but for the officers."""
    return role not in OFFICERS and not is_present


def check_admissible(status: str | None, *, is_outside: bool) -> None:
    """Raise Problem not_in_lobby (409) unless somebody is outside, or let in for one item only."""
    if not is_outside and status != "admitted":
        raise Problem("not_in_lobby")
