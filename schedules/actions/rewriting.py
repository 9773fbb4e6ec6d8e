"""What a draw found and decided, written on thousands of requests at once."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from schedules.models import TurnRequest

A_TIME = 1000
COLUMNS = {
    "number": "int",
    "rank": "int",
    "served_on": "date",
    "misses": "int",
    "windows": "text",
    "taken": "text",
    "place": "int",
    "outcome": "text",
}
TO_JSON = ("windows", "taken")
# Arrays cost a quarter of what a line of parameters for each row does.
UPDATE = """
UPDATE schedules_turnrequest SET number = new.number, rank = new.rank, served_on = new.served_on,
    misses = new.misses, windows = new.windows::jsonb, taken = new.taken::jsonb, place = new.place,
    outcome = new.outcome
FROM unnest(%s::uuid[], {arrays}) AS new (id, {names})
WHERE schedules_turnrequest.id = new.id
""".format(names=", ".join(COLUMNS), arrays=", ".join(f"%s::{kind}[]" for kind in COLUMNS.values()))


def rewrite(requests: Sequence[TurnRequest]) -> None:
    """Write inputs and results of these requests as they stand in memory. The rows are locked."""
    if connection.vendor != "postgresql":
        TurnRequest.objects.bulk_create(
            requests,
            batch_size=A_TIME,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=list(COLUMNS),
        )
        return
    with connection.cursor() as cursor:
        cursor.execute(
            UPDATE, [[request.pk for request in requests], *(_values(requests, name) for name in COLUMNS)]
        )


def _values(requests: Sequence[TurnRequest], name: str) -> list[Any]:
    values = [getattr(request, name) for request in requests]
    return [json.dumps(value) for value in values] if name in TO_JSON else values
