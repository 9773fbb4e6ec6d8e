"""Whose the rows of schedules are."""

from privacy.walls import wall

for name in (
    "Amenity",
    "OpeningHours",
    "SpecialDay",
    "QuietTime",
    "Priority",
    "Outage",
    "TurnWindow",
    "Draw",
    "TurnRequest",
    "Turn",
    "TurnSeat",
    "TurnMemory",
    "LentDevice",
    "Loan",
    "Voucher",
):
    wall(f"schedules.{name}")

# A router, and a screen on a wall, are known by what they bring before an organization is known.
wall("schedules.RouterKey", door="prefix")
wall("schedules.BoardLink", door="secret_hash")
