"""Joining the media room, and what the media server tells."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Any, Literal, ParamSpec, TypeVar
from uuid import UUID

from asgiref.sync import async_to_sync
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.directory.access import access_administration
from ecabinet.mediaserver import signing_keys
from ecabinet.pagination import Page, page_of_list
from ecabinet.problems import Problem
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.models import Meeting
from meetings.media import reconciler, shares, watching
from meetings.media.client import MediaUnreachable
from meetings.media.line_test import LineTest, ask_line_test
from meetings.media.rules import Source, check_joinable, desired
from meetings.media.shares import ShareRow, share_row
from meetings.media.state import before_start, room_state
from meetings.media.tokens import media_url, room_token
from meetings.media.webhook import LARGEST_BODY, OLDEST, meeting_id, meeting_of, read_webhook
from meetings.rehearsal.access import access_own_site
from meetings.rehearsal.turns import leave_turn
from meetings.screens.services import check_active, screen_of

router = Router(tags=["media"])

P = ParamSpec("P")
T = TypeVar("T")


class MediaToken(Schema):
    """Where the media room is and the ticket for it; the sources are what may be published now."""

    url: str
    token: str
    identity: str
    can_publish_sources: list[Source]


class MediaLoad(Schema):
    """The media process: `load` in cores, `loop_lag` the worst of the last seconds, bits a second."""

    started_at: datetime
    load: float
    loop_lag: float
    memory: int
    fast_path: bool
    dropped_sends: int
    bitrate_in: int
    bitrate_out: int
    rooms: int
    participants: int


class MediaRoom(Schema):
    """A room of the media server; `tracks` is unknown on a LiveKit server."""

    name: str
    meeting_id: UUID | None
    title: str
    created_at: datetime
    participants: int
    tracks: int | None


class MediaState(Schema):
    """`engine` own: the embedded server, which tells its load; livekit: LiveKit's, which does not."""

    engine: watching.Engine
    server: MediaLoad | None
    rooms: Page[MediaRoom]


class MediaLine(Schema):
    """A participant. Loss is 0 to 1, `in` towards the server; null: this server does not tell."""

    identity: str
    name: str
    active: bool
    joined_at: datetime
    tracks: int
    quality: Literal["excellent", "good", "poor", "lost", "unknown"] | None
    loss_in: float | None
    loss_out: float | None
    bitrate_in: int | None
    bitrate_out: int | None
    transport: Literal["udp", "tcp", "turn", ""] | None
    address: str | None


class Noted(Schema):
    ok: bool = True


class Shown(Schema):
    shown: bool


@router.post(
    "/meetings/{meeting_id}/media-token",
    response=MediaToken,
    operation_id="make_media_token",
    summary="A token for the media room of a meeting that may be joined",
)
def media_token(request: SignedInRequest, meeting_id: UUID) -> MediaToken:
    access = access_meeting(request.principal, meeting_id)
    state, now = room_state(access.meeting), timezone.now()
    check_joinable(state, now, before_start())
    is_device = request.principal.kind == "site_device"
    if is_device:
        check_active(meeting_id, str(access.viewer.site_id), screen_of(request.session))
    identity = f"site:{access.viewer.site_id}" if is_device else f"person:{request.principal.person_id}"
    permission = desired(state).get(identity)
    if permission is None:
        raise Problem("not_allowed")
    return MediaToken(
        url=media_url(request),
        token=room_token(str(meeting_id), identity, state.members[identity], permission, now),
        identity=identity,
        can_publish_sources=list(permission.sources),
    )


@router.post(
    "/meetings/{meeting_id}/line-test",
    response=LineTest,
    operation_id="ask_line_test",
    summary="A site's place among those that test their line, and the tickets for its own test room",
)
def line_test(request: SignedInRequest, meeting_id: UUID) -> LineTest:
    return ask_line_test(request, _rehearsing(request, meeting_id), timezone.now())


@router.post(
    "/meetings/{meeting_id}/line-test/leave",
    response=Noted,
    operation_id="leave_line_test",
    summary="The line test is over: the next site may begin",
)
def leave_line_test(request: SignedInRequest, meeting_id: UUID) -> Noted:
    leave_turn(meeting_id, _rehearsing(request, meeting_id).site_id)
    return Noted()


def _rehearsing(request: SignedInRequest, meeting_id: UUID) -> MeetingSite:
    """The site whose active screen asks."""
    access = access_meeting(request.principal, meeting_id)
    site = access_own_site(access, request.principal)
    check_active(meeting_id, str(site.site_id), screen_of(request.session))
    return site


@router.get(
    "/media/state",
    response=MediaState,
    operation_id="get_media_state",
    summary="The media server's load and rooms, for administrators",
)
def media_state(request: SignedInRequest, page: int = 1) -> dict[str, Any]:
    access_administration(request.principal)
    engine, server, rooms = _asked(watching.overview)
    shown = page_of_list(rooms, page)
    shown["items"] = [*_titled(shown["items"])]
    return {"engine": engine, "server": server, "rooms": shown}


@router.get(
    "/media/rooms/{name}/participants",
    response=Page[MediaLine],
    operation_id="list_media_lines",
    summary="Everybody in a media room and how their lines are, for administrators",
)
def media_lines(request: SignedInRequest, name: str, page: int = 1) -> dict[str, Any]:
    access_administration(request.principal)
    return page_of_list(_asked(watching.everybody, name), page)


def _asked(question: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return async_to_sync(question)(*args, **kwargs)
    except MediaUnreachable as error:
        raise Problem("media_unreachable") from error


def _titled(rooms: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rooms with their meetings; a room of something else has none."""
    ids = {room["name"]: meeting_id(room["name"]) for room in rooms}
    titles = dict(Meeting.objects.filter(id__in=filter(None, ids.values())).values_list("id", "title"))
    for room in rooms:
        found = ids[room["name"]]
        known = found if found in titles else None
        yield {**room, "meeting_id": known, "title": titles.get(found, "") if found else ""}


@router.post(
    "/meetings/{meeting_id}/shares/{share_id}/show",
    response=ShareRow,
    operation_id="show_share",
    summary="Lay the shared screen over the layout of every screen, or take it off",
)
@as_command("share.show")
def show_share(request: CommandRequest, meeting_id: UUID, share_id: UUID, body: Shown) -> ShareRow:
    access = access_meeting(request.principal, meeting_id, "set_layout", lock=True)
    share = shares.access_share(access.meeting, share_id)
    return share_row(shares.show(request.command, share, body.shown))


@router.post(
    "/meetings/{meeting_id}/shares/{share_id}/stop",
    response=ShareRow,
    operation_id="stop_share",
    summary="Take a shared screen away from its sender",
)
@as_command("share.stop")
def stop_share(request: CommandRequest, meeting_id: UUID, share_id: UUID) -> ShareRow:
    access = access_meeting(request.principal, meeting_id, "grant_floor", lock=True)
    share = shares.access_share(access.meeting, share_id)
    return share_row(shares.stop(request.command, share))


@router.post(
    "/media/webhook",
    response=Noted,
    auth=None,
    operation_id="receive_media_webhook",
    summary="Webhooks of the media server, signed by its API key",
)
def webhook(request: HttpRequest) -> Noted:
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        raise Problem("too_large", limit_mb=LARGEST_BODY / (1 << 20))
    event = read_webhook(
        request.body,
        request.headers.get("Authorization", ""),
        signing_keys(),
        timezone.now(),
    )
    meeting_id = meeting_of(event)
    is_new = cache.add(f"media-webhook:{event.id}", 1, timeout=OLDEST.total_seconds())
    if meeting_id is not None and is_new:
        reconciler.notice(meeting_id, hinted=True, begun=event.event == "room_started")
    return Noted()
