"""The way from an id in a request to a conclusion."""

from uuid import UUID

from ecabinet.problems import NotFound
from meetings.followup.models import Conclusion
from meetings.lifecycle.models import Meeting


def access_conclusion(meeting: Meeting, conclusion_id: UUID | str) -> Conclusion:
    """The conclusion of a meeting that has been accessed already. Raises NotFound (404)."""
    conclusion = Conclusion.objects.filter(meeting=meeting, id=conclusion_id).select_related("item").first()
    if conclusion is None:
        raise NotFound
    conclusion.meeting = meeting
    return conclusion
