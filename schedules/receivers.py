"""What schedules do when something happened."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from appointments.actions.previews import count_loans
from schedules import lending, tasks
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
