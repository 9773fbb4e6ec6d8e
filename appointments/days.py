"""Who must leave which house when: the appointments of some days, by the clock of each house."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from appointments.models import Appointment
from shelters.models import Shelter, Stay

# No zone is further from UTC, and nobody leaves earlier than this before an appointment.
WIDEST_ZONE = timedelta(hours=14)
LONGEST_WAY = timedelta(minutes=2880)


@dataclass(frozen=True)
class Outing:
    """One appointment, and the house in which the family sleeps; none for families without a bed here."""

    appointment: Appointment
    shelter: Shelter | None
    zone: str

    @property
    def leaves(self) -> datetime:
        """When to leave, by the clock of the house."""
        return self.appointment.leaves_at.astimezone(ZoneInfo(self.zone))

    @property
    def starts(self) -> datetime:
        """When it is, by the clock of the house."""
        return self.appointment.starts_at.astimezone(ZoneInfo(self.zone))

    def falls_on(self, day: date) -> bool:
        """Whether the family leaves, or has to be there, on this day of the house."""
        return self.leaves.date() <= day <= self.starts.date()


def outings(
    rows: QuerySet[Appointment], *, first: date, last: date, houses: Collection[Shelter], otherwise: str
) -> list[Outing]:
    """Those of these appointments that fall on a day from `first` to `last`, in the order of leaving.

    Families in other houses than `houses` are left out. `otherwise` is the zone for families without a bed.
    Two queries, however many there are.
    """
    begins = datetime.combine(first, time(), UTC) - WIDEST_ZONE
    ends = datetime.combine(last, time(), UTC) + timedelta(days=1) + WIDEST_ZONE + LONGEST_WAY
    near = list(
        rows.filter(starts_at__gte=begins, starts_at__lt=ends).select_related(
            "programme", "place", "household"
        )
    )
    by_key = {shelter.pk: shelter for shelter in houses}
    sleeps_in = _houses_of({row.household_id for row in near})
    made = [
        _outing(row, sleeps_in.get(row.household_id), by_key, otherwise)
        for row in near
        if sleeps_in.get(row.household_id) in {None, *by_key}
    ]
    fitting = [one for one in made if one.leaves.date() <= last and one.starts.date() >= first]
    return sorted(fitting, key=lambda one: (one.appointment.leaves_at, one.appointment.household.code))


def today_in(shelter: Shelter, now: datetime) -> date:
    """The date on the wall of the house."""
    return now.astimezone(ZoneInfo(shelter.time_zone)).date()


def _houses_of(household_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    rows = Stay.objects.open().filter(household__in=household_ids).order_by("starts_at")
    return dict(rows.values_list("household", "shelter"))


def _outing(row: Appointment, house: UUID | None, houses: dict[UUID, Shelter], otherwise: str) -> Outing:
    shelter = houses[house] if house else None
    return Outing(row, shelter, shelter.time_zone if shelter else otherwise)
