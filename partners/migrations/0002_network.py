"""Keys and published answers say in which network they may be read."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from typing import Any


def fill(apps: Any, schema_editor: Any) -> None:
    owners = apps.get_model("accounts", "Organization").objects.filter(pk=OuterRef("organization"))
    for name in ("PartnerKey", "PublishedBand"):
        apps.get_model("partners", name).objects.update(network=Subquery(owners.values("network")[:1]))
    if schema_editor.connection.vendor == "postgresql":
        # Otherwise the column cannot become required in the same transaction.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def network(**kwargs: Any) -> models.ForeignKey:
    return models.ForeignKey(
        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.network", **kwargs
    )


class Migration(migrations.Migration):

    dependencies = [("partners", "0001_initial")]

    operations = [
        migrations.AddField("partnerkey", "network", network(null=True)),
        migrations.AddField("publishedband", "network", network(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("partnerkey", "network", network()),
        migrations.AlterField("publishedband", "network", network()),
    ]
