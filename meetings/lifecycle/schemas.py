"""What the endpoints of a meeting's life take and give, beside the rows."""

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from ecabinet.shapes import INLINE
from meetings.lifecycle.choices import Kind, MediaPolicy
from meetings.lifecycle.fields import Line, Moment, Title
from meetings.lifecycle.models import MeetingTemplate
from meetings.lifecycle.readiness import Section
from meetings.lifecycle.rows import Instant


class TemplateItem(Schema):
    title: str
    kind: Literal["opening", "report", "discussion", "decision", "other"]
    presenter: str
    planned_minutes: int


class TemplateOut(Schema):
    """A template; `name` and `description` are in the language of the request.

    `is_own`: it belongs to one's unit, so one may rename and retire it.
    """

    id: UUID
    code: str
    name: str
    description: str
    type_id: UUID | None
    is_own: bool
    is_active: bool
    place: str
    kind: Annotated[Kind, INLINE]
    media_policy: MediaPolicy
    is_ad_hoc: bool
    planned_minutes: int
    quorum_numerator: int | None
    quorum_denominator: int | None
    items: list[TemplateItem]


def template_out(template: MeetingTemplate, language: str, is_own: bool) -> TemplateOut:
    """The template in `language` (vi or en); agendas are in Vietnamese."""
    is_english = language == "en"
    names = (
        "id",
        "code",
        "type_id",
        "is_active",
        "place",
        "kind",
        "media_policy",
        "is_ad_hoc",
        "planned_minutes",
    )
    quorum = ("quorum_numerator", "quorum_denominator")
    return TemplateOut(
        **{name: getattr(template, name) for name in (*names, *quorum)},
        name=template.name_en if is_english else template.name,
        description=template.description_en if is_english else template.description,
        is_own=is_own,
        items=[TemplateItem(**item) for item in template.agenda],
    )


class MeetingIn(Schema):
    """A new meeting. What is left out comes from the template, or is the usual."""

    template_id: UUID | None = None
    type_id: UUID | None = None
    title: Title
    kind: Annotated[Kind, INLINE] | None = None
    unit_id: UUID | None = None
    place: Line = ""
    scheduled_start: Moment
    scheduled_end: Moment
    media_policy: MediaPolicy | None = None
    is_ad_hoc: bool | None = None
    chair_person_id: UUID | None = None
    central_site_id: UUID | None = None


class MeetingFields(Schema):
    """Fields of a meeting; those left out are not spoken of."""

    title: Title = ""
    type_id: UUID | None = None
    kind: Annotated[Kind, INLINE] = Kind.WORKING
    place: Line = ""
    scheduled_start: Moment | None = None
    scheduled_end: Moment | None = None
    media_policy: MediaPolicy = MediaPolicy.ON_FLOOR
    is_ad_hoc: bool = False
    quorum_numerator: int | None = Field(None, ge=1, le=1000)
    quorum_denominator: int | None = Field(None, ge=1, le=1000)
    chair_person_id: UUID | None = None
    secretary_person_id: UUID | None = None
    central_site_id: UUID | None = None

    def given(self) -> dict[str, Any]:
        """Only what the request named; a time cannot be taken away."""
        times = {"scheduled_start", "scheduled_end"}
        named = self.model_dump(exclude_unset=True, exclude={"seen"})
        return {name: value for name, value in named.items() if value is not None or name not in times}


class MeetingEdit(MeetingFields):
    """The fields to change. `seen` holds what stood in them when the editor began: a field that somebody else
    changed since then is not overwritten."""

    seen: MeetingFields | None = None


class Gone(Schema):
    """What was removed."""

    id: UUID


class ActReason(Schema):
    """Why; may be empty where the act does not ask for a reason."""

    reason: Line = ""


class GivenReason(Schema):
    """Why; never empty."""

    reason: Annotated[Line, StringConstraints(min_length=1)]


class Missing(Schema):
    """One thing that is missing; `blocking` ones refuse the publishing."""

    code: str
    section: Section
    blocking: bool
    title: str
    message: str
    action: str
    item_id: UUID | None


class Readiness(Schema):
    """`ready`: nothing blocks (warnings may remain)."""

    ready: bool
    missing: list[Missing]


class StillOpen(Schema):
    """One thing that is still open. `reason`: closing needs one; `stop`: not closed while it lasts."""

    code: str
    weight: Literal["told", "reason", "stop"]
    title: str
    message: str


class Closing(Schema):
    """What closing the meeting's record asks for; `reopen_until` is null for one that is not closed."""

    is_stopped: bool
    needs_reason: bool
    matters: list[StillOpen]
    reopen_until: Instant | None
