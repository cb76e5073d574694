"""The S3 store, against a server that speaks S3: all that a folder does, and what happens without it."""

import hashlib
import shutil
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from django.conf import settings
from django.test import Client
from moto.server import ThreadedMotoServer

from agenda.documents import objects, storage
from agenda.documents.services import DISCARD_JOB
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.papers import paper, run_jobs
from ecabinet.jobs.models import Job
from ecabinet.problems import Problem
from ecabinet.testing import Answer

KEYS = {"aws_access_key_id": "k", "aws_secret_access_key": "s", "region_name": "us-east-1"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """An empty bucket as the store, and an empty folder as its cache."""
    name = f"papers-{uuid.uuid4()}"
    boto3.client("s3", endpoint_url=endpoint, **KEYS).create_bucket(Bucket=name)
    for setting, value in {
        "FILES": tmp_path,
        "S3_BUCKET": name,
        "S3_ENDPOINT": endpoint,
        "S3_ACCESS_KEY": "k",
        "S3_SECRET_KEY": "s",
    }.items():
        monkeypatch.setattr(settings, setting, value)
    objects._client.cache_clear()
    yield name
    objects._client.cache_clear()


def keys(endpoint: str, bucket: str) -> set[str]:
    listed = boto3.client("s3", endpoint_url=endpoint, **KEYS).list_objects_v2(Bucket=bucket)
    return {each["Key"] for each in listed.get("Contents", [])}


def forget_cache() -> None:
    shutil.rmtree(settings.FILES)


def test_a_paper_lies_in_the_bucket_and_is_read_by_a_machine_that_never_saw_it(
    desk: Desk, endpoint: str, bucket: str
) -> None:
    version = desk.laid()
    wanted = {storage.place_of(h) for h in (version.sha256, version.view_sha256, version.first_page_sha256)}
    assert keys(endpoint, bucket) == wanted
    forget_cache()
    whole = desk.read(version).content
    assert hashlib.sha256(whole).hexdigest() == version.view_sha256
    assert desk.read(version, Range="bytes=0-9").content == whole[:10]
    forget_cache()
    page = desk.cast.member.get(f"/documents/{version.document_id}/pages/2.webp")
    assert page.content[8:12] == b"WEBP"
    bundle = desk.cast.member.get(f"/meetings/{desk.meeting.id}/documents.zip")
    assert len(bundle.content) > version.size // 2
    storage.delete(version.view_sha256)
    assert desk.read(version).status == 404


def test_a_refused_content_leaves_the_bucket(desk: Desk, endpoint: str, bucket: str) -> None:
    version = desk.laid(paper("*MẬT*"))
    assert version.rejected_code == "document_stamped"
    assert storage.exists(version.sha256)
    jobs = Job.objects.filter(kind=DISCARD_JOB)
    jobs.update(run_after=jobs[0].created_at)
    assert run_jobs(DISCARD_JOB) == 1
    assert keys(endpoint, bucket) == set()


def test_pieces_lie_in_the_bucket_until_the_file_is_whole(desk: Desk, endpoint: str, bucket: str) -> None:
    content, who = paper(), desk.cast.secretary
    announced = {"name": "a.pdf", "size": len(content), "fingerprint": "0" * 64, "declared_not_secret": True}
    upload = who.post("/uploads", announced, key=None).body["id"]
    cut = len(content) // 2
    for offset, piece in ((0, content[:cut]), (0, content[:cut]), (cut, content[cut:])):
        assert who.client.put_bytes(f"/uploads/{upload}/bytes?offset={offset}", piece).status == 200
    assert len(keys(endpoint, bucket)) == 2
    form = {"upload": upload, "sha256": hashlib.sha256(content).hexdigest(), "declared_not_secret": "true"}
    row = who.client.upload(desk.path, **form).body
    assert keys(endpoint, bucket) == {storage.place_of(row["sha256"])}


def test_browsers_are_sent_on_only_where_they_reach_the_store(
    desk: Desk, endpoint: str, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = desk.laid()
    path = f"/documents/{version.document_id}/address"
    address = desk.cast.member.post(path, {"what": "original"}, key=None).body["address"]
    assert Answer(Client().get(address)).content == paper()
    monkeypatch.setattr(settings, "S3_PUBLIC_ENDPOINT", "https://kho.example.gov.vn")
    there = Client().get(address)
    assert there.status_code == 302
    assert there["Location"].startswith(
        f"https://kho.example.gov.vn/{bucket}/{storage.place_of(version.sha256)}?"
    )
    assert "X-Amz-Expires=60" in there["Location"]
    assert desk.read(version).status == 200


def test_a_store_that_is_away_is_told(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setattr(settings, "S3_ENDPOINT", f"http://127.0.0.1:{taken.getsockname()[1]}")
        monkeypatch.setattr(objects, "TRIES", 1)
        with pytest.raises(Problem) as away:
            storage.fetch("0" * 64)
    assert (away.value.code, away.value.status) == ("store_away", 503)


def test_another_content_under_the_name_is_not_taken(bucket: str) -> None:
    digest = hashlib.sha256(b"that").hexdigest()
    objects.put_bytes(storage.place_of(digest), b"this")
    with pytest.raises(FileNotFoundError):
        storage.fetch(digest)
    assert not storage.path_of(digest).exists()


def test_the_cache_stays_small(bucket: str, tmp_path: Path) -> None:
    incoming = [storage.receive([bytes([n]) * 1000]) for n in range(3)]
    for each in incoming:
        storage.keep(each)
    storage.shrink_cache(2000)
    kept = [each for each in incoming if storage.path_of(each.sha256).exists()]
    assert len(kept) == 2
    assert all(storage.fetch(each.sha256).stat().st_size == 1000 for each in incoming)
