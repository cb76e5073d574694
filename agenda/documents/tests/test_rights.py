"""Who reads a document by name and for a time: rows, events, files and lists close and open together."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agenda.documents.audience import laid_for
from agenda.documents.giving import WINDOW_JOB
from agenda.documents.models import Document, DocumentVersion, Group, ReadingRight
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.made import readable
from agenda.documents.tests.papers import run_jobs
from conftest import Cast, Member
from ecabinet.jobs.models import Job
from ecabinet.journal.models import Event
from ecabinet.testing import Answer, ApiClient

READERS = (
    "secretary",
    "chair",
    "member",
    "member2",
    "delegate",
    "site_device",
    "technician",
    "administrator",
)
HOUR = timedelta(hours=1)


@pytest.fixture
def version(desk: Desk) -> DocumentVersion:
    return readable(desk.item)


def limit(
    desk: Desk, version: DocumentVersion, *rights: dict[str, Any], who: Member | ApiClient | None = None
) -> Answer:
    path = f"/meetings/{desk.meeting.id}/documents/{version.document_id}/reading-rights"
    return (who or desk.cast.secretary).post(path, {"is_limited": True, "rights": list(rights)})


def free(desk: Desk, version: DocumentVersion) -> Answer:
    path = f"/meetings/{desk.meeting.id}/documents/{version.document_id}/reading-rights"
    return desk.cast.secretary.post(path, {"is_limited": False})


def readers(desk: Desk, version: DocumentVersion) -> set[str]:
    """Who reads the file; the rows, the list of the search and one's own rights must say the same."""
    found = set()
    for name in READERS:
        who: Member = getattr(desk.cast, name)
        reads = desk.read(version, who).status != 404
        row = str(version.document_id) in desk.rows(who)
        listed = laid_for(who.principal).filter(id=version.document_id).exists()
        rights = who.get(f"/documents/{version.document_id}/rights").status == 200
        assert (reads, reads, reads) == (row, listed, rights), name
        found |= {name} if reads else set()
    return found


def turn(at_once: bool = True) -> None:
    """The job of the next window comes, now."""
    if at_once:
        Job.objects.filter(kind=WINDOW_JOB).update(run_after=timezone.now() - HOUR)
    assert run_jobs(WINDOW_JOB) > 0


def events(version: DocumentVersion, kind: str) -> list[Event]:
    return list(Event.objects.filter(type=kind, data__document_id=str(version.document_id)).order_by("seq"))


def test_who_may_name_readers(desk: Desk, version: DocumentVersion) -> None:
    cast = desk.cast
    one = {"whom": f"person:{cast.member.person.id}"}
    assert limit(desk, version, one, who=cast.anonymous).status == 401
    assert limit(desk, version, one, who=cast.outsider).status == 404
    for who in (cast.chair, cast.member, cast.administrator):
        assert limit(desk, version, one, who=who).status == 403
    wrong: list[dict[str, Any]] = [
        {"whom": "role:chair"},
        {"whom": "everybody"},
        {"whom": f"person:{cast.unit.id}"},
        {"whom": "unit:00000000-0000-0000-0000-000000000000"},
        {**one, "until": (timezone.now() - HOUR).isoformat()},
        {**one, "since": (timezone.now() + HOUR).isoformat(), "until": timezone.now().isoformat()},
    ]
    assert [limit(desk, version, right).status for right in wrong] == [422] * len(wrong)
    assert limit(desk, version, one, one).status == 422
    assert not ReadingRight.objects.exists()


@pytest.mark.parametrize(
    ("whom", "named"),
    [
        ("role:member", {"member", "member2"}),
        ("role:delegate", {"delegate"}),
        ("role:site", {"site_device"}),
        ("person", {"member"}),
        ("unit", {"delegate", "technician"}),
    ],
)
def test_only_those_named_read(desk: Desk, version: DocumentVersion, whom: str, named: set[str]) -> None:
    cast = desk.cast
    tags = {"person": f"person:{cast.member.person.id}", "unit": f"unit:{cast.delegate.person.unit_id}"}
    assert readers(desk, version) == set(READERS)
    answer = limit(desk, version, {"whom": tags.get(whom, whom)})
    assert (answer.status, answer.body["is_limited"]) == (200, True)
    assert answer.body["rights"][0]["standing"] == "open"
    assert readers(desk, version) == {"secretary", "chair", *named}
    assert limit(desk, version).status == 200
    assert readers(desk, version) == {"secretary", "chair"}
    assert free(desk, version).status == 200
    assert readers(desk, version) == set(READERS)


def test_only_the_chair_and_the_secretary_see_the_list(desk: Desk, version: DocumentVersion) -> None:
    cast = desk.cast
    limit(desk, version, {"whom": f"person:{cast.member.person.id}"})
    path = f"/documents/{version.document_id}/reading-rights"
    assert cast.chair.get(path).body["rights"][0]["name"] == cast.member.person.full_name
    assert cast.secretary.get(path).status == 200
    assert cast.member.get(path).status == 403
    assert cast.delegate.get(path).status == 404
    (told,) = events(version, "document.rights_set")
    assert told.audience == ["role:chair", "role:secretary"]
    assert cast.member.person.full_name not in str(events(version, "document.rights_changed")[0].data)


def test_who_loses_it_is_told_and_the_others_keep_it(desk: Desk, version: DocumentVersion) -> None:
    cast = desk.cast
    limit(desk, version, {"whom": "role:member"})
    (closed,) = events(version, "document.closed")
    assert closed.state == {"documents": {str(version.document_id): None}}
    assert set(closed.audience) == {"all", "not:role:chair", "not:role:secretary", "not:role:member"}
    limit(desk, version, {"whom": "role:member"}, {"whom": "role:delegate"})
    assert len(events(version, "document.closed")) == 1
    row = desk.rows(cast.member)[str(version.document_id)]
    assert (row["is_limited"], row["rights"]) == (True, 2)


def test_a_window_opens_and_closes_by_the_clock_and_by_event(desk: Desk, version: DocumentVersion) -> None:
    now = timezone.now()
    tag = {"whom": "role:delegate", "since": (now + HOUR).isoformat(), "until": (now + 2 * HOUR).isoformat()}
    answer = limit(desk, version, tag)
    assert answer.body["rights"][0]["standing"] == "ahead"
    assert readers(desk, version) == {"secretary", "chair"}
    assert set(Job.objects.filter(kind=WINDOW_JOB).values_list("run_after", flat=True)) == {
        now + HOUR, now + 2 * HOUR
    }  # fmt: skip
    shift(version, since=now - HOUR, until=now + HOUR)
    turn()
    assert readers(desk, version) == {"secretary", "chair", "delegate"}
    why = desk.cast.delegate.get(f"/documents/{version.document_id}/rights").body
    assert (why["reasons"][0]["rule"], why["until"]) == ("named", why["reasons"][0]["until"])
    assert why["until"] is not None

    shift(version, since=now - 2 * HOUR, until=now - HOUR)
    # The job is late: no file any more, though the row still stands.
    assert desk.read(version, desk.cast.delegate).status == 404
    assert not laid_for(desk.cast.delegate.principal).filter(id=version.document_id).exists()
    assert str(version.document_id) in desk.rows(desk.cast.delegate)
    Job.objects.filter(kind=WINDOW_JOB).update(status="queued")
    turn()
    assert readers(desk, version) == {"secretary", "chair"}
    assert events(version, "document.closed")[-1].audience[-1] == "not:role:secretary"
    count = Event.objects.count()
    Job.objects.filter(kind=WINDOW_JOB).update(status="queued")
    turn()
    assert Event.objects.count() == count


def shift(version: DocumentVersion, **window: Any) -> None:
    ReadingRight.objects.filter(document=version.document_id).update(**window)


def test_a_window_that_is_over_may_stay_in_the_list(desk: Desk, version: DocumentVersion) -> None:
    until = timezone.now() - HOUR
    limit(desk, version, {"whom": "role:delegate"})
    shift(version, until=until)
    kept = {"whom": "role:delegate", "until": until.isoformat()}
    answer = limit(desk, version, kept, {"whom": "role:member"})
    assert [right["standing"] for right in answer.body["rights"]] == ["over", "open"]
    assert readers(desk, version) == {"secretary", "chair", "member", "member2"}


def test_why_and_what(desk: Desk, version: DocumentVersion) -> None:
    cast = desk.cast

    def own(who: Member) -> tuple[list[str], bool, bool]:
        body = who.get(f"/documents/{version.document_id}/rights").body
        return [reason["rule"] for reason in body["reasons"]], body["may_print"], body["may_download"]

    assert own(cast.member) == (["everybody"], True, True)
    limit(desk, version, {"whom": "role:member"}, {"whom": "role:delegate", "may_download": True})
    assert own(cast.chair) == (["chair"], True, True)
    assert own(cast.secretary) == (["secretary"], True, True)
    assert own(cast.member) == (["named"], False, False)
    assert own(cast.delegate) == (["named"], True, True)
    original = f"/documents/{version.document_id}/original"
    assert cast.member.get(original).code == "document_original_closed"
    assert cast.member.get(original).status == 403
    assert cast.delegate.get(original).status == 200
    assert cast.chair.get(original).status == 200
    assert cast.outsider.get(f"/documents/{version.document_id}/rights").status == 404


def test_internal_is_stronger_than_any_list(desk: Desk, version: DocumentVersion) -> None:
    path = f"/meetings/{desk.meeting.id}/documents/{version.document_id}/edit"
    assert desk.cast.secretary.post(path, {"group": Group.INTERNAL}).status == 200
    limit(desk, version, {"whom": "role:member"})
    assert readers(desk, version) == {"secretary", "chair"}
    assert desk.cast.secretary.post(path, {"group": Group.MAIN}).status == 200
    assert readers(desk, version) == {"secretary", "chair", "member", "member2"}


def test_who_keeps_out_of_the_item_stays_out(desk: Desk, version: DocumentVersion) -> None:
    cast = desk.cast
    body = {"participant_id": cast.member.participant(desk.meeting).id, "reason": "Có lợi ích liên quan"}
    recusals = f"/meetings/{desk.meeting.id}/items/{desk.item.id}/recusals"
    assert cast.secretary.post(recusals, body).status == 200
    limit(desk, version, {"whom": f"person:{cast.member.person.id}"}, {"whom": "role:delegate"})
    assert readers(desk, version) == {"secretary", "chair", "delegate"}


def test_nobody_who_may_not_read_is_missed(desk: Desk, version: DocumentVersion) -> None:
    cast = desk.cast
    limit(desk, version, {"whom": f"unit:{cast.delegate.person.unit_id}"})
    (row,) = cast.chair.get(f"/meetings/{desk.meeting.id}/readers").body["items"]
    names = {who["full_name"] for who in row["not_opened"]}
    expected = (cast.chair, cast.secretary, cast.delegate)
    assert names == {who.person.full_name for who in expected}


def test_a_recalled_document_has_no_new_readers(desk: Desk, version: DocumentVersion) -> None:
    Document.objects.filter(id=version.document_id).update(recalled_at=timezone.now())
    assert limit(desk, version, {"whom": "role:member"}).code == "document_recalled"


def test_the_bundle_leaves_out_what_may_not_be_taken_along(desk: Desk, version: DocumentVersion) -> None:
    path = f"/meetings/{desk.meeting.id}/documents.zip"
    limit(desk, version, {"whom": "role:member"}, {"whom": "role:delegate", "may_print": True})
    title = "Báo cáo.pdf".encode()
    assert title in desk.cast.delegate.get(path).content
    assert title not in desk.cast.member.get(path).content


def test_the_minutes_do_not_name_it(desk: Desk, version: DocumentVersion, cast: Cast) -> None:
    from meetings.minutes.reading import _documents

    limit(desk, version, {"whom": "role:member"})
    row = desk.rows(cast.chair)[str(version.document_id)]
    assert list(_documents([row])) == []
    assert len(list(_documents([{**row, "is_limited": False}]))) == 1
