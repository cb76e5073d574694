"""`manage.py verify_journal`: check chain, signed heads and projections; exit 1 when anything was found."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ecabinet.journal.models import Event, Stream
from ecabinet.journal.verify import verify_all


class Command(BaseCommand):
    help = "Verify the journal: chain, signed heads, projections."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = verify_all()
        for finding in findings:
            self.stderr.write(f"{finding.stream} #{finding.seq} [{finding.kind}] {finding.text}")
        if findings:
            raise CommandError(f"{len(findings)} findings")
        self.stdout.write(f"{Stream.objects.count()} streams, {Event.objects.count()} events: all verified")
