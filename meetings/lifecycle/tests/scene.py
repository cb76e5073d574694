"""The scene of the property test: what the meeting holds, to choose acts by."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from conftest import Cast
from ecabinet.directory.models import Grant
from ecabinet.directory.rights import Right
from ecabinet.rooms.models import Room, SeatMap
from meetings.conversation.models import Note

Rows = dict[str, dict[str, Any]]
Wanted = tuple[str, dict[str, Any]]


@dataclass
class Scene:
    """What the meeting holds now, as the secretary sees it, and two numbers to choose by."""

    cast: Cast
    parts: dict[str, Rows]
    a: int
    b: int

    @property
    def people(self) -> list[Any]:
        cast = self.cast
        members = (cast.member, cast.member2, cast.member3, cast.delegate, cast.chair, cast.secretary)
        return [member.person for member in (*members, cast.administrator, cast.technician)]

    @property
    def sites(self) -> list[Any]:
        return [self.cast.central_site, self.cast.remote_site]

    def key(self, part: str, status: str | None = None) -> str:
        """The id of some row, one of `status` where there is one; a random id when there is no row."""
        rows = self.parts.get(part, {})
        fitting = sorted(key for key, row in rows.items() if status is not None and row["status"] == status)
        keys = fitting or sorted(rows)
        return keys[self.a % len(keys)] if keys else str(uuid.uuid4())

    def message(self) -> str:
        """The id of some message that is shown."""
        rows = [row["id"] for row in self.parts.get("chat", {}).values()]
        return sorted(rows)[self.a % len(rows)] if rows else str(uuid.uuid4())

    def note(self) -> str:
        """The id of some note, whoever may read it."""
        notes = sorted(map(str, Note.objects.values_list("id", flat=True)))
        return notes[self.a % len(notes)] if notes else str(uuid.uuid4())

    def some(self, choices: list[Any]) -> Any:
        return choices[self.b % len(choices)]

    def share(self) -> str:
        """The id of the screen that is shared, a random id when there is none."""
        row = self.parts.get("shares", {}).get("it")
        return str(row["id"]) if row else str(uuid.uuid4())

    def person(self) -> str:
        return str(self.people[self.a % len(self.people)].id)

    def site(self) -> str:
        return str(self.sites[self.b % len(self.sites)].id)


def plain(path: str) -> Callable[[Scene], Wanted]:
    return lambda _scene: (path, {})


def furnish(cast: Cast) -> None:
    """Two rooms with a map of six seats, one of them the chair's; the technician delivers for the commune."""
    given = {"since": timezone.now(), "given_at": timezone.now(), "given_by": "Lê Quản Trị"}
    account = cast.technician.account
    Grant.objects.create(account=account, right=Right.UPLOAD_DOCUMENTS, unit=cast.commune, **given)
    for name in ("Phòng A", "Phòng B"):
        room = Room.objects.create(unit=cast.unit, name=name)
        places = [
            {"key": f"s{n}", "label": str(n), "x": n, "y": 0, "kind": "chair" if n == 0 else "seat"}
            for n in range(6)
        ]
        now = timezone.now()
        SeatMap.objects.create(room=room, version=1, width=6, height=2, places=places, drawn_at=now)
