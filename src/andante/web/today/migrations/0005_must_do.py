from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('today', '0004_area_effects'),
    ]

    operations = [
        migrations.AddField(
            model_name='wishes',
            name='must_do',
            field=models.JSONField(default=dict),
        ),
    ]
