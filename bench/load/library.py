"""Fills the index with the pages of many papers, in the database of a product.

    python -m bench.load.library --meeting <id> --pages 100000     in the environment of the product

The papers are rows (no files), taken into the index by the product's own code. The words are syllables as
Vietnamese has them, some of them often and most of them seldom (Zipf).
"""

import argparse
import os
import random
from datetime import timedelta
from itertools import accumulate
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecabinet.settings")
django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from agenda.documents import found  # noqa: E402
from agenda.documents.models import Document, DocumentPage, DocumentVersion  # noqa: E402
from agenda.items.models import AgendaItem  # noqa: E402
from agenda.searching import indexing  # noqa: E402
from bench.load.syllables import words  # noqa: E402
from meetings.lifecycle.models import Meeting  # noqa: E402

PAGES_A_PAPER, WORDS_A_PAGE = 200, 160


def main() -> int:
    """Make the papers and index them."""
    parser = argparse.ArgumentParser(description="Fill the index for a measurement.")
    parser.add_argument("--meeting", type=UUID, required=True)
    parser.add_argument("--pages", type=int, required=True)
    options = parser.parse_args()
    source, known = random.Random(5), words()
    weights = list(accumulate(1 / (place + 10) for place in range(len(known))))
    for number in range(options.pages // PAGES_A_PAPER):
        texts = [
            " ".join(source.choices(known, cum_weights=weights, k=WORDS_A_PAGE)) for _ in range(PAGES_A_PAPER)
        ]
        with transaction.atomic():
            paper = lay(options.meeting, number, texts)
        indexing.index_pages(found.SOURCE, paper.id)
    return 0


def lay(meeting_id: UUID, number: int, texts: list[str]) -> Document:
    """One paper that is shown to everybody of the meeting."""
    meeting = Meeting.objects.get(id=meeting_id)
    items = list(AgendaItem.objects.filter(meeting=meeting).order_by("position"))
    at = timezone.now() - timedelta(minutes=number)
    paper = Document.objects.create(
        meeting=meeting,
        item=items[number % len(items)],
        title=f"Báo cáo chuyên đề số {number}",
        created_at=at,
    )
    content = f"{number:064x}"
    paper.shown = DocumentVersion.objects.create(
        document=paper,
        filename=f"bao-cao-{number}.pdf",
        sha256=content,
        view_sha256=content,
        size=1,
        pages=len(texts),
        status="ready",
        uploaded_at=at,
        uploaded_by="bench",
    )
    paper.save(update_fields=["shown"])
    DocumentPage.objects.bulk_create(
        DocumentPage(version=paper.shown, number=page, text=text) for page, text in enumerate(texts, 1)
    )
    return paper


if __name__ == "__main__":
    raise SystemExit(main())
