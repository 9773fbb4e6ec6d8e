"""The walls of letters about alerts. The tables are new and empty: all in one piece."""

from django.db import migrations

from privacy.cleaning import CleanSoon
from privacy.walls.operations import InstallWalls, KeepWithin


class Migration(migrations.Migration):
    dependencies = [
        ("config", "0009_walls_of_alerts"),
        ("alerts", "0004_digests"),
    ]

    operations = [
        KeepWithin("alerts.DigestWish", "member"),
        KeepWithin("alerts.Digest", "member"),
        InstallWalls("alerts.DigestWish", door="stop"),
        InstallWalls("alerts.Digest"),
        CleanSoon("alerts.DigestWish"),
        CleanSoon("alerts.Digest"),
    ]
