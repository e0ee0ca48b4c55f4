"""Effects are kept of every rating that is looked at beside overall pain, not of areas alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('today', '0009_effort'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='areaeffects', name='area_once'),
        migrations.RenameModel(old_name='AreaEffects', new_name='TargetEffects'),
        migrations.RenameField(model_name='targeteffects', old_name='area', new_name='target'),
        migrations.AlterField(
            model_name='targeteffects', name='target', field=models.CharField(max_length=96)
        ),
        migrations.AddConstraint(
            model_name='targeteffects',
            constraint=models.UniqueConstraint(fields=('user', 'target'), name='target_once'),
        ),
    ]
