from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='paper',
            name='status',
            field=models.CharField(choices=[('processing', 'processing'), ('awaiting_declaration', 'awaiting_declaration'), ('ready', 'ready'), ('rejected', 'rejected')], default="processing", max_length=20),
        ),
    ]
