"""The nouns of schedules: what is shared out, windows, draws, turns, loans, and who is let in."""

from schedules.models.admission import BoardLink, RouterKey, Voucher
from schedules.models.amenities import (
    Amenity,
    Kind,
    OpeningHours,
    Outage,
    Priority,
    QuietTime,
    SpecialDay,
)
from schedules.models.draws import Draw, TurnWindow
from schedules.models.loans import LentDevice, LentKind, Loan
from schedules.models.turns import Turn, TurnMemory, TurnRequest, TurnSeat

__all__ = [
    "Amenity",
    "BoardLink",
    "Draw",
    "Kind",
    "LentDevice",
    "LentKind",
    "Loan",
    "OpeningHours",
    "Outage",
    "Priority",
    "QuietTime",
    "RouterKey",
    "SpecialDay",
    "Turn",
    "TurnMemory",
    "TurnRequest",
    "TurnSeat",
    "TurnWindow",
    "Voucher",
]
