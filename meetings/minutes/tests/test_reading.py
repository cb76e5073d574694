"""Minutes read events alone, and every figure is the journal's."""

import copy
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from meetings.minutes.reading import read_minutes
from meetings.minutes.tests.story import CENTRAL, RESULT, VINH_LONG, Story, at, whole_meeting


def test_the_whole_meeting_is_read_from_its_events() -> None:
    content = read_minutes(whole_meeting().events)
    assert (content.started_at, content.ended_at) == (at(0), at(95))
    assert str(content.chair) == "Phó Thủ tướng Chính phủ"
    assert str(content.secretary) == "Chuyên viên tổng hợp, Văn phòng Chính phủ"
    assert (content.superior_name, content.notation) == ("Chính phủ", "VPCP")
    assert [p.full_name for p in content.present] == ["Đại biểu số 2"]
    assert {p.reason for p in content.absent if p.attendance == "absent"} == {"Đi công tác nước ngoài"}
    assert [(s.site_id, s.invited, s.present) for s in content.sites] == [(CENTRAL, 2, 0), (VINH_LONG, 2, 1)]
    assert [span.seconds(at(95)) for span in content.pauses] == [300]


def test_an_item_carries_its_times_turns_papers_polls_and_conclusions() -> None:
    first, second = read_minutes(whole_meeting().events).items
    assert first.seconds(at(95)) == 25 * 60
    assert [(turn.full_name, turn.seconds) for turn in first.turns] == [("Đại biểu số 2", 150)]
    assert [paper.title for paper in first.documents] == ["Báo cáo kết quả rà soát"]
    assert first.polls[0].result == RESULT
    assert first.polls[0].ballots[0]["choice"] == "reject"
    assert [c.text for c in first.conclusions] == ["Hoàn thành trước ngày 15/3"]
    assert (second.open, second.turns, second.polls) == ((), (), ())


def test_a_site_that_lost_its_line_is_told_so() -> None:
    site = read_minutes(whole_meeting().events).sites[1]
    assert [(span.start, span.end) for span in site.online] == [(at(-10), at(11)), (at(12), None)]
    assert site.losses(at(95)) == 1


def _taken_out(story: Story, number: int, minute: float) -> None:
    story.tell("participant.removed", minute, {"participants": {f"a-{number}": None}})


def test_who_took_part_and_was_taken_out_stays_in_the_minutes() -> None:
    story = whole_meeting()
    story.person(4, 3, attendance="present_online", checked_in_at=at(3).isoformat())
    story.person(5, 3)
    story.tell("poll.ballot_cast", 21, {"voted": {"b-1:a-5": {"poll_id": "b-1", "participant_id": "a-5"}}})
    story.person(6, 3)
    for number in (2, 4, 5, 6):
        _taken_out(story, number, 30 + number)
    content = read_minutes(story.events)
    assert [(p.full_name, p.left_at) for p in content.present] == [
        ("Đại biểu số 2", at(32)),
        ("Đại biểu số 4", at(34)),
        ("Đại biểu số 5", at(35)),
    ]
    assert "p-6" not in {p.person_id for p in content.people}
    assert [(site.invited, site.present) for site in content.sites] == [(2, 0), (4, 3)]
    assert content.items[0].turns[0].full_name == "Đại biểu số 2"


def test_who_was_taken_out_before_the_start_is_not_told() -> None:
    story = Story()
    story.change_meeting("meeting.published", -60)
    story.person(2, -30, attendance="present_online", checked_in_at=at(-30).isoformat())
    _taken_out(story, 2, -20)
    story.change_meeting("meeting.started", 0, status="in_progress", started_at=at(0).isoformat())
    assert read_minutes(story.events).people == ()


def test_who_is_asked_again_is_told_once() -> None:
    story = whole_meeting()
    _taken_out(story, 2, 40)
    story.person(2, 41, id="a-9")
    again = [p for p in read_minutes(story.events).people if p.person_id == "p-2"]
    assert [(p.is_present, p.left_at) for p in again] == [(True, at(40))]
    story.person(2, 42, id="a-9", attendance="present_in_person", checked_in_at=at(42).isoformat())
    again = [p for p in read_minutes(story.events).people if p.person_id == "p-2"]
    assert [(p.attendance, p.left_at) for p in again] == [("present_in_person", None)]


def test_who_is_present_in_person_without_a_site_is_in_the_room() -> None:
    story = whole_meeting()
    story.person(7, 40, role="chair", site_id=None, site_name="", attendance="present_in_person")
    story.person(8, 40, site_id=None, site_name="", attendance="present_online")
    story.floor(41, 7, 41, person_id="p-7", site_name="")
    story.floor(42, None)
    content = read_minutes(story.events)
    seats = {p.person_id: p.site_name for p in content.present}
    assert (seats["p-7"], seats["p-8"]) == ("Phòng họp số 1", "")
    assert content.items[0].turns[-1].site_name == "Phòng họp số 1"


def test_what_belongs_to_a_removed_item_stands_apart() -> None:
    story = whole_meeting()
    story.tell("item.removed", 96, {"items": {"i-1": None}})
    content = read_minutes(story.events)
    assert [item.item_id for item in content.items] == ["i-2"]
    assert [turn.seconds for turn in content.apart.turns] == [150]
    assert content.apart.polls[0].result == RESULT


def test_the_floor_handed_on_directly_makes_two_turns() -> None:
    story = Story()
    story.floor(0, 1, 0)
    story.floor(3, 2, 3)
    story.floor(4, None)
    assert [(t.full_name, t.seconds) for t in read_minutes(story.events).apart.turns] == [
        ("Đại biểu số 1", 180),
        ("Đại biểu số 2", 60),
    ]


def test_a_turn_in_which_a_screen_was_shared_says_so() -> None:
    story = Story()
    story.floor(0, 1, 0, identity="site:s-1")
    story.tell("share.started", 1, {"shares": {"it": {"identity": "site:s-1"}}})
    story.floor(2, 1, 0, identity="site:s-1", paused_seconds=30)
    story.tell("share.ended", 2.5, {"shares": {"it": None}})
    story.floor(3, 2, 3, identity="person:p-2")
    story.tell("share.started", 3.5, {"shares": {"it": {"identity": "person:chair"}}})
    story.floor(4, None)
    turns = read_minutes(story.events).apart.turns
    assert [(turn.full_name, turn.shared) for turn in turns] == [
        ("Đại biểu số 1", True),
        ("Đại biểu số 2", False),
    ]


def test_draft_polls_are_not_told_and_erased_payloads_do_no_harm() -> None:
    story = whole_meeting()
    story.poll(96, "draft")
    story.events.append({"seq": 99, "type": "attendance.marked", "at": at(97), "data": None, "state": None})
    content = read_minutes(story.events)
    assert content.items[0].polls == ()
    assert content.last_seq == 99


def test_only_what_all_were_told_of_the_course_is_recorded() -> None:
    story = whole_meeting()
    ended = next(n for n, event in enumerate(story.events) if event["type"] == "meeting.ended")

    def told(text: str, kind: str, to_all: bool) -> dict[str, object]:
        data = {"text": text, "kind": kind, "to_all": to_all}
        return {"seq": 0, "type": "announcement.sent", "at": at(40), "data": data, "state": {}}

    during = [
        told("Nghỉ 15 phút", "break", True),
        told("Cắm lại dây", "technical", True),
        told("Riêng", "urgent", False),
    ]
    private = {"seq": 0, "type": "note.sent", "at": at(41), "data": {"full_name": "An"}, "state": {}}
    story.events[ended:ended] = [*during, private]
    story.events.append({**told("Cảm ơn", "information", True), "seq": 500})
    assert [one.text for one in read_minutes(story.events).announced] == ["Nghỉ 15 phút"]


def test_the_reading_leaves_the_events_as_they_were() -> None:
    events = whole_meeting().events
    before = copy.deepcopy(events)
    assert read_minutes(events) == read_minutes(events)
    assert events == before


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["item", "floor", "pause", "site", "person", "other"]),
        st.integers(0, 4),
        st.integers(1, 600),
    ),
    max_size=60,
)


def _random_story(steps: list[tuple[str, int, int]]) -> Story:
    """A course of events that a meeting could take; each step comes some seconds after the one before."""
    story, minute, status = Story(), 0.0, "in_progress"
    story.change_meeting("meeting.started", 0, status=status, started_at=at(0).isoformat())
    for kind, which, seconds in steps:
        minute += seconds / 60
        if kind == "item":
            story.item(which, minute, ("pending", "current", "done")[which % 3])
        elif kind == "floor":
            story.floor(minute, which or None, minute)
        elif kind == "pause":
            status = "paused" if status == "in_progress" else "in_progress"
            story.change_meeting("meeting.paused", minute, status=status)
        elif kind == "site":
            story.site(VINH_LONG, "Điểm cầu Vĩnh Long", minute, ("offline", "online")[which % 2])
        elif kind == "person":
            states = ("not_checked", "present_online", "present_in_person", "absent", "absent")
            story.person(which, minute, attendance=states[which])
        else:
            story.tell("layout.set", minute, {})
    return story


@given(STEPS)
def test_lengths_never_exceed_the_meeting(steps: list[tuple[str, int, int]]) -> None:
    story = _random_story(steps)
    content = read_minutes(story.events)
    whole = (story.events[-1]["at"] - at(0)) / timedelta(seconds=1)
    turns = [turn for item in (*content.items, content.apart) for turn in item.turns]
    assert 0 <= sum(turn.seconds for turn in turns) <= whole
    assert all(0 <= item.seconds(content.read_until) <= whole for item in content.items)
    assert sum(span.seconds(content.read_until) for span in content.pauses) <= whole
    assert len(turns) == len({(t.full_name, t.started_at) for t in turns})


@given(STEPS)
def test_everybody_invited_is_present_or_absent_once(steps: list[tuple[str, int, int]]) -> None:
    story = _random_story(steps)
    content = read_minutes(story.events)
    told = [person.person_id for person in (*content.present, *content.absent)]
    invited = {row["person_id"] for e in story.events for row in e["state"].get("participants", {}).values()}
    assert sorted(told) == sorted(invited)
    at_sites = sum(site.present for site in content.sites)
    assert at_sites == len([p for p in content.present if p.site_id in {s.site_id for s in content.sites}])


@given(STEPS, st.integers(0, 60))
def test_a_later_event_never_changes_a_turn_that_has_ended(
    steps: list[tuple[str, int, int]], cut: int
) -> None:
    events = _random_story(steps).events

    def ended(some: list[dict[str, Any]]) -> list[Any]:
        content = read_minutes(some)
        turns = [turn for item in (*content.items, content.apart) for turn in item.turns if turn.ended_at]
        return sorted((turn.started_at, turn.full_name, turn.seconds) for turn in turns)

    early, late = ended(events[: cut + 1]), ended(events)
    assert [turn for turn in late if turn in early] == early


@given(STEPS)
def test_one_event_with_all_changes_reads_as_many_with_one_each(steps: list[tuple[str, int, int]]) -> None:
    events = _random_story(steps).events
    split: list[dict[str, Any]] = []
    for event in events:
        parts = [{part: rows} for part, rows in event["state"].items()] or [{}]
        split += [event | {"state": state} for state in parts]
    assert read_minutes(split) == read_minutes(events)


def test_a_trial_vote_is_practice_and_is_not_told() -> None:
    story = whole_meeting()
    story.poll(30, "closed", RESULT, is_trial=True)
    assert read_minutes(story.events).items[0].polls == ()
