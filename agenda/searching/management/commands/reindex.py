"""Makes the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand

from agenda.searching.indexing import reindex


class Command(BaseCommand):
    """manage.py reindex"""

    help = "Makes the search index anew. May be run at any time, while people work."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{reindex()} subjects indexed")
