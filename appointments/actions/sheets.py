"""What one family takes along on paper: its coming appointments, without a name."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from appointments.gap import Coverage, coverages
from appointments.models import Appointment, Duty, ProgrammeRule
from appointments.occurrences import Occurrence
from appointments.programmes import rule_at
from appointments.ways import unmarked
from privacy import audit
from privacy.verbs import Verb
from shelters.actions import lookups
from shelters.models import Household, Stay

# Whoever prints at the door at six still needs the appointment of five.
JUST_BEGUN = timedelta(hours=6)
DUTIES_AHEAD = timedelta(days=28)


@dataclass(frozen=True)
class Entry:
    """One appointment, how far it covers the family, and the rule that holds then."""

    appointment: Appointment
    coverage: Coverage
    rule: ProgrammeRule | None


@dataclass(frozen=True)
class Sheet:
    """The coming appointments of a household, and its duties of the next weeks; `zone` is the clock of the
    house in which it sleeps."""

    household: Household
    zone: str
    entries: list[Entry]
    duties: list[Occurrence]


@transaction.atomic
def of_household(household_id: UUID, *, by: Membership) -> Sheet:
    """What stands on the sheet. Printing is written down.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.KEEP_APPOINTMENTS, within=by.organization)
    household = lookups.by_id(household_id, by=by)
    audit.record(Verb.SHEET_PRINTED, by=by, about=household)
    stay = Stay.objects.visible_to(by).open().filter(household=household).select_related("shelter").first()
    zone = stay.shelter.time_zone if stay else by.organization.network.time_zone
    rows = Appointment.objects.visible_to(by).coming(timezone.now() - JUST_BEGUN).filter(household=household)
    coming = list(rows.select_related("programme", "place"))
    covered = coverages(coming)
    today = timezone.now().astimezone(ZoneInfo(zone)).date()
    duties = Duty.objects.visible_to(by).filter(tracking__household=household)
    return Sheet(
        household,
        zone,
        [Entry(row, covered[row.pk], rule_at(row.programme, row.starts_at)) for row in coming],
        unmarked(duties, first=today, last=today + DUTIES_AHEAD),
    )
