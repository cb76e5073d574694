"""What can be found, the words of each database's own kind, and a job that takes in what was there before."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

from agenda.searching.backends import backend


def create_words(_apps: Any, editor: Any) -> None:
    backend(editor.connection.vendor).create(editor.execute)


def drop_words(_apps: Any, editor: Any) -> None:
    backend(editor.connection.vendor).drop(editor.execute)


def index_what_is_there(apps: Any, _editor: Any) -> None:
    if apps.get_model("lifecycle", "Meeting").objects.exists():
        now = timezone.now()
        fields = {"kind": "search.reindex", "key": "all", "run_after": now, "created_at": now}
        apps.get_model("jobs", "Job").objects.create(**fields)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("lifecycle", "0003_kinds_and_series"), ("jobs", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=20)),
                ("subject", models.UUIDField()),
                ("page", models.PositiveIntegerField(default=1)),
                ("edition", models.CharField(blank=True, max_length=40)),
                ("item_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "meeting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="lifecycle.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "subject", "page"), name="entry_source_subject_page"
                    )
                ],
            },
        ),
        migrations.RunPython(create_words, drop_words),
        migrations.RunPython(index_what_is_there, migrations.RunPython.noop),
    ]
