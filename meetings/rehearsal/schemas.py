"""What sites and secretaries send; absurd figures are refused here."""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from ecabinet.problems import FieldError, Problem
from meetings.lifecycle.fields import Moment, Words
from meetings.rehearsal import rules
from meetings.rehearsal.rows import ChecklistItem
from meetings.rehearsal.rules import MOST_ITEMS, Heard, Outcome, Reached, Transport

Note = Annotated[str, Words, StringConstraints(max_length=500)]
Short = Annotated[str, Words, StringConstraints(max_length=200)]
Rate = Annotated[float, Field(ge=0, le=10_000_000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Millis = Annotated[float, Field(ge=0, le=60_000, allow_inf_nan=False)]
Pixels = Annotated[int, Field(ge=0, le=16_384)]
MOST_SITES = 500


class RehearsalWanted(Schema):
    """`ends_at` is taken from the meeting's start when a site opens the round by itself."""

    ends_at: Moment | None = None
    note: Short = ""


class CameraMeasured(Schema):
    """`brightness` is the mean of the picture, 0 to 255."""

    outcome: Outcome = "untested"
    width: Pixels = 0
    height: Pixels = 0
    brightness: Annotated[float, Field(ge=0, le=255, allow_inf_nan=False)] = 255


class MicrophoneMeasured(Schema):
    """`level` is the loudest root mean square while somebody spoke, 0 to 1."""

    outcome: Outcome = "untested"
    level: Share = 0


class LineMeasured(Schema):
    """Means of the second half of the test but for loss and jitter, which are of all of it; loss 0 to 1."""

    outcome: Reached = "untested"
    up_kbps: Rate = 0
    down_kbps: Rate = 0
    loss_up: Share = 0
    loss_down: Share = 0
    jitter_ms: Millis = 0
    rtt_ms: Millis = 0
    transport: Transport = ""

    @property
    def is_whole(self) -> bool:
        """A line that was measured has a transport, and all its figures were given."""
        given = LineMeasured.model_fields.keys() <= self.model_fields_set
        return self.outcome != "measured" or (given and self.transport != "")


class ReportWanted(Schema):
    """One run of the tests. `checklist` are the items that are in order, null: not gone through."""

    camera: CameraMeasured = CameraMeasured()
    microphone: MicrophoneMeasured = MicrophoneMeasured()
    speaker: Heard = "untested"
    line: LineMeasured = LineMeasured()
    checklist: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=MOST_ITEMS)] | None = (
        None
    )
    note: Note = ""

    def measured(self) -> rules.Measured:
        """The same for the rules. Raises Problem bad_input (422) for a line with figures missing."""
        if not self.line.is_whole:
            raise Problem("bad_input", errors=(FieldError("line", "rehearsal_no_figures"),))
        return rules.Measured(
            rules.Camera(**self.camera.model_dump()),
            rules.Microphone(**self.microphone.model_dump()),
            self.speaker,
            rules.Line(**self.line.model_dump()),
            None if self.checklist is None else frozenset(self.checklist),
        )


class ChecklistWanted(Schema):
    """The checklist of the meeting, or with `for_unit` the usual one of its unit; null: none of its own."""

    items: Annotated[list[ChecklistItem], Field(max_length=MOST_ITEMS)] | None
    for_unit: bool = False


class ChecklistOut(Schema):
    """What the next round is run with, and whose list it is. `may_set_unit`: so may the unit's be written."""

    items: list[ChecklistItem]
    source: Literal["meeting", "unit", "standard"]
    may_set_unit: bool


class CheckWanted(Schema):
    """What the site said on the phone."""

    note: Note = ""


class OverseersWanted(Schema):
    """Who watches over these sites; null: nobody."""

    site_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_SITES)]
    person_id: UUID | None = None


class OverseerCandidate(Schema):
    person_id: UUID
    full_name: str
    position: str
    unit_name: str
