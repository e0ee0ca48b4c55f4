"""What is kept for a week says how ratings were read for it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('today', '0007_room_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='forecastrecord',
            name='rated',
            field=models.CharField(default='evening', max_length=8),
        ),
        migrations.AddField(
            model_name='areaeffects',
            name='rated',
            field=models.CharField(default='evening', max_length=8),
        ),
    ]
