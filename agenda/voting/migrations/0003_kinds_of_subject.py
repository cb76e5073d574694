"""Ballots say what they say in one JSON value; polls ask more than motions. What was cast stays as it was."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import JSONObject

from agenda.voting.subjects import PollKind


def keep_choices(apps: Any, _schema: Any) -> None:
    """Every ballot until now is the choice of a motion."""
    apps.get_model("voting", "Ballot").objects.update(content=JSONObject(choice=F("choice")))


def back_to_choices(apps: Any, _schema: Any) -> None:
    """The choices out of the JSON values; ballots of other kinds have none and stop the way back."""
    for ballot in apps.get_model("voting", "Ballot").objects.iterator(chunk_size=500):
        ballot.choice = ballot.content["choice"]
        ballot.save(update_fields=["choice"])


class Migration(migrations.Migration):
    dependencies = [("voting", "0002_waiting_for_a_line")]

    operations = [
        migrations.RemoveConstraint("ballot", "ballot_known_choice"),
        migrations.AddField("ballot", "content", models.JSONField(default=dict), preserve_default=False),
        migrations.RunPython(keep_choices, back_to_choices),
        migrations.AlterField("ballot", "choice", models.CharField(max_length=10, default="")),
        migrations.RemoveField("ballot", "choice"),
        migrations.AddField(
            "poll",
            "kind",
            models.CharField(
                max_length=14, choices=[(k.value, k.value) for k in PollKind], default=PollKind.APPROVAL
            ),
        ),
        migrations.AddField("poll", "options", models.JSONField(default=list)),
        migrations.AddField("poll", "seats", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("poll", "bundle_version", models.PositiveSmallIntegerField(default=1)),
        migrations.AddConstraint(
            "poll",
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in PollKind], seats__gte=1), name="poll_known_kind"
            ),
        ),
    ]
