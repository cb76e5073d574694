"""Finding: what matches and may be read, the best first, the newest first among equals."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from agenda.searching.backends import backend
from agenda.searching.models import Entry
from agenda.searching.rules import Piece, Place, Query, parse, pieces
from agenda.searching.sources import NOTHING, Source, Subject, shut_to, sources
from ecabinet.directory.principal import Principal
from meetings.invitations.models import Participant
from meetings.lifecycle.access import WAITING, viewer_of, visible_meetings
from meetings.lifecycle.lists import held_between
from meetings.lifecycle.models import Meeting

# Of more than these the newest are looked at; among more than MOST_RANKED only the time decides.
MOST = 2000
MOST_RANKED = 300
PAGES_TOLD = 10


@dataclass(frozen=True)
class Filters:
    """What to look among; empty: everything."""

    sources: frozenset[str] = frozenset()
    kind: str = ""
    status: str = ""
    since: date | None = None
    until: date | None = None
    unit_id: UUID | None = None
    meeting_id: UUID | None = None
    person_id: UUID | None = None

    @property
    def of_meetings(self) -> bool:
        """Whether they ask for something that only meetings have."""
        return bool(self.kind or self.status or self.unit_id or self.meeting_id or self.person_id)


@dataclass
class Match:
    """A subject that was found: its best page first, further pages that match after it."""

    source: str
    subject: UUID
    edition: str
    meeting_id: UUID | None
    at: datetime
    pages: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """A match that was asked for once more and may be opened, ready to be shown; one's own has no meeting."""

    match: Match
    subject: Subject
    meeting: Meeting | None
    title: list[Piece]
    text: list[Piece]


@dataclass(frozen=True)
class _Hit:
    id: int
    source: str
    subject: UUID
    page: int
    edition: str
    meeting_id: UUID | None
    at: datetime


_FIELDS = ("id", "source", "subject", "page", "edition", "meeting_id", "at")


def search(
    principal: Principal, text: str, filters: Filters, *, is_typing: bool = False
) -> tuple[Query, list[Match]]:
    """All that `principal` may read of what is asked for (at most MOST pages), in order."""
    query = parse(text, is_typing=is_typing)
    matches: dict[tuple[str, UUID], Match] = {}
    if query.terms:
        among = _among(principal, filters)
        seen: set[int] = set()
        for place in query.places:
            hits = [hit for hit in _hits(among, query, place) if hit.id not in seen]
            seen |= {hit.id for hit in hits}
            _gather(matches, _ordered(hits, query))
            if len(seen) >= MOST:
                break
    return query, list(matches.values())


def _among(principal: Principal, filters: Filters) -> "QuerySet[Entry]":
    """The entries that the principal may read: every rule of reading as one condition of the query."""
    wanted = [s for s in sources().values() if not filters.sources or s.name in filters.sources]
    in_meetings, own = NOTHING, NOTHING
    for source in wanted:
        condition = Q(source=source.name) & source.readable(principal)
        if source.open_to_owner is None:
            in_meetings |= condition
        elif not filters.of_meetings:
            own |= condition & _on_days(filters)
    in_meetings &= Q(meeting__in=_meetings(principal, filters))
    entries = Entry.objects.filter(in_meetings | own)
    for shut in shut_to(principal):
        entries = entries.exclude(shut)
    return entries


def _on_days(filters: Filters) -> Q:
    since = Q(at__date__gte=filters.since) if filters.since else Q()
    return since & Q(at__date__lte=filters.until) if filters.until else since


def _meetings(principal: Principal, filters: Filters) -> "QuerySet[Meeting]":
    asked = {
        "kind": filters.kind,
        "status": filters.status,
        "unit_id": filters.unit_id,
        "id": filters.meeting_id,
    }
    meetings = visible_meetings(principal).filter(**{name: value for name, value in asked.items() if value})
    if filters.person_id is not None:
        there = Participant.objects.filter(meeting=OuterRef("pk"), person_id=filters.person_id)
        meetings = meetings.filter(Exists(there))
    return held_between(meetings, filters.since, filters.until).order_by()


def _hits(among: "QuerySet[Entry]", query: Query, place: Place) -> list[_Hit]:
    found = among.filter(id__in=backend().matching(query, place)).order_by("-id")
    return [_Hit(*row) for row in found.values_list(*_FIELDS)[:MOST]]


def _ordered(hits: list[_Hit], query: Query) -> list[_Hit]:
    hits.sort(key=lambda hit: (-hit.at.timestamp(), str(hit.subject), hit.page))
    if not hits or len(hits) > MOST_RANKED:
        return hits
    ranks = backend().ranks([hit.id for hit in hits], query)
    return sorted(hits, key=lambda hit: round(ranks.get(hit.id, 0.0), 1))


def _gather(matches: dict[tuple[str, UUID], Match], hits: Iterable[_Hit]) -> None:
    for hit in hits:
        key = (hit.source, hit.subject)
        known = matches.get(key)
        if known is None:
            known = Match(hit.source, hit.subject, hit.edition, hit.meeting_id, hit.at)
            matches[key] = known
        if len(known.pages) < PAGES_TOLD:
            known.pages.append(hit.page)


def shown(principal: Principal, query: Query, matches: list[Match]) -> list[Found]:
    """These matches as they are shown. Each is asked for by the very rule of reading once more."""
    meetings = Meeting.objects.in_bulk({match.meeting_id for match in matches if match.meeting_id})
    found: dict[tuple[str, UUID], Found] = {}
    for source in sources().values():
        mine = [match for match in matches if match.source == source.name]
        for each in _of_source(source, _open(principal, source, mine, meetings), query, meetings):
            found[source.name, each.match.subject] = each
    keys = [(match.source, match.subject) for match in matches]
    return [found[key] for key in keys if key in found]


def _open(
    principal: Principal, source: Source, matches: list[Match], meetings: dict[UUID, Meeting]
) -> list[Match]:
    """Those that the principal may open."""
    if source.open_to_owner is not None:
        own = set(source.open_to_owner(principal, [match.subject for match in matches]))
        return [match for match in matches if match.subject in own]
    by_meeting: dict[UUID, list[Match]] = {}
    for match in matches:
        if match.meeting_id is not None:
            by_meeting.setdefault(match.meeting_id, []).append(match)
    opened: list[Match] = []
    for meeting_id, mine in by_meeting.items():
        viewer = viewer_of(principal, meetings[meeting_id]) if meeting_id in meetings else None
        if viewer is None or viewer.kind == WAITING:
            continue
        ids = set(source.open_to(viewer, [match.subject for match in mine]))
        opened += [match for match in mine if match.subject in ids]
    return opened


def _of_source(
    source: Source, matches: list[Match], query: Query, meetings: dict[UUID, Meeting]
) -> Iterable[Found]:
    subjects = {subject.id: subject for subject in source.describe([match.subject for match in matches])}
    texts = source.texts([(match.subject, match.pages[0]) for match in matches]) if matches else {}
    for match in matches:
        subject = subjects.get(match.subject)
        if subject is None or subject.edition != match.edition or subject.meeting_id != match.meeting_id:
            continue
        text = texts.get((match.subject, match.pages[0]), "")
        yield Found(
            match,
            subject,
            meetings[match.meeting_id] if match.meeting_id else None,
            pieces(subject.title, query, len(subject.title)),
            pieces(text, query),
        )
