"""Start, pause, resume, end and cancel a meeting; who sees it, in lists, in the snapshot and in events."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.items.models import AgendaItem
from conftest import Cast, Member
from ecabinet.directory.models import Site
from ecabinet.journal.models import Event
from ecabinet.journal.services import command
from ecabinet.journal.shelf import Shelf
from meetings.invitations.models import MeetingSite
from meetings.lifecycle import journal_view, services
from meetings.lifecycle.journal_view import snapshot_model
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.journal import data_of, event_types
from meetings.minutes.models import Minutes


class TestLife:
    def test_walk(self, cast: Cast, meeting: Meeting) -> None:
        path = f"/meetings/{meeting.id}"
        assert cast.anonymous.post(f"{path}/start").status == 401
        assert cast.outsider.post(f"{path}/start").status == 404
        assert cast.secretary.post(f"{path}/start").code == "meeting_wrong_status"
        cast.secretary.post(f"{path}/publish")
        assert cast.member.post(f"{path}/start").status == 403
        assert cast.central_device.post(f"{path}/start").status == 403
        refused = cast.chair.post(f"{path}/start")
        assert (refused.status, refused.code) == (422, "start_needs_reason")
        assert [error["field"] for error in refused.body["errors"]] == ["reason"]
        row = cast.chair.post(f"{path}/start", {"reason": "họp gấp"}).body
        assert (row["status"], row["started_at"] is not None) == ("in_progress", True)
        why = {"reason": "bão số 5"}
        assert cast.chair.post(f"{path}/cancel", why).status == 403
        assert cast.secretary.post(f"{path}/cancel", {"reason": " "}).status == 422
        assert cast.secretary.post(f"{path}/cancel", why).code == "meeting_wrong_status"
        assert cast.secretary.post(f"{path}/pause", {"reason": "giải lao"}).body["status"] == "paused"
        assert cast.secretary.post(f"{path}/pause").code == "meeting_wrong_status"
        assert cast.secretary.post(f"{path}/resume").body["paused_at"] is None
        row = cast.secretary.post(f"{path}/end").body
        assert (row["status"], row["ended_at"] is not None) == ("ended", True)
        wanted = ["meeting.started", "meeting.paused", "meeting.resumed", "meeting.ended"]
        assert [kind for kind in event_types(meeting) if kind in wanted] == wanted

    def test_pauses_add_up_and_the_end_ends_the_last(self, cast: Cast, running_meeting: Meeting) -> None:
        begin = timezone.now()
        for name, seconds in [("pause", 0), ("resume", 60), ("pause", 100), ("end", 130)]:
            with command(f"test.{name}", cast.chair.actor, at=begin + timedelta(seconds=seconds)) as cmd:
                locked = Meeting.objects.select_for_update().get(id=running_meeting.id)
                getattr(services, name)(cmd, locked)
        running_meeting.refresh_from_db()
        assert (running_meeting.paused_seconds, running_meeting.paused_at) == (90, None)
        ended = data_of(running_meeting, "meeting.ended")
        assert ended["paused_seconds"] == 90
        assert ended["title"] == running_meeting.title

    def test_the_end_closes_the_item_on_the_table(self, cast: Cast, running_meeting: Meeting) -> None:
        item = AgendaItem.objects.filter(meeting=running_meeting)[0]
        path = f"/meetings/{running_meeting.id}"
        assert cast.secretary.post(f"{path}/items/{item.id}/open").status == 200
        row = cast.secretary.post(f"{path}/end").body
        item.refresh_from_db()
        assert (item.status, row["current_item_id"]) == ("done", None)

    def test_cancelled_with_its_reason(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}"
        row = cast.secretary.post(f"{path}/cancel", {"reason": "bão số 5"}).body
        assert row["status"] == "cancelled"
        told = data_of(published_meeting, "meeting.cancelled")
        assert (told["reason"], told["was_published"]) == ("bão số 5", True)
        assert cast.member.get(path).body["status"] == "cancelled"

    @pytest.mark.parametrize(
        "fields",
        [
            {"status": "published", "chair": None},
            {"status": "lost"},
            {"status": "in_progress", "started_at": None},
            {"status": "paused", "started_at": timezone.now(), "paused_at": None},
            {"quorum_numerator": 3, "quorum_denominator": 2},
        ],
    )
    def test_the_database_refuses_what_cannot_be(self, meeting: Meeting, fields: dict[str, Any]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.filter(id=meeting.id).update(**fields)


class TestLayout:
    def test_walk(self, cast: Cast, running_meeting: Meeting) -> None:
        path = f"/meetings/{running_meeting.id}/layout"
        layout = {"mode": "grid", "site_id": str(cast.remote_site.id)}
        assert cast.anonymous.post(path, layout).status == 401
        assert cast.outsider.post(path, layout).status == 404
        assert cast.member.post(path, layout).status == 403
        assert cast.chair.post(path, {"mode": "cinema"}).status == 422
        assert cast.chair.post(path, {"mode": "grid", "site_id": str(running_meeting.id)}).status == 422
        row = cast.chair.post(path, layout).body
        assert (row["layout"]["mode"], row["layout"]["site_id"]) == ("grid", str(cast.remote_site.id))
        cast.chair.post(path, layout)
        assert event_types(running_meeting).count("layout.set") == 1
        cast.chair.post(f"/meetings/{running_meeting.id}/end")
        assert cast.chair.post(path, {"mode": "chair"}).code == "meeting_wrong_status"


SEES = (
    "secretary",
    "chair",
    "member",
    "delegate",
    "central_device",
    "site_device",
    "administrator",
    "technician",
)


class TestWhoSees:
    @pytest.mark.parametrize("path", ["", "/snapshot", "/events"])
    def test_everybody_of_a_published_one(self, cast: Cast, published_meeting: Meeting, path: str) -> None:
        url = f"/meetings/{published_meeting.id}{path}"
        assert {name: getattr(cast, name).get(url).status for name in SEES} == dict.fromkeys(SEES, 200)
        assert (cast.outsider.get(url).status, cast.anonymous.get(url).status) == (404, 401)

    def test_a_draft_is_seen_by_those_who_prepare_it(self, cast: Cast, meeting: Meeting) -> None:
        url = f"/meetings/{meeting.id}/snapshot"
        seen = {name for name in SEES if getattr(cast, name).get(url).status == 200}
        assert seen == {"secretary", "chair", "administrator"}

    def test_lists_and_access_agree(self, cast: Cast, meeting: Meeting) -> None:
        for publish in (False, True):
            if publish:
                cast.secretary.post(f"/meetings/{meeting.id}/publish")
            for name in (*SEES, "outsider"):
                member: Member = getattr(cast, name)
                listed = member.get("/meetings").body["total"] == 1
                assert listed == (member.get(f"/meetings/{meeting.id}").status == 200), (name, publish)

    def test_what_each_role_may_do(self, cast: Cast, published_meeting: Meeting) -> None:
        url = f"/meetings/{published_meeting.id}/snapshot"
        can = {name: set(getattr(cast, name).get(url).body["viewer"]["can"]) for name in SEES}
        assert "vote" in can["member"]
        assert "vote" not in can["delegate"]
        assert can["delegate"] == {"check_in", "request_floor"}
        assert {"edit_meeting", "publish", "see_deliveries"} <= can["secretary"]
        assert {"run_meeting", "grant_floor", "vote", "approve"} <= can["chair"]
        assert can["technician"] == can["site_device"] == set()
        assert can["administrator"] == {"reopen_meeting"}

    def test_a_removed_participant_sees_nothing_more(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}"
        assert cast.delegate.get(f"{path}/snapshot").status == 200
        cast.secretary.post(f"{path}/participants/{cast.delegate.participant(published_meeting).id}/remove")
        assert cast.delegate.get(f"{path}/snapshot").status == 404
        assert cast.delegate.get("/meetings").body["total"] == 0

    def test_a_removed_site_sees_nothing_more(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}"
        cast.secretary.post(f"{path}/sites/{cast.remote_site.id}/remove")
        assert cast.site_device.get(f"{path}/snapshot").status == 404
        assert cast.technician.get(f"{path}/snapshot").status == 404
        assert cast.delegate.get(f"{path}/snapshot").body["viewer"]["site_id"] is None


class TestSnapshot:
    def test_is_what_the_api_describes(self, cast: Cast, running_meeting: Meeting) -> None:
        answer = cast.member.get(f"/meetings/{running_meeting.id}/snapshot")
        body = answer.body
        snapshot_model().model_validate(body)
        assert answer.headers["Cache-Control"] == "no-store"
        assert body["seq"] == body["head"]["seq"] == Event.objects.filter(stream_id=body["stream"]).count()
        assert body["viewer"]["full_name"] == cast.member.person.full_name
        assert body["viewer"]["site_name"] == cast.central_site.name
        assert body["parts"]["sites"][str(cast.central_site.id)]["is_central"] is True
        assert body["parts"]["sites"][str(cast.remote_site.id)]["people_invited"] == 2
        assert len(body["parts"]["participants"]) == 6
        assert set(body["parts"]) >= {"meeting", "sites", "units", "participants", "items", "quorum"}

    def test_costs_the_same_however_many_are_asked(
        self, cast: Cast, published_meeting: Meeting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = f"/meetings/{published_meeting.id}/snapshot"
        cast.member.get(address)
        monkeypatch.setattr(
            journal_view, "shelf", Shelf()
        )  # rows that no event tells are read from the tables
        with CaptureQueriesContext(connection) as of_two:
            cast.member.get(address)
        monkeypatch.setattr(journal_view, "shelf", Shelf())
        sites = [Site(unit=cast.commune, name=f"Điểm cầu {n}") for n in range(60)]
        Site.objects.bulk_create(sites)
        now = timezone.now()
        MeetingSite.objects.bulk_create(
            MeetingSite(meeting=published_meeting, site=site, name=site.name, unit_name="Xã", invited_at=now)
            for site in sites
        )
        with CaptureQueriesContext(connection) as of_many:
            body = cast.member.get(address).body
        assert len(body["parts"]["sites"]) == 62
        assert len(of_many) == len(of_two)


class TestEvents:
    def test_pages_make_the_whole(self, cast: Cast, running_meeting: Meeting) -> None:
        url = f"/meetings/{running_meeting.id}/events"
        whole = cast.member.get(url).body
        assert whole["next"] is None
        assert [event["prev"] for event in whole["items"]][1:] == [e["seq"] for e in whole["items"]][:-1]
        collected: list[Any] = []
        after: int | None = 0
        while after is not None:
            page = cast.member.get(url, after=after, limit=3).body
            assert len(page["items"]) <= 3
            collected += page["items"]
            after = page["next"]
        assert collected == whole["items"]

    def test_only_what_one_may_see(self, cast: Cast, running_meeting: Meeting) -> None:
        with command("test.hint", cast.chair.actor) as cmd:
            name = f"meeting:{running_meeting.id}"
            cmd.append(name, "test.hinted", data={}, audience=("role:chair",))
            cmd.append(name, "test.told", data={})
        url = f"/meetings/{running_meeting.id}/events"
        chair, member = cast.chair.get(url).body["items"], cast.member.get(url).body["items"]
        assert [event["type"] for event in chair[-2:]] == ["test.hinted", "test.told"]
        assert member[-1]["type"] == "test.told"
        assert member[-1]["prev"] == chair[-2]["prev"]

    @pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"after": -1}, {"after": "x"}])
    def test_bad_input(self, cast: Cast, running_meeting: Meeting, query: dict[str, Any]) -> None:
        assert cast.member.get(f"/meetings/{running_meeting.id}/events", **query).status == 422


class TestLists:
    def listed(self, member: Member, **query: Any) -> list[str]:
        return [row["title"] for row in member.get("/meetings", **query).body["items"]]

    def test_scopes(self, cast: Cast, meeting: Meeting) -> None:
        title = meeting.title

        def scopes() -> set[str]:
            names = ("today", "upcoming", "past", "archived", "preparing", "all")
            return {name for name in names if title in self.listed(cast.secretary, scope=name)}

        assert scopes() == {"preparing", "all"}
        cast.secretary.post(f"/meetings/{meeting.id}/publish")
        assert scopes() == {"upcoming", "all"}
        cast.secretary.post(f"/meetings/{meeting.id}/start", {"reason": "họp gấp"})
        assert scopes() == {"today", "all"}
        cast.secretary.post(f"/meetings/{meeting.id}/end")
        assert scopes() == {"past", "all"}
        Minutes.objects.update(status=Minutes.Status.FAILED)
        cast.secretary.post(f"/meetings/{meeting.id}/close", {"reason": "biên bản giấy"})
        assert scopes() == {"archived", "all"}

    def test_today_is_the_day_in_vietnam(self, cast: Cast, published_meeting: Meeting) -> None:
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        rows = Meeting.objects.filter(id=published_meeting.id)
        for start, shown in [
            (timedelta(minutes=1), True),
            (timedelta(hours=23), True),
            (timedelta(hours=25), False),
        ]:
            begin = midnight + start
            rows.update(scheduled_start=begin, scheduled_end=begin + timedelta(minutes=30))
            assert (published_meeting.title in self.listed(cast.member, scope="today")) is shown

    def test_words_are_found_with_and_without_marks(self, cast: Cast, published_meeting: Meeting) -> None:
        for query in ("Phiên họp", "phien hop", "THƯỜNG kỳ", "chu tri", "phong hop so 1"):
            assert self.listed(cast.member, query=query) == [published_meeting.title]
        assert self.listed(cast.member, query="không có") == []
        assert cast.member.get("/meetings", query="a\x00b").status == 422

    def test_a_row_says_what_it_is_to_me(self, cast: Cast, published_meeting: Meeting) -> None:
        row = cast.delegate.get("/meetings").body["items"][0]
        assert (row["my_role"], row["my_rsvp"], row["my_site_name"]) == (
            "delegate",
            "pending",
            cast.remote_site.name,
        )
        assert (row["sites"], row["participants"]) == (2, 6)
        assert cast.secretary.get("/meetings").body["items"][0]["my_role"] == "secretary"
        assert cast.administrator.get("/meetings").body["items"][0]["my_role"] is None

    def test_pages(self, cast: Cast, published_meeting: Meeting, settings: Any) -> None:
        settings.PAGE_SIZE = 2
        for n in range(4):
            fields = {"title": f"Họp {n}", "scheduled_start": timezone.now(), "unit": cast.unit}
            end = timezone.now() + timedelta(hours=1)
            Meeting.objects.create(**fields, scheduled_end=end, unit_name="U", created_at=timezone.now())
        first = cast.secretary.get("/meetings").body
        assert (first["total"], first["pages"], len(first["items"])) == (5, 3, 2)
        assert len(cast.secretary.get("/meetings", page=3).body["items"]) == 1
        assert cast.secretary.get("/meetings", page=9).body["items"] == []
        assert cast.secretary.get("/meetings", page=0).status == 422

    def test_scope_that_is_none(self, cast: Cast) -> None:
        assert cast.member.get("/meetings", scope="soon").status == 422
        assert cast.anonymous.get("/meetings").status == 401
