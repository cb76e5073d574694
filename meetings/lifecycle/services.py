"""The commands of a meeting's life. Every function runs inside a command whose meeting row is locked.

They append `meeting.<past>` events; a change of who chairs or keeps the minutes is told by the
participants' events (meetings.invitations.services).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from ecabinet.directory.models import Person, Site, Unit
from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem
from meetings.invitations import services as invitations
from meetings.invitations.models import MeetingSite, Participant
from meetings.invitations.rows import merged, sites_state
from meetings.kinds.models import MeetingType
from meetings.kinds.services import rules_of
from meetings.lifecycle import readiness
from meetings.lifecycle.choices import Kind
from meetings.lifecycle.layouts import by_rule, same_choice
from meetings.lifecycle.models import Meeting, MeetingTemplate
from meetings.lifecycle.rows import Layout, State, meeting_state, stream_of
from meetings.lifecycle.rules import (
    ARRANGEABLE,
    EDITABLE,
    NEEDS_CHAIR,
    RUNNING,
    Act,
    after,
    check_quorum,
    check_times,
    paused_for,
    require_approval,
    require_status,
)

Lacking = Mapping[str, Any]
TEMPLATE_RULES = ("kind", "media_policy", "is_ad_hoc", "quorum_numerator", "quorum_denominator")
EDITED_WHILE_RUNNING = {"title", "place", "scheduled_end", "media_policy", "central_site"}


@dataclass
class NewMeeting:
    """What a meeting begins with. What is None is taken from the template, the kind, or is the usual.

    `copied` holds fields that another meeting had, which are taken as they are.
    """

    title: str
    unit: Unit
    scheduled_start: datetime
    scheduled_end: datetime
    place: str = ""
    kind: str | None = None
    media_policy: str | None = None
    is_ad_hoc: bool | None = None
    template: MeetingTemplate | None = None
    type: MeetingType | None = None
    agenda: list[dict[str, Any]] | None = None
    copied: dict[str, Any] = field(default_factory=dict)
    copied_from: str = ""
    secretary: Person | None = None
    chair: Person | None = None
    central_site: Site | None = None


def create(cmd: Command, new: NewMeeting) -> Meeting:
    """A meeting in draft, with the template's agenda (agenda.items reads it from the event).

    Raises Problem bad_input (422).
    """
    check_times(new.scheduled_start, new.scheduled_end)
    meeting = Meeting.objects.create(**_first_fields(new), created_at=cmd.at)
    cmd.append(
        stream_of(meeting),
        "meeting.created",
        data={
            **_announced(meeting),
            "meeting_id": meeting.id,
            "template": new.template.name if new.template else None,
            "type_name": meeting.type_name,
            "copied_from": new.copied_from,
            "agenda": _first_agenda(new),
        },
        state=meeting_state(meeting),
    )
    if new.secretary is not None:
        invitations.appoint(cmd, meeting, new.secretary, Participant.Role.SECRETARY)
    if new.chair is not None:
        invitations.appoint(cmd, meeting, new.chair, Participant.Role.CHAIR)
    if new.central_site is not None:
        edit(cmd, meeting, {"central_site": new.central_site})
    return meeting


def _first_agenda(new: NewMeeting) -> list[dict[str, Any]]:
    if new.agenda is not None:
        return new.agenda
    return new.template.agenda if new.template else []


def _first_fields(new: NewMeeting) -> dict[str, Any]:
    """What was asked for goes before what is copied; a template's own rules go before those of its kind, and
    those of a kind that was asked for before the template's."""
    template = new.template
    fields: dict[str, Any] = {"kind": Kind.WORKING, "notice_days": settings.NOTICE_WORKING_DAYS}
    fields.update(rules_of(new.type or (template.type if template else None), new.unit))
    if template is not None:
        rules = TEMPLATE_RULES if new.type is None else ("is_ad_hoc",)
        fields.update({name: getattr(template, name) for name in rules})
    fields.update(new.copied)
    if (new.kind is not None and new.kind != fields["kind"]) or "quorum_numerator" not in fields:
        fields["kind"] = new.kind or fields["kind"]
        fields["quorum_numerator"], fields["quorum_denominator"] = _usual_quorum(fields["kind"])
    asked = {"media_policy": new.media_policy, "is_ad_hoc": new.is_ad_hoc}
    fields.update({name: value for name, value in asked.items() if value is not None})
    place = new.place or (template.place if template else "")
    names = ("title", "unit", "scheduled_start", "scheduled_end")
    return {
        **fields,
        **{name: getattr(new, name) for name in names},
        "unit_name": new.unit.name,
        "place": place,
    }


def _usual_quorum(kind: str) -> tuple[int | None, int | None]:
    """A session's quorum is a setting; a working meeting asks for none."""
    if kind == Kind.SESSION:
        return settings.QUORUM_NUMERATOR, settings.QUORUM_DENOMINATOR
    return None, None


def _announced(meeting: Meeting) -> dict[str, Any]:
    """What every announcement of a meeting says."""
    return {
        "title": meeting.title,
        "kind": meeting.kind,
        "unit_name": meeting.unit_name,
        "place": meeting.place,
        "scheduled_start": meeting.scheduled_start,
        "scheduled_end": meeting.scheduled_end,
        "chair_name": meeting.chair_name,
        "secretary_name": meeting.secretary_name,
    }


def edit(cmd: Command, meeting: Meeting, changes: dict[str, Any]) -> None:
    """Change fields of the meeting; appends meeting.edited with the old and new values.

    `changes` may hold title, type (its rules are copied), kind, place, scheduled_start, scheduled_end,
    media_policy, is_ad_hoc, quorum_numerator, quorum_denominator, central_site (Site or None). While the
    meeting runs, only those of EDITED_WHILE_RUNNING. Raises Problem meeting_wrong_status (409),
    meeting_needs_central_site (409) or bad_input (422).
    """
    require_status("edit", meeting.status, ARRANGEABLE if set(changes) <= EDITED_WHILE_RUNNING else EDITABLE)
    if "type" in changes:
        changes = {**_rules_anew(meeting, changes["type"]), **changes}
    before = {name: getattr(meeting, name) for name in changes}
    changes = {name: value for name, value in changes.items() if value != before[name]}
    if not changes:
        return
    if "central_site" in changes:
        _check_central_site(cmd, meeting, changes["central_site"])
    changed = _write(meeting, changes)
    told = {name: {"from": _told(before.get(name)), "to": _told(getattr(meeting, name))} for name in changed}
    sites = [site.id for site in (before.get("central_site"), changes.get("central_site")) if site]
    cmd.append(
        stream_of(meeting),
        "meeting.edited",
        data={"title": meeting.title, "changes": told},
        state=merged(meeting_state(meeting), sites_state(meeting, sites)),
    )


def _rules_anew(meeting: Meeting, kind: MeetingType | None) -> dict[str, Any]:
    """The rules of another kind; whoever takes the kind away keeps the rules."""
    if kind is None:
        return {"type_name": ""}
    return rules_of(kind, meeting.unit) if kind.pk != meeting.type_id else {}


def _write(meeting: Meeting, changes: dict[str, Any]) -> list[str]:
    """Set and save; gives the names of all fields that changed."""
    kind = changes.get("kind", meeting.kind)
    if kind != meeting.kind:
        numerator, denominator = _usual_quorum(kind)
        changes = {"quorum_numerator": numerator, "quorum_denominator": denominator, **changes}
    for name, value in changes.items():
        setattr(meeting, name, value)
    check_times(meeting.scheduled_start, meeting.scheduled_end)
    check_quorum(meeting.quorum_numerator, meeting.quorum_denominator)
    meeting.save(update_fields=list(changes))
    return list(changes)


def _told(value: Any) -> Any:
    return value.name if isinstance(value, Site | MeetingType) else value


def _check_central_site(cmd: Command, meeting: Meeting, site: Site | None) -> None:
    if site is None and meeting.status in NEEDS_CHAIR:
        raise Problem("meeting_needs_central_site")
    if site is not None and not MeetingSite.objects.filter(meeting=meeting, site=site).exists():
        invitations.invite_sites(cmd, meeting, [site])


def name_officers(cmd: Command, meeting: Meeting, officers: dict[str, Person | None]) -> None:
    """Give the chair or the minutes to another person; `officers` may hold chair and secretary.

    None takes the office away. Raises Problem meeting_needs_chair (409) once the meeting is published.
    """
    for role, person in officers.items():
        if person is None:
            invitations.dismiss(cmd, meeting, role)
        else:
            invitations.appoint(cmd, meeting, person, role)


def publish(cmd: Command, meeting: Meeting) -> None:
    """Announce the meeting: from now on those invited see it.

    Raises Problem meeting_not_ready (409) naming every blocking finding, approval_needed or
    meeting_wrong_status (409).
    """
    reached = after(Act.PUBLISH, meeting.status)
    require_approval(meeting.status, meeting.needs_approval)
    blocking = [finding for finding in readiness.findings(meeting) if finding.blocking]
    if blocking:
        errors = tuple(FieldError(finding.section, finding.code, finding.values) for finding in blocking)
        raise Problem("meeting_not_ready", errors=errors)
    meeting.published_at = cmd.at
    reach(cmd, meeting, reached, "meeting.published", {"published_at"}, _announced(meeting))


def submit(cmd: Command, meeting: Meeting) -> None:
    """Ask the chair to approve what was prepared. Raises Problem meeting_needs_chair (409)."""
    reached = after(Act.SUBMIT, meeting.status)
    if meeting.chair_id is None:
        raise Problem("meeting_needs_chair")
    reach(cmd, meeting, reached, "meeting.submitted")


def withdraw(cmd: Command, meeting: Meeting) -> None:
    """Take back what was submitted or approved, to go on preparing; it is approved anew then."""
    reach(cmd, meeting, after(Act.WITHDRAW, meeting.status), "meeting.withdrawn")


def approve(cmd: Command, meeting: Meeting) -> None:
    """The chair agrees with what was prepared."""
    reach(cmd, meeting, after(Act.APPROVE, meeting.status), "meeting.approved")


def send_back(cmd: Command, meeting: Meeting, reason: str) -> None:
    """The chair wants changes, and says which."""
    reached = after(Act.RETURN, meeting.status)
    reach(cmd, meeting, reached, "meeting.returned", data={"title": meeting.title, "reason": reason})


def start(cmd: Command, meeting: Meeting, reason: str = "", lacking: Sequence[Lacking] = ()) -> None:
    """Open the meeting; the event tells what was `lacking` and why it was opened all the same."""
    reached = after(Act.START, meeting.status)
    meeting.started_at = cmd.at
    told = {**_announced(meeting), "reason": reason, "lacking": list(lacking)}
    reach(cmd, meeting, reached, "meeting.started", {"started_at"}, told)


def pause(cmd: Command, meeting: Meeting, reason: str = "") -> None:
    """Interrupt the meeting."""
    reached = after(Act.PAUSE, meeting.status)
    meeting.paused_at = cmd.at
    data = {"title": meeting.title, "reason": reason}
    reach(cmd, meeting, reached, "meeting.paused", {"paused_at"}, data)


def resume(cmd: Command, meeting: Meeting) -> None:
    """Go on after a pause; `paused_seconds` grows by its length."""
    reached = after(Act.RESUME, meeting.status)
    data = {"title": meeting.title, "paused_seconds": _end_pause(cmd, meeting)}
    reach(cmd, meeting, reached, "meeting.resumed", {"paused_at", "paused_seconds"}, data)


def end(cmd: Command, meeting: Meeting) -> None:
    """End the meeting; subscribers end the item, the floor and the poll in the same transaction."""
    reached = after(Act.END, meeting.status)
    _end_pause(cmd, meeting)
    meeting.ended_at = cmd.at
    data = {**_announced(meeting), "started_at": meeting.started_at, "paused_seconds": meeting.paused_seconds}
    reach(cmd, meeting, reached, "meeting.ended", {"ended_at", "paused_at", "paused_seconds"}, data)


def cancel(cmd: Command, meeting: Meeting, reason: str) -> None:
    """Call the meeting off before it starts, and say why."""
    reached = after(Act.CANCEL, meeting.status)
    data = {**_announced(meeting), "reason": reason, "was_published": meeting.published_at is not None}
    reach(cmd, meeting, reached, "meeting.cancelled", data=data)


def _end_pause(cmd: Command, meeting: Meeting) -> int:
    seconds = paused_for(meeting.paused_at, cmd.at)
    meeting.paused_seconds += seconds
    meeting.paused_at = None
    return seconds


def reach(
    cmd: Command,
    meeting: Meeting,
    status: str,
    event_type: str,
    fields: set[str] | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Write a status that a transition led to, with the `fields` set before, and tell it."""
    meeting.status = status
    meeting.save(update_fields=["status", *(fields or ())])
    told = data if data is not None else {"title": meeting.title}
    cmd.append(stream_of(meeting), event_type, data=told, state=meeting_state(meeting))
    meeting.refresh_from_db()


def set_current_item(_cmd: Command, meeting: Meeting, item_id: UUID | None) -> State:
    """Write which item is on the table; the caller appends the event with the state given back."""
    meeting.current_item_id = item_id
    meeting.save(update_fields=["current_item_id"])
    return meeting_state(meeting)


def set_layout(cmd: Command, meeting: Meeting, layout: Layout) -> None:
    """Choose what the large screens show; appends layout.set (nothing when it is shown already).

    Raises Problem meeting_wrong_status (409) once the meeting is over, bad_input (422) for a site or a
    participant that is not of this meeting, or where the mode's rule (layouts.RULES) wants more.
    """
    require_status("set_layout", meeting.status, ARRANGEABLE | RUNNING)
    _check_layout(meeting, layout)
    chosen = by_rule(layout, cmd.at)
    if same_choice(chosen, Layout(**meeting.layout)):
        return
    meeting.layout = chosen.model_dump(mode="json")
    meeting.save(update_fields=["layout"])
    cmd.append(
        stream_of(meeting), "layout.set", data={"layout": meeting.layout}, state=meeting_state(meeting)
    )


def _check_layout(meeting: Meeting, layout: Layout) -> None:
    sites = set(MeetingSite.objects.filter(meeting=meeting).values_list("site_id", flat=True))
    people = Participant.objects.filter(meeting=meeting)
    if layout.site_id and layout.site_id not in sites:
        raise Problem("bad_input", errors=(FieldError("site_id", "not_found"),))
    if not sites.issuperset(layout.site_ids):
        raise Problem("bad_input", errors=(FieldError("site_ids", "not_found"),))
    if layout.participant_id and not people.filter(id=layout.participant_id).exists():
        raise Problem("bad_input", errors=(FieldError("participant_id", "not_found"),))
