"""All the documents of a meeting that one reads, as one ZIP, made while it is sent."""

import asyncio
import os
import zipfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.utils import timezone

from agenda.documents.audience import laid_before
from agenda.documents.bundle_index import INDEX_NAME, Listed, index_page
from agenda.documents.models import Document, DocumentVersion
from agenda.documents.names import Names, safe_name
from agenda.documents.rules import Status
from agenda.documents.storage import fetch
from ecabinet.journal.audience import Viewer
from meetings.lifecycle.models import Meeting

CHUNK_BYTES = 64 * 1024
FOLDER_LETTERS = 60


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


def entries_of(viewer: Viewer, meeting: Meeting) -> list[Entry]:
    """What this viewer may take along, in the order of the agenda."""
    ready = Document.objects.filter(shown__status=Status.READY).select_related("item")
    documents = laid_before(viewer, ready, meeting.id)
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


async def bundle(meeting: Meeting, entries: Sequence[Entry], language: str) -> AsyncIterator[bytes]:
    """The archive piece by piece, files as they are, 64 KiB of one in memory at a time; the index comes last.

    What was recalled, replaced or deleted before its turn is left out, and the index says so.
    """
    sink = _Sink()
    listed: list[Listed] = []
    archive = zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED)
    for entry in entries:
        file = await _opened(entry)
        listed.append(Listed(entry.document, entry.version, entry.path if file else ""))
        if file is None:
            continue
        info = _info(entry.path, entry.version.uploaded_at)
        info.file_size = os.fstat(file.fileno()).st_size
        with file, archive.open(info, "w") as target:
            while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                target.write(chunk)
                yield sink.fetch()
    page = index_page(meeting, listed, language)
    archive.writestr(_info(INDEX_NAME, timezone.now()), page, zipfile.ZIP_DEFLATED)
    archive.close()
    yield sink.fetch()


async def _opened(entry: Entry) -> BinaryIO | None:
    laid = Document.objects.filter(id=entry.document.id, shown_id=entry.version.id, recalled_at=None)
    if not await laid.aexists():
        return None
    try:
        return await asyncio.to_thread(_open, entry.version.view_sha256)
    except FileNotFoundError:
        return None


def _open(sha256: str) -> BinaryIO:
    return fetch(sha256).open("rb")


def _info(path: str, at: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(path, timezone.localtime(at).timetuple()[:6])
