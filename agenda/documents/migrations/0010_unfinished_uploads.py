import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_upload_documents'),
        ('documents', '0009_declarations'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnfinishedUpload',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=500)),
                ('size', models.PositiveBigIntegerField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('received', models.PositiveBigIntegerField(default=0)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('media_type', models.CharField(blank=True, max_length=100)),
                ('pages', models.PositiveIntegerField(null=True)),
                ('started_at', models.DateTimeField()),
                ('touched_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
            ],
            options={
                'ordering': ['-touched_at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('sha256', '')), fields=('person', 'name', 'size', 'fingerprint'), name='upload_one_unfinished'), models.CheckConstraint(condition=models.Q(('received__lte', models.F('size'))), name='upload_within_size')],
            },
        ),
    ]
