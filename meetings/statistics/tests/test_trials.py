"""What was practice is no figure."""

from agenda.voting.models import Poll
from agenda.voting.tests.conftest import VOTERS, Voting
from conftest import Cast
from meetings.lifecycle.models import Meeting
from meetings.statistics.counting import by_meeting, by_person


def test_a_trial_vote_counts_for_nobody(cast: Cast, running_meeting: Meeting) -> None:
    voting = Voting(cast, running_meeting)
    voting.check_in(*VOTERS)
    for more in ({"is_trial": True}, {}):
        poll = voting.opened(**more)
        voting.cast_ballot(poll, "member", "approve")
        voting.act(poll, "close")
    assert Poll.objects.filter(status="closed").count() == 2
    figures = by_meeting([running_meeting.id])[running_meeting.id]
    person = cast.member.person.id
    mine = by_person(Meeting.objects.filter(id=running_meeting.id), [person])[person]
    assert (figures["polls"], figures["ballots"], mine["polls"], mine["ballots"]) == (1, 1, 1, 1)
