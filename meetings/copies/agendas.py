"""The agenda of a meeting as a list that another meeting can begin with; told by the layer above."""

from collections.abc import Callable
from typing import Any

from meetings.lifecycle.models import Meeting

ReadAgenda = Callable[[Meeting], list[dict[str, Any]]]
_readers: list[ReadAgenda] = []


def register_agenda(read: ReadAgenda) -> None:
    """Let `read(meeting)` tell the items in order, as meeting.created carries them (in AppConfig.ready())."""
    if read not in _readers:
        _readers.append(read)


def agenda_of(meeting: Meeting) -> list[dict[str, Any]]:
    """The items of the meeting, in order; empty where nobody keeps agendas."""
    return [item for read in _readers for item in read(meeting)]
