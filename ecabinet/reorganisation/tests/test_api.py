"""Units merge, split and are renamed through the API: who may, what is refused, what follows."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

import ecabinet.reorganisation.tasks  # noqa: F401  it registers the job
from conftest import Cast, Member
from ecabinet.directory.models import Person, Site, Succession, Unit
from ecabinet.jobs.models import Job
from ecabinet.jobs.services import run
from ecabinet.journal.models import Event
from ecabinet.journal.services import command
from ecabinet.reorganisation import services
from ecabinet.reorganisation.models import Reorganisation
from ecabinet.testing import Answer
from meetings.invitations import units
from meetings.invitations.models import InvitedUnit
from meetings.lifecycle.models import Meeting

LATER = timezone.localdate() + timedelta(days=30)
TODAY = timezone.localdate()


def merger(cast: Cast, on: date = LATER, **changes: Any) -> dict[str, Any]:
    """The commune goes up in the department."""
    return {
        "kind": "merge",
        "on": on.isoformat(),
        "decision": "Nghị quyết số 1",
        "predecessor_ids": [str(cast.commune.id)],
        "successors": [{"unit_id": str(cast.department.id), "keeps_records": True}],
        **changes,
    }


def split(cast: Cast, on: date = TODAY, **changes: Any) -> dict[str, Any]:
    """The commune becomes two new ones; the first keeps the records."""
    new = [
        {"code": f"MOI{n}", "name": f"Xã mới {n}", "short_name": f"M{n}", "kind": "commune"} for n in (1, 2)
    ]
    successors = [{"new": unit, "keeps_records": number == 0} for number, unit in enumerate(new)]
    return merger(cast, on, kind="split", successors=successors, **changes)


def decide(administrator: Member, body: dict[str, Any]) -> Answer:
    drafted = administrator.post("/reorganisations", body)
    assert drafted.status == 200, drafted.body
    return administrator.post(f"/reorganisations/{drafted.body['id']}/confirm")


def names(answer: Answer) -> set[str]:
    return {unit["name"] for unit in answer.body["items"]}


def test_only_administrators_plan_and_decide(cast: Cast) -> None:
    body = merger(cast)
    assert cast.anonymous.post("/reorganisations", body).status == 401
    for member in (cast.secretary, cast.member, cast.outsider, cast.site_device):
        assert member.post("/reorganisations", body).status == 404
        assert member.get("/reorganisations").status == 404
    drafted = cast.administrator.post("/reorganisations", body)
    assert drafted.status == 200
    one = f"/reorganisations/{drafted.body['id']}"
    assert cast.anonymous.get(f"{one}/effects").status == 401
    assert cast.secretary.get(f"{one}/effects").status == 404
    for act in ("confirm", "cancel"):
        assert cast.anonymous.post(f"{one}/{act}").status == 401
        assert cast.secretary.post(f"{one}/{act}").status == 404
        assert cast.administrator.post(f"/reorganisations/{uuid.uuid4()}/{act}").status == 404
    assert Reorganisation.objects.get().status == "draft"


def test_a_draft_changes_nothing(cast: Cast) -> None:
    drafted = cast.administrator.post("/reorganisations", split(cast, LATER)).body
    assert (drafted["status"], [part["is_new"] for part in drafted["successors"]]) == ("draft", [True, True])
    assert Unit.objects.filter(code__startswith="MOI").count() == 0
    effects = cast.administrator.get(f"/reorganisations/{drafted['id']}/effects").body
    assert (effects["people"], effects["sites"]) == (2, 1)
    assert Unit.objects.filter(code__startswith="MOI").count() == 0
    assert Person.objects.filter(unit=cast.commune).count() == 2
    assert not Succession.objects.exists()


def test_a_merger_waits_for_its_day_and_then_moves_people_sites_and_lower_units(cast: Cast) -> None:
    hamlet = Unit.objects.create(
        code="THON", name="Thôn", short_name="T", kind="commune", parent=cast.commune
    )
    assert decide(cast.administrator, merger(cast)).body["status"] == "confirmed"
    assert Person.objects.filter(unit=cast.commune).count() == 2
    job = Job.objects.get(kind="units.reorganise")
    assert timezone.localtime(job.run_after).date() == LATER
    Job.objects.update(run_after=timezone.now())
    assert job.kind == services.JOB
    assert run(job.id)
    assert Person.objects.filter(unit=cast.department).count() == 3
    assert Site.objects.get(id=cast.remote_site.id).unit == cast.department
    assert Unit.objects.get(id=hamlet.id).parent == cast.department
    ended = Unit.objects.get(id=cast.commune.id)
    assert (ended.valid_to, ended.merged_into) == (LATER, cast.department)
    assert Succession.objects.get().keeps_records
    assert Event.objects.filter(stream_id="directory", type="units.reorganised").count() == 1
    run(job.id)
    assert Event.objects.filter(type="units.reorganised").count() == 1


def test_lists_are_right_before_and_after_the_day(cast: Cast) -> None:
    hamlet = Unit.objects.create(
        code="THON", name="Thôn", short_name="T", kind="commune", parent=cast.commune
    )
    decide(cast.administrator, merger(cast, TODAY))
    yesterday = TODAY - timedelta(days=1)
    assert cast.commune.name in names(cast.administrator.get("/units", on=yesterday.isoformat()))
    assert cast.commune.name not in names(cast.administrator.get("/units", on=TODAY.isoformat()))
    assert cast.commune.name not in names(cast.secretary.get("/units"))
    below = {"parent": str(cast.department.id)}
    assert names(cast.administrator.get("/units", **below)) == {hamlet.name}
    assert names(cast.administrator.get("/units", on=yesterday.isoformat(), **below)) == set()
    old = {"parent": str(cast.commune.id), "on": yesterday.isoformat()}
    assert names(cast.administrator.get("/units", **old)) == {hamlet.name}


def test_a_new_name_holds_from_its_day(cast: Cast) -> None:
    body = merger(cast, TODAY, kind="rename", successors=[], name="Phường An Bình", short_name="P. An Bình")
    assert decide(cast.administrator, body).body["status"] == "done"
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert "Phường An Bình" in names(cast.administrator.get("/units"))
    then = names(cast.administrator.get("/units", on=yesterday))
    assert cast.commune.name in then
    assert "Phường An Bình" not in then
    assert Person.objects.filter(unit=cast.commune).count() == 2


def test_a_split_puts_each_where_the_plan_says(cast: Cast) -> None:
    moves = [{"id": str(cast.delegate.person.id), "to": 1}, {"id": str(cast.remote_site.id), "to": 1}]
    answer = decide(cast.administrator, split(cast, moves=moves))
    first, second = [Unit.objects.get(id=part["unit_id"]) for part in answer.body["successors"]]
    assert first.valid_from == TODAY
    assert {p.full_name for p in Person.objects.filter(unit=second)} == {cast.delegate.person.full_name}
    assert Person.objects.get(id=cast.technician.person.id).unit == first
    assert Site.objects.get(id=cast.remote_site.id).unit == second
    assert Succession.objects.get(keeps_records=True).successor == first


def test_sites_of_one_name_are_told_apart(cast: Cast) -> None:
    Site.objects.create(name=cast.remote_site.name, unit=cast.department)
    drafted = cast.administrator.post("/reorganisations", merger(cast, TODAY)).body
    effects = cast.administrator.get(f"/reorganisations/{drafted['id']}/effects").body
    wanted = f"{cast.remote_site.name} (AB)"
    assert effects["renamed_sites"] == [{"before": cast.remote_site.name, "after": wanted}]
    cast.administrator.post(f"/reorganisations/{drafted['id']}/confirm")
    assert Site.objects.get(id=cast.remote_site.id).name == wanted


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"predecessor_ids": []}, "predecessor_ids"),
        ({"predecessor_ids": [str(uuid.uuid4())]}, "predecessor_ids"),
        ({"successors": []}, "successors"),
        ({"successors": [{"keeps_records": True}]}, "successors.0"),
        ({"successors": [{"unit_id": str(uuid.uuid4()), "keeps_records": True}]}, "successors"),
        ({"kind": "rename", "successors": []}, "name"),
        ({"moves": [{"id": str(uuid.uuid4()), "to": 0}]}, "moves"),
        ({"on": "hôm nào đó"}, "on"),
        ({"decision": ""}, "decision"),
    ],
)
def test_bad_plans_are_refused_by_field(cast: Cast, change: dict[str, Any], field: str) -> None:
    answer = cast.administrator.post("/reorganisations", {**merger(cast), **change})
    assert answer.status == 422
    assert field in {error["field"].removeprefix("body.") for error in answer.body["errors"]}
    assert not Reorganisation.objects.exists()


def test_a_unit_is_not_merged_into_itself_nor_under_itself(cast: Cast) -> None:
    itself = merger(cast, successors=[{"unit_id": str(cast.commune.id), "keeps_records": True}])
    assert cast.administrator.post("/reorganisations", itself).status == 422
    upside_down = merger(
        cast,
        predecessor_ids=[str(cast.unit.id)],
        successors=[{"unit_id": str(cast.commune.id), "keeps_records": True}],
    )
    answer = cast.administrator.post("/reorganisations", upside_down)
    assert (answer.status, answer.body["errors"][0]["field"]) == (422, "successors")


def test_codes_are_not_given_twice(cast: Cast) -> None:
    body = split(cast, LATER)
    body["successors"][0]["new"]["code"] = "UBND"
    assert cast.administrator.post("/reorganisations", body).code == "unit_code_taken"


def test_two_decisions_cannot_end_the_same_unit(cast: Cast) -> None:
    first = cast.administrator.post("/reorganisations", merger(cast)).body
    second = cast.administrator.post("/reorganisations", merger(cast)).body
    assert cast.administrator.post(f"/reorganisations/{first['id']}/confirm").status == 200
    late = cast.administrator.post(f"/reorganisations/{second['id']}/confirm")
    assert (late.status, late.code) == (422, "bad_input")
    again = cast.administrator.post(f"/reorganisations/{first['id']}/confirm")
    assert (again.status, again.code) == (409, "reorganisation_wrong_status")


def test_a_decision_is_taken_back_with_the_units_it_made(cast: Cast) -> None:
    confirmed = decide(cast.administrator, split(cast, LATER)).body
    assert Unit.objects.filter(code__startswith="MOI").count() == 2
    gone = cast.administrator.post(f"/reorganisations/{confirmed['id']}/cancel")
    assert (gone.status, gone.body["status"]) == (200, "cancelled")
    assert Unit.objects.filter(code__startswith="MOI").count() == 0
    job = Job.objects.get(kind="units.reorganise")
    Job.objects.update(run_after=timezone.now())
    run(job.id)
    assert Unit.objects.get(id=cast.commune.id).valid_to is None


def test_a_new_unit_in_use_keeps_its_decision(cast: Cast) -> None:
    confirmed = decide(cast.administrator, split(cast, LATER)).body
    Person.objects.create(full_name="A", position="B", unit_id=confirmed["successors"][0]["unit_id"])
    refused = cast.administrator.post(f"/reorganisations/{confirmed['id']}/cancel")
    assert (refused.status, refused.code) == (409, "unit_in_use")
    assert Reorganisation.objects.get().status == "confirmed"
    assert Unit.objects.filter(code__startswith="MOI").count() == 2


def owned_by_commune(cast: Cast, meeting: Meeting) -> Meeting:
    meeting.unit, meeting.unit_name = cast.commune, cast.commune.name
    meeting.save()
    return meeting


def test_a_meeting_to_come_goes_to_the_heir(cast: Cast, published_meeting: Meeting) -> None:
    owned_by_commune(cast, published_meeting)
    drafted = cast.administrator.post("/reorganisations", merger(cast, TODAY)).body
    effects = cast.administrator.get(f"/reorganisations/{drafted['id']}/effects").body
    assert [m["title"] for m in effects["meetings"]] == [published_meeting.title]
    cast.administrator.post(f"/reorganisations/{drafted['id']}/confirm")
    moved = Meeting.objects.get(id=published_meeting.id)
    assert (moved.unit, moved.unit_name) == (cast.department, cast.department.name)
    row = cast.chair.get(f"/meetings/{moved.id}/snapshot").body["parts"]["meeting"][str(moved.id)]
    assert row["unit_name"] == cast.department.name


def test_a_past_meeting_keeps_its_unit_and_the_heir_inherits_its_rights(
    cast: Cast, running_meeting: Meeting
) -> None:
    owned_by_commune(cast, running_meeting)
    clerk = cast.member
    clerk.account.is_secretary = True
    clerk.account.save()
    assert "edit_meeting" not in clerk_rights(clerk, running_meeting)
    decide(cast.administrator, merger(cast, TODAY))
    past = Meeting.objects.get(id=running_meeting.id)
    assert (past.unit, past.unit_name) == (cast.commune, cast.commune.name)
    assert "edit_meeting" in clerk_rights(clerk, past)
    assert str(past.id) in {m["id"] for m in clerk.get("/meetings").body["items"]}


def clerk_rights(member: Member, meeting: Meeting) -> list[str]:
    body = member.get(f"/meetings/{meeting.id}/snapshot").body
    return list(body["viewer"]["can"])


def test_an_invited_unit_is_followed_by_its_heir(cast: Cast, published_meeting: Meeting) -> None:
    with command("test.invite", cast.secretary.actor) as cmd:
        units.invite_units(cmd, published_meeting, [cast.commune])
    decide(cast.administrator, merger(cast, TODAY))
    assert [row.unit for row in InvitedUnit.objects.all()] == [cast.department]
    shown = cast.chair.get(f"/meetings/{published_meeting.id}/snapshot").body["parts"]
    assert list(shown["units"]) == [str(cast.department.id)]
    guests = [p["unit_name"] for p in shown["participants"].values() if p["full_name"] == "Đỗ Đại Biểu"]
    assert guests == [cast.department.name]


def test_a_unit_is_invited_only_to_days_on_which_it_exists(cast: Cast, published_meeting: Meeting) -> None:
    soon = timezone.localdate(published_meeting.scheduled_start)
    confirmed = decide(cast.administrator, split(cast, soon + timedelta(days=1))).body
    body = {"unit_ids": [confirmed["successors"][0]["unit_id"]]}
    refused = cast.secretary.post(f"/meetings/{published_meeting.id}/units", body)
    assert (refused.status, refused.body["errors"][0]["field"]) == (422, "unit_ids")
    assert not InvitedUnit.objects.exists()
