"""That somebody mostly rested, which stands behind loads of 0."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0002_what_was_done'),
    ]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='rested',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='entryversion',
            name='rested',
            field=models.BooleanField(default=False),
        ),
    ]
