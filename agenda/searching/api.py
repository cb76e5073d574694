"""Searching over HTTP."""

from datetime import date
from typing import Annotated, Literal, cast
from uuid import UUID

from ninja import Field, Query, Router, Schema

from agenda.searching.finding import Filters, Found, Match, search, shown
from agenda.searching.rules import Piece
from agenda.searching.rules import Query as Asked
from ecabinet.commands import SignedInRequest
from ecabinet.directory.principal import Principal
from ecabinet.pagination import Page, page_of_list
from ecabinet.shapes import INLINE
from meetings.lifecycle.choices import Kind
from meetings.lifecycle.fields import PageNumber
from meetings.lifecycle.rows import Instant
from meetings.lifecycle.rules import Status

router = Router(tags=["search"])

SourceName = Literal["meeting", "item", "document", "conclusion", "poll", "own_paper"]
A_GROUP = 4


class PieceRow(Schema):
    """A part of a text; a hit is what was asked for."""

    text: str
    hit: bool


class FoundRow(Schema):
    """One thing that was found and may be opened. `page` is the best, `pages` are further ones that match.

    One's own papers (`own_paper`) belong to no meeting.
    """

    source: SourceName
    id: UUID
    meeting_id: UUID | None
    meeting_title: str
    meeting_start: Instant | None
    meeting_status: Annotated[Status, INLINE] | None
    unit_name: str
    item_id: UUID | None
    page: int
    pages: list[int]
    title: list[PieceRow]
    text: list[PieceRow]


class GroupRow(Schema):
    """The best of one kind; `total` were found."""

    source: SourceName
    items: list[FoundRow]
    total: int


class FiltersIn(Schema):
    """What to look among."""

    source: list[SourceName] = Field([], max_length=10)
    kind: Annotated[Kind, INLINE] | None = None
    status: Annotated[Status, INLINE] | None = None
    since: date | None = None
    until: date | None = None
    unit_id: UUID | None = None
    meeting_id: UUID | None = None
    person_id: UUID | None = None

    @property
    def filters(self) -> Filters:
        return Filters(
            frozenset(self.source),
            self.kind or "",
            self.status or "",
            self.since,
            self.until,
            self.unit_id,
            self.meeting_id,
            self.person_id,
        )


Words = Annotated[str, Query(max_length=200)]


@router.get(
    "/search",
    response=Page[FoundRow],
    operation_id="search",
    summary='All that one may read: words with or without marks, "phrases", beginnings*, -without',
)
def find(
    request: SignedInRequest, query: Words, filters: Query[FiltersIn], page: PageNumber = 1
) -> dict[str, object]:
    asked, matches = search(request.principal, query, filters.filters)
    answer = page_of_list(matches, page)
    return {**answer, "items": _rows(request.principal, asked, answer["items"])}


@router.get(
    "/search/suggestions",
    response=list[GroupRow],
    operation_id="suggest",
    summary="The best of each kind while one types; the last word may go on",
)
def suggest(request: SignedInRequest, query: Words) -> list[GroupRow]:
    asked, matches = search(request.principal, query, Filters(), is_typing=True)
    groups: dict[str, list[Match]] = {}
    for match in matches:
        groups.setdefault(match.source, []).append(match)
    best = [match for group in groups.values() for match in group[:A_GROUP]]
    rows = _rows(request.principal, asked, best)
    return [
        GroupRow(
            source=cast(SourceName, name), items=[row for row in rows if row.source == name], total=len(group)
        )
        for name, group in groups.items()
    ]


def _rows(principal: Principal, asked: Asked, matches: list[Match]) -> list[FoundRow]:
    return [_row(found) for found in shown(principal, asked, matches)]


def _row(found: Found) -> FoundRow:
    match, meeting = found.match, found.meeting
    return FoundRow(
        source=cast(SourceName, match.source),
        id=match.subject,
        meeting_id=match.meeting_id,
        meeting_title=meeting.title if meeting else "",
        meeting_start=meeting.scheduled_start if meeting else None,
        meeting_status=Status(meeting.status) if meeting else None,
        unit_name=meeting.unit_name if meeting else "",
        item_id=found.subject.item_id,
        page=match.pages[0],
        pages=sorted(match.pages[1:]),
        title=_pieces(found.title),
        text=_pieces(found.text),
    )


def _pieces(parts: list[Piece]) -> list[PieceRow]:
    return [PieceRow(text=part.text, hit=part.hit) for part in parts]
