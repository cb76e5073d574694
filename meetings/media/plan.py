"""What must be done so that a media room is as its meeting wants it. Pure: it compares and decides."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from meetings.media.rules import Permission, RoomState, Source, desired


@dataclass(frozen=True)
class Microphone:
    """A published microphone track."""

    sid: str
    muted: bool


@dataclass(frozen=True)
class Seen:
    """One participant as the media server shows it; `sources` as in a grant.

    `shares`: a screen is published. `on_line`: media can flow, not only signalling. `managed` is false for
    recorders and the like.
    """

    identity: str
    joined_at: datetime
    sources: frozenset[str]
    can_publish: bool
    can_subscribe: bool = True
    data: bool = True
    microphones: tuple[Microphone, ...] = ()
    shares: bool = False
    on_line: bool = True
    managed: bool = True


@dataclass(frozen=True)
class Update:
    """Give an identity this permission."""

    identity: str
    permission: Permission


@dataclass(frozen=True)
class Remove:
    """Take an identity out of the room."""

    identity: str


@dataclass(frozen=True)
class Mute:
    """Mute a microphone track."""

    identity: str
    sid: str


Action = Update | Remove | Mute


def plan(state: RoomState | None, seen: Iterable[Seen], mute: Collection[str] = ()) -> list[Action]:
    """The actions that lead from what is `seen` to what `state` wants (None: nobody may be there).

    `mute` names identities whose open microphones are closed once, though they may open them again.
    Doing them all and planning again gives nothing more.
    """
    wanted = desired(state) if state is not None else {}
    actions: list[Action] = []
    for who in seen:
        if not who.managed:
            continue
        permission = wanted.get(who.identity)
        if permission is None:
            actions.append(Remove(who.identity))
        else:
            actions.extend(_for_one(who, permission, who.identity in mute))
    return actions


def _for_one(who: Seen, permission: Permission, mute: bool) -> Iterable[Action]:
    if not _fits(who, permission):
        yield Update(who.identity, permission)
    if mute or Source.MICROPHONE not in permission.sources:
        for microphone in who.microphones:
            if not microphone.muted:
                yield Mute(who.identity, microphone.sid)


def _fits(who: Seen, permission: Permission) -> bool:
    if (
        who.can_subscribe != permission.subscribe
        or who.data != permission.data
        or who.can_publish != permission.can_publish
    ):
        return False
    return not permission.can_publish or who.sources == frozenset(permission.sources)
