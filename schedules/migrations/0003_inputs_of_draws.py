"""What a draw was made from and what came out, as it was at that moment."""

from datetime import time

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("schedules", "0002_marks_of_turns")]

    operations = [
        migrations.AlterField(
            model_name="amenity",
            name="draws_at",
            field=models.TimeField(default=time(20), verbose_name="drawn on the evening before, at"),
        ),
        migrations.AddField(
            model_name="draw",
            name="file_hash",
            field=models.CharField(
                blank=True, editable=False, max_length=64, verbose_name="fingerprint of the file"
            ),
        ),
        migrations.AddField(
            model_name="turnrequest",
            name="taken",
            field=models.JSONField(
                blank=True, default=list, editable=False, verbose_name="windows and seats drawn"
            ),
        ),
        migrations.AddField(
            model_name="turnrequest",
            name="windows",
            field=models.JSONField(
                blank=True, default=list, editable=False, verbose_name="windows that suited"
            ),
        ),
    ]
