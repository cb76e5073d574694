"""`manage.py create_administrator USERNAME`: the first account of a new installation, and its unit."""

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecabinet.directory import services
from ecabinet.directory.models import Unit
from ecabinet.journal.services import SYSTEM, command
from ecabinet.problems import Problem


class Command(BaseCommand):
    help = "Make an administrator; the password is asked for, or read from a piped standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="Quản trị hệ thống", help="the person's full name")
        parser.add_argument("--unit-code", default="VP")
        parser.add_argument("--unit-name", default="Văn phòng", help="of the unit, made when there is none")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when the name is taken or the password is weak."""
        password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            with command("directory.first_administrator", SYSTEM) as cmd:
                unit = Unit.objects.filter(code=options["unit_code"]).first() or services.create_unit(
                    cmd,
                    code=options["unit_code"],
                    name=options["unit_name"],
                    short_name=options["unit_code"],
                    kind="department",
                )
                person = services.create_person(
                    cmd, full_name=options["name"], position="Quản trị hệ thống", unit=unit
                )
                services.create_account(
                    cmd, options["username"], password, person=person, is_administrator=True
                )
        except Problem as problem:
            raise CommandError(str(problem.body("vi"))) from problem
        self.stdout.write(f"{options['username']} may sign in now")
