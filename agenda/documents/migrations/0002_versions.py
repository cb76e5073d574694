"""A document has versions: what was one row becomes a document and its first version, which is shown."""

import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

FROM_DOCUMENT = (
    "filename", "sha256", "size", "pages", "status", "rejected_code", "rejected_reason", "view_sha256",
    "first_page_sha256", "uploaded_at", "uploaded_by",
)  # fmt: skip
STATUSES = [("processing", "processing"), ("ready", "ready"), ("rejected", "rejected")]
GROUPS = [("main", "Main"), ("reference", "Reference"), ("internal", "Internal")]
APPROVALS = [
    ("draft", "Draft"), ("submitted", "Submitted"), ("approved", "Approved"), ("returned", "Returned"),
]  # fmt: skip


def first_versions(apps: Any, schema_editor: Any) -> None:
    version_of = apps.get_model("documents", "DocumentVersion")
    page = apps.get_model("documents", "DocumentPage")
    texts = dict(apps.get_model("documents", "DocumentText").objects.values_list("document_id", "text"))
    for document in apps.get_model("documents", "Document").objects.all():
        fields = {name: getattr(document, name) for name in FROM_DOCUMENT}
        document.shown = version_of.objects.create(id=uuid.uuid4(), document=document, number=1, **fields)
        document.save(update_fields=["shown"])
        parts = texts.get(document.id, "").split("\f") if document.id in texts else []
        page.objects.bulk_create(
            page(version=document.shown, number=n, text=text) for n, text in enumerate(parts, 1)
        )


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("directory", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("filename", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("pages", models.PositiveIntegerField(null=True)),
                ("status", models.CharField(choices=STATUSES, default="processing", max_length=10)),
                ("rejected_code", models.CharField(blank=True, max_length=40)),
                ("rejected_reason", models.CharField(blank=True, max_length=300)),
                ("view_sha256", models.CharField(blank=True, max_length=64)),
                ("first_page_sha256", models.CharField(blank=True, max_length=64)),
                ("approval", models.CharField(choices=APPROVALS, default="approved", max_length=10)),
                ("approval_note", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=120)),
                ("uploaded_at", models.DateTimeField()),
                ("uploaded_by", models.CharField(max_length=120)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="documents.document",
                    ),
                ),
            ],
            options={"ordering": ["document_id", "number"]},
        ),
        migrations.CreateModel(
            name="DocumentPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="page_texts",
                        to="documents.documentversion",
                    ),
                ),
            ],
            options={"ordering": ["version_id", "number"]},
        ),
        migrations.AddField("document", "group", models.CharField(choices=GROUPS, default="main", max_length=10)),
        migrations.AddField("document", "kind", models.CharField(blank=True, max_length=160)),
        migrations.AddField("document", "agency", models.CharField(blank=True, max_length=200)),
        migrations.AddField(
            "document",
            "unit",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.unit",
            ),
        ),
        migrations.AddField("document", "unit_name", models.CharField(blank=True, max_length=200)),
        migrations.AddField("document", "recalled_at", models.DateTimeField(null=True)),
        migrations.AddField("document", "recalled_by", models.CharField(blank=True, max_length=120)),
        migrations.AddField("document", "recall_reason", models.CharField(blank=True, max_length=300)),
        migrations.AddField(
            "document",
            "shown",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="documents.documentversion",
            ),
        ),
        migrations.RunPython(first_versions, migrations.RunPython.noop),
    ]
