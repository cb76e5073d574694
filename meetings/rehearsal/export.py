"""A round as a spreadsheet reads it: one line a site, those with faults first."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from ecabinet.imports import sheets
from meetings.invitations.models import MeetingSite
from meetings.rehearsal.models import Oversight, Result, Round
from meetings.rehearsal.rules import TESTS
from meetings.rehearsal.words import CHANGES, FINDINGS, GRADES, HEADING, TRANSPORTS

ORDER = ("bad", "untested", "care", "good")


def results_sheet(kind: str, found: Round, language: str) -> bytes:
    """The round as a file of `kind` (csv or xlsx), in `language` (vi or en)."""
    lines = (_line(n, *row, language) for n, row in enumerate(_rows(found), 1))
    return sheets.write(kind, HEADING[language], lines)


def _rows(found: Round) -> list[tuple[MeetingSite, Result, str]]:
    results = {result.site_id: result for result in Result.objects.filter(round=found)}
    overseers = dict(
        Oversight.objects.filter(meeting_id=found.meeting_id).values_list("site_id", "full_name")
    )
    sites = MeetingSite.objects.filter(meeting_id=found.meeting_id)
    rows = [(site, results.get(site.site_id) or Result(), overseers.get(site.site_id, "")) for site in sites]
    return sorted(rows, key=lambda row: (ORDER.index(row[1].overall), row[0].name))


def _line(number: int, site: MeetingSite, result: Result, overseer: str, language: str) -> list[str]:
    grades = [GRADES[language][result.tests.get(test, "untested")] for test in TESTS]
    return [
        str(number),
        site.name,
        site.unit_name,
        GRADES[language][result.overall],
        CHANGES[language][result.change] if result.reports else "",
        *grades,
        *_figures(result),
        "; ".join(FINDINGS[language][code] for code in result.findings),
        result.note,
        _moment(result.reported_at),
        str(result.reports),
        overseer,
        _moment(result.checked_at),
        result.checked_by,
        result.check_note,
    ]


def _figures(result: Result) -> Iterator[str]:
    names = ("up_kbps", "down_kbps", "loss_percent", "jitter_ms", "rtt_ms")
    figures = result.figures or {}
    yield from (str(figures.get(name, "")) for name in names)
    yield TRANSPORTS[figures.get("transport", "")]


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M:%S}" if at else ""
