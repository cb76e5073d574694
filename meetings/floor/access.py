"""The way from an id in a request to a speaking request or the turn of a meeting."""

from uuid import UUID

from ecabinet.problems import NotFound, Problem
from meetings.floor.models import SpeakRequest, Turn
from meetings.floor.rows import running_turn
from meetings.floor.rules import check_running
from meetings.lifecycle.access import MeetingAccess
from meetings.lifecycle.models import Meeting


def access_request(meeting: Meeting, request_id: UUID) -> SpeakRequest:
    """The request of a meeting that has been accessed already.

    Raises NotFound (404), Problem meeting_not_running (409).
    """
    request = SpeakRequest.objects.filter(meeting=meeting, id=request_id).first()
    if request is None:
        raise NotFound
    check_running(meeting.status)
    request.meeting = meeting
    return request


def access_own_request(access: MeetingAccess, request_id: UUID) -> SpeakRequest:
    """A request that the viewer may withdraw: an own one, or any for who gives the floor.

    Raises NotFound (404), Problem not_allowed (403).
    """
    request = access_request(access.meeting, request_id)
    own = str(request.person_id) == access.viewer.person_id
    if not own and "grant_floor" not in access.viewer.can:
        raise Problem("not_allowed")
    return request


def access_called(access: MeetingAccess, request_id: UUID) -> SpeakRequest:
    """The request of the viewer, who says "ready" for themselves alone.

    Raises NotFound (404), Problem not_allowed (403).
    """
    request = access_request(access.meeting, request_id)
    if str(request.person_id) != access.viewer.person_id:
        raise Problem("not_allowed")
    return request


def access_turn(meeting: Meeting) -> Turn:
    """The running turn of a meeting that has been accessed already.

    Raises Problem meeting_not_running or nobody_speaks (409).
    """
    check_running(meeting.status)
    turn = running_turn(meeting.id)
    if turn is None:
        raise Problem("nobody_speaks")
    turn.meeting = turn.request.meeting = meeting
    return turn


def access_turn_to_end(access: MeetingAccess) -> Turn:
    """The running turn, for who has the floor, or for who gives it.

    Raises Problem not_allowed (403) for all others, nobody_speaks (409).
    """
    turn = running_turn(access.meeting.id)
    own = turn is not None and str(turn.request.person_id) == access.viewer.person_id
    if not own and "grant_floor" not in access.viewer.can:
        raise Problem("not_allowed")
    return access_turn(access.meeting)
