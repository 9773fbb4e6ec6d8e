"""Kept answers belong to an organization. Those that are there say for none, so they go: they would live
for 24 hours at most, and without one a repeated request is only carried out anew.
"""

import uuid

from django.db import migrations, models


def empty(apps, schema_editor):
    """Before the walls: the owner of the table sees every row."""
    apps.get_model("core", "KeptAnswer").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunPython(empty, migrations.RunPython.noop),
        migrations.AddField(
            model_name="keptanswer",
            name="organization_id",
            field=models.UUIDField(default=uuid.UUID(int=0), verbose_name="organization"),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="keptanswer", name="one_answer_per_key_and_caller"),
        migrations.AddConstraint(
            model_name="keptanswer",
            constraint=models.UniqueConstraint(
                fields=("organization_id", "caller", "key"), name="one_answer_per_key_and_caller"
            ),
        ),
    ]
