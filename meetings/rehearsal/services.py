"""The commands of rehearsals. Every function runs inside a command whose meeting row is locked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.conf import settings

from ecabinet.directory.models import Person
from ecabinet.journal.services import Command, Draft
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import ARRANGEABLE, Status, require_status
from meetings.rehearsal import rules
from meetings.rehearsal.checklists import checklist_of
from meetings.rehearsal.models import Oversight, Report, Result, Round
from meetings.rehearsal.rows import (
    BOARD,
    LIVE_ROUNDS,
    overseers_state,
    result_key,
    result_state,
    round_state,
)
from meetings.rehearsal.rules import Grade, Measured, Verdict

Closed = Round.ClosedBy


def open_round(
    cmd: Command, meeting: Meeting, ends_at: datetime, note: str = "", *, is_automatic: bool = False
) -> Round:
    """A new round; one whose window is over is closed before.

    Raises Problem meeting_wrong_status or rehearsal_already_open (409), bad_input (422).
    """
    require_status("rehearse", meeting.status, {Status.PUBLISHED})
    rules.check_window(ends_at, cmd.at)
    before = Round.objects.filter(meeting=meeting).order_by("-number").first()
    if before is not None and before.closed_at is None:
        rules.check_over(before.ends_at, cmd.at)
        close_round(cmd, meeting, before, Closed.NEXT_ROUND)
    opened = Round.objects.create(
        meeting=meeting,
        number=before.number + 1 if before else 1,
        opened_at=cmd.at,
        opened_by=cmd.actor.name,
        is_automatic=is_automatic,
        note=note,
        ends_at=ends_at,
        checklist=checklist_of(meeting)[0],
    )
    data = {**_named(opened), "ends_at": ends_at, "is_automatic": is_automatic, "note": note}
    state = {**round_state(opened), "rehearsal_results": _no_longer_live(opened)}
    cmd.append(stream_of(meeting), "rehearsal.opened", data=data, state=state)
    return opened


def current_round(meeting: Meeting) -> Round | None:
    """The round that has not been closed, its window over or not."""
    return Round.objects.filter(meeting=meeting, closed_at=None).first()


def _no_longer_live(opened: Round) -> dict[str, None]:
    old = Result.objects.filter(
        round__meeting_id=opened.meeting_id, round__number=opened.number - LIVE_ROUNDS
    )
    site_ids = old.values_list("site_id", flat=True)
    return {result_key(opened.number - LIVE_ROUNDS, site_id): None for site_id in site_ids}


def close_round(cmd: Command, meeting: Meeting, found: Round, because: Closed = Closed.HAND) -> Round:
    """Close a round and count. Raises Problem rehearsal_closed (409) when it is closed already."""
    rules.check_not_closed(found.closed_at)
    found.closed_at, found.closed_because, found.tally = cmd.at, because, tally(meeting, found)
    found.save(update_fields=["closed_at", "closed_because", "tally"])
    data = {**_named(found), "reason": because.value, **found.tally}
    cmd.append(stream_of(meeting), "rehearsal.closed", data=data, state=round_state(found))
    return found


def tally(meeting: Meeting, found: Round) -> dict[str, int]:
    """How the invited sites stand in a round."""
    asked = set(MeetingSite.objects.filter(meeting=meeting).values_list("site_id", flat=True))
    grades = Result.objects.filter(round=found, site_id__in=asked).values_list("overall", flat=True)
    counts = Counter(grades)
    tested = {grade: counts[grade] for grade in (Grade.GOOD, Grade.CARE, Grade.BAD)}
    return {
        "sites": len(asked),
        **{grade.value: n for grade, n in tested.items()},
        "untested": len(asked) - sum(tested.values()),
    }


def report(
    cmd: Command, found: Round, site: MeetingSite, measured: Measured, screen_name: str, note: str
) -> Result:
    """What a site measured; the last report counts, all are kept.

    Raises Problem rehearsal_closed (409), bad_input (422) for a tick at what the checklist does not have.
    """
    rules.check_open(found.closed_at, found.ends_at, cmd.at)
    measured = _by_checklist(measured, found)
    verdict = rules.judge(measured, rules.Limits(**settings.REHEARSAL_LIMITS))
    plain: dict[str, Any] = {**asdict(measured), "note": note}
    plain["done"] = None if measured.done is None else sorted(measured.done)
    del plain["listed"], plain["essential"]
    Report.objects.create(
        round=found,
        site_id=site.site_id,
        at=cmd.at,
        screen_name=screen_name,
        overall=verdict.overall,
        findings=list(verdict.findings),
        measured=plain,
    )
    result = _result(found, site)
    _take(result, found, measured, verdict)
    result.change = rules.change(_grade_before(found, site), verdict.overall)
    result.reports, result.reported_at, result.note = result.reports + 1, cmd.at, note
    result.save()
    _tell_report(cmd, found, site, result)
    return result


def _result(found: Round, site: MeetingSite) -> Result:
    known = Result.objects.filter(round=found, site_id=site.site_id).first()
    return known or Result(round=found, site_id=site.site_id)


def _by_checklist(measured: Measured, found: Round) -> Measured:
    """The same run, to be judged by the round's own checklist."""
    listed = [item["key"] for item in found.checklist]
    rules.check_ticked(measured.done, listed)
    essential = frozenset(item["key"] for item in found.checklist if item["is_essential"])
    return replace(measured, listed=frozenset(listed), essential=essential)


def _take(result: Result, found: Round, measured: Measured, verdict: Verdict) -> None:
    result.overall, result.findings = verdict.overall, list(verdict.findings)
    result.tests = {test: grade.value for test, grade in verdict.tests.items()}
    result.figures = _figures(measured)
    done = measured.listed if measured.done is None else measured.done
    result.open_items = [item["key"] for item in found.checklist if item["key"] not in done]


def _figures(measured: Measured) -> dict[str, Any] | None:
    line = measured.line
    if line.outcome != "measured":
        return None
    return {
        "up_kbps": round(line.up_kbps),
        "down_kbps": round(line.down_kbps),
        "loss_percent": round(line.loss_percent, 1),
        "jitter_ms": round(line.jitter_ms, 1),
        "rtt_ms": round(line.rtt_ms, 1),
        "transport": line.transport,
    }


def _grade_before(found: Round, site: MeetingSite) -> str | None:
    before = Result.objects.filter(
        round__meeting_id=found.meeting_id, round__number=found.number - 1, site_id=site.site_id
    )
    return before.values_list("overall", flat=True).first()


def _tell_report(cmd: Command, found: Round, site: MeetingSite, result: Result) -> None:
    data = {
        **_named(found),
        **_of_site(site),
        "overall": result.overall,
        "change": result.change,
        "findings": result.findings,
        "figures": result.figures,
        "reports": result.reports,
    }
    _tell(cmd, found, site, result, "rehearsal.reported", data)


def check(cmd: Command, found: Round, site: MeetingSite, note: str) -> Result:
    """The overseer asked the site by phone. Raises Problem rehearsal_closed (409) in a closed round."""
    rules.check_not_closed(found.closed_at)
    result = _result(found, site)
    result.checked_at, result.checked_by, result.check_note = cmd.at, cmd.actor.name, note
    result.save()
    data = {**_named(found), **_of_site(site), "checked_by": cmd.actor.name, "note": note}
    _tell(cmd, found, site, result, "rehearsal.checked", data)
    return result


def _tell(
    cmd: Command, found: Round, site: MeetingSite, result: Result, event: str, data: dict[str, Any]
) -> None:
    seen_by = (*BOARD, f"site:{site.site_id}")
    state = result_state(found.number, result)
    cmd.append(stream_of(site.meeting), event, data=data, state=state, audience=seen_by)


def set_overseer(
    cmd: Command, meeting: Meeting, sites: Sequence[MeetingSite], person: Person | None
) -> list[Oversight]:
    """Let `person` watch over these sites, None: nobody. The rows that stand now.

    Raises Problem meeting_wrong_status (409).
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    site_ids = [site.site_id for site in sites]
    Oversight.objects.filter(meeting=meeting, site_id__in=site_ids).delete()
    found = [_oversight(meeting, site, person) for site in sites] if person else []
    Oversight.objects.bulk_create(found)
    data = {
        "full_name": person.full_name if person else "",
        "person_id": person.id if person else None,
        "count": len(sites),
        "names": ", ".join(site.name for site in sites),
    }
    state = overseers_state(site_ids, found)
    cmd.append(stream_of(meeting), "rehearsal.overseer_set", data=data, state=state, audience=BOARD)
    return found


def _oversight(meeting: Meeting, site: MeetingSite, person: Person) -> Oversight:
    return Oversight(
        meeting=meeting,
        site_id=site.site_id,
        person=person,
        full_name=person.full_name,
        position=person.position,
    )


def meeting_left(cmd: Command, draft: Draft) -> None:
    """Subscriber: a meeting that starts or is cancelled ends its rehearsal."""
    meeting = Meeting.objects.get(id=draft.stream.partition(":")[2])
    found = current_round(meeting)
    if found is not None:
        started = draft.type == "meeting.started"
        close_round(cmd, meeting, found, Closed.MEETING_STARTED if started else Closed.MEETING_CANCELLED)


def _named(found: Round) -> dict[str, Any]:
    return {"round_id": found.id, "number": found.number}


def _of_site(site: MeetingSite) -> dict[str, Any]:
    return {"site_id": site.site_id, "site_name": site.name, "unit_name": site.unit_name}
