"""What every identity in the media room may do, as a pure function of the meeting's state.

No I/O, no Django. Names of sources are those of a LiveKit grant (`canPublishSources`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from ecabinet.problems import Problem


class Source(StrEnum):
    CAMERA = "camera"
    MICROPHONE = "microphone"
    SCREEN_SHARE = "screen_share"
    SCREEN_SHARE_AUDIO = "screen_share_audio"


SEEN_ONLY = (Source.CAMERA,)
HEARD = (Source.CAMERA, Source.MICROPHONE)
SHARING = (Source.SCREEN_SHARE, Source.SCREEN_SHARE_AUDIO)
EVERYTHING = (*HEARD, *SHARING)
NOTHING: tuple[Source, ...] = ()

JOINABLE = frozenset({"in_progress", "paused"})
SOON = "published"


@dataclass(frozen=True)
class Permission:
    """What an identity may publish. Onlookers send no data; who keeps out of the item gets nothing either."""

    sources: tuple[Source, ...] = NOTHING
    data: bool = True
    subscribe: bool = True

    @property
    def can_publish(self) -> bool:
        """False without sources: to a LiveKit server an empty list with canPublish means every source."""
        return bool(self.sources)


@dataclass(frozen=True)
class Member:
    """Somebody who may be in the room: a site, a person, or an onlooker by office.

    `site_id` is where a person sits, or the site itself; `title` a person's position or a site's unit.
    """

    kind: str
    name: str
    role: str
    site_id: str | None = None
    title: str = ""
    microphone_open: bool = False

    @property
    def attributes(self) -> dict[str, str]:
        """What the token says about the identity; LiveKit attributes are strings."""
        return {"kind": self.kind, "site_id": self.site_id or "", "role": self.role}


@dataclass(frozen=True)
class RoomState:
    """All that decides about permissions. `floor` is the identity that has the floor, if any.

    `speaker` is the own device of the person who has the floor, the same where no site is spoken through.
    `kept_out` have no part in the item that is on the table, by recusal or because it is closed to them: they
    neither see, hear nor are heard meanwhile.
    `stopped` may not share their screen for now: somebody stopped it.
    """

    status: str
    policy: str
    scheduled_start: datetime
    members: Mapping[str, Member] = field(default_factory=dict)
    floor: str | None = None
    speaker: str | None = None
    kept_out: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()


def may_join(state: RoomState, now: datetime, before_start: timedelta) -> bool:
    """Whether the room is open: from `before_start` before the meeting until it ends."""
    if state.status == SOON:
        return state.scheduled_start - now <= before_start
    return state.status in JOINABLE


def check_joinable(state: RoomState, now: datetime, before_start: timedelta) -> None:
    """Raise Problem media_closed unless the room is open."""
    if not may_join(state, now, before_start):
        raise Problem("media_closed")


def desired(state: RoomState) -> dict[str, Permission]:
    """The permission of every identity that may be in the room; who is missing must leave it.

    A camera always. A microphone in policy open everybody, in policy on_floor only the chair and at most one
    more identity. A screen is shared by who has the floor, the chair and the secretaries, in either policy.
    """
    heard = _heard(state)
    return {identity: _permission(state, identity, heard) for identity in state.members}


def may_share(state: RoomState) -> set[str]:
    """Who may share a screen now: through what is spoken, the speaker's own device, chair and secretaries."""
    by_right = {i for i, m in state.members.items() if m.role == "secretary" and m.kind == "person"}
    holders = {identity for identity in (state.floor, state.speaker) if identity}
    return (chair_identities(state) | by_right | holders) - state.stopped


def may_speak_besides(state: RoomState) -> str | None:
    """The one identity beside the chair's that is heard in policy on_floor, if any.

    Whoever has the floor; where nobody has it, the site whose microphone was opened. A speaking site whose
    microphone was closed is not heard, nor is anybody in its place.
    """
    if state.floor is not None:
        holder = state.members.get(state.floor)
        closed = holder is not None and holder.kind == "site" and not holder.microphone_open
        return None if closed else state.floor
    besides = state.members.keys() - chair_identities(state)
    return min((i for i in besides if state.members[i].microphone_open), default=None)


def chair_identities(state: RoomState) -> set[str]:
    """Through what the chair is heard: the own device, and the site where the chair sits."""
    chairs = {i: m for i, m in state.members.items() if m.role == "chair"}
    return set(chairs) | {f"site:{m.site_id}" for m in chairs.values() if m.site_id}


def _heard(state: RoomState) -> set[str]:
    if state.policy == "open":
        return {identity for identity, member in state.members.items() if member.kind != "onlooker"}
    besides = may_speak_besides(state)
    return chair_identities(state) | ({besides} if besides else set())


def _permission(state: RoomState, identity: str, heard: set[str]) -> Permission:
    member = state.members[identity]
    if identity in state.kept_out:
        return Permission(NOTHING, data=False, subscribe=False)
    if member.kind == "onlooker":
        return Permission(NOTHING, data=False)
    sharing = SHARING if identity in may_share(state) else NOTHING
    return Permission((HEARD if identity in heard else SEEN_ONLY) + sharing)
