"""From here on the database itself keeps the chain whole."""

from django.db import migrations, models

from privacy.audit import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in triggers.removal(schema_editor.connection.vendor):
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_chain_what_is_there")]

    operations = [
        migrations.AlterField(
            model_name="auditentry",
            name="number",
            field=models.PositiveBigIntegerField(verbose_name="number"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("verb__in", ["household_opened", "opened_many"])),
                fields=["organization_id", "member_id", "at"],
                name="audit_of_openings",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.UniqueConstraint(
                fields=("organization_id", "number"), name="one_entry_per_number"
            ),
        ),
        migrations.RunPython(install, remove),
    ]
