"""`manage.py seed_demo`: the demo meetings, into an empty database."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from deploy.demo.seed import seed


class Command(BaseCommand):
    help = "Fill an empty database with demo meetings; a database that has data is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError without ECABINET_DEMO_PASSWORD."""
        if not settings.DEMO_PASSWORD:
            raise CommandError("ECABINET_DEMO_PASSWORD is not set")
        began = time.monotonic()
        if seed(settings.DEMO_PASSWORD, timezone.now()):
            self.stdout.write(f"Demo meetings made in {time.monotonic() - began:.1f} s")
