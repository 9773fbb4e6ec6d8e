"""The wall of kept answers, once each says for which organization it is kept."""

from django.db import migrations

from privacy.walls.operations import InstallWalls


class Migration(migrations.Migration):

    dependencies = [("config", "0005_clean_soon"), ("core", "0002_answers_of_an_organization")]

    operations = [InstallWalls("core.KeptAnswer")]
