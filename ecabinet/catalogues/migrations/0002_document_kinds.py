"""Every installation begins with the kinds of document that the decree knows."""

from typing import Any

from django.db import migrations

from ecabinet.catalogues.decree30 import DOCUMENT_KINDS
from ecabinet.folding import fold


def add_kinds(apps: Any, _editor: Any) -> None:
    entries = apps.get_model("catalogues", "Entry").objects
    for place, (name, abbreviation) in enumerate(DOCUMENT_KINDS, start=1):
        fields = {"abbreviation": abbreviation, "place": place, "folded": fold(f"{name} {abbreviation}")}
        entries.get_or_create(catalogue="document_kind", name=name, defaults=fields)


class Migration(migrations.Migration):
    dependencies = [("catalogues", "0001_entries")]
    operations = [migrations.RunPython(add_kinds, migrations.RunPython.noop)]
