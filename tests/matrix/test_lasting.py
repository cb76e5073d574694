"""The watch over what a request leaves written."""

import pytest
from django.db import transaction

from ecabinet.journal.models import Stream
from tests.matrix.lasting import lasting_writes


def written(name: str) -> None:
    Stream.objects.create(name=name, head="0")


@pytest.mark.django_db
def test_only_what_was_not_taken_back_counts() -> None:
    with lasting_writes() as watch:
        with transaction.atomic():
            written("kept")
            with transaction.atomic():
                written("taken back")
                with transaction.atomic():
                    written("taken back with it")
                transaction.set_rollback(True)
        assert watch.tables == ["journal_stream"]
        Stream.objects.filter(name="nobody").update(seq=1)
        assert watch.tables == ["journal_stream"]
        Stream.objects.filter(name="kept").update(seq=1)
        assert watch.tables == ["journal_stream"] * 2
    written("unwatched")
    assert watch.tables == ["journal_stream"] * 2
