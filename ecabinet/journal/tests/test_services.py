"""Commands: rows and events together or not at all, in one gapless chain per stream."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from ecabinet.directory.models import Unit
from ecabinet.journal import services
from ecabinet.journal.models import Event, Stream
from ecabinet.journal.services import SYSTEM, Command, Draft, command
from ecabinet.journal.verify import replay, verify_stream


@pytest.fixture
def subscribers() -> Iterator[None]:
    """Subscriptions of a test end with it."""
    kept = {name: list(known) for name, known in services._subscribers.items()}
    yield
    services._subscribers.clear()
    services._subscribers.update(kept)


@pytest.mark.django_db
def test_events_carry_the_command_and_follow_each_other() -> None:
    with command("test.act", SYSTEM) as cmd:
        cmd.append("probe:1", "thing.made", data={"name": "Điểm cầu"}, state={"things": {"a": {"n": 1}}})
        cmd.append("probe:1", "thing.changed", data={}, audience=("role:chair",))
        cmd.append("probe:2", "thing.made", data={})
    first, second = Event.objects.filter(stream_id="probe:1").order_by("seq")
    assert (first.seq, second.seq) == (1, 2)
    assert second.previous == first.hash
    assert first.causation == second.causation == cmd.id
    assert first.data == {"name": "Điểm cầu"}
    assert second.audience == ["role:chair"]
    assert Stream.objects.get(name="probe:1").head == second.hash
    assert Stream.objects.get(name="probe:2").seq == 1
    assert list(verify_stream("probe:1")) == []


@pytest.mark.django_db
def test_a_command_that_fails_leaves_neither_row_nor_event() -> None:
    def act() -> None:
        with command("test.act", SYSTEM) as cmd:
            Unit.objects.create(code="X", name="X", short_name="X", kind="ministry")
            cmd.append("probe:1", "unit.created", data={})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not Unit.objects.filter(code="X").exists()
    assert not Event.objects.filter(stream_id="probe:1").exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("subscribers")
def test_a_subscriber_acts_in_the_same_transaction() -> None:
    def follow(cmd: Command, draft: Draft) -> None:
        cmd.append(draft.stream, "poll.paused", data={"because": draft.data["site"]})

    services.subscribe("probe.site_lost", follow)
    with command("test.act", SYSTEM) as cmd:
        cmd.append("probe:1", "probe.site_lost", data={"site": "Điện Biên"})
    events = Event.objects.filter(stream_id="probe:1").order_by("seq")
    assert [(e.type, e.data) for e in events] == [
        ("probe.site_lost", {"site": "Điện Biên"}),
        ("poll.paused", {"because": "Điện Biên"}),
    ]


@pytest.mark.django_db
def test_listeners_hear_of_a_commit_and_of_nothing_else(
    django_capture_on_commit_callbacks: object,
) -> None:
    heard: list[list[str]] = []
    services.after_commit(heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            with command("test.act", SYSTEM) as cmd:
                cmd.append("probe:1", "thing.made", data={})
            with command("test.act", SYSTEM):
                pass  # a command without events tells nobody
    finally:
        services._after_commit.remove(heard.append)
    assert heard == [["probe:1"]]


@pytest.mark.django_db(transaction=True)
def test_commands_at_the_same_moment_make_one_gapless_chain() -> None:
    def act(number: int) -> None:
        try:
            with command("test.act", SYSTEM) as cmd:
                cmd.append("probe:many", "thing.made", data={"number": number})
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(40)))
    events = Event.objects.filter(stream_id="probe:many").order_by("seq")
    assert [event.seq for event in events] == list(range(1, 41))
    assert sorted((event.data or {})["number"] for event in events) == list(range(40))
    assert list(verify_stream("probe:many")) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("subscribers")
def test_what_a_subscriber_amends_stands_in_later_events_too() -> None:
    def close(cmd: Command, draft: Draft) -> None:
        cmd.append(draft.stream, "microphone.closed", data={}, state={"sites": {"a": {"line": "online"}}})

    def leave(cmd: Command, draft: Draft) -> None:
        cmd.amend(draft, {"sites": {"a": {"line": "offline"}, "b": None}})

    services.subscribe("probe.ended", close)
    services.subscribe("probe.ended", leave)
    with command("test.act", SYSTEM) as cmd:
        cmd.append("probe:1", "probe.ended", data={})
        cmd.append("probe:2", "probe.told", data={}, state={"sites": {"a": {"line": "other"}}})
    assert replay("probe:1") == {"sites": {"a": {"line": "offline"}}}
    assert replay("probe:2") == {"sites": {"a": {"line": "other"}}}
    assert list(verify_stream("probe:1")) == []
