"""What happens to papers when something below them changes; called in the same transaction."""

from agenda.documents.audience import is_laid, preparers_of, readers_of
from agenda.documents.models import Document
from agenda.documents.rows import document_row, draft_row, is_draft
from ecabinet.directory.models import Account
from ecabinet.directory.principal import principal_of
from ecabinet.journal import audience
from ecabinet.journal.audience import Viewer
from ecabinet.journal.services import Command, Draft
from meetings.lifecycle.access import viewer_of
from meetings.lifecycle.rows import State


def hide_papers(cmd: Command, draft: Draft) -> None:
    """Who keeps out of an item sees its papers no more; only that person is told."""
    _tell(cmd, draft, "documents.hidden", is_hidden=True)


def show_papers(cmd: Command, draft: Draft) -> None:
    """Who takes part in an item again sees its papers again."""
    _tell(cmd, draft, "documents.shown", is_hidden=False)


def _tell(cmd: Command, draft: Draft, event: str, *, is_hidden: bool) -> None:
    papers = list(Document.objects.filter(item_id=draft.data["item_id"]).select_related("shown", "meeting"))
    if not papers:
        return
    state = _hidden(papers) if is_hidden else _shown(papers, draft.data["person_id"])
    names = ("item_id", "item_title", "full_name", "position")
    cmd.append(
        draft.stream,
        event,
        data={**{name: draft.data[name] for name in names}, "documents": len(papers)},
        state=state,
        audience=audience.person(draft.data["person_id"]),
    )


def _hidden(papers: list[Document]) -> State:
    drafts = {str(v.id): None for paper in papers for v in paper.versions.all() if is_draft(paper, v)}
    return {"documents": {str(paper.id): None for paper in papers}, "drafts": drafts}


def _shown(papers: list[Document], person_id: str) -> State:
    viewer = _viewer(person_id, papers[0])
    laid = [paper for paper in papers if is_laid(paper) and viewer.sees(readers_of(paper))]
    prepared = [paper for paper in papers if viewer.sees(preparers_of(paper))]
    drafts = [(paper, v) for paper in prepared for v in paper.versions.all() if is_draft(paper, v)]
    return {
        "documents": {str(paper.id): document_row(paper).model_dump(mode="json") for paper in laid},
        "drafts": {str(v.id): draft_row(paper, v).model_dump(mode="json") for paper, v in drafts},
    }


def _viewer(person_id: str, paper: Document) -> Viewer:
    """As whom the person looks; who has no account sees what everybody sees."""
    account = Account.objects.filter(person_id=person_id, is_active=True).first()
    viewer = viewer_of(principal_of(account), paper.meeting) if account else None
    return viewer or Viewer("", "person", frozenset({*audience.ALL, f"person:{person_id}"}))
