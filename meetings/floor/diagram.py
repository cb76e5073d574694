"""docs/floor.md: the machine of the floor as it is drawn from its tables.

`python -m meetings.floor.diagram` writes the page anew; a test compares it with the tables.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from meetings.floor.rules import IN_THE_ROOM, REFUSALS, REQUEST_STEPS, TURN_STEPS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "floor.md"
Table = Mapping[tuple[str, str], str]

# Where every step's effect is seen with real clients: in the media room, and at the screens of a meeting.
ROOM = "meetings/media/tests/test_real_floor.py::"
SHARES = "meetings/media/tests/test_real_shares.py::"
SCREENS = "tests/acts/floor.py::"
EVERY_STEP = f"{ROOM}test_every_step_of_the_floor_in_the_room"
CALLED = f"{SCREENS}test_3_called_ready_and_given_the_floor"
TURN = f"{SCREENS}test_3_a_turn_is_paused_goes_on_and_is_extended"
DECLINED = f"{SCREENS}test_3_withdrawn_declined_and_points_of_order_first"
PROOFS = {
    "call": (EVERY_STEP, CALLED),
    "accept": (EVERY_STEP, CALLED),
    "put_back": (EVERY_STEP,),
    "grant": (EVERY_STEP, f"{SHARES}test_a_screen_is_shared_with_the_floor_and_taken_out_with_it", CALLED),
    "withdraw": (EVERY_STEP, DECLINED),
    "decline": (EVERY_STEP, DECLINED),
    "end": (
        f"{ROOM}test_the_floor_opens_and_closes_the_microphone_in_the_room",
        f"{ROOM}test_whatever_ends_a_turn_takes_the_microphone",
        f"{SHARES}test_a_screen_is_shared_with_the_floor_and_taken_out_with_it",
        TURN,
    ),
    "pause": (EVERY_STEP, TURN),
    "resume": (EVERY_STEP, TURN),
    "extend": (EVERY_STEP, TURN),
}

HEAD = """# The floor

Drawn from the tables of `meetings/floor/rules.py` by `python -m meetings.floor.diagram`; do not edit by hand.
"""


def page() -> str:
    """The whole text of docs/floor.md."""
    parts = [HEAD, *_part("A request to speak", REQUEST_STEPS, "waiting")]
    parts += _part("A turn", TURN_STEPS, "running")
    return "\n".join([*parts, *_effects(), *_refusals()]) + "\n"


def _part(title: str, table: Table, first: str) -> list[str]:
    return [f"## {title}\n", "```mermaid", *_lines(table, first), "```\n"]


def _lines(table: Table, first: str) -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {first}"
    for (status, step), reached in table.items():
        yield f"    {status} --> {reached}: {step}"
    for last in sorted(set(table.values()) - {status for status, _ in table}):
        yield f"    {last} --> [*]"


def _effects() -> Iterator[str]:
    yield "## What a step does in the media room\n"
    yield "| step | effect |\n|---|---|"
    steps = dict.fromkeys(step for _, step in [*REQUEST_STEPS, *TURN_STEPS])
    for step in steps:
        yield f"| {step} | {IN_THE_ROOM.get(step, 'nothing')} |"
    yield "\nSeen with real clients, on the embedded media server and on LiveKit's own (`e2e-livekit`):\n"
    yield "| step | tests |\n|---|---|"
    for step in steps:
        yield f"| {step} | {', '.join(f'`{test}`' for test in PROOFS[step])} |"


def _refusals() -> Iterator[str]:
    yield "\n## Steps that are refused\n"
    yield "| status | step | code |\n|---|---|---|"
    for (status, step), code in REFUSALS.items():
        yield f"| {status} | {step} | `{code}` |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
