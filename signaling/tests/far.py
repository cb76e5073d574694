"""Alice and Bob at a site of their own: a process in another network namespace.

    python -m signaling.tests.far URL TOKEN_OF_ALICE TOKEN_OF_BOB

Prints one line of JSON for each line it reads. `state`: by which ways media goes, and what was noticed.
`since T`: the same, after media has returned since the moment T (monotonic). `reconnected`: after Bob's
signalling connection has come back. It leaves at the end of its input.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

from signaling.tests.harness import MediaServer
from signaling.tests.sdk import Cast
from signaling.tests.test_ways import Pair
from signaling.tests.ways import ways


class _Elsewhere(MediaServer):
    """A server that another process started; tokens came with the command."""

    def __init__(self, url: str, tokens: dict[str, str]) -> None:
        super().__init__()
        self._url = url
        self._tokens = tokens

    @property
    def url(self) -> str:
        return self._url

    def token(self, identity: str, room: str, **grants: Any) -> str:
        return self._tokens[identity]


async def _answer(people: Pair, command: list[str]) -> dict[str, Any]:
    seconds = 0.0
    if command[0] == "since":
        seconds = await people.returns(float(command[1]))
    if command[0] == "reconnected":
        for person in (people.alice, people.bob):
            await person.saw("reconnected", "", within=60)
    found = {*await ways(people.alice.room), *await ways(people.bob.room)}
    log = people.alice.log + people.bob.log
    names = ("left", "disconnected", "reconnected")
    return {
        "seconds": seconds,
        "protocols": sorted({way.protocol for way in found}),
        "servers": sorted({way.server for way in found}),
        "events": [what for what, _ in log if what in names],
        "at": time.monotonic(),
    }


async def main(url: str, alice_token: str, bob_token: str) -> None:
    """Join, and answer until the end of the input."""
    cast = Cast(_Elsewhere(url, {"alice": alice_token, "bob": bob_token}), "room")
    alice, bob = await cast.join("alice"), await cast.join("bob")
    camera, microphone = await alice.show(), await alice.speak()
    people = Pair(alice, bob, camera.sid, microphone.sid)
    await people.flows()
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await _answer(people, line.split())), flush=True)
    await cast.leave()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
