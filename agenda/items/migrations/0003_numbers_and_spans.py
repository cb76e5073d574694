"""Items that were there before get the number that was printed, and their time on the table as one span."""

from typing import Any

from django.db import migrations


def fill(apps: Any, _schema: Any) -> None:
    item_model, span_model = apps.get_model("items", "AgendaItem"), apps.get_model("items", "ItemSpan")
    for item in item_model.objects.filter(number="").iterator():
        item_model.objects.filter(id=item.id).update(number=str(item.position))
    for item in item_model.objects.filter(opened_at__isnull=False).iterator():
        ended_at = max(item.closed_at, item.opened_at) if item.closed_at else None
        span_model.objects.create(item=item, started_at=item.opened_at, ended_at=ended_at)


class Migration(migrations.Migration):
    dependencies = [("items", "0002_running_the_agenda")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
