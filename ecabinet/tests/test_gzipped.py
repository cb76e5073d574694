"""Text that is put together from pieces comes out of any decompressor as it went in."""

import gzip
import json

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast
from ecabinet.gzipped import Piece, answer_in_pieces, gzip_of
from meetings.lifecycle.models import Meeting


@given(st.lists(st.binary(max_size=3000), max_size=6), st.integers(1, 40))
def test_any_pieces(texts: list[bytes], times: int) -> None:
    pieces = [Piece(text * times) for text in texts]
    assert gzip.decompress(gzip_of(pieces)) == b"".join(text * times for text in texts)


@pytest.mark.parametrize(
    ("accepted", "is_compressed"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("gzip;q=0.001", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("br", False),
        ("xgzip", False),
        ("", False),
    ],
)
def test_only_who_takes_it_gets_it_compressed(accepted: str, is_compressed: bool) -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": accepted})
    answer = answer_in_pieces(request, [Piece(b'{"a":'), Piece(b"1}")])
    assert answer.headers.get("Content-Encoding") == ("gzip" if is_compressed else None)
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert (gzip.decompress(answer.content) if is_compressed else answer.content) == b'{"a":1}'


@pytest.mark.django_db
def test_a_snapshot_is_the_same_either_way(cast: Cast, running_meeting: Meeting) -> None:
    http, path = cast.secretary.client.http, f"/api/meetings/{running_meeting.id}/snapshot"
    plain = json.loads(http.get(path).content)
    packed = http.get(path, headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    text = gzip.decompress(packed.content)
    assert len(packed.content) < len(text) / 2
    told = json.loads(text)
    assert {name: told[name] for name in ("seq", "viewer", "parts")} == {
        name: plain[name] for name in ("seq", "viewer", "parts")
    }
