"""Polls may close by themselves at a planned time, and may be held for practice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0003_kinds_of_subject")]

    operations = [
        migrations.AddField("poll", "limit_seconds", models.PositiveIntegerField(null=True)),
        migrations.AddField("poll", "closes_at", models.DateTimeField(null=True)),
        migrations.AddField("poll", "is_trial", models.BooleanField(default=False)),
    ]
