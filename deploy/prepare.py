"""Brings the database to the current schema and, where it is empty, fills it with the demo meetings."""

import os
from pathlib import Path

import django
from django.core.management import call_command

from ecabinet import env


def main() -> None:
    """Migrate; then, unless ECABINET_DEMO=0, seed the demo and give its accounts ECABINET_DEMO_PASSWORD."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecabinet.settings")
    django.setup()
    from django.conf import settings

    call_command("migrate", interactive=False, verbosity=1)
    if env.flag("ECABINET_DEMO", True):
        call_command("seed_demo")
        follow_demo_password(Path(settings.KEYS) / "demo-password", settings.DEMO_PASSWORD)


def follow_demo_password(record: Path, wanted: str) -> int:
    """Change the demo accounts that still have the password in `record` to `wanted`; how many there were.

    Demo accounts are known by sharing one salted hash: whoever has chosen a password of his own keeps it.
    """
    from django.contrib.auth.hashers import check_password, make_password
    from django.db.models import Count

    from ecabinet.directory.models import Account

    former = record.read_text().strip() if record.exists() else wanted
    changed = 0
    if former != wanted:
        shared = Account.objects.values("password").annotate(count=Count("id")).filter(count__gt=1)
        for encoded in [row["password"] for row in shared]:
            if check_password(former, encoded):
                accounts = Account.objects.filter(password=encoded)
                changed += accounts.update(password=make_password(wanted))
    record.write_text(wanted)
    record.chmod(0o600)
    return changed


if __name__ == "__main__":
    main()
