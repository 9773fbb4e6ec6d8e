"""At most one reminder a day and family, told by a person; and at most one message a day to a house."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Organization
from accounts.rights import Right
from accounts.tenancy import tenants
from appointments import days
from appointments.models import Appointment, Duty, Reminder
from appointments.ways import ways
from privacy import audit, walls
from privacy.verbs import Verb
from shelters.models import Household, Shelter, Stay

# By the clock of the house: after school and work, long before the lights go out (R16).
FROM = time(16)
UNTIL = time(20)


def write_due(now: datetime | None = None) -> int:
    """In each house in which it is the hour, one reminder for each family that goes out tomorrow.

    Asking again on the same day adds nobody twice. Returns how many were added.
    """
    moment = now or timezone.now()
    written = 0
    for tenant in tenants():
        with walls.within(tenant):
            organization = Organization.objects.select_related("network").get(pk=tenant)
            if not organization.locked_at:
                written += _write_of(organization, moment)
    return written


@transaction.atomic
def tell(household: Household, *, by: Membership) -> None:
    """Write down that somebody told the family what is written for today. Telling twice changes nothing.

    Raises: NotAllowed, NotHere (nothing is to be told today).
    """
    by.require(Right.KEEP_APPOINTMENTS, within=household.organization)
    rows = Reminder.objects.visible_to(by).filter(household=household, on=today_of(household, by=by))
    reminder = rows.locked().found()
    if reminder.told_at is None:
        reminder.told_at, reminder.told_by = timezone.now(), by
        reminder.save(update_fields=["told_at", "told_by"])
        audit.record(Verb.REMINDED, by=by, about=household)


def today_of(household: Household, *, by: Membership) -> date:
    """The date where the family sleeps."""
    stay = Stay.objects.visible_to(by).open().filter(household=household).select_related("shelter").first()
    zone = stay.shelter.time_zone if stay else by.organization.network.time_zone
    return timezone.now().astimezone(ZoneInfo(zone)).date()


def _write_of(organization: Organization, now: datetime) -> int:
    own = Reminder.objects.filter(organization=organization)
    before = own.count()
    for shelter in Shelter.objects.filter(organization=organization).lean():
        if FROM <= now.astimezone(ZoneInfo(shelter.time_zone)).time() < UNTIL:
            today = days.today_in(shelter, now)
            rows = [
                Reminder(organization=organization, household_id=pk, on=today)
                for pk in _going_from(shelter, today + timedelta(days=1), now)
            ]
            Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    return own.count() - before


def _going_from(shelter: Shelter, day: date, now: datetime) -> set[UUID]:
    """The families who sleep there and go out on that day."""
    coming = Appointment.objects.filter(organization=shelter.organization_id).coming(now)
    going = days.outings(coming, first=day, last=day, houses=[shelter], otherwise=shelter.time_zone)
    signing = ways(
        Duty.objects.filter(organization=shelter.organization_id),
        first=day,
        last=day,
        houses=[shelter],
        otherwise=shelter.time_zone,
    )
    return {one.appointment.household_id for one in going if one.shelter} | {
        way.household.pk for way in signing if way.shelter and (way.leaves is None or way.leaves > now)
    }
