"""`manage.py media [--dev]`: run the media server."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from signaling.config import ConfigurationError, doubts, read_configuration

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Runs until it is told to end."""

    help = "Runs the LiveKit-compatible media server (see signaling/README.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Only the development switch; everything else comes from the environment."""
        parser.add_argument("--dev", action="store_true", help="use the well-known keys devkey/secret")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the configuration and serve."""
        try:
            configuration = read_configuration(dev=options["dev"])
        except ConfigurationError as error:
            raise CommandError(str(error)) from error
        for each in doubts(configuration):
            logger.warning("%s", each)
        from signaling.server import MediaProcess

        try:
            MediaProcess(configuration).run()
        except OSError as error:
            raise CommandError(str(error)) from error
