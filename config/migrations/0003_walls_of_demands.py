"""The walls of erasing on request, demands and exports. They are new and empty: all in one piece."""

from django.db import migrations

from privacy.walls.operations import InstallWalls, KeepWithin


class Migration(migrations.Migration):

    dependencies = [("config", "0002_within"), ("shelters", "0008_demands_and_exports")]

    operations = [
        KeepWithin("shelters.ErasureRequest", "household", "asked_by", "confirmed_by"),
        KeepWithin("shelters.Demand", "registered_by", "answered_by"),
        KeepWithin("shelters.DemandedHousehold", "demand", "household"),
        KeepWithin("shelters.HouseholdExport", "demand", "household", "asked_by", "approved_by"),
        InstallWalls("shelters.ErasureRequest"),
        InstallWalls("shelters.Demand"),
        InstallWalls("shelters.DemandedHousehold"),
        InstallWalls("shelters.HouseholdExport"),
    ]
