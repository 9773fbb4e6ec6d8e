"""What appointments do when something happened elsewhere."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from appointments import absences, tasks
from appointments.actions.consents import readers_of
from appointments.actions.following import FOLLOWERS
from appointments.actions.own_data import sheets
from appointments.actions.state_lines import tied_elsewhere
from appointments.events import act_begun, act_undone
from shelters.actions.following import follows
from shelters.crossing import concerns, concerns_leaving
from shelters.outsiders import tells_outsiders
from shelters.own_sheets import brings_sheets

concerns(tied_elsewhere)
concerns_leaving(absences.still_theirs)
tells_outsiders(readers_of)
brings_sheets(sheets)

for follow in FOLLOWERS:
    follows(follow)


@receiver([act_begun, act_undone])
def carry_out(*, act_id: UUID, organization_id: UUID, **_: Any) -> None:
    """The appointments of each organization, one after the other."""
    tasks.carry_out.delay(str(act_id), str(organization_id))
