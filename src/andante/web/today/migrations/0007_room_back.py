"""Eight beliefs of some megabytes each were kept per person: the file is made as small as what is left in it."""

import contextlib

from django.db import OperationalError, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def give_room_back(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Without room on the disk to do it the file stays as it is, and its free pages are used again."""
    if schema_editor.connection.vendor == 'sqlite':
        with contextlib.suppress(OperationalError):
            schema_editor.execute('VACUUM')


class Migration(migrations.Migration):

    atomic = False  # VACUUM stands outside a transaction

    dependencies = [
        ('today', '0006_packed_beliefs'),
    ]

    operations = [
        migrations.RunPython(give_room_back, migrations.RunPython.noop),
    ]
