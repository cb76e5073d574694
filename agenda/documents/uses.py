"""Who still needs a stored content: every kind of paper file says which of its rows do."""

from django.db.models import Q

from agenda.documents.models import DocumentVersion, PaperFile
from agenda.documents.rules import Status

_kinds: list[type[PaperFile]] = [DocumentVersion]


def register_files(kind: type[PaperFile]) -> None:
    """Keep the contents of these files as well (in AppConfig.ready())."""
    if kind not in _kinds:
        _kinds.append(kind)


def in_use(sha256: str) -> bool:
    """Whether a file that was not refused has this content: as it came, to be read, or as its picture."""
    uses = Q(sha256=sha256) | Q(view_sha256=sha256) | Q(first_page_sha256=sha256)
    return any(kind._default_manager.filter(uses).exclude(status=Status.REJECTED).exists() for kind in _kinds)
