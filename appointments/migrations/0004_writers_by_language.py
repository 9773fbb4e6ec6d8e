"""Who wrote the texts is kept for each language. Where it says nothing, whoever changed the row last did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0003_words_for_fingerprints")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="writers",
            field=models.JSONField(
                blank=True, default=dict, editable=False, verbose_name="written by, in each language"
            ),
        )
        for name in ("answercard", "knownproblem", "programme")
    ]
