"""What the large screens show: the modes a director chooses from, each with the rule of what it uses.

Which site a screen shows at a moment is computed by the screens from `started_at` and the server's time, so
that all of them turn together without a command per step.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator

from ecabinet.problems import FieldError, Problem

Instant = Annotated[datetime, AfterValidator(lambda at: at.astimezone(UTC))]
"""A time of a row: always UTC, so that an event and a later snapshot spell it alike."""

LayoutMode = Literal["speaker", "speaker_central", "document", "grid", "sequence", "chair"]
GridSize = Literal[4, 9, 16, 25]
MOST_SITES = 400
Seconds = Annotated[int, Field(ge=3, le=3600)]


class Layout(Schema):
    """What the large screens show. `page` counts from 1.

    `site_ids` are the sites of a grid (none: those on line, with people present first) or the sequence;
    each page of the grid, each site of the sequence stays for `seconds`, the first from `started_at`
    (which the server sets). `picture` is where the speaker stands beside a document.
    """

    mode: LayoutMode
    site_id: UUID | None = None
    participant_id: UUID | None = None
    document_id: UUID | None = None
    page: int | None = Field(None, ge=1, le=100_000)
    size: GridSize | None = None
    site_ids: list[UUID] = Field(default_factory=list, max_length=MOST_SITES)
    seconds: Seconds | None = None
    started_at: Instant | None = None
    picture: Literal["beside", "corner"] | None = None


@dataclass(frozen=True)
class LayoutRule:
    """What a mode uses beside whose picture is meant; `usual` is what is taken where nothing was said."""

    uses: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    usual: Mapping[str, Any] = field(default_factory=dict)
    turns: bool = False


WHOSE = frozenset({"mode", "site_id", "participant_id"})
RULES: dict[LayoutMode, LayoutRule] = {
    "speaker": LayoutRule(),
    "speaker_central": LayoutRule(),
    "chair": LayoutRule(),
    "document": LayoutRule(frozenset({"document_id", "page", "picture"}), usual={"picture": "beside"}),
    "grid": LayoutRule(
        frozenset({"size", "site_ids", "seconds"}), usual={"size": 9, "seconds": 15}, turns=True
    ),
    "sequence": LayoutRule(
        frozenset({"site_ids", "seconds"}), frozenset({"site_ids"}), usual={"seconds": 10}, turns=True
    ),
}


def by_rule(layout: Layout, now: datetime) -> Layout:
    """The layout with what its mode uses and nothing else; a mode that turns begins `now`.

    Raises Problem bad_input (422) where something needed is missing or a site is named twice.
    """
    rule = RULES[layout.mode]
    missing = [
        FieldError(name, "layout_needs_it") for name in sorted(rule.needs) if not getattr(layout, name)
    ]
    if len(set(layout.site_ids)) != len(layout.site_ids):
        missing.append(FieldError("site_ids", "site_named_twice"))
    if missing:
        raise Problem("bad_input", errors=tuple(missing))
    kept = layout.model_dump(include=set(WHOSE | rule.uses), exclude_none=True)
    return Layout(**{**rule.usual, **kept, "started_at": now if rule.turns else None})


def same_choice(one: Layout, other: Layout) -> bool:
    """Whether the director chose the same, whenever that was."""
    return one.model_dump(exclude={"started_at"}) == other.model_dump(exclude={"started_at"})
