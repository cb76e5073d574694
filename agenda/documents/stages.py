"""How far the preparation of a version has come: percents of its job, and the stage that each stands for."""

from pathlib import Path
from typing import Literal

CHECKED, CONVERTED, COPIED, PAGES, TEXT = 5, 30, 45, 70, 85
Stage = Literal["waiting", "checked", "converted", "copied", "pages", "text", "done"]
STAGES: dict[int, Stage] = {
    CHECKED: "checked",
    CONVERTED: "converted",
    COPIED: "copied",
    PAGES: "pages",
    TEXT: "text",
    100: "done",
}
NOTE = "reached"


def stage_of(percent: int) -> Stage:
    """The last stage that is behind; before the first, "waiting"."""
    return next((STAGES[at] for at in sorted(STAGES, reverse=True) if percent >= at), "waiting")


def note(folder: Path, percent: int) -> None:
    """What the bounded process says of itself while it works."""
    (folder / NOTE).write_text(str(percent))


def reached(folder: Path) -> int:
    """What the bounded process said last."""
    try:
        return int((folder / NOTE).read_text())
    except (FileNotFoundError, ValueError):  # not begun, or just being written
        return CONVERTED
