import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_seeds_in_the_keyring")]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="openings_a_day",
            field=models.PositiveSmallIntegerField(
                default=40,
                help_text="When somebody opens more, all coordinators see it on their first page. 5 to 400.",
                validators=[
                    django.core.validators.MinValueValidator(5),
                    django.core.validators.MaxValueValidator(400),
                ],
                verbose_name="households that one volunteer opens in a day",
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(("openings_a_day__gte", 5), ("openings_a_day__lte", 400)),
                name="openings_are_always_counted",
            ),
        ),
    ]
