"""That nowhere else hurts, as somebody says, and which areas have their 0 from that."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0003_rested'),
    ]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='nowhere_else',
            field=models.JSONField(default=None, null=True),
        ),
        migrations.AddField(
            model_name='entryversion',
            name='nowhere_else',
            field=models.JSONField(default=None, null=True),
        ),
    ]
