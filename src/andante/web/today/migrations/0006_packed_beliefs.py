"""Beliefs are kept in fewer bytes. Those of before are dropped: they are learned again when a page asks for one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def forget(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Beliefs hold nothing that is not in the diary."""
    apps.get_model('today', 'BeliefSnapshot').objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('today', '0005_must_do'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='beliefsnapshot',
            name='answer',
        ),
        migrations.RemoveField(
            model_name='beliefsnapshot',
            name='belief',
        ),
        migrations.AddField(
            model_name='beliefsnapshot',
            name='packed',
            field=models.BinaryField(default=b''),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='BeliefAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('through', models.DateField()),
                ('digest', models.CharField(max_length=64)),
                ('version', models.CharField(max_length=32)),
                ('seed', models.PositiveIntegerField()),
                ('answer', models.JSONField()),
                ('made_at', models.DateTimeField(auto_now=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
