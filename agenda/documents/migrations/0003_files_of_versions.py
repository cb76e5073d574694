"""What the first versions took over leaves the documents."""

from django.db import migrations, models

LEAVING = (
    "filename", "sha256", "size", "pages", "status", "rejected_code", "rejected_reason", "view_sha256",
    "first_page_sha256", "uploaded_by",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_versions")]

    operations = [
        migrations.RemoveConstraint("document", "document_item_content"),
        migrations.RemoveConstraint("document", "document_ready_has_view"),
        migrations.RemoveConstraint("document", "document_rejected_has_reason"),
        migrations.RemoveIndex("document", "documents_d_sha256_e75cfc_idx"),
        *(migrations.RemoveField("document", name) for name in LEAVING),
        migrations.AlterModelOptions("document", {"ordering": ["created_at", "id"]}),
        migrations.RenameField("document", "uploaded_at", "created_at"),
        migrations.DeleteModel("DocumentText"),
    ]
