"""Assignments say whose they are: the organization of the house."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from typing import Any


def fill(apps: Any, schema_editor: Any) -> None:
    shelters = apps.get_model("shelters", "Shelter").objects.filter(pk=OuterRef("shelter"))
    for name in ("ShelterAssignment", "ShelterInvitation"):
        apps.get_model("shelters", name).objects.update(organization=Subquery(shelters.values("organization")[:1]))
    if schema_editor.connection.vendor == "postgresql":
        # Otherwise the column cannot become required in the same transaction.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def whose(**kwargs: Any) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organization", **kwargs
    )


class Migration(migrations.Migration):

    dependencies = [("shelters", "0005_sealed_words")]

    operations = [
        migrations.AddField("shelterassignment", "organization", whose(null=True)),
        migrations.AddField("shelterinvitation", "organization", whose(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("shelterassignment", "organization", whose()),
        migrations.AlterField("shelterinvitation", "organization", whose()),
    ]
