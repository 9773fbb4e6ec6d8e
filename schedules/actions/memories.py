"""When a household was last served: written when it came, left alone when it did not (R34)."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from schedules.models import Turn, TurnMemory

# How it stands in `Turn.before`.
MEMORY = "memory"


def day_of(turn: Turn) -> date:
    """The day of the turn by the clock of its house."""
    return turn.starts_at.astimezone(ZoneInfo(turn.amenity.shelter.time_zone)).date()


def serve(turn: Turn) -> dict[str, Any]:
    """The household had its turn: its misses are forgotten. What was remembered before."""
    memory, _is_new = TurnMemory.objects.get_or_create(
        household_id=turn.household_id, kind=turn.kind, defaults={"organization_id": turn.organization_id}
    )
    before = {
        "served_on": memory.served_on.isoformat() if memory.served_on else None,
        "misses": memory.misses,
        "repeats_first": memory.repeats_first,
    }
    day = day_of(turn)
    memory.served_on = max(memory.served_on, day) if memory.served_on else day
    memory.misses, memory.repeats_first = 0, False
    memory.save(update_fields=["served_on", "misses", "repeats_first"])
    return before


def put_back(turn: Turn) -> None:
    """The turn was not used after all: remembered is what was before it, unless a later turn was served."""
    before = turn.before.get(MEMORY)
    if before is None:
        return
    served_on = date.fromisoformat(before["served_on"]) if before["served_on"] else None
    mine = TurnMemory.objects.filter(household_id=turn.household_id, kind=turn.kind, served_on=day_of(turn))
    mine.update(served_on=served_on, misses=before["misses"], repeats_first=before["repeats_first"])
