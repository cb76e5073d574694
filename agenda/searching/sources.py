"""What can be found: every capability registers its own, with the rule by which it is read."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from ecabinet.directory.principal import Principal
from ecabinet.journal.audience import Viewer
from ecabinet.journal.services import Command, Draft, subscribe

PageKey = tuple[UUID, int]
NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Subject:
    """One thing that can be found: its first page is indexed with its title. `meeting_id` is empty for what
    is somebody's own.

    `edition` says which of its contents is meant (the version of a document).
    """

    id: UUID
    meeting_id: UUID | None
    at: datetime
    title: str
    item_id: UUID | None = None
    edition: str = ""
    pages: int = 1


@dataclass(frozen=True)
class Source:
    """One kind of thing that can be found.

    `describe` gives those of the ids that belong into the index; `texts` the text of pages;
    `everything` all ids. `events` are the types after which the subject `told_by` them is looked at anew; a
    source without any calls `indexing.index` itself.

    Rights are said twice. `readable` is a condition on entries for what a principal may read, so that nothing
    else is counted. `open_to` is the very rule of reading, asked for what is shown: those of the ids that
    the viewer of a meeting may open. What belongs to no meeting has `open_to_owner` instead.
    """

    name: str
    describe: Callable[[Collection[UUID]], list[Subject]]
    texts: Callable[[Collection[PageKey]], dict[PageKey, str]]
    everything: Callable[[], Iterable[UUID]]
    open_to: Callable[[Viewer, Collection[UUID]], Collection[UUID]]
    events: tuple[str, ...] = ()
    told_by: Callable[[Draft], UUID] = lambda _draft: UUID(int=0)
    readable: Callable[[Principal], Q] = lambda _principal: Q()
    open_to_owner: Callable[[Principal, Collection[UUID]], Collection[UUID]] | None = None


def named(key: str) -> Callable[[Draft], UUID]:
    """The subject that an event's data names by `key`."""
    return lambda draft: UUID(str(draft.data[key]))


Shut = Callable[[Principal], Q]
_sources: dict[str, Source] = {}
_shut: list[Shut] = []


def register_source(source: Source) -> None:
    """Let these be found (in AppConfig.ready()); they are indexed as their events tell."""
    _sources[source.name] = source
    for event_type in source.events:
        subscribe(event_type, _index_after(source))


def _index_after(source: Source) -> Callable[[Command, Draft], None]:
    from agenda.searching import indexing

    def index_subject(cmd: Command, draft: Draft) -> None:
        indexing.index(source, source.told_by(draft), cmd)

    return index_subject


def register_shut(shut: Shut) -> None:
    """Keep from everybody what `shut(principal)`, a condition on entries, names (in AppConfig.ready())."""
    if shut not in _shut:
        _shut.append(shut)


def sources() -> dict[str, Source]:
    """Every kind that can be found, by name."""
    return _sources


def shut_to(principal: Principal) -> list[Q]:
    """What is shut to the principal, whatever its source."""
    return [shut(principal) for shut in _shut]
