"""A site's screen enters a meeting."""

from uuid import UUID

from ninja import Router, Schema

from ecabinet.commands import CommandRequest, as_command
from ecabinet.problems import Problem
from meetings.invitations.access import access_site
from meetings.lifecycle.access import access_meeting
from meetings.screens import services
from meetings.screens.rows import Entered, screen_row

router = Router(tags=["screens"])


class EnterIn(Schema):
    take_over: bool = False


@router.post(
    "/meetings/{meeting_id}/screen",
    response=Entered,
    operation_id="enter_screen",
    summary="A site's screen enters; while another one is active it is told which, or takes over",
)
@as_command("screen.enter")
def enter_screen(request: CommandRequest, meeting_id: UUID, body: EnterIn) -> Entered:
    access = access_meeting(request.principal, meeting_id, lock=True)
    if request.principal.kind != "site_device" or access.viewer.site_id is None:
        raise Problem("not_allowed")
    site = access_site(access.meeting, access.viewer.site_id)
    screen = services.screen_of(request.session)
    active = services.enter(request.command, access.meeting, site, screen, take_over=body.take_over)
    return Entered(screen_id=screen.id, active=screen_row(active))
