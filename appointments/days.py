"""Who must leave which house when: the appointments of some days, by the clock of each house."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery, UUIDField

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
    One query, however many there are.
    """
    begins = datetime.combine(first, time(), UTC) - WIDEST_ZONE
    ends = datetime.combine(last, time(), UTC) + timedelta(days=1) + WIDEST_ZONE + LONGEST_WAY
    bed = Stay.objects.open().filter(household=OuterRef("household")).order_by("starts_at")
    near = rows.filter(starts_at__gte=begins, starts_at__lt=ends).annotate(
        house=Subquery(bed.values("shelter")[:1], output_field=UUIDField())
    )
    by_key = {shelter.pk: shelter for shelter in houses}
    made = [
        _outing(row, by_key.get(row.house), otherwise)
        for row in near.select_related("programme", "place", "household")
        if row.house is None or row.house in by_key
    ]
    fitting = [one for one in made if one.leaves.date() <= last and one.starts.date() >= first]
    return sorted(fitting, key=lambda one: (one.appointment.leaves_at, one.appointment.household.code))


def today_in(shelter: Shelter, now: datetime) -> date:
    """The date on the wall of the house."""
    return now.astimezone(ZoneInfo(shelter.time_zone)).date()


def here(houses: Collection[Shelter], now: datetime, otherwise: str) -> date:
    """The date on the wall of the first house; in the zone `otherwise` where there is none."""
    return next((today_in(house, now) for house in houses), now.astimezone(ZoneInfo(otherwise)).date())


def _outing(row: Appointment, shelter: Shelter | None, otherwise: str) -> Outing:
    return Outing(row, shelter, shelter.time_zone if shelter else otherwise)
