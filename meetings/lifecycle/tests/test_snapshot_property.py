"""For every viewer: a snapshot and the frames that the viewer may see after it make the fresh snapshot.

Random members of the cast do random acts through the API; each viewer's screen is followed with the one
reducer of docs/contract.md. When a viewer's rights change the socket is closed and the screen starts anew,
so it does here.
"""

import json
import os
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Cast, Member
from ecabinet.journal.audience import Viewer
from ecabinet.journal.snapshot import take_snapshot
from meetings.lifecycle.access import find_viewer
from meetings.lifecycle.journal_view import events_for, snapshot_for
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.acts import ACTORS, ACTS, MEMBERS
from meetings.lifecycle.tests.scene import Rows, Scene, furnish
from meetings.lifecycle.tests.stage import Stage

USUAL_EXAMPLES = 12
EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", USUAL_EXAMPLES))
PAGE = 7
VIEWERS = (
    "secretary",
    "chair",
    "member",
    "delegate",
    "site_device",
    "technician",
)
ANYBODY = ("outsider", "delegate", "member", "chair", "site_device", "administrator")


@dataclass
class Screen:
    """One viewer's screen: a snapshot, then frames."""

    member: Member
    meeting_id: UUID
    viewer: Viewer | None = None
    parts: dict[str, Rows] = field(default_factory=dict)
    seen: int = 0
    seq: int = 0

    def follow(self) -> None:
        """Look again at one's rights; apply what is new, or start anew when they changed."""
        viewer = find_viewer(self.member.principal, str(self.meeting_id))
        if viewer is None or self.viewer is None or viewer.tags != self.viewer.tags:
            self.viewer = viewer
            self.start()
        else:
            self.viewer = viewer
            self.catch_up()

    def start(self) -> None:
        self.parts = {}
        if self.viewer is not None:
            taken = take_snapshot("meeting", str(self.meeting_id), self.viewer)
            self.parts, self.seq, self.seen = deepcopy(taken.parts), taken.seq, taken.viewer_seq

    def catch_up(self) -> None:
        assert self.viewer is not None
        after: int | None = self.seq
        while after is not None:
            page = events_for(self.viewer, self.meeting_id, after, PAGE)
            assert len(page["items"]) <= PAGE
            for frame in page["items"]:
                assert frame["prev"] == self.seen
                self.seen = self.seq = frame["seq"]
                self.apply(frame["state"])
            after = page["next"]

    def apply(self, state: dict[str, dict[str, Any]]) -> None:
        for part, rows in state.items():
            shown = self.parts.setdefault(part, {})
            for key, row in rows.items():
                if row is None:
                    shown.pop(key, None)
                else:
                    shown[key] = row

    def check(self) -> None:
        """What is shown is what a fresh snapshot says."""
        if self.viewer is None:
            return
        fresh = take_snapshot("meeting", str(self.meeting_id), self.viewer)
        for part in sorted(fresh.parts.keys() | self.parts.keys()):
            assert self.parts.get(part, {}) == fresh.parts.get(part, {}), part
        assert self.seen == fresh.viewer_seq
        told = b"".join(piece.plain for piece in snapshot_for(self.viewer, self.meeting_id))
        assert json.loads(told)["parts"] == fresh.parts


Step = tuple[str, int, int, int]
RARE = (
    *("end", "close", "reopen", "cancel"),
    *("remove_participant", "remove_site", "submit", "approve", "return"),
)
PAPERS = ("upload", "upload_version", "deliver", "prepare")
OFTEN = (
    *(name for name in ACTS if name not in RARE),
    "line",
    "person_line",
    "share",
    "turn_windows",
    *PAPERS,
)
numbers = st.integers(0, 11)


def done_in_turn(*names: str) -> st.SearchStrategy[list[Step]]:
    """Acts that make sense after each other, by whom it may be."""
    return st.tuples(*(st.tuples(st.just(name), numbers, numbers, numbers) for name in names)).map(list)


def one_of_them(names: tuple[str, ...]) -> st.SearchStrategy[list[Step]]:
    return st.tuples(st.sampled_from(names), numbers, numbers, numbers).map(lambda step: [step])


chunks = st.one_of(
    one_of_them(OFTEN),
    one_of_them(OFTEN),
    one_of_them(OFTEN),
    one_of_them(RARE),
    done_in_turn("line", "ask_to_speak", "grant"),
    done_in_turn("ask_to_speak", "grant", "pause_floor", "resume_floor", "extend_floor", "end_floor"),
    done_in_turn(
        "ask_to_speak", "grant", "share", "show_share", "layout", "share", "stop_share", "end_floor"
    ),
    done_in_turn("mark", "mark", "check_in", "check_in", "new_poll", "open_poll", "ballot", "ballot"),
    done_in_turn("new_poll", "open_poll", "ballot", "close_poll", "cancel_poll"),
    done_in_turn("ballot", "ballot", "ballot"),
    done_in_turn("add_item", "order_items", "remove_item"),
    done_in_turn("invite_site", "remove_participant", "invite_person", "edit_participant"),
    done_in_turn("invite_unit", "edit_meeting", "remove_unit"),
    done_in_turn("publish", "invite_unit", "limit_unit", "name_unit_people", "decline_unit", "answer_for"),
    done_in_turn("submit", "withdraw_approval", "submit"),
    done_in_turn("upload", "prepare", "share_comments", "comment", "comment", "recuse", "comment"),
    done_in_turn("upload", "prepare", "remove_document"),
    done_in_turn("upload", "prepare", "upload_version", "upload_version", "prepare", "recall_document"),
    done_in_turn("upload", "prepare", "declare_version", "upload_version", "prepare", "doubt_version"),
    done_in_turn("assign_duty", "deliver", "deliver", "prepare", "deliver", "return_version", "deliver"),
    done_in_turn("assign_duty", "deliver", "prepare", "deliver", "approve_version", "edit_document"),
    done_in_turn("upload", "prepare", "limit_document", "turn_windows", "upload_version", "prepare"),
    done_in_turn("upload", "limit_document", "turn_windows", "recuse", "withdraw_recusal", "edit_document"),
    done_in_turn("open_item", "conclude", "edit_conclusion", "close_item"),
    done_in_turn("check_in", "person_line", "person_line", "mark"),
    done_in_turn("mark", "ask_to_speak", "grant", "leave", "come_back", "leave", "mark"),
    done_in_turn("open_item", "upload", "recuse", *PAPERS, "withdraw_recusal", "close_item"),
    done_in_turn("recuse", "new_poll", "open_poll", "recuse", "close_poll"),
    done_in_turn("set_lobby", "edit_participant", "knock", "admit", "open_item", "close_item", "turn_away"),
    done_in_turn("invite_person", "set_lobby", "knock", "admit_all", "send_out", "knock"),
    done_in_turn("set_conversation", "write", "write", "delete_message", "write"),
    done_in_turn("announce", "announce", "withdraw_announcement", "pause", "resume"),
    done_in_turn("share_notes", "write_note", "read_note", "answer_note", "floor_to_writer"),
    done_in_turn("choose_room", "fill_seats", "seat", "edit_participant", "rsvp", "clear_seats"),
    done_in_turn("choose_room", "seat", "choose_room", "edit_meeting", "remove_participant"),
    done_in_turn("item_access", "open_item", "ask_to_speak", "grant", "pause_item", "pause", "resume"),
    done_in_turn("item_access", "upload", "new_poll", "open_poll", "ballot", "close_poll", "conclude"),
    done_in_turn("add_item", "move_item", "postpone_item", "restore_item", "skip_item"),
    done_in_turn(
        "line", "check_in", "check_in", "floor_settings", "open_item", "line", "resume_item", "line"
    ),
    done_in_turn("submit", "approve", "publish", "start"),
    done_in_turn("write", "end", "no_minutes", "close", "conclude", "reopen", "conclude"),
    done_in_turn("publish", "open_rehearsal", "set_overseer", "report_rehearsal", "check_rehearsal"),
    done_in_turn(
        "report_rehearsal", "set_checklist", "close_rehearsal", "open_rehearsal", "report_rehearsal"
    ),
    done_in_turn("publish", "start", "pause", "resume"),
)
steps = st.lists(chunks, min_size=6, max_size=14).map(
    lambda found: [step for chunk in found for step in chunk]
)


def actor_of(name: str, who: int) -> str:
    """Mostly somebody whose act it is, sometimes anybody."""
    fitting = ACTORS.get(name, ("secretary",))
    return ANYBODY[who % len(ANYBODY)] if who % 6 == 5 else fitting[who % len(fitting)]


def act(cast: Cast, meeting_id: UUID, parts: dict[str, Rows], step: Step) -> tuple[str, int]:
    """Do one step; gives the act and the status that the API answered. `parts`: what the secretary sees."""
    name, who, a, b = step
    member: Member = getattr(cast, actor_of(name, who))
    special = Stage(cast, meeting_id).acts.get(name)
    if special is not None:
        status, told = special(member, a, b), None
    else:
        path, body = ACTS[name](Scene(cast, parts, a, b))
        answer = member.post(f"/meetings/{meeting_id}/{path}", body)
        status, told = answer.status, answer.body
    assert status in {200, 403, 404, 409, 422}, (step, status, told)
    return name, status


@pytest.fixture
def voting_meeting(cast: Cast, running_meeting: Meeting) -> Meeting:
    """Everybody is there, an item is on the table, somebody speaks, and a poll is open."""
    path = f"/meetings/{running_meeting.id}"
    for member in (cast.chair, cast.member, cast.member2, cast.member3):
        assert member.post(f"{path}/check-in", {"mode": "online"}).status == 200
    item = min(cast.chair.get(f"{path}/snapshot").body["parts"]["items"])
    assert cast.chair.post(f"{path}/items/{item}/open").status == 200
    wish = cast.delegate.post(f"{path}/speak-requests", {}).body
    assert cast.chair.post(f"{path}/speak-requests/{wish['id']}/grant", {}).status == 200
    poll = cast.secretary.post(f"{path}/polls", {"question": "Thông qua?", "item_id": item}).body
    assert cast.secretary.post(f"{path}/polls/{poll['id']}/open").status == 200
    return running_meeting


@pytest.mark.timeout(600)
@pytest.mark.parametrize("begin", ["meeting", "running_meeting", "voting_meeting"])
def test_snapshot_and_events_make_the_fresh_snapshot(
    cast: Cast, begin: str, request: pytest.FixtureRequest
) -> None:
    meeting: Meeting = request.getfixturevalue(begin)
    done: Counter[str] = Counter()
    furnish(cast)
    for name in {*VIEWERS, *ANYBODY, *MEMBERS}:
        # Sign in before the walk: what a walk writes is rolled back.
        assert getattr(cast, name).get("/session").status == 200

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(steps)
    def walk(sequence: list[Step]) -> None:
        with transaction.atomic():
            screens = [Screen(getattr(cast, name), meeting.id) for name in VIEWERS]
            for screen in screens:
                screen.follow()
            for step in sequence:
                name, status = act(cast, meeting.id, screens[0].parts, step)
                done[name] += status == 200
                if status == 200:
                    for screen in screens:
                        screen.follow()
            for screen in screens:
                screen.check()
            transaction.set_rollback(True)

    walk()
    least = LEAST_ACTS[begin] * min(EXAMPLES, USUAL_EXAMPLES) // USUAL_EXAMPLES
    assert len([name for name, times in done.items() if times]) >= least, done


LEAST_ACTS = {"meeting": 20, "running_meeting": 20, "voting_meeting": 15}
