"""In which form somebody reads a version: as it is, or with their name on every page.

Who may not have the bare copy reads one that bears their name, by ranges for the reader of this system; pages
that are shown as pictures bear it too. A site's screen, which is no person, reads the bare copy by ranges and
lays its name over it. Text, outline and small pictures of pages are the same for all who read.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from agenda.documents import page_pictures, stamping
from agenda.documents.access import access_document, version_in
from agenda.documents.copies import content_to_read
from agenda.documents.kinds import viewing_name
from agenda.documents.marked_pictures import marked
from agenda.documents.models import DocumentVersion
from agenda.documents.rights import Rights, is_marked, may_take, rights_of
from agenda.documents.rules import THUMB
from agenda.documents.serving import file_response, own_response, path_in_store, placed_response
from agenda.documents.storage import fetch
from ecabinet.directory.principal import Principal
from ecabinet.journal.audience import Viewer
from ecabinet.problems import NotFound, Problem

PDF, WEBP = "application/pdf", "image/webp"


@dataclass(frozen=True)
class Showing:
    """A version, who reads it, and what they may do with it."""

    version: DocumentVersion
    viewer: Viewer
    rights: Rights

    @property
    def is_marked(self) -> bool:
        """Whether the very content bears the reader's name."""
        return is_marked(self.viewer, self.rights)


def access_showing(
    principal: Principal, document_id: UUID | str, number: int | None, at: datetime
) -> Showing:
    """A version to be read now. Raises as `access_version`."""
    access = access_document(principal, document_id)
    return Showing(version_in(access, number), access.viewer, rights_of(access.viewer, access.document, at))


def file_to_read(request: HttpRequest, showing: Showing) -> HttpResponseBase:
    """The copy for reading. Raises Problem document_copy_closed (403) and as `content_to_read`."""
    if not may_take(showing.viewer, showing.rights) and not _is_asked_by_the_reader(request):
        raise Problem("document_copy_closed")
    version = showing.version
    sha256 = content_to_read(showing.viewer, version) if showing.is_marked else version.view_sha256
    return file_response(request, sha256, PDF, viewing_name(version.filename))


def _is_asked_by_the_reader(request: HttpRequest) -> bool:
    """By ranges, from a script of a page: not by an address, nor as a page, a frame or a download."""
    by_script = request.headers.get("Sec-Fetch-Dest", "empty") == "empty"
    return by_script and "Range" in request.headers and not getattr(request, "is_by_address", False)


def first_page(request: HttpRequest, showing: Showing) -> HttpResponseBase:
    """Page 1 as a picture. Raises NotFound, Problem document_pictures_busy (503)."""
    version = showing.version
    name = f"{version.filename}.webp"
    if not showing.is_marked:
        return file_response(request, version.first_page_sha256, WEBP, name)
    try:
        picture = fetch(version.first_page_sha256)
    except FileNotFoundError as error:
        raise NotFound from error
    return own_response(marked(picture, _mark(showing)), WEBP, name)


def page(
    request: HttpRequest, showing: Showing, number: int, size: Literal["thumb", "full"]
) -> HttpResponseBase:
    """A page as a picture. Raises NotFound, Problem document_pictures_busy (503)."""
    version = showing.version
    place = page_pictures.place(version.view_sha256, size, number)
    name = f"{version.filename}-{number}.webp"
    if showing.is_marked and size != THUMB:
        return own_response(marked(path_in_store(place), _mark(showing)), WEBP, name)
    return placed_response(request, place, f"{version.view_sha256}-{size}-{number}", WEBP, name)


def _mark(showing: Showing) -> str:
    return stamping.taker_of(showing.viewer, timezone.now()).mark
