"""Minutes are a reading of the journal: events in, content out, no table looked at. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ecabinet.papers.wording import alphabetical
from meetings.minutes.content import (
    Conclusion,
    DocumentLine,
    ItemLine,
    MinutesContent,
    Named,
    Out,
    PersonLine,
    PollLine,
    Recused,
    SiteLine,
    Span,
    Turn,
    Wait,
)
from meetings.minutes.fold import Folded, Row, fold, moment

ROOM = "Phòng họp"
WITHHELD = "Nội dung hạn chế"
ROLE_ORDER = ("chair", "secretary", "member", "delegate", "guest")


def read_minutes(events: Iterable[Row]) -> MinutesContent:
    """The content of the minutes of one meeting, from its events in order.

    Each event is `{seq, type, at, data, state}`; `data` or `state` may be None (erased). A meeting that has
    not ended reads too: what still lasts is counted up to the last event.
    """
    folded = fold(events)
    meeting = next(iter(folded.part("meeting")), {})
    people = _people(folded, meeting.get("place") or ROOM)
    return MinutesContent(
        **_about_meeting(meeting),
        superior_name=folded.notes.get("superior_name", ""),
        notation=folded.notes.get("notation", ""),
        pauses=folded.lasted("meeting", str(meeting.get("id", ""))),
        people=people,
        chair=_named(people, meeting, "chair"),
        secretary=_named(people, meeting, "secretary"),
        sites=_sites(folded, people),
        items=_items(folded, people),
        apart=_gather(folded, people, {}, ()),
        quorum=folded.rows.get("quorum", {}).get("it"),
        announced=tuple(folded.announced),
        begun=folded.begun,
        last_seq=folded.last_seq,
        read_until=_end(folded, meeting),
    )


def _end(folded: Folded, meeting: Row) -> datetime:
    return moment(meeting.get("ended_at")) or folded.last_at or datetime.now(UTC)


def _about_meeting(meeting: Row) -> dict[str, Any]:
    words = {name: meeting.get(name) or "" for name in ("title", "kind", "status", "unit_name", "place")}
    times = ("scheduled_start", "scheduled_end", "started_at", "ended_at")
    return words | {name: moment(meeting.get(name)) for name in times}


def _people(folded: Folded, room: str) -> tuple[PersonLine, ...]:
    """Everybody invited, and who left; who was asked again is told once, by the row that shows presence."""
    told = {row["person_id"]: _person(row, room, at) for row, at in folded.left}
    for row in folded.part("participants"):
        person = replace(_person(row, room), outs=_outs(folded, row))
        if person.is_present or person.person_id not in told:
            told[person.person_id] = person
    return tuple(sorted(told.values(), key=lambda one: (_rank(one.role), alphabetical(one.full_name))))


def _outs(folded: Folded, row: Row) -> tuple[Out, ...]:
    mine = [out for out in folded.part("leaves") if out["participant_id"] == row["id"]]
    spans = [(moment(out["left_at"]), moment(out["returned_at"]), out["reason"]) for out in mine]
    return tuple(Out(Span(start, end), reason) for start, end, reason in spans if start is not None)


def _rank(role: str) -> int:
    return ROLE_ORDER.index(role) if role in ROLE_ORDER else len(ROLE_ORDER)


def _person(row: Row, room: str, left_at: datetime | None = None) -> PersonLine:
    in_room = room if row["attendance"] == "present_in_person" else ""
    return PersonLine(
        person_id=row["person_id"],
        full_name=row["full_name"],
        position=_position(row),
        unit_name=row.get("unit_name") or "",
        role=row["role"],
        site_id=row.get("site_id"),
        site_name=row.get("site_name") or in_room,
        attendance=row["attendance"],
        reason=row.get("attendance_reason") or row.get("rsvp_reason") or "",
        checked_in_at=moment(row.get("checked_in_at")),
        left_at=left_at,
    )


def _position(row: Row) -> str:
    """The announced position; a substitute's says who is replaced."""
    words = [row.get("position") or "", f"dự thay {row['stands_for']}" if row.get("stands_for") else ""]
    return ", ".join(word for word in words if word)


def _named(people: tuple[PersonLine, ...], meeting: Row, role: str) -> Named:
    """The chair or the secretary: whom the meeting names, with the position they were invited by."""
    wanted = meeting.get(f"{role}_person_id")
    for person in people:
        if person.person_id == wanted or (wanted is None and person.role == role):
            return Named(person.full_name, person.position)
    return Named(meeting.get(f"{role}_name") or "", "")


def _sites(folded: Folded, people: tuple[PersonLine, ...]) -> tuple[SiteLine, ...]:
    sites = [_site(folded, row, people) for row in folded.part("sites")]
    return tuple(sorted(sites, key=lambda site: (not site.is_central, alphabetical(site.name))))


def _site(folded: Folded, row: Row, people: tuple[PersonLine, ...]) -> SiteLine:
    here = [person for person in people if person.site_id == row["site_id"]]
    return SiteLine(
        site_id=row["site_id"],
        name=row["name"],
        unit_name=row.get("unit_name") or "",
        is_central=bool(row.get("is_central")),
        invited=len(here),
        present=sum(person.is_present for person in here),
        online=folded.lasted("sites", row["site_id"]),
    )


def _items(folded: Folded, people: tuple[PersonLine, ...]) -> tuple[ItemLine, ...]:
    rows = sorted(folded.part("items"), key=lambda row: row.get("position") or 0)
    return tuple(_gather(folded, people, row, folded.lasted("items", row["id"])) for row in rows)


def _gather(folded: Folded, people: tuple[PersonLine, ...], row: Row, spans: tuple[Span, ...]) -> ItemLine:
    """What belongs to an item; for an empty row, what belongs to none that is still on the agenda."""
    known = folded.rows.get("items", {})
    item_id = row.get("id")

    def belongs(owner: Any) -> bool:
        return owner == item_id if item_id else owner not in known

    turns = _seated(folded.all_turns(folded.last_at or datetime.now(UTC)), people)
    return ItemLine(
        item_id=item_id or "",
        number=str(row.get("number") or row.get("position") or ""),
        title=WITHHELD if row.get("access") == "withheld" else row.get("title") or "",
        kind=row.get("kind") or "",
        presenter=row.get("presenter") or "",
        planned_minutes=row.get("planned_minutes") or 0,
        open=spans,
        documents=tuple(_documents(row for row in folded.part("documents") if belongs(row.get("item_id")))),
        turns=tuple(turn for turn in turns if belongs(turn.item_id)),
        polls=tuple(
            _poll(row) for row in folded.part("polls") if _was_held(row) and belongs(row.get("item_id"))
        ),
        conclusions=tuple(_conclusion(r) for r in folded.part("conclusions") if belongs(r.get("item_id"))),
        recused=tuple(_recused(row) for row in folded.part("recusals") if row["item_id"] == item_id),
        status=row.get("status") or "",
        reason=row.get("reason") or "",
        waits=tuple(_wait(*wait) for wait in folded.waits if belongs(wait[0].get("item_id"))),
    )


def _seated(turns: Iterable[Turn], people: tuple[PersonLine, ...]) -> list[Turn]:
    """Turns with where the speaker was: the site spoken through, else where that person was present."""
    seats = {person.person_id: person.site_name for person in people if person.site_id is None}
    return [replace(turn, site_name=turn.site_name or seats.get(turn.person_id or "", "")) for turn in turns]


def _documents(rows: Iterable[Row]) -> Iterable[DocumentLine]:
    rows = (row for row in rows if row.get("group") != "internal" and not row.get("is_limited"))
    for row in rows:
        if row.get("status") not in {"rejected", "awaiting_declaration"}:
            yield DocumentLine(row.get("item_id"), row["title"], row.get("pages"), row.get("sha256") or "")


def _was_held(poll: Row) -> bool:
    """A trial is practice and stands in no minutes."""
    return bool(poll["status"] != "draft" and not poll.get("is_trial"))


def _poll(row: Row) -> PollLine:
    return PollLine(
        item_id=row.get("item_id"),
        question=row["question"],
        status=row["status"],
        opened_at=moment(row.get("opened_at")),
        closed_at=moment(row.get("closed_at")),
        legal_basis=(row.get("rule") or {}).get("legal_basis") or "",
        result=row.get("result"),
        ballots=tuple(row.get("ballots") or ()),
        kind=row.get("kind") or "approval",
        options={option["key"]: option["label"] for option in row.get("options") or ()},
    )


def _recused(row: Row) -> Recused:
    return Recused(row["full_name"], row.get("position") or "", row["reason"])


def _wait(data: Row, since: datetime, until: datetime | None) -> Wait:
    question = data.get("question") or ""
    return Wait(Span(since, until), data.get("site_name") or "", question)


def _conclusion(row: Row) -> Conclusion:
    return Conclusion(row.get("item_id"), row["text"], moment(row.get("recorded_at")))
