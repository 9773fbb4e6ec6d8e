"""Since when a colleague has the role, not only the access. Of roles given before today nobody knows since
when: they count from the beginning of the access.
"""

import django.utils.timezone
from django.db import migrations, models

from privacy import walls


def since_the_beginning(apps, schema_editor):
    """One organization after the other: also the owner of the tables is behind their walls."""
    memberships = apps.get_model("accounts", "Membership").objects
    for tenant in apps.get_model("accounts", "Organization").objects.values_list("pk", flat=True):
        with walls.within(tenant):
            memberships.filter(organization=tenant).update(role_since=models.F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_openings_a_day")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="role_since",
            field=models.DateTimeField(
                default=django.utils.timezone.now, verbose_name="in this role since"
            ),
        ),
        migrations.RunPython(since_the_beginning, migrations.RunPython.noop),
    ]
