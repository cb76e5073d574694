"""Joining the media room, and what the media server tells."""

from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from ecabinet.commands import SignedInRequest
from ecabinet.mediaserver import signing_keys
from ecabinet.problems import Problem
from meetings.lifecycle.access import access_meeting
from meetings.media import reconciler
from meetings.media.rules import Source, check_joinable, desired
from meetings.media.state import before_start, room_state
from meetings.media.tokens import media_url, room_token
from meetings.media.webhook import LARGEST_BODY, OLDEST, meeting_of, read_webhook

router = Router(tags=["media"])


class MediaToken(Schema):
    """Where the media room is and the ticket for it; the sources are what may be published now."""

    url: str
    token: str
    identity: str
    can_publish_sources: list[Source]


class Noted(Schema):
    ok: bool = True


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
