from typing import Any

from django.db import migrations, models

PURPOSES = ["invitation", "no_longer_invited", "meeting_cancelled"]


def say_purposes(apps: Any, _schema_editor: Any) -> None:
    """Letters that were written before: what called a meeting off belongs to one that is cancelled."""
    cancels = apps.get_model("exchange", "Delivery").objects.filter(method="cancel")
    called_off = cancels.filter(meeting__status="cancelled").values("id")
    cancels.update(purpose="no_longer_invited")
    apps.get_model("exchange", "Delivery").objects.filter(id__in=called_off).update(
        purpose="meeting_cancelled"
    )


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("lifecycle", "0001_initial")]

    operations = [
        migrations.AddField(
            "delivery",
            "purpose",
            models.CharField(
                choices=[(p, p.replace("_", " ").title()) for p in PURPOSES],
                default="invitation",
                max_length=17,
            ),
        ),
        migrations.RunPython(say_purposes, migrations.RunPython.noop),
    ]
