"""What an answer to an invitation may say, without I/O."""

from ecabinet.problems import FieldError, Problem

DECISIONS = frozenset({"approved", "rejected"})


VOTE_PASSES_ON = {"working": True, "session": False}
"""By kind of meeting, whether a substitute votes for the person replaced. In a session members vote in
person: a substitute speaks and has no ballot, and the member stays in the base of the quorum."""


VOTING_ROLES = {
    "members": frozenset({"chair", "member"}),
    "all": frozenset({"chair", "secretary", "member", "delegate"}),
    "nobody": frozenset[str](),
}
"""By who votes in a kind of meeting (Voters), the roles that have a ballot unless somebody says otherwise."""


def votes_by_default(voters: str, role: str) -> bool:
    """Whether one who is asked in `role` has a ballot."""
    return role in VOTING_ROLES[voters]


def check_number(named: int, most: int | None) -> None:
    """Raises Problem too_many_named (409) for more people than the unit was asked to send."""
    if most is not None and named > most:
        raise Problem("too_many_named", most=most)


def check_reply(rsvp: str, reason: str) -> None:
    """Raises Problem reason_missing (422) for an absence that nobody explains."""
    if rsvp == "declined" and not reason:
        raise Problem("reason_missing", errors=(FieldError("reason", "reason_missing"),))


def check_decision(absence: str, decision: str, note: str) -> None:
    """Raises Problem no_absence (409) where none was told, decision_unexplained (422) for a bare refusal."""
    if not absence:
        raise Problem("no_absence")
    if decision == "rejected" and not note:
        raise Problem("decision_unexplained", errors=(FieldError("note", "decision_unexplained"),))
