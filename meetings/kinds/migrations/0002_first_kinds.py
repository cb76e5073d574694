"""Every installation begins with kinds of meeting, and its templates name theirs."""

from typing import Any

from django.db import migrations

from ecabinet.folding import fold
from meetings.kinds.first import FIRST, OF_TEMPLATES


def add_kinds(apps: Any, _editor: Any) -> None:
    kinds = apps.get_model("kinds", "MeetingType").objects
    for place, (name, rules) in enumerate(FIRST, start=1):
        kinds.get_or_create(name=name, defaults={**rules, "place": place, "folded": fold(name)})
    templates = apps.get_model("lifecycle", "MeetingTemplate").objects
    for code, name in OF_TEMPLATES.items():
        templates.filter(code=code).update(type=kinds.get(name=name))


class Migration(migrations.Migration):
    dependencies = [("kinds", "0001_kinds"), ("lifecycle", "0003_kinds_and_series")]
    operations = [migrations.RunPython(add_kinds, migrations.RunPython.noop)]
