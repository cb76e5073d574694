"""Brings the database to the current schema and, where it is empty, fills it with the demo meetings."""

import os

import django
from django.core.management import call_command

from ecabinet import env


def main() -> None:
    """Migrate; then seed the demo unless ECABINET_DEMO=0."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecabinet.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=1)
    if env.flag("ECABINET_DEMO", True):
        call_command("seed_demo")


if __name__ == "__main__":
    main()
