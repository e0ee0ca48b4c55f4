"""The language of the last page that a person read, for what is made without a page (a calendar)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_units'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='last_language',
            field=models.CharField(blank=True, default='', max_length=8),
        ),
    ]
