"""The walls of schedules. The tables are new and empty: all in one piece."""

from django.db import migrations

from privacy.cleaning import CleanSoon
from privacy.walls.operations import InstallWalls, KeepWithin


class Migration(migrations.Migration):

    dependencies = [
        ("config", "0007_own_or_shared_groups"),
        ("schedules", "0001_initial"),
    ]

    operations = [
        KeepWithin("schedules.Amenity", "shelter"),
        KeepWithin("schedules.OpeningHours", "amenity"),
        KeepWithin("schedules.SpecialDay", "amenity"),
        KeepWithin("schedules.QuietTime", "shelter"),
        KeepWithin("schedules.Priority", "shelter"),
        KeepWithin("schedules.Outage", "shelter", "amenity", "noted_by"),
        KeepWithin("schedules.TurnWindow", "amenity"),
        KeepWithin("schedules.Draw", "amenity"),
        KeepWithin("schedules.TurnRequest", "draw", "household", "priority", "asked_by"),
        KeepWithin(
            "schedules.Turn",
            "household",
            "amenity",
            "request",
            "appointment",
            "moved_from",
            "outage",
            "given_by",
        ),
        KeepWithin("schedules.TurnSeat", "turn", "window"),
        KeepWithin("schedules.TurnMemory", "household"),
        KeepWithin("schedules.LentDevice", "shelter", "amenity"),
        KeepWithin("schedules.Loan", "device", "household", "turn", "handed_by", "taken_by", "wiped_by"),
        KeepWithin("schedules.Voucher", "amenity", "window"),
        KeepWithin("schedules.RouterKey", "amenity", "made_by"),
        KeepWithin("schedules.BoardLink", "shelter", "made_by"),
        InstallWalls("schedules.Amenity"),
        InstallWalls("schedules.OpeningHours"),
        InstallWalls("schedules.SpecialDay"),
        InstallWalls("schedules.QuietTime"),
        InstallWalls("schedules.Priority"),
        InstallWalls("schedules.Outage"),
        InstallWalls("schedules.TurnWindow"),
        InstallWalls("schedules.Draw"),
        InstallWalls("schedules.TurnRequest"),
        InstallWalls("schedules.Turn"),
        InstallWalls("schedules.TurnSeat"),
        InstallWalls("schedules.TurnMemory"),
        InstallWalls("schedules.LentDevice"),
        InstallWalls("schedules.Loan"),
        InstallWalls("schedules.Voucher"),
        InstallWalls("schedules.RouterKey", door="prefix"),
        InstallWalls("schedules.BoardLink", door="secret_hash"),
        CleanSoon("schedules.TurnRequest"),
        CleanSoon("schedules.Turn"),
        CleanSoon("schedules.TurnSeat"),
        CleanSoon("schedules.TurnMemory"),
        CleanSoon("schedules.Loan"),
        CleanSoon("schedules.Voucher"),
        CleanSoon("schedules.Draw"),
        CleanSoon("schedules.TurnWindow"),
        CleanSoon("schedules.Outage"),
    ]
