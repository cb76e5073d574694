"""Whatever happens in whatever order: the events alone give what the tables say."""

from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agenda.items import table
from agenda.items.models import AgendaItem
from conftest import Cast
from ecabinet.journal.services import command
from ecabinet.journal.snapshot import stream_name, take_snapshot
from ecabinet.journal.verify import replay
from ecabinet.problems import Problem
from meetings.attendance import presence
from meetings.attendance import services as attendance
from meetings.floor import budgets, microphones, queues, services
from meetings.floor.models import SpeakRequest, Turn
from meetings.floor.rows import running_turn, waiting
from meetings.invitations import services as invitations
from meetings.invitations.models import MeetingSite, Participant
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.access import viewer_of
from meetings.lifecycle.models import Meeting

PARTS = ("meeting", "sites", "participants", "items", "quorum", "queue", "floor", "floor_settings", "budgets")
PEOPLE = ("chair", "member", "member2", "member3", "delegate")


class Walk:
    """One meeting in which anything is tried; what the rules refuse leaves no trace."""

    def __init__(self, cast: Cast, meeting: Meeting) -> None:
        self.cast, self.id = cast, meeting.id

    def take(self, step: str, who: str, flag: bool) -> None:
        try:
            with command(f"test.{step}", self.cast.secretary.actor) as cmd:
                meeting = Meeting.objects.get(id=self.id)
                getattr(self, step)(cmd, meeting, who, flag)
        except Problem:
            pass

    def _person(self, meeting: Meeting, who: str) -> Participant:
        person = getattr(self.cast, who).person
        found = Participant.objects.filter(meeting=meeting, person=person).first()
        if found is None:
            raise Problem("not_found")
        found.meeting = meeting
        return found

    def _site(self, meeting: Meeting, central: bool) -> MeetingSite:
        site = self.cast.central_site if central else self.cast.remote_site
        found = MeetingSite.objects.filter(meeting=meeting, site=site).first()
        if found is None:
            raise Problem("not_found")
        found.meeting = meeting
        return found

    def ask(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        item = AgendaItem.objects.first() if flag else None
        wish = services.Wish("interpellation" if who == "delegate" else "speaking")
        services.make_request(cmd, self._person(meeting, who), item, wish)

    def order(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        priority = "point_of_order" if flag else "urgent"
        services.make_request(
            cmd, self._person(meeting, who), None, services.Wish("speaking", priority, "Về trình tự")
        )

    def called(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        request = self._request(meeting, who)
        if flag and request.status == "waiting":
            services.call(cmd, request)
        else:
            (services.accept if flag else services.put_back)(cmd, request)

    def refuse(self, cmd: Any, meeting: Meeting, who: str, _flag: bool) -> None:
        services.decline(cmd, self._request(meeting, who), "Ngoài nội dung")

    def queue(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        queues.set_open(cmd, meeting, "speaking" if who == "chair" else "interpellation", flag)

    def by_hand(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        ids = [request.id for request in waiting(meeting.id).filter(queue="speaking")]
        queues.reorder(cmd, meeting, "speaking", None if who == "chair" else ids[:: -1 if flag else 1])

    def fresh_first(self, cmd: Any, meeting: Meeting, _who: str, flag: bool) -> None:
        queues.change_settings(cmd, meeting, {"first_timers_first": flag})

    def on_loss(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        action = {"chair": "nothing", "member": "warn"}.get(who, "pause")
        changes = {"loss_action": action, "loss_return_seconds": 60 if flag else 0}
        queues.change_settings(cmd, meeting, changes)

    def budget(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        unit = self._person(meeting, who).unit_name
        item = AgendaItem.objects.first() if flag else None
        budgets.set_budget(cmd, meeting, unit, item.id if item else None, PEOPLE.index(who) * 2)

    def withdraw(self, cmd: Any, meeting: Meeting, who: str, _flag: bool) -> None:
        services.withdraw(cmd, self._request(meeting, who))

    def grant(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        services.grant(cmd, self._request(meeting, who), 60 if flag else None)

    def _request(self, meeting: Meeting, who: str) -> SpeakRequest:
        request = waiting(meeting.id).filter(person=getattr(self.cast, who).person).first()
        if request is None:
            raise Problem("not_found")
        request.meeting = meeting
        return request

    def clock(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        turn = running_turn(meeting.id)
        if turn is None:
            return
        turn.meeting = meeting
        if who == "chair":
            services.end(cmd, turn)
        elif who == "member":
            services.extend(cmd, turn, 30)
        elif flag:
            services.pause(cmd, turn)
        else:
            services.resume(cmd, turn)

    def microphone(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        microphones.set_site_microphone(cmd, self._site(meeting, who in PEOPLE[:2]), flag)

    def mute(self, cmd: Any, meeting: Meeting, _who: str, _flag: bool) -> None:
        microphones.mute_all(cmd, meeting)

    def line(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        site = self._site(meeting, who in PEOPLE[:2])
        (presence.connect_site if flag else presence.disconnect_site)(cmd, site, cmd.at)

    def attend(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        if flag:
            attendance.check_in(cmd, self._person(meeting, who), "online")
        else:
            attendance.mark(cmd, self._person(meeting, who), "absent", "Bận")

    def seat(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        site = self.cast.remote_site if flag else None
        invitations.edit_participant(
            cmd, meeting, self._person(meeting, who), {"site": site, "votes": not flag}
        )

    def leave(self, cmd: Any, meeting: Meeting, who: str, _flag: bool) -> None:
        invitations.remove_participant(cmd, meeting, self._person(meeting, who))

    def invite(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        person = getattr(self.cast, who).person
        invitations.invite_people(
            cmd, meeting, [invitations.Asked(person, "member", self.cast.remote_site if flag else None)]
        )

    def sites(self, cmd: Any, meeting: Meeting, _who: str, flag: bool) -> None:
        if flag:
            invitations.invite_sites(cmd, meeting, [self.cast.remote_site])
        else:
            invitations.remove_site(cmd, meeting, self._site(meeting, False))

    def item(self, cmd: Any, meeting: Meeting, who: str, flag: bool) -> None:
        item = AgendaItem.objects.filter(meeting=meeting)[PEOPLE.index(who) % 3]
        item.meeting = meeting
        table.open_item(cmd, meeting, item, "nói tiếp") if flag else table.close_item(cmd, meeting, item)

    def policy(self, cmd: Any, meeting: Meeting, _who: str, flag: bool) -> None:
        lifecycle.edit(cmd, meeting, {"media_policy": "open" if flag else "on_floor"})

    def pace(self, cmd: Any, meeting: Meeting, _who: str, flag: bool) -> None:
        (lifecycle.pause if flag else lifecycle.resume)(cmd, meeting)

    def end(self, cmd: Any, meeting: Meeting, _who: str, _flag: bool) -> None:
        lifecycle.end(cmd, meeting)


STEPS = sorted(name for name in vars(Walk) if not name.startswith("_") and name not in {"take", "end"})
# Asking and granting more often than the rest, so that somebody mostly has the floor.
STEP = st.tuples(st.sampled_from([*STEPS, *["ask", "grant"] * 4]), st.sampled_from(PEOPLE), st.booleans())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(STEP, min_size=5, max_size=30), ends=st.booleans())
def test_events_alone_give_what_the_tables_say(
    cast: Cast, running_meeting: Meeting, walk: list[tuple[str, str, bool]], ends: bool
) -> None:
    with transaction.atomic():
        meeting = Walk(cast, running_meeting)
        for step in walk:
            meeting.take(*step)
        if ends:
            meeting.take("end", "chair", True)
        check_whole(cast, running_meeting)
        transaction.set_rollback(True)


def check_whole(cast: Cast, meeting: Meeting) -> None:
    viewer = viewer_of(cast.secretary.principal, Meeting.objects.get(id=meeting.id))
    assert viewer is not None
    fresh = take_snapshot("meeting", str(meeting.id), viewer).parts
    told = replay(stream_name("meeting", meeting.id))
    for part in PARTS:
        assert told.get(part, {}) == fresh[part], part
    assert Turn.objects.filter(meeting=meeting, ended_at=None).count() <= 1
