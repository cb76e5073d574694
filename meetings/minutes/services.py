"""Asking for minutes and producing them from the journal."""

import hashlib
import logging
import secrets
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache

from ecabinet.jobs.services import enqueue
from ecabinet.journal.heads import Head, keep_head
from ecabinet.journal.models import Event
from ecabinet.journal.services import SYSTEM, Command, Draft, command
from ecabinet.journal.veil import Veil
from ecabinet.papers.docx import write_docx
from ecabinet.papers.paper import Paper
from ecabinet.papers.pdf import write_pdf
from ecabinet.papers.store import keep, path_of
from ecabinet.problems import Problem
from meetings.lifecycle.closing import OpenMatter
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import STARTED, require_status
from meetings.minutes.models import Minutes
from meetings.minutes.reading import read_minutes
from meetings.minutes.rows import minutes_state, newest
from meetings.minutes.writing import Proof, minutes_paper

log = logging.getLogger(__name__)

JOB = "minutes.produce"
EXTRACT_SECONDS = 24 * 3600


def request_minutes(cmd: Command, meeting: Meeting) -> Minutes:
    """Ask for a new revision.

    Raises Problem meeting_wrong_status before the start, minutes_being_made (both 409).
    """
    require_status("produce_minutes", meeting.status, STARTED)
    latest = newest(meeting.id)
    if latest is not None and latest.status == Minutes.Status.QUEUED:
        raise Problem("minutes_being_made")
    return _request(cmd, meeting, (latest.revision if latest else 0) + 1)


def left_open(meeting: Meeting) -> Iterator[OpenMatter]:
    """A meeting is closed with minutes, or with a reason for having none; not while they are being made."""
    latest = newest(meeting.id)
    if latest is not None and latest.status == Minutes.Status.QUEUED:
        yield OpenMatter("minutes_being_made", "stop")
    elif latest is None or latest.status != Minutes.Status.READY:
        yield OpenMatter("minutes_not_made", "reason")


def begin_without(cmd: Command, draft: Draft) -> None:
    """Subscriber of meeting.created: its event also says that there are no minutes yet."""
    cmd.amend(draft, minutes_state(None))


def request_after_end(cmd: Command, draft: Draft) -> None:
    """Subscriber of meeting.ended: minutes are asked for in the same transaction.

    One that is queued already is enough: it reads the journal when it runs, and so sees the end.
    """
    meeting = Meeting.objects.select_related("unit__parent").get(id=draft.stream.partition(":")[2])
    latest = newest(meeting.id)
    if latest is None or latest.status != Minutes.Status.QUEUED:
        _request(cmd, meeting, (latest.revision if latest else 0) + 1)


def _request(cmd: Command, meeting: Meeting, revision: int) -> Minutes:
    minutes = Minutes.objects.create(meeting=meeting, revision=revision, requested_at=cmd.at)
    unit = meeting.unit
    cmd.append(
        stream_of(meeting),
        "minutes.requested",
        data={
            "revision": revision,
            "unit_name": meeting.unit_name,
            "superior_name": unit.parent.name if unit.parent else "",
            "notation": unit.short_name,
        },
        state=minutes_state(minutes),
    )
    enqueue(cmd, JOB, str(minutes.id), {"minutes_id": str(minutes.id)})
    return minutes


def read_events(stream: str, last: int) -> list[dict[str, Any]]:
    """The events of `stream` up to `last`, as the reading takes them."""
    events = Event.objects.filter(stream_id=stream, seq__lte=last).order_by("seq")
    return [dict(event) for event in events.values("seq", "type", "at", "data", "state")]


def compose(minutes: Minutes, veil: Veil | None = None) -> tuple[Head, Paper]:
    """The paper of a revision, from its meeting's events alone, and the signed head of what was read.

    With a `veil`, an extract: without what is closed to who asks.
    """
    head = keep_head(stream_of(minutes.meeting))
    events = read_events(head.stream, head.seq)
    content = read_minutes(_veiled(events, veil) if veil else events)
    proof = Proof(head.seq, head.hash, head.key_id, head.signature, head.signed_at, minutes.revision)
    return head, minutes_paper(content, proof, ZoneInfo(settings.TIME_ZONE))


def _veiled(events: list[dict[str, Any]], veil: Veil) -> list[dict[str, Any]]:
    shown = ((event, veil.event(event["data"], event["state"])) for event in events)
    return [{**event, "data": left[0], "state": left[1]} for event, left in shown if left is not None]


def extract(minutes: Minutes, veil: Veil, kind: str) -> str:
    """The file (pdf or docx) of an extract, made when first asked for; its digest in the store of papers."""
    closed = hashlib.sha256(",".join(sorted(veil.closed) + sorted(veil.hidden)).encode()).hexdigest()
    key = f"minutes-extract:{minutes.id}:{closed}:{kind}"
    digest: str | None = cache.get(key)
    if digest is None or not path_of(digest).exists():
        _, paper = compose(minutes, veil)
        digest = keep(write_pdf(paper) if kind == "pdf" else write_docx(paper))
        cache.set(key, digest, EXTRACT_SECONDS)
    return digest


def produce(minutes_id: str) -> None:
    """Read, write, keep and announce. Done again it changes nothing; a failure is announced and raised."""
    minutes = Minutes.objects.select_related("meeting").get(id=minutes_id)
    if minutes.status == Minutes.Status.READY:
        return
    try:
        head, paper = compose(minutes)
        pdf, docx = keep(write_pdf(paper)), keep(write_docx(paper))
    except Exception:
        # Whatever went wrong, the screens learn that it did, and under which reference the log tells why.
        reference = secrets.token_hex(4)
        log.exception("minutes %s were not made, reference %s", minutes.id, reference)
        announce_failure(minutes, reference)
        raise
    _announce(minutes, head, pdf, docx)


def _announce(minutes: Minutes, head: Head, pdf: str, docx: str) -> None:
    with command(JOB, SYSTEM) as cmd:
        row = _locked(minutes)
        if row.status == Minutes.Status.READY:
            return
        row.status, row.produced_at, row.error = Minutes.Status.READY, cmd.at, ""
        row.head_seq, row.head_hash, row.pdf_sha256, row.docx_sha256 = head.seq, head.hash, pdf, docx
        row.save()
        data = {"revision": row.revision, "head_seq": head.seq, "head_hash": head.hash, "key_id": head.key_id}
        files = {"pdf_sha256": pdf, "docx_sha256": docx}
        _tell(cmd, row, "minutes.produced", data | files)


def announce_failure(minutes: Minutes, reference: str) -> None:
    """Tell that a revision could not be made; `reference` finds the log that says why."""
    with command(JOB, SYSTEM) as cmd:
        row = _locked(minutes)
        if row.status != Minutes.Status.READY:
            row.status, row.error = Minutes.Status.FAILED, reference
            row.save()
            _tell(cmd, row, "minutes.failed", {"revision": row.revision, "error": row.error})


def _locked(minutes: Minutes) -> Minutes:
    Meeting.objects.select_for_update().get(id=minutes.meeting_id)
    return Minutes.objects.select_related("meeting").select_for_update(of=("self",)).get(id=minutes.id)


def _tell(cmd: Command, minutes: Minutes, event_type: str, data: dict[str, Any]) -> None:
    """Announce a revision; the screens show the newest one, also when an old one comes late."""
    state = minutes_state(newest(minutes.meeting_id))
    cmd.append(stream_of(minutes.meeting), event_type, data=data, state=state)
