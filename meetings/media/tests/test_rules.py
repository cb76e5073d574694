"""Who may publish what: the properties of the permission function, and of the plan that applies it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecabinet.problems import Problem
from meetings.media.plan import Action, Microphone, Mute, Remove, Seen, Update, plan
from meetings.media.rules import (
    EVERYTHING,
    HEARD,
    SHARING,
    Member,
    RoomState,
    Source,
    chair_identities,
    check_joinable,
    desired,
    may_speak_besides,
)

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
DAY = timedelta(days=1)
SITE_IDS = ["a", "b", "c"]


@st.composite
def rooms(draw: st.DrawFn) -> RoomState:
    """Any room: sites with open or closed microphones, people at sites or not, somebody on the floor."""
    members = {
        f"site:{s}": Member("site", s, "site", s, microphone_open=draw(st.booleans())) for s in SITE_IDS
    }
    roles = draw(st.lists(st.sampled_from(["member", "delegate", "guest", "secretary"]), max_size=4))
    seats = st.sampled_from([None, *SITE_IDS])
    members["person:chair"] = Member("person", "Chủ trì", "chair", draw(seats))
    members |= {f"person:{n}": Member("person", str(n), role, draw(seats)) for n, role in enumerate(roles)}
    members["person:onlooker"] = Member("onlooker", "Quản trị", "onlooker")
    floor = draw(st.one_of(st.none(), st.sampled_from(sorted(members))))
    policy = draw(st.sampled_from(["open", "on_floor"]))
    stopped = draw(st.frozensets(st.sampled_from(sorted(members)), max_size=2))
    return RoomState("in_progress", policy, NOON, members, floor, stopped=stopped)


@st.composite
def crowds(draw: st.DrawFn) -> list[Seen]:
    """What a media server may show: known and unknown identities with any permission and any microphone."""
    names = [f"site:{s}" for s in [*SITE_IDS, "gone"]] + [
        "person:chair",
        "person:0",
        "person:onlooker",
        "egress",
    ]
    crowd = []
    for identity in draw(st.sets(st.sampled_from(names))):
        sources = draw(st.frozensets(st.sampled_from(EVERYTHING)))
        microphones = tuple(
            Microphone(f"TR_{n}", draw(st.booleans())) for n in range(draw(st.integers(0, 2)))
        )
        crowd.append(
            Seen(identity, NOON, sources, bool(sources), data=draw(st.booleans()), microphones=microphones)
        )
    return crowd


@given(rooms())
def test_on_floor_at_most_one_identity_beside_the_chair_has_a_microphone(state: RoomState) -> None:
    wanted = desired(replace(state, policy="on_floor"))
    heard = {identity for identity, permission in wanted.items() if Source.MICROPHONE in permission.sources}
    assert len(heard - chair_identities(state)) <= 1
    assert "person:chair" in heard


@given(rooms())
def test_on_floor_nobody_else_is_heard_while_somebody_has_the_floor(state: RoomState) -> None:
    wanted = desired(replace(state, policy="on_floor"))
    heard = {identity for identity, permission in wanted.items() if Source.MICROPHONE in permission.sources}
    if state.floor is not None:
        assert heard - chair_identities(state) <= {state.floor}


@given(rooms())
def test_everybody_but_onlookers_is_seen_and_onlookers_publish_nothing(state: RoomState) -> None:
    for identity, permission in desired(state).items():
        onlooker = state.members[identity].kind == "onlooker"
        assert (Source.CAMERA in permission.sources) == (not onlooker)
        assert permission.can_publish == permission.data == (not onlooker)


@given(rooms())
def test_an_open_room_lets_sites_and_people_be_seen_and_heard(state: RoomState) -> None:
    wanted = desired(replace(state, policy="open"))
    assert all(
        set(wanted[identity].sources) >= set(HEARD)
        for identity, member in state.members.items()
        if member.kind != "onlooker"
    )


@given(rooms())
def test_a_screen_is_shared_by_the_floor_the_chair_and_the_secretaries_unless_stopped(
    state: RoomState,
) -> None:
    wanted = desired(state)
    sharing = {identity for identity, permission in wanted.items() if set(SHARING) <= set(permission.sources)}
    half = {i for i, permission in wanted.items() if set(SHARING) & set(permission.sources)}
    secretaries = {i for i, member in state.members.items() if member.role == "secretary"}
    floor = {state.floor} if state.floor and state.members[state.floor].kind != "onlooker" else set()
    assert (
        sharing
        == half
        == (chair_identities(state) & set(state.members) | secretaries | floor) - state.stopped
    )


def test_who_speaks_through_a_site_may_share_from_the_own_device_too() -> None:
    members = {
        "site:a": Member("site", "A", "site", "a", microphone_open=True),
        "person:1": Member("person", "Một", "delegate", "a"),
        "person:2": Member("person", "Hai", "delegate", "a"),
    }
    wanted = desired(RoomState("in_progress", "on_floor", NOON, members, "site:a", speaker="person:1"))
    assert wanted["site:a"].sources == EVERYTHING
    assert wanted["person:1"].sources == (Source.CAMERA, *SHARING)
    assert wanted["person:2"].sources == (Source.CAMERA,)


def test_the_floor_of_a_site_whose_microphone_was_closed_is_nobodys() -> None:
    members = {
        "site:a": Member("site", "A", "site", "a", microphone_open=False),
        "site:b": Member("site", "B", "site", "b", microphone_open=True),
    }
    assert may_speak_besides(RoomState("in_progress", "on_floor", NOON, members, "site:a")) is None
    assert may_speak_besides(RoomState("in_progress", "on_floor", NOON, members, None)) == "site:b"


@pytest.mark.parametrize(
    ("status", "start", "is_open"),
    [
        ("published", NOON + DAY, True),
        ("published", NOON + DAY + timedelta(seconds=1), False),
        ("published", NOON - DAY, True),
        ("in_progress", NOON + 9 * DAY, True),
        ("paused", NOON, True),
        ("draft", NOON, False),
        ("approved", NOON, False),
        ("ended", NOON, False),
        ("cancelled", NOON, False),
    ],
)
def test_the_room_is_open_from_a_day_before_until_the_end(
    status: str, start: datetime, is_open: bool
) -> None:
    state = RoomState(status, "open", start)
    if is_open:
        check_joinable(state, NOON, DAY)
        return
    with pytest.raises(Problem, match="media_closed"):
        check_joinable(state, NOON, DAY)


def carried_out(crowd: list[Seen], actions: list[Action]) -> list[Seen]:
    """The crowd after a media server has done what it was told."""
    there = {who.identity: who for who in crowd}
    for action in actions:
        who = there[action.identity]
        if isinstance(action, Remove):
            del there[action.identity]
        elif isinstance(action, Update):
            permission = action.permission
            sources = frozenset(map(str, permission.sources))
            there[action.identity] = replace(
                who, sources=sources, can_publish=permission.can_publish, data=permission.data
            )
        elif isinstance(action, Mute):
            tracks = tuple(replace(m, muted=m.muted or m.sid == action.sid) for m in who.microphones)
            there[action.identity] = replace(who, microphones=tracks)
    return list(there.values())


@given(rooms(), crowds(), st.sets(st.sampled_from(["site:a", "site:b", "person:0"])))
def test_a_plan_carried_out_leaves_nothing_to_do(state: RoomState, crowd: list[Seen], mute: set[str]) -> None:
    after = carried_out(crowd, plan(state, crowd, mute))

    assert plan(state, after, mute) == []
    assert {who.identity for who in after} <= set(state.members)
    for who in after:
        permission = desired(state)[who.identity]
        assert who.sources == frozenset(permission.sources) or not who.can_publish
        if Source.MICROPHONE not in permission.sources or who.identity in mute:
            assert all(microphone.muted for microphone in who.microphones)


@given(crowds())
def test_a_closed_room_is_emptied(crowd: list[Seen]) -> None:
    assert carried_out(crowd, plan(None, crowd)) == []


def test_recorders_are_left_alone() -> None:
    recorder = Seen("egress", NOON, frozenset(), True, managed=False)
    assert plan(None, [recorder]) == []


def test_an_order_to_mute_touches_only_those_it_names() -> None:
    members = {f"site:{s}": Member("site", s, "site", s) for s in "ab"}
    loud = (Microphone("TR_1", False), Microphone("TR_2", True))
    crowd = [Seen(i, NOON, frozenset(HEARD), True, microphones=loud) for i in members]
    state = RoomState("in_progress", "open", NOON, members)
    assert plan(state, crowd, {"site:b"}) == [Mute("site:b", "TR_1")]
