"""What happens to papers that people keep when something below changes; called in the same transaction."""

from agenda.library.models import Paper
from ecabinet.journal.services import Command, Draft


def forget_kept(_cmd: Command, draft: Draft) -> None:
    """A paper that is recalled is recalled from people's own shelves too."""
    Paper.objects.filter(document_id=draft.data["document_id"]).delete()
