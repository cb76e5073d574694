"""A unit's own templates: made out of its meetings, renamed, retired."""

import uuid
from typing import Any

from ecabinet.directory.services import DIRECTORY
from ecabinet.journal.services import Command
from meetings.copies.agendas import agenda_of
from meetings.lifecycle.models import Meeting, MeetingTemplate
from meetings.lifecycle.services import TEMPLATE_RULES

AFTER_THE_GIVEN = 1000


def make(cmd: Command, meeting: Meeting, name: str, description: str) -> MeetingTemplate:
    """A template of the meeting's unit with its agenda, rules, place and length.

    Appends meeting_template.made.
    """
    minutes = int((meeting.scheduled_end - meeting.scheduled_start).total_seconds() // 60)
    made = MeetingTemplate.objects.create(
        code=f"rieng-{uuid.uuid4().hex}",
        unit=meeting.unit,
        type=meeting.type,
        place=meeting.place,
        planned_minutes=min(minutes, 30_000),
        agenda=agenda_of(meeting),
        place_in_list=AFTER_THE_GIVEN,
        **_named(name, description),
        **{rule: getattr(meeting, rule) for rule in TEMPLATE_RULES},
    )
    _tell(cmd, made, "made")
    return made


def edit(cmd: Command, template: MeetingTemplate, name: str, description: str) -> None:
    """Call a template otherwise; appends meeting_template.edited when it changed."""
    if (template.name, template.description) == (name, description):
        return
    for field, value in _named(name, description).items():
        setattr(template, field, value)
    template.save()
    _tell(cmd, template, "edited")


def set_active(cmd: Command, template: MeetingTemplate, active: bool) -> None:
    """Offer a template again, or no more."""
    template.is_active = active
    template.save(update_fields=["is_active"])
    _tell(cmd, template, "restored" if active else "retired")


def _named(name: str, description: str) -> dict[str, Any]:
    """What a unit writes is in its own words, whatever the language of the reader."""
    return {"name": name, "name_en": name, "description": description, "description_en": description}


def _tell(cmd: Command, template: MeetingTemplate, done: str) -> None:
    unit_id = template.unit_id
    data = {"template_id": template.id, "name": template.name, "unit_id": unit_id}
    cmd.append(DIRECTORY, f"meeting_template.{done}", data=data)
