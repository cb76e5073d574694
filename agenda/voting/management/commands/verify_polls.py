"""`manage.py verify_polls`: count every closed poll again and compare."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agenda.voting.verification import differences


class Command(BaseCommand):
    help = "Counts every closed poll again from its stored ballots and compares with what was published."

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = list(differences())
        for difference in found:
            self.stdout.write(f"{difference.poll_id}: {difference.text}")
        if found:
            raise CommandError(f"{len(found)} differences")
        self.stdout.write("every closed poll counts to its published result")
