"""Messages as they go over the line are what a client of RFC 6455 reads."""

import pytest
from websockets.frames import Frame, Opcode
from websockets.protocol import CLIENT, Protocol

from ecabinet.wire import text_message


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_a_client_reads_the_text_that_was_written(length: int) -> None:
    text = "ờ" * (length // 3) + "x" * (length % 3)
    assert len(text.encode()) == length
    client = Protocol(CLIENT, max_size=None)
    client.receive_data(text_message(text) + text_message("next"))
    frames = [event for event in client.events_received() if isinstance(event, Frame)]
    assert [(frame.opcode, frame.fin) for frame in frames] == [(Opcode.TEXT, True)] * 2
    assert [bytes(frame.data).decode() for frame in frames] == [text, "next"]
