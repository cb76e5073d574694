from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0008_readings'),
    ]

    operations = [
        migrations.AddField(
            model_name='documentversion',
            name='declared_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='documentversion',
            name='declared_by',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='documentversion',
            name='uploader_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name='documentversion',
            name='status',
            field=models.CharField(choices=[('processing', 'processing'), ('awaiting_declaration', 'awaiting_declaration'), ('ready', 'ready'), ('rejected', 'rejected')], default='processing', max_length=20),
        ),
    ]
