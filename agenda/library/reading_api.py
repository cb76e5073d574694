"""Reading personal documents over HTTP: files, pictures, text and outline."""

from typing import Annotated, Literal
from uuid import UUID

from django.http.response import HttpResponseBase
from ninja import Path, Router

from agenda.documents import addresses, page_pictures
from agenda.documents import services as documents
from agenda.documents.addresses import Opens, register_address
from agenda.documents.addresses_api import AddressRow, LifetimeIn, address_row
from agenda.documents.kinds import MEDIA_TYPES, viewing_name
from agenda.documents.rows import OutlineRow, PageTextRow, ProgressRow, page_text_row
from agenda.documents.rules import Status
from agenda.documents.serving import file_response, placed_response
from agenda.documents.stages import stage_of
from agenda.library import services
from agenda.library.access import access_file, access_paper
from agenda.library.models import Paper
from ecabinet.commands import SignedInRequest
from ecabinet.directory.principal import Principal
from ecabinet.problems import NotFound

router = Router()

PDF = "application/pdf"
BINARY = {"schema": {"type": "string", "format": "binary"}}
FILE_ANSWERS = {
    "responses": {
        200: {"description": "The whole file", "content": dict.fromkeys(MEDIA_TYPES.values(), BINARY)},
        206: {"description": "At most 1 MiB of the range asked for", "content": {PDF: BINARY}},
        304: {"description": "The content named by If-None-Match is the current one"},
        416: {"description": "The range lies outside the file"},
    }
}
PICTURE_ANSWERS = {"responses": {200: {"description": "A WebP picture", "content": {"image/webp": BINARY}}}}

PageOfPaper = Annotated[int, Path(ge=1, le=100_000)]


@router.get(
    "/library/papers/{paper_id}/progress",
    response=ProgressRow,
    operation_id="see_own_progress",
    summary="How far the preparation of a paper of one's own has come",
)
def progress(request: SignedInRequest, paper_id: UUID) -> ProgressRow:
    paper = access_paper(request.principal, paper_id)
    percent = documents.percent_of(paper, services.PREPARE_JOB)
    return ProgressRow(version=1, status=Status(paper.status), stage=stage_of(percent), percent=percent)


@router.get(
    "/library/papers/{paper_id}/file",
    operation_id="read_own_paper",
    summary="The copy for reading; send Range and get at most 1 MiB at a time",
    openapi_extra=FILE_ANSWERS,
)
def read(request: SignedInRequest, paper_id: UUID) -> HttpResponseBase:
    paper = access_file(request.principal, paper_id)
    return file_response(request, paper.view_sha256, PDF, viewing_name(paper.filename))


@router.get(
    "/library/papers/{paper_id}/original",
    operation_id="download_own_paper",
    summary="The file exactly as it was uploaded",
    openapi_extra=FILE_ANSWERS,
)
def original(request: SignedInRequest, paper_id: UUID) -> HttpResponseBase:
    paper = access_file(request.principal, paper_id)
    return file_response(request, paper.sha256, paper.media_type, paper.filename, "attachment")


@router.get(
    "/library/papers/{paper_id}/first-page.webp",
    operation_id="see_own_first_page",
    summary="Page 1 as a picture 1600 pixels wide, to be shown while the PDF loads",
    openapi_extra=PICTURE_ANSWERS,
)
def first_page(request: SignedInRequest, paper_id: UUID) -> HttpResponseBase:
    paper = access_file(request.principal, paper_id)
    return file_response(request, paper.first_page_sha256, "image/webp", f"{paper.filename}.webp")


@router.get(
    "/library/papers/{paper_id}/pages/{number}.webp",
    operation_id="see_own_page",
    summary="A page as a picture: thumb 240, full 1600 pixels wide",
    openapi_extra=PICTURE_ANSWERS,
)
def page_picture(
    request: SignedInRequest, paper_id: UUID, number: PageOfPaper, size: Literal["thumb", "full"] = "full"
) -> HttpResponseBase:
    paper = _with_page(request.principal, paper_id, number)
    place = page_pictures.place(paper.view_sha256, size, number)
    tag = f"{paper.view_sha256}-{size}-{number}"
    return placed_response(request, place, tag, "image/webp", f"{paper.filename}-{number}.webp")


@router.get(
    "/library/papers/{paper_id}/pages/{number}/text",
    response=PageTextRow,
    operation_id="read_own_page_text",
    summary="The text of a page, to be read aloud or in larger letters",
)
def page_text(request: SignedInRequest, paper_id: UUID, number: PageOfPaper) -> PageTextRow:
    paper = _with_page(request.principal, paper_id, number)
    return page_text_row(1, number, paper.page_texts.filter(number=number).first())


@router.post(
    "/library/papers/{paper_id}/address",
    response=AddressRow,
    operation_id="make_own_paper_address",
    summary="An address of some minutes for a paper of one's own, as it was uploaded (no command)",
)
def address(request: SignedInRequest, paper_id: UUID, wanted: LifetimeIn) -> AddressRow:
    paper = access_file(request.principal, paper_id)
    opens = Opens("own_paper", str(paper.id))
    return address_row(addresses.make(request.principal, opens, paper.title, wanted.minutes))


register_address("own_paper", lambda request, opens: original(request, UUID(opens.subject)))


def _with_page(principal: Principal, paper_id: UUID, number: int) -> Paper:
    paper = access_file(principal, paper_id)
    if number > (paper.pages or 0):
        raise NotFound
    return paper


@router.get(
    "/library/papers/{paper_id}/outline",
    response=OutlineRow,
    operation_id="read_own_outline",
    summary="The bookmarks of a paper (2000 at most) and what its pages call themselves",
)
def outline(request: SignedInRequest, paper_id: UUID) -> OutlineRow:
    paper = access_file(request.principal, paper_id)
    return OutlineRow(version=1, pages=paper.pages or 0, items=paper.outline, labels=paper.labels)
