"""Answering with the bytes of a stored file, never more than 1 MiB of it in memory per request."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase

from agenda.documents.objects import public_address
from agenda.documents.rules import Unsatisfiable, names_version, range_applies, wanted_range
from agenda.documents.storage import fetch, place_of
from ecabinet.problems import NotFound

CHUNK_BYTES = 64 * 1024
ELSEWHERE_SECONDS = 60


def file_response(
    request: HttpRequest, sha256: str, content_type: str, filename: str, disposition: str = "inline"
) -> HttpResponseBase:
    """The stored content `sha256`, whole or the range that is asked for (RFC 9110 section 14).

    Its entity tag is its hash. Who came by a signed address is sent on to the S3 store where that is
    reachable. Raises NotFound when the content is gone.
    """
    if not names_version(request.headers.get("If-None-Match"), f'"{sha256}"'):
        named = content_disposition(disposition, filename)
        elsewhere = public_address(place_of(sha256), content_type, named, ELSEWHERE_SECONDS)
        if elsewhere is not None and getattr(request, "is_by_address", False):
            return HttpResponseRedirect(elsewhere)
        _require(sha256)
    return placed_response(request, place_of(sha256), sha256, content_type, filename, disposition)


def _require(sha256: str) -> None:
    try:
        fetch(sha256)
    except FileNotFoundError as error:
        raise NotFound from error


def path_in_store(place: str) -> Path:
    """Where a place inside the store lies on this machine."""
    return Path(settings.FILES) / place


def placed_response(
    request: HttpRequest, place: str, tag: str, content_type: str, filename: str, disposition: str = "inline"
) -> HttpResponseBase:
    """The file at `place` inside the store, whose content never changes under the entity tag `tag`.

    Caches are private and ask again each time, so that a right that is lost ends reading. Raises NotFound.
    """
    path, etag = path_in_store(place), f'"{tag}"'
    if names_version(request.headers.get("If-None-Match"), etag):
        response: HttpResponseBase = HttpResponse(status=304)
    elif prefix := settings.X_ACCEL_PREFIX:
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{place}"
    else:
        response = _own_response(request, path, etag)
        response["Accept-Ranges"] = "bytes"
    response["Content-Type"] = content_type
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return _guarded(response, filename, disposition)


def own_response(content: bytes, content_type: str, filename: str) -> HttpResponse:
    """Content that was made for the one who asks, and that no cache keeps."""
    response = HttpResponse(content, content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    _guarded(response, filename, "inline")
    return response


def _guarded(response: HttpResponseBase, filename: str, disposition: str) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition(disposition, filename)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return response


def _own_response(request: HttpRequest, path: Path, etag: str) -> HttpResponseBase:
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise NotFound from error
    size = path.stat().st_size
    counts = range_applies(request.headers.get("If-Range"), etag)
    try:
        part = wanted_range(request.headers.get("Range") if counts else None, size)
    except Unsatisfiable:
        file.close()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    return _whole(file, size) if part is None else _part(file, size, *part)


def _part(file: BinaryIO, size: int, first: int, last: int) -> HttpResponse:
    with file:
        file.seek(first)
        response = HttpResponse(file.read(last - first + 1), status=206)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last - first + 1)
    return response


def _whole(file: BinaryIO, size: int) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_chunks(file))
    response["Content-Length"] = str(size)
    return response


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    try:
        while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield chunk
    finally:
        file.close()


def content_disposition(disposition: str, filename: str) -> str:
    """A Content-Disposition with the name in ASCII and, by RFC 5987, as it is written."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\;%' else "_" for c in filename)
    return f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
