"""The store of contents outside of this machine: anything that speaks Amazon's S3, when a bucket is set.

Keys are those of the folder (`ab/cd/<sha256>`, `unfinished/<upload>/<offset>`). The folder then is only a
cache of what was fetched (storage.py).
"""

import errno
import functools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from ecabinet.problems import Problem

CONNECT_SECONDS, READ_SECONDS, TRIES = 5, 60, 3
MISSING = {"404", "NoSuchKey", "NotFound"}
FULL = {"507", "QuotaExceeded", "XMinioStorageFull", "InsufficientStorage"}


def is_on() -> bool:
    """Whether contents lie in an S3 store."""
    return bool(settings.S3_BUCKET)


def put(key: str, path: Path) -> None:
    """Store a file. Raises OSError (ENOSPC) where there is no room, Problem store_away (503)."""
    with _told(), path.open("rb") as file:
        _client(settings.S3_ENDPOINT).put_object(Bucket=settings.S3_BUCKET, Key=key, Body=file)


def put_bytes(key: str, content: bytes) -> None:
    """The same of a few bytes."""
    with _told():
        _client(settings.S3_ENDPOINT).put_object(Bucket=settings.S3_BUCKET, Key=key, Body=content)


def chunks(key: str, size: int) -> Iterator[bytes]:
    """The content in pieces of `size` bytes. Raises FileNotFoundError, Problem store_away (503)."""
    with _told():
        answer = _client(settings.S3_ENDPOINT).get_object(Bucket=settings.S3_BUCKET, Key=key)
        yield from answer["Body"].iter_chunks(size)


def modified(key: str) -> datetime | None:
    """When the content was stored last; None: it is not there. Raises Problem store_away (503)."""
    try:
        with _told():
            answer = _client(settings.S3_ENDPOINT).head_object(Bucket=settings.S3_BUCKET, Key=key)
    except FileNotFoundError:
        return None
    at: datetime = answer["LastModified"]
    return at


def delete(key: str) -> None:
    """Remove a content; nothing happens when it is gone already. Raises Problem store_away (503)."""
    with _told():
        _client(settings.S3_ENDPOINT).delete_object(Bucket=settings.S3_BUCKET, Key=key)


def delete_below(prefix: str) -> None:
    """Remove everything whose key begins so, a thousand at most. Raises Problem store_away (503)."""
    with _told():
        listed = _client(settings.S3_ENDPOINT).list_objects_v2(Bucket=settings.S3_BUCKET, Prefix=prefix)
    for each in listed.get("Contents", []):
        delete(each["Key"])


def public_address(key: str, content_type: str, disposition: str, seconds: int) -> str | None:
    """The store's own signed address of a content; None unless browsers reach the store."""
    if not is_on() or not settings.S3_PUBLIC_ENDPOINT:
        return None
    asked = {
        "Bucket": settings.S3_BUCKET,
        "Key": key,
        "ResponseContentType": content_type,
        "ResponseContentDisposition": disposition,
    }
    client = _client(settings.S3_PUBLIC_ENDPOINT)
    address: str = client.generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds)
    return address


@functools.cache
def _client(endpoint: str) -> Any:
    """boto3 takes a third of a second to load: only where it is used. Threads may share a client."""
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": TRIES},
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        # Stores other than Amazon's know no checksums in trailers.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return boto3.client(
        "s3",
        endpoint_url=endpoint or None,
        region_name=settings.S3_REGION,
        aws_access_key_id=settings.S3_ACCESS_KEY or None,
        aws_secret_access_key=settings.S3_SECRET_KEY or None,
        config=config,
    )


@contextmanager
def _told() -> Iterator[None]:
    """Turns what the client raises into what a folder would, or into a problem."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in MISSING:
            raise FileNotFoundError(code) from error
        if code in FULL:
            raise OSError(errno.ENOSPC, code) from error
        raise Problem("store_away", headers={"Retry-After": "10"}) from error
    except BotoCoreError as error:
        raise Problem("store_away", headers={"Retry-After": "10"}) from error
