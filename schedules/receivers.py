"""What schedules do when something happened."""

from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from appointments.actions.previews import count_loans
from schedules import lending, overlaps, tasks
from schedules.actions.following import FOLLOWERS
from schedules.actions.own_data import sheets
from schedules.events import seats_freed
from shelters.actions.following import follows
from shelters.crossing import concerns_leaving
from shelters.own_sheets import brings_sheets

brings_sheets(sheets)
brings_sheets(lending.sheets)
concerns_leaving(lending.still_out)
count_loans(lending.open_loans)

for follow in FOLLOWERS:
    follows(follow)
follows(lending.follow)


@receiver(seats_freed)
def pass_on(*, organization_id: UUID, **_: Any) -> None:
    """To the next in the order."""
    tasks.settle_one.delay(str(organization_id))


@receiver(post_migrate)
def keep_windows_apart(sender: Any, using: str, **_: Any) -> None:
    """SQLite makes a table anew to change it, and then its triggers are gone."""
    connection = connections[using]
    if sender.name == "schedules" and connection.vendor == "sqlite" and _has_windows(connection):
        overlaps.install(connection)


def _has_windows(connection: Any) -> bool:
    return overlaps.WINDOW in connection.introspection.table_names()
