"""All the documents of a meeting that one reads, as one ZIP, made while it is sent."""

import asyncio
import hashlib
import os
import zipfile
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db.models import QuerySet
from django.utils import timezone

from agenda.documents import stamping
from agenda.documents.audience import laid_before
from agenda.documents.bounded import Unreadable
from agenda.documents.bundle_index import INDEX_NAME, Listed, index_page
from agenda.documents.models import Document, DocumentVersion
from agenda.documents.names import Names, safe_name
from agenda.documents.rights import is_watermarked, may_print
from agenda.documents.rules import Status
from agenda.documents.storage import fetch
from ecabinet.journal.audience import Viewer
from meetings.lifecycle.models import Meeting

CHUNK_BYTES = 64 * 1024
FOLDER_LETTERS = 60
_stampers = ThreadPoolExecutor(2, "stamping")  # stamping takes a core: never more at once, whoever asks


@dataclass(frozen=True)
class Entry:
    """A document in the bundle: where it lies in there, and its viewing copy."""

    document: Document
    version: DocumentVersion
    path: str


class _Sink:
    """Takes what the archive writes until it is fetched: a chunk and a header at most."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._written.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What was written can still be fetched."""

    def fetch(self) -> bytes:
        pieces, self._written = b"".join(self._written), []
        return pieces


def _taken(viewer: Viewer, documents: "QuerySet[Document]", meeting_id: UUID) -> list[Document]:
    """Those of the documents that the viewer may take along now."""
    now = timezone.now()
    laid = laid_before(viewer, documents, meeting_id, now)
    return [document for document in laid if may_print(viewer, document, now)]


def entries_of(viewer: Viewer, meeting: Meeting) -> list[Entry]:
    """What this viewer may take along, in the order of the agenda."""
    ready = Document.objects.filter(shown__status=Status.READY).select_related("item")
    documents = _taken(viewer, ready, meeting.id)
    documents.sort(key=lambda document: document.item.position)
    names, folders, entries = Names(), Names(), []
    folder_of = {d.item_id: folders.take(_folder(d)) for d in {d.item_id: d for d in documents}.values()}
    for document in documents:
        if document.shown is not None:
            stem = f"{folder_of[document.item_id]}/{safe_name(document.title, 'tai-lieu')}"
            entries.append(Entry(document, document.shown, names.take(stem, ".pdf")))
    return entries


def _folder(document: Document) -> str:
    item = document.item
    return safe_name(f"{item.number or item.position} {item.title}", f"muc-{item.position}", FOLDER_LETTERS)


async def bundle(
    viewer: Viewer, meeting: Meeting, entries: Sequence[Entry], language: str
) -> AsyncIterator[bytes]:
    """The archive piece by piece, 64 KiB of one file in memory at a time; the index comes last.

    Files are as they are, or bear their taker's name where the meeting wants that. What was recalled,
    replaced, deleted or closed to the viewer meanwhile is left out, as the index says.
    """
    sink = _Sink()
    mark = await sync_to_async(_mark)(viewer, meeting)
    listed: list[Listed] = []
    archive = zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED)
    for entry in entries:
        file = await _opened(viewer, entry, mark)
        if file is None:
            listed.append(Listed(entry.document, entry.version, "", ""))
            continue
        info, digest = _info(entry.path, entry.version.uploaded_at), hashlib.sha256()
        info.file_size = os.fstat(file.fileno()).st_size
        with file, archive.open(info, "w") as target:
            while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                digest.update(chunk)
                target.write(chunk)
                yield sink.fetch()
        listed.append(Listed(entry.document, entry.version, entry.path, digest.hexdigest()))
    page = index_page(meeting, listed, language)
    archive.writestr(_info(INDEX_NAME, timezone.now()), page, zipfile.ZIP_DEFLATED)
    archive.close()
    yield sink.fetch()


def _mark(viewer: Viewer, meeting: Meeting) -> str:
    """What stands on every page; nothing where the meeting does not want it."""
    return stamping.taker_of(viewer, timezone.now()).mark if is_watermarked(meeting.id) else ""


async def _opened(viewer: Viewer, entry: Entry, mark: str) -> BinaryIO | None:
    if not await sync_to_async(_is_open)(viewer, entry):
        return None
    loop, view_sha256 = asyncio.get_running_loop(), entry.version.view_sha256
    try:
        if mark:
            return await loop.run_in_executor(_stampers, _stamped, view_sha256, mark)
        return await asyncio.to_thread(_open, view_sha256)
    except (FileNotFoundError, Unreadable):
        return None


def _open(sha256: str) -> BinaryIO:
    return fetch(sha256).open("rb")


def _stamped(view_sha256: str, mark: str) -> BinaryIO:
    """The stamped copy; its name is gone already, it lives as long as it is open."""
    with stamping.stamped(view_sha256, mark) as made:
        return made.open("rb")


def _is_open(viewer: Viewer, entry: Entry) -> bool:
    same = Document.objects.filter(id=entry.document.id, shown_id=entry.version.id)
    return bool(_taken(viewer, same, entry.document.meeting_id))


def _info(path: str, at: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(path, timezone.localtime(at).timetuple()[:6])
