"""For every viewer: what they saw first, with all events that they may see, is what they see afresh."""

from typing import Any

from agenda.circulation.access import find_viewer
from agenda.circulation.models import CirculationMember
from agenda.circulation.services import CLOSE_JOB
from agenda.circulation.tests.conftest import Round
from conftest import Cast, Member
from ecabinet.journal.models import Event
from ecabinet.journal.snapshot import take_snapshot

REFUSAL = {"question": 1, "choice": "disagree", "text": "Chưa rõ nguồn vốn"}
Parts = dict[str, dict[str, Any]]


class Screen:
    """A snapshot that follows the events."""

    def __init__(self, asked: Round, who: Member) -> None:
        self.asked, self.who = asked, who
        taken = take_snapshot("circulation", asked.id, self.viewer)
        self.seq, self.parts = taken.seq, taken.parts

    @property
    def viewer(self) -> Any:
        return find_viewer(self.who.principal, self.asked.id)

    def follow(self) -> Parts:
        """Apply every later event that this viewer may see."""
        for event in Event.objects.filter(stream_id=f"circulation:{self.asked.id}", seq__gt=self.seq):
            self.seq = event.seq
            if self.viewer.sees(event.audience):
                self._apply(event.state or {})
        return self.parts

    def _apply(self, state: Parts) -> None:
        for part, rows in state.items():
            for key, row in rows.items():
                if row is None:
                    self.parts[part].pop(key, None)
                else:
                    self.parts[part][key] = row

    def fresh(self) -> Parts:
        return take_snapshot("circulation", self.asked.id, self.viewer).parts


def test_snapshot_and_events_make_the_fresh_snapshot(asked: Round, cast: Cast) -> None:
    asked.create(approver_id=str(cast.chair.person.id))
    secretary = Screen(asked, cast.secretary)
    asked.act("edit", asked.body(title="Tên khác", approver_id=str(cast.chair.person.id)))
    asked.act("send")
    assert secretary.follow() == secretary.fresh()
    everybody = (cast.secretary, cast.chair, cast.technician, cast.member, cast.delegate, cast.member2)
    screens = [Screen(asked, who) for who in everybody]
    asked.act("draft", {"answers": [REFUSAL]}, cast.delegate)
    asked.answer(cast.member, REFUSAL)
    asked.answer(cast.member)
    asked.act("remind")
    asked.answer(cast.member2, REFUSAL)
    for screen in screens:
        assert screen.follow() == screen.fresh(), screen.who.account.username
    asked.pass_deadline()
    for screen in screens:  # the deadline was moved behind the journal's back
        screen.parts = screen.fresh()
    asked.run_due(CLOSE_JOB)
    for screen in screens:
        assert screen.follow() == screen.fresh(), screen.who.account.username
    assert CirculationMember.objects.filter(circulation=asked.row, answered_at=None).count() == 1


def test_recalled_the_screens_agree_too(asked: Round, cast: Cast) -> None:
    asked.open()
    asked.answer(cast.member2, REFUSAL)
    screens = [Screen(asked, who) for who in (cast.secretary, cast.member, cast.member2)]
    asked.act("recall", {"reason": "đổi nội dung"})
    for screen in screens:
        assert screen.follow() == screen.fresh(), screen.who.account.username
