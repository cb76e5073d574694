from django.db import migrations

USUAL = [
    ("session", "1/2", "entitled", "Luật Tổ chức chính quyền địa phương; quy chế làm việc của UBND"),
    ("working", "1/2", "present", "Quy chế làm việc của cơ quan chủ trì"),
]


def add(apps, schema_editor):
    rules = apps.get_model("voting", "VotingRule")
    for kind, threshold, base, legal_basis in USUAL:
        rules.objects.create(
            kind=kind,
            threshold=threshold,
            base=base,
            electorate="members",
            tie="chair",
            legal_basis=legal_basis,
        )


class Migration(migrations.Migration):
    dependencies = [("voting", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
