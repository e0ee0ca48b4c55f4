"""When a person mostly rates their day. Until now every rating was taken for one of the evening."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_last_language'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='rated',
            field=models.CharField(
                choices=[
                    ('evening', 'In the evening, looking back'),
                    ('morning', 'In the morning, when I get up'),
                ],
                default='evening',
                max_length=8,
            ),
        ),
    ]
