"""Giving single rights to accounts, taking them back, and letting them run out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from ecabinet.directory import principal as principals
from ecabinet.directory.models import Account, Grant, Unit
from ecabinet.directory.rights import Right, check_term, check_unit
from ecabinet.jobs.services import RunningJob, enqueue, job_handler
from ecabinet.journal.services import SYSTEM, Command, command
from ecabinet.problems import Problem

DIRECTORY = "directory"
EXPIRY = "directory.right_expires"


@dataclass(frozen=True)
class Term:
    """From when to when a right is given; `until` None: until it is taken back."""

    since: datetime
    until: datetime | None = None


def give(cmd: Command, account: Account, right: Right, unit: Unit | None, term: Term) -> Grant:
    """Give a right; it counts within 2 s in every process.

    Raises Problem right_needs_person (409), own_right (409), right_given_already (409) or bad_input (422).
    """
    check_unit(right, unit is not None)
    check_term(term.since, term.until, cmd.at)
    if account.person_id is None:
        raise Problem("right_needs_person")
    if str(account.id) == cmd.actor.account_id:
        raise Problem("own_right")
    _end_expired(cmd, Grant.objects.filter(account=account, right=right, unit=unit))
    fields = {"since": term.since, "until": term.until, "given_at": cmd.at, "given_by": cmd.actor.name}
    try:
        with transaction.atomic():
            grant = Grant.objects.create(account=account, right=right, unit=unit, **fields)
    except IntegrityError as error:
        raise Problem("right_given_already") from error
    _tell(cmd, grant, "right.given")
    if term.until is not None:
        enqueue(cmd, EXPIRY, str(grant.id), {"grant": str(grant.id)}, term.until)
    return grant


def withdraw(cmd: Command, grant: Grant) -> None:
    """Take a right back; it is gone within 2 s. Raises Problem right_ended (409)."""
    if grant.ended_at is not None:
        raise Problem("right_ended")
    _end(cmd, grant, cmd.at, cmd.actor.name, "right.withdrawn")


@job_handler(EXPIRY)
def expire(job: RunningJob) -> None:
    """The end of a term. The right stopped counting by its date; open screens learn it from the event."""
    with command(EXPIRY, SYSTEM) as cmd:
        _end_expired(cmd, Grant.objects.filter(id=job.payload["grant"]))


def _end_expired(cmd: Command, grants: "QuerySet[Grant]") -> None:
    for grant in grants.select_for_update().filter(ended_at=None, until__lte=cmd.at):
        _end(cmd, grant, grant.until or cmd.at, "", "right.expired")


def _end(cmd: Command, grant: Grant, at: datetime, by: str, event_type: str) -> None:
    grant.ended_at, grant.ended_by = at, by
    grant.save(update_fields=["ended_at", "ended_by"])
    _tell(cmd, grant, event_type)


def _tell(cmd: Command, grant: Grant, event_type: str) -> None:
    account_id = str(grant.account_id)
    data: dict[str, Any] = {
        "account_id": account_id,
        "username": grant.account.username,
        "name": str(grant.account.person),
        "right": grant.right,
        "unit_id": grant.unit_id,
        "unit_name": grant.unit.name if grant.unit else "",
        "since": grant.since,
        "until": grant.until,
    }
    cmd.append(DIRECTORY, event_type, data=data)
    principals.cache.forget_account(account_id)


def of_account(account: Account) -> "QuerySet[Grant]":
    """All that an account was ever given, what counts or will count first."""
    rows = Grant.objects.select_related("unit", "account__person").filter(account=account)
    return rows.order_by(F("ended_at").desc(nulls_first=True), "-given_at", "id")
