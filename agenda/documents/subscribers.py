"""What happens to papers when something below them changes; called in the same transaction."""

from agenda.documents.models import Document
from agenda.documents.rows import document_row
from ecabinet.journal import audience
from ecabinet.journal.services import Command, Draft


def hide_papers(cmd: Command, draft: Draft) -> None:
    """Who keeps out of an item sees its papers no more; only that person is told."""
    _tell(cmd, draft, "documents.hidden", is_hidden=True)


def show_papers(cmd: Command, draft: Draft) -> None:
    """Who takes part in an item again sees its papers again."""
    _tell(cmd, draft, "documents.shown", is_hidden=False)


def _tell(cmd: Command, draft: Draft, event: str, *, is_hidden: bool) -> None:
    papers = list(Document.objects.filter(item_id=draft.data["item_id"]))
    if not papers:
        return
    rows = {str(d.id): None if is_hidden else document_row(d).model_dump(mode="json") for d in papers}
    names = ("item_id", "item_title", "full_name", "position")
    cmd.append(
        draft.stream,
        event,
        data={**{name: draft.data[name] for name in names}, "documents": len(papers)},
        state={"documents": rows},
        audience=audience.person(draft.data["person_id"]),
    )
