"""A membership names its invitation, so that the database itself refuses a second one; a recovery code
has an approval or comes from the shell."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def keep_links(apps: Any, schema_editor: Any) -> None:
    """Who came in with which code."""
    for invitation in apps.get_model("accounts", "Invitation").objects.exclude(used_for=None):
        memberships = apps.get_model("accounts", "Membership").objects
        memberships.filter(pk=invitation.used_for_id).update(invitation=invitation)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RenameField("Invitation", "membership", "used_for"),
        migrations.AlterField(
            model_name="invitation",
            name="used_for",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="invitation",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="membership",
                to="accounts.invitation",
                verbose_name="invitation",
            ),
        ),
        migrations.RunPython(keep_links, migrations.RunPython.noop),
        migrations.RemoveField(model_name="invitation", name="used_for"),
        migrations.AddField(
            model_name="recovery",
            name="by_technician",
            field=models.BooleanField(default=False, editable=False, verbose_name="from the shell"),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("code_hash", ""), ("approved_by__isnull", False), ("by_technician", True), _connector="OR"
                ),
                name="recovery_codes_are_approved",
            ),
        ),
    ]
