"""Warnings before a meeting begins: sites that failed the last rehearsal, or never tried."""

from collections.abc import Iterator

from ecabinet.directory.principal import Principal
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.readiness import Finding
from meetings.rehearsal.models import Result, Round

NAMED_AT_MOST = 10


def warn_of_rehearsal(meeting: Meeting, _reader: Principal) -> Iterator[Finding]:
    """One warning for sites with a fault and one for those that did not try; none without a rehearsal."""
    last = Round.objects.filter(meeting=meeting).order_by("-number").first()
    if last is None:
        return
    results = Result.objects.filter(round=last, reports__gt=0).values_list("site_id", "overall")
    grades = dict(results)
    sites = list(MeetingSite.objects.filter(meeting=meeting))
    yield from _finding("rehearsal_failed", last, [s.name for s in sites if grades.get(s.site_id) == "bad"])
    yield from _finding("rehearsal_missed", last, [s.name for s in sites if s.site_id not in grades])


def _finding(code: str, last: Round, names: list[str]) -> Iterator[Finding]:
    if names:
        told = ", ".join(names[:NAMED_AT_MOST]) + (", …" if len(names) > NAMED_AT_MOST else "")
        values = {"count": len(names), "names": told, "number": last.number}
        yield Finding(code, "sites", blocking=False, values=values)
