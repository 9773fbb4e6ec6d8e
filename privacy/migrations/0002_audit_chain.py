"""Room for the chain: numbers and digests, still empty in rows that are there already."""

import uuid

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                (
                    "organization_id",
                    models.UUIDField(primary_key=True, serialize=False, verbose_name="organization"),
                ),
                ("number", models.PositiveBigIntegerField(default=0, verbose_name="number")),
                ("digest", models.CharField(default="0" * 64, max_length=64, verbose_name="digest")),
                ("erased", models.PositiveBigIntegerField(default=0, verbose_name="erased up to")),
            ],
            options={
                "verbose_name": "end of the audit trail",
                "verbose_name_plural": "ends of the audit trails",
            },
        ),
        migrations.CreateModel(
            name="AuditCheckpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("organization_id", models.UUIDField(verbose_name="organization")),
                ("sequence", models.PositiveIntegerField(verbose_name="checkpoint")),
                ("number", models.PositiveBigIntegerField(verbose_name="number")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("signature", models.BinaryField(verbose_name="signature")),
            ],
            options={
                "verbose_name": "audit checkpoint",
                "verbose_name_plural": "audit checkpoints",
                "ordering": ["organization_id", "sequence"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization_id", "sequence"), name="one_checkpoint_a_step"
                    ),
                    models.UniqueConstraint(
                        fields=("organization_id", "number"), name="one_checkpoint_a_number"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="auditentry",
            name="number",
            field=models.PositiveBigIntegerField(null=True, verbose_name="number"),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="previous",
            field=models.CharField(default="", max_length=64, verbose_name="digest before"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="auditentry",
            name="digest",
            field=models.CharField(default="", max_length=64, verbose_name="digest"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="auditentry",
            name="outcome",
            field=models.CharField(
                choices=[("done", "done"), ("refused", "refused")],
                default="done",
                max_length=10,
                verbose_name="outcome",
            ),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="at"),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="verb",
            field=models.CharField(max_length=30, verbose_name="deed"),
        ),
        migrations.AlterModelOptions(
            name="auditentry",
            options={
                "ordering": ["-at", "-number"],
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit trail",
            },
        ),
    ]
