"""Gzip (RFC 1952) of text that is put together from pieces, each compressed once however often it is sent."""

import re
import struct
import zlib
from collections.abc import Iterable, Sequence
from functools import cached_property

from django.http import HttpRequest, HttpResponse

_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_END = b"\x03\x00"  # RFC 1951 section 3.2.6: a last block with nothing in it
LEVEL = 3


class Piece:
    """Bytes, and what they are compressed to: blocks of deflate (RFC 1951) that refer to nothing before."""

    def __init__(self, plain: bytes) -> None:
        self.plain = plain

    @cached_property
    def deflated(self) -> bytes:
        """Blocks that end at a byte and are not the last ones."""
        compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        return compressor.compress(self.plain) + compressor.flush(zlib.Z_FULL_FLUSH)


def gzip_of(pieces: Iterable[Piece]) -> bytes:
    """One gzip member of all pieces in their order."""
    blocks, checksum, size = [_HEADER], 0, 0
    for piece in pieces:
        blocks.append(piece.deflated)
        checksum = zlib.crc32(piece.plain, checksum)
        size += len(piece.plain)
    return b"".join([*blocks, _END, struct.pack("<II", checksum, size & 0xFFFFFFFF)])


def answer_in_pieces(request: HttpRequest, pieces: Sequence[Piece]) -> HttpResponse:
    """JSON that nobody keeps, compressed for who takes that (RFC 9110 section 12.5.3)."""
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if not _takes_gzip(request.headers.get("Accept-Encoding", "")):
        body = b"".join(piece.plain for piece in pieces)
        return HttpResponse(body, content_type="application/json", headers=headers)
    headers["Content-Encoding"] = "gzip"
    return HttpResponse(gzip_of(pieces), content_type="application/json", headers=headers)


def _takes_gzip(accepted: str) -> bool:
    offers = [offer.replace(" ", "").lower() for offer in accepted.split(",")]
    return any(re.fullmatch(r"gzip(;q=(1(\.0{0,3})?|0\.\d{0,2}[1-9]\d?))?", offer) for offer in offers)
