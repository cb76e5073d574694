"""Sizes nobody may exceed: what a participant writes is sent to every other."""

from collections.abc import Mapping

MAX_METADATA = 64_000
MAX_ATTRIBUTES = 64_000
MAX_NAME = 512
MAX_IDENTITY = 512
MAX_ROOM_NAME = 256
# Bytes of the messages in which a client describes one of its tracks.
MAX_TRACK_DESCRIPTION = 8192


def attributes_fit(name: str, metadata: str, attributes: Mapping[str, str]) -> bool:
    """Whether a name (characters), metadata and attributes (bytes) are within the limits."""
    size = sum(len(key.encode()) + len(value.encode()) for key, value in attributes.items())
    return len(name) <= MAX_NAME and len(metadata.encode()) <= MAX_METADATA and size <= MAX_ATTRIBUTES
