"""Who finds what: what one finds one may open, and what one may not open is never found or counted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from agenda.documents.models import Document, Group
from agenda.items import services as agenda
from agenda.items.models import AgendaItem
from agenda.searching.tests.conftest import Searcher, lay
from conftest import Cast, Member
from ecabinet.journal.services import command
from meetings.attendance import recusals
from meetings.followup import services as followup
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting
from meetings.lobby.models import LobbyEntry, LobbySettings

WHO = [
    "administrator",
    "secretary",
    "chair",
    "member",
    "member2",
    "delegate",
    "technician",
    "outsider",
    "central_device",
    "site_device",
]
SEE_THE_MEETING = set(WHO) - {"outsider"}


def finders(cast: Cast, query: str) -> set[str]:
    """Who of the cast finds it; counts and suggestions say the same as the list."""
    found = set()
    for name in WHO:
        who: Member = getattr(cast, name)
        body = Searcher(who).page(query)
        assert body["total"] == len(body["items"])
        suggested = who.get("/search/suggestions", query=query).body
        assert sum(group["total"] for group in suggested) == body["total"]
        assert sum(len(group["items"]) for group in suggested) == body["total"]
        if body["total"]:
            found.add(name)
    return found


@pytest.mark.parametrize("query", ["phien hop thuong ky", "khai mac", "bi mat nha nghe"])
def test_a_draft_is_found_by_who_prepares_it(cast: Cast, meeting: Meeting, query: str) -> None:
    item = AgendaItem.objects.filter(meeting=meeting).select_related("meeting").first()
    assert item is not None
    lay(item, "Bí mật nhà nghề", "toàn văn")
    assert finders(cast, query) == {"administrator", "secretary", "chair"}


def test_a_paper_is_found_by_who_sees_the_meeting(cast: Cast, items: list[AgendaItem]) -> None:
    lay(items[1], "Báo cáo", "thủy lợi")
    assert finders(cast, "thuy loi") == SEE_THE_MEETING


def test_internal_papers(cast: Cast, items: list[AgendaItem]) -> None:
    lay(items[1], "Gợi ý", "thủy lợi", group=Group.INTERNAL)
    assert finders(cast, "thuy loi") == {"secretary", "chair"}


def test_who_recused_finds_no_paper_of_the_matter(cast: Cast, items: list[AgendaItem]) -> None:
    lay(items[1], "Báo cáo", "thủy lợi")
    lay(items[2], "Nghị quyết", "thủy lợi")
    participant = cast.member.participant(items[1].meeting)
    with command("test.recuse", cast.secretary.actor) as cmd:
        recusal = recusals.record(cmd, participant, items[1], "người nhà")
    assert Searcher(cast.member).titles("thuy loi") == ["Nghị quyết"]
    assert len(Searcher(cast.member2).titles("thuy loi")) == 2
    with command("test.return", cast.secretary.actor) as cmd:
        recusals.withdraw(cmd, recusal)
    assert len(Searcher(cast.member).titles("thuy loi")) == 2


def restrict(cast: Cast, item: AgendaItem, *allowed: str) -> None:
    AgendaItem.objects.filter(id=item.id).update(is_restricted=True, allowed=list(allowed))


def test_a_restricted_matter_and_all_that_is_of_it(cast: Cast, said: None, items: list[AgendaItem]) -> None:
    lay(items[1], "Báo cáo", "thủy lợi")
    restrict(cast, items[1], f"person:{cast.member2.person.id}")
    allowed = {"secretary", "chair", "member2"}
    assert finders(cast, "thuy loi") == allowed
    assert finders(cast, '"bao cao chuyen doi so"') == allowed
    assert finders(cast, "giao so hoan thanh") == allowed
    assert finders(cast, "thong qua de an") == SEE_THE_MEETING


def test_before_the_door_nothing_is_found(cast: Cast, items: list[AgendaItem]) -> None:
    meeting = items[1].meeting
    lay(items[1], "Báo cáo", "thủy lợi")
    LobbySettings.objects.create(meeting=meeting, guests_wait=True)
    Participant.objects.filter(meeting=meeting, person=cast.member.person).update(role="guest", votes=False)
    LobbyEntry.objects.create(
        meeting=meeting,
        participant=cast.delegate.participant(meeting),
        status="waiting",
        since=meeting.created_at,
    )
    assert finders(cast, "thuy loi") == SEE_THE_MEETING - {"member", "delegate"}
    assert finders(cast, "phien hop thuong ky") == SEE_THE_MEETING - {"member", "delegate"}


def test_who_is_no_longer_asked_finds_nothing(cast: Cast, items: list[AgendaItem]) -> None:
    lay(items[1], "Báo cáo", "thủy lợi")
    Participant.objects.filter(person=cast.delegate.person).delete()
    assert finders(cast, "thuy loi") == SEE_THE_MEETING - {"delegate"}


CHANGES: dict[str, Callable[[Document], Any]] = {
    "recalled": lambda paper: Document.objects.filter(id=paper.id).update(recalled_at=paper.created_at),
    "internal": lambda paper: Document.objects.filter(id=paper.id).update(group=Group.INTERNAL),
    "restricted": lambda paper: AgendaItem.objects.filter(id=paper.item_id).update(is_restricted=True),
    "guests wait": lambda paper: LobbySettings.objects.update_or_create(
        meeting=paper.meeting, defaults={"guests_wait": True}
    ),
    "guest": lambda _paper: Participant.objects.filter(role="delegate").update(role="guest"),
    "removed": lambda _paper: Participant.objects.filter(role="member").delete(),
    "not announced": lambda paper: Meeting.objects.filter(id=paper.meeting_id).update(published_at=None),
}


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(sorted(CHANGES)), max_size=3, unique=True), st.sampled_from(WHO))
def test_what_is_found_can_be_opened_and_nothing_else_is(
    cast: Cast, running_meeting: Meeting, changes: list[str], who: str
) -> None:
    with transaction.atomic():
        item = AgendaItem.objects.filter(meeting=running_meeting).select_related("meeting").last()
        assert item is not None
        papers = [lay(item, f"Tờ trình {number}", "thủy lợi") for number in range(2)]
        for change in changes:
            CHANGES[change](papers[0])
        reader: Member = getattr(cast, who)
        found = {row["id"] for row in Searcher(reader).rows("thuy loi")}
        for paper in papers:
            opened = reader.post(f"/documents/{paper.id}/opened").status == 200
            readable = opened and Document.objects.filter(id=paper.id, recalled_at=None).exists()
            assert (str(paper.id) in found) == readable, (changes, who, paper.title)
        transaction.set_rollback(True)


def test_closing_a_matter_works_at_once_both_ways(cast: Cast, items: list[AgendaItem]) -> None:
    with command("test.conclude", cast.secretary.actor) as cmd:
        followup.record(cmd, items[1].meeting, items[1], "Giao rà soát đất rừng")
    assert len(Searcher(cast.member).rows("dat rung")) == 1
    with command("test.close", cast.secretary.actor) as cmd:
        agenda.set_access(cmd, items[1].meeting, items[1], agenda.Access(is_restricted=True))
    assert Searcher(cast.member).rows("dat rung") == []
    with command("test.open", cast.secretary.actor) as cmd:
        agenda.set_access(cmd, items[1].meeting, items[1], agenda.Access())
    assert len(Searcher(cast.member).rows("dat rung")) == 1
