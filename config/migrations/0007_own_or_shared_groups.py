"""A room, a figure or an act is about a group of its own organization or about a built-in one."""

from django.db import migrations

from privacy import walls
from privacy.walls.operations import KeepOwnOrShared

ABOUT_GROUPS = ["Room", "Places", "Availability", "OverCapacity"]


def look(apps, schema_editor):
    """What is there already. One organization after the other: also the owner is behind their walls."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for tenant in apps.get_model("accounts", "Organization").objects.values_list("pk", flat=True):
        with walls.within(tenant):
            for name in ABOUT_GROUPS:
                rows = apps.get_model("shelters", name).objects.filter(organization=tenant)
                if rows.exclude(group__organization=None).exclude(group__organization=tenant).exists():
                    raise RuntimeError(f"{name}: some rows of {tenant} name a group of another organization.")


class Migration(migrations.Migration):
    dependencies = [("config", "0006_walls_of_answers")]

    operations = [
        *(KeepOwnOrShared(f"shelters.{name}", "group") for name in ABOUT_GROUPS),
        KeepOwnOrShared("partners.PublishedBand", "group"),
        migrations.RunPython(look, migrations.RunPython.noop),
    ]
