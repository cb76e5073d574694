"""The folder that carries messages in the embedded profile."""

import socket
import threading
from pathlib import Path

import pytest
from kombu import Connection, Consumer, Exchange, Producer, Queue

from ecabinet.jobs.broker import FOLDER_URL, folder_options

QUEUE = Queue("q", Exchange("q", type="direct"), routing_key="q")


def connect(folder: Path) -> Connection:
    return Connection(FOLDER_URL, transport_options=folder_options(folder))


def publish(folder: Path, numbers: range) -> None:
    with connect(folder) as connection, connection.channel() as channel:
        producer = Producer(channel, serializer="json")
        for number in numbers:
            producer.publish({"n": number}, exchange=QUEUE.exchange, routing_key="q", declare=[QUEUE])


def receive(folder: Path, into: list[int], enough: int, all_read: threading.Event) -> None:
    with connect(folder) as connection, connection.channel() as channel:

        def take(body: dict[str, int], message: object) -> None:
            into.append(body["n"])
            message.ack()  # type: ignore[attr-defined]

        with Consumer(channel, [QUEUE], callbacks=[take], accept=["json"]):
            while len(into) < enough and not all_read.is_set():
                try:
                    connection.drain_events(timeout=0.2)
                except TimeoutError:
                    continue
    all_read.set()


@pytest.mark.timeout(60)
def test_two_readers_and_two_writers_lose_and_double_nothing(tmp_path: Path) -> None:
    got: list[int] = []
    all_read = threading.Event()
    writers = [threading.Thread(target=publish, args=(tmp_path, range(s, s + 100))) for s in (0, 100)]
    readers = [threading.Thread(target=receive, args=(tmp_path, got, 200, all_read)) for _ in range(2)]
    for thread in readers + writers:
        thread.start()
    for thread in readers + writers:
        thread.join(50)
    assert sorted(got) == list(range(200))
    assert not list(tmp_path.rglob("*.msg"))
    assert not list(tmp_path.rglob("*.partial"))


def test_messages_are_read_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    publish(tmp_path, range(20))
    got: list[int] = []
    receive(tmp_path, got, 20, threading.Event())
    assert got == list(range(20))


def test_waiting_for_nothing_ends(tmp_path: Path) -> None:
    with connect(tmp_path) as connection, connection.channel() as channel:
        with Consumer(channel, [QUEUE], accept=["json"]):
            with pytest.raises(socket.timeout):
                connection.drain_events(timeout=0.2)
