"""Called names, notes and ways to reach a family: sealed, and gone at `names_until`."""

from django.db import migrations, models

from privacy.sealed import SealedField
from privacy.statistics import NoStatistics


class Migration(migrations.Migration):
    dependencies = [("shelters", "0004_verbs_live_in_the_code")]

    operations = [
        migrations.AddField(
            model_name="household",
            name="notes",
            field=SealedField(blank=True, null=True, verbose_name="notes"),
        ),
        migrations.AddField(
            model_name="household",
            name="contact_way",
            field=SealedField(blank=True, null=True, verbose_name="how to reach them"),
        ),
        migrations.AddField(
            model_name="person",
            name="called_name",
            field=SealedField(blank=True, null=True, verbose_name="called name"),
        ),
        NoStatistics("household", "notes"),
        NoStatistics("household", "contact_way"),
        NoStatistics("person", "called_name"),
        migrations.AddField(
            model_name="household",
            name="names_until",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="names and notes until"
            ),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                condition=models.Q(("names_until__isnull", False)),
                fields=["organization", "names_until"],
                name="households_names_until",
            ),
        ),
    ]
