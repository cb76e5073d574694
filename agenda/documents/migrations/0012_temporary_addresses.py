import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_upload_documents'),
        ('documents', '0011_reading_rights'),
    ]

    operations = [
        migrations.AddField(
            model_name='stampedcopy',
            name='is_taken',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='TemporaryAddress',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('what', models.CharField(max_length=20)),
                ('subject', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField(null=True)),
                ('title', models.CharField(max_length=300)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
                ('times', models.PositiveIntegerField(default=0)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.account')),
            ],
            options={
                'ordering': ['-made_at', 'id'],
                'indexes': [models.Index(fields=['account', 'expires_at'], name='address_account_expires')],
                'constraints': [models.CheckConstraint(condition=Q(made_at__lt=F('expires_at')), name='address_ends_later')],
            },
        ),
    ]
