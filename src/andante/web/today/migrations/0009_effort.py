"""Answers to the five questions about malaise after effort, beside the wishes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('today', '0008_rated'),
    ]

    operations = [
        migrations.AddField(
            model_name='wishes',
            name='pem_screen',
            field=models.JSONField(default=dict),
        ),
    ]
