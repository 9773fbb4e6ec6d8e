"""What a family takes along of its turns: a table for the file of its own data."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from schedules.models import Kind, Turn, TurnMemory, TurnRequest
from shelters.models import Household
from shelters.own_sheets import Sheet
from shelters.sheets.writing import Value

Rows = Iterator[list[Value]]


def sheets(households: Sequence[Household], with_words: bool) -> Iterator[Sheet]:  # noqa: ARG001  others ask
    """Turns, what was asked for, and the day of the last turn; each line has the code."""
    headers = [_("code"), _("what"), _("kind"), _("from"), _("until"), _("state"), _("entered")]
    yield Sheet(headers, _rows(households))


def _rows(households: Sequence[Household]) -> Rows:
    tenant = households[0].organization_id
    turns = Turn.objects.filter(Turn.objects.own_time(tenant), household__in=households)
    for turn in turns.select_related("household", "amenity__shelter").order_by("starts_at", "pk"):
        zone = turn.amenity.shelter.time_zone
        yield [
            str(turn.household), str(Turn._meta.verbose_name), str(turn.amenity), _at(turn.starts_at, zone),
            _at(turn.ends_at, zone), str(turn.get_state_display()), _at(turn.state_since, zone),
        ]  # fmt: skip
    asked = TurnRequest.objects.filter(TurnRequest.objects.own_time(tenant), household__in=households)
    for row in asked.select_related("household", "draw__amenity__shelter").order_by("draw__day", "pk"):
        zone = row.draw.amenity.shelter.time_zone
        yield [
            str(row.household), str(TurnRequest._meta.verbose_name), str(row.draw.amenity),
            f"{row.draw.day} {row.earliest or ''}".strip(), f"{row.latest or ''}",
            str(row.get_outcome_display()), _at(row.asked_at, zone),
        ]  # fmt: skip
    memories = TurnMemory.objects.filter(household__in=households).select_related("household")
    for memory in memories.order_by("household", "kind"):
        yield [
            str(memory.household), str(TurnMemory._meta.verbose_name), str(Kind(memory.kind).label),
            str(memory.served_on or ""), "", "", None,
        ]  # fmt: skip


def _at(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))
