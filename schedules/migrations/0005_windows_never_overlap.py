"""From here on the database refuses a window at the hour of another one of the same amenity.

Windows that stand are not looked at: each is gone a day after its end.
"""

from django.db import migrations

from schedules import overlaps


def install(apps, schema_editor):
    overlaps.install(schema_editor.connection)


def remove(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in overlaps.removal(schema_editor.connection.vendor):
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("schedules", "0004_wiped_devices")]

    operations = [migrations.RunPython(install, remove)]
