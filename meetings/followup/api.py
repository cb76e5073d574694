"""Conclusions over HTTP."""

from typing import Annotated
from uuid import UUID

from ninja import Router, Schema
from pydantic import StringConstraints

from agenda.items.access import access_item
from ecabinet.commands import CommandRequest, as_command
from meetings.followup import services
from meetings.followup.access import access_conclusion
from meetings.followup.rows import ConclusionRow, conclusion_row
from meetings.lifecycle.access import access_meeting

router = Router(tags=["followup"])

PARAGRAPHS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Shape = StringConstraints(strip_whitespace=True, min_length=1, max_length=5000, pattern=PARAGRAPHS)
Text = Annotated[str, Shape]


class ConclusionWanted(Schema):
    """A conclusion; without `item_id` it is of the whole meeting."""

    text: Text
    item_id: UUID | None = None


class ConclusionText(Schema):
    """The new text of a conclusion."""

    text: Text


@router.post(
    "/meetings/{meeting_id}/conclusions",
    response=ConclusionRow,
    operation_id="record_conclusion",
    summary="Write down a conclusion",
)
@as_command("conclusion.record")
def record(request: CommandRequest, meeting_id: UUID, body: ConclusionWanted) -> ConclusionRow:
    meeting = access_meeting(request.principal, meeting_id, "record_conclusion", lock=True).meeting
    item = access_item(meeting, body.item_id) if body.item_id else None
    return conclusion_row(services.record(request.command, meeting, item, body.text))


@router.post(
    "/meetings/{meeting_id}/conclusions/{conclusion_id}/edit",
    response=ConclusionRow,
    operation_id="edit_conclusion",
    summary="Change the text of a conclusion",
)
@as_command("conclusion.edit")
def edit(
    request: CommandRequest, meeting_id: UUID, conclusion_id: UUID, body: ConclusionText
) -> ConclusionRow:
    meeting = access_meeting(request.principal, meeting_id, "record_conclusion", lock=True).meeting
    conclusion = access_conclusion(meeting, conclusion_id)
    return conclusion_row(services.edit(request.command, conclusion, body.text))
