"""Acting out a meeting: commands at given times, by given accounts, all through the product's services."""

import uuid
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pypdfium2

from agenda.documents import services as documents
from agenda.documents import storage
from agenda.items import services as items
from agenda.items import table
from agenda.items.models import AgendaItem
from agenda.voting import ballots
from agenda.voting.models import Poll
from agenda.voting.subjects import Choice, Content
from deploy.demo.directory import House
from ecabinet.journal.services import SYSTEM, Command, command
from meetings.attendance import presence
from meetings.attendance import services as attendance
from meetings.floor import services as floor
from meetings.floor.models import SpeakRequest
from meetings.invitations import answers
from meetings.invitations import services as invitations
from meetings.invitations.models import MeetingSite, Participant
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting

Papers = dict[str, Future[bytes]]
"""The papers by key, being set meanwhile."""


@dataclass
class Stage:
    """One meeting of the house; times are minutes after `start`, negative before it."""

    house: House
    start: datetime
    meeting_id: uuid.UUID

    @contextmanager
    def act(self, minute: float, who: str = "") -> Iterator[tuple[Command, Meeting]]:
        """A command of the account `who` (of the house itself when empty) at that minute."""
        actor = self.house.actor(who) if who else SYSTEM
        with command("demo.act", actor, at=self.start + timedelta(minutes=minute)) as cmd:
            yield cmd, Meeting.objects.select_for_update().get(id=self.meeting_id)

    def participant(self, meeting: Meeting, key: str) -> Participant:
        found = Participant.objects.get(meeting=meeting, person=self.house.people[key])
        found.meeting = meeting
        return found

    def item(self, number: int) -> AgendaItem:
        return AgendaItem.objects.select_related("meeting").get(meeting_id=self.meeting_id, position=number)

    def invite(self, minute: float, roles: dict[str, str], voters: tuple[str, ...]) -> None:
        """Ask people (key: role) at their connection points; only `voters` have a ballot."""
        asked = [
            invitations.Asked(self.house.people[key], role, self.house.site_of(key), key in voters)
            for key, role in roles.items()
        ]
        with self.act(minute, "thuky") as (cmd, meeting):
            invitations.invite_people(cmd, meeting, asked)

    def seat_officers(self, minute: float) -> None:
        """Chair and secretary sit at the central connection point."""
        with self.act(minute, "thuky") as (cmd, meeting):
            for officer in ("chutri", "thuky"):
                participant = self.participant(meeting, officer)
                changes = {"site": self.house.central}
                invitations.edit_participant(cmd, meeting, participant, changes)

    def plan(self, minute: float, matters: list[tuple[str, str, str, int]]) -> None:
        """The agenda: title, kind, presenter, planned minutes."""
        with self.act(minute, "thuky") as (cmd, meeting):
            for matter in matters:
                items.add(cmd, meeting, items.ItemFields(*matter))

    def lay(self, minute: float, number: int, title: str, filename: str, paper: Future[bytes]) -> None:
        """Lay a paper before an item; the worker prepares it as it does any other."""
        pdf = paper.result()
        incoming = storage.receive([pdf])
        storage.keep(incoming)
        pages = len(pypdfium2.PdfDocument(pdf))
        with self.act(minute, "thuky") as (cmd, _):
            documents.upload(cmd, self.item(number), documents.Upload(incoming, pages, title, filename))

    def answer(self, minute: float, who: str, rsvp: str = "accepted", reason: str = "") -> None:
        """Somebody says whether they come."""
        with self.act(minute, who) as (cmd, meeting):
            answers.answer(cmd, meeting, self.participant(meeting, who), answers.Reply(rsvp, reason))

    def check_in(self, minute: float, who: str, mode: str = "in_person") -> None:
        """Somebody with an account says to be here."""
        with self.act(minute, who) as (cmd, meeting):
            attendance.check_in(cmd, self.participant(meeting, who), mode)

    def mark(self, minute: float, key: str, status: str, reason: str = "") -> None:
        """The secretary writes down somebody's attendance."""
        with self.act(minute, "thuky") as (cmd, meeting):
            attendance.mark(cmd, self.participant(meeting, key), status, reason)

    def line(self, minute: float, code: str, *, up: bool) -> None:
        """The media line of a connection point comes or goes."""
        with self.act(minute) as (cmd, meeting):
            site = MeetingSite.objects.get(meeting=meeting, site=self.house.sites[code])
            site.meeting = meeting
            change = presence.connect_site if up else presence.disconnect_site
            change(cmd, site, cmd.at)

    def ask_to_speak(self, minute: float, key: str, number: int) -> None:
        """Somebody joins the queue for an item; the secretary notes it for who has no account."""
        has_account = key.startswith("daibieu")
        with self.act(minute, key if has_account else "thuky") as (cmd, meeting):
            floor.make_request(cmd, self.participant(meeting, key), self.item(number))

    def give_floor(self, minute: float, key: str, seconds: int = 300) -> None:
        """The chair gives the floor to somebody who waits."""
        with self.act(minute, "chutri") as (cmd, meeting):
            request = SpeakRequest.objects.select_related("meeting").get(
                meeting=meeting, person=self.house.people[key], status=SpeakRequest.Status.WAITING
            )
            request.meeting = meeting
            floor.grant(cmd, request, seconds)

    def end_floor(self, minute: float) -> None:
        with self.act(minute, "chutri") as (cmd, meeting):
            floor.end_running(cmd, meeting, "ended")

    def open_item(self, minute: float, number: int) -> None:
        with self.act(minute, "chutri") as (cmd, meeting):
            table.open_item(cmd, meeting, self.item(number))

    def begin(self, minute: float) -> None:
        with self.act(minute, "chutri") as (cmd, meeting):
            lifecycle.start(cmd, meeting)

    def vote(self, minute: float, poll_id: uuid.UUID, who: str, choice: Choice) -> None:
        """A member casts the ballot."""
        with self.act(minute, who) as (cmd, meeting):
            poll = Poll.objects.select_for_update().get(id=poll_id)
            poll.meeting = meeting
            ballots.cast(cmd, poll, str(self.participant(meeting, who).id), uuid.uuid4(), Content(choice))


def begin_stage(house: House, new: lifecycle.NewMeeting, days_before: int) -> Stage:
    """Create the meeting, some days before its start, by the secretary."""
    at = new.scheduled_start - timedelta(days=days_before)
    with command("demo.create", house.actor("thuky"), at=at) as cmd:
        meeting = lifecycle.create(cmd, new)
    return Stage(house, new.scheduled_start, meeting.id)
