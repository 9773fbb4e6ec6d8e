"""A chain of barriers keeps in which cells of the figures its household was counted. Of what is erased by now
nobody knows any more; what is there is counted anew here, as `barriers._count` does it.
"""

from datetime import UTC

from django.db import migrations, models

from privacy import walls


def cells_of_what_is_there(apps, schema_editor):  # noqa: ARG001  Django passes it
    """One organization after the other: also the owner of the tables is behind their walls."""
    chains = apps.get_model("appointments", "BarrierChain").objects
    entries = apps.get_model("appointments", "BarrierEntry").objects
    for tenant in apps.get_model("accounts", "Organization").objects.values_list("pk", flat=True):
        with walls.within(tenant):
            for chain in chains.filter(organization=tenant).iterator():
                for entry in entries.filter(household=chain.household_id):
                    day = entry.happened_at.astimezone(UTC).date()
                    quarter = day.replace(month=day.month - (day.month - 1) % 3, day=1)
                    cell = f"{entry.programme_id}/{quarter}/{entry.kind}"
                    chain.counted[cell] = chain.counted.get(cell, 0) + 1
                chain.save(update_fields=["counted"])


class Migration(migrations.Migration):
    dependencies = [("appointments", "0004_writers_by_language")]

    operations = [
        migrations.AddField(
            model_name="barrierchain",
            name="counted",
            field=models.JSONField(
                default=dict, editable=False, verbose_name="entries by cell of the figures"
            ),
        ),
        migrations.RunPython(cells_of_what_is_there, migrations.RunPython.noop),
    ]
