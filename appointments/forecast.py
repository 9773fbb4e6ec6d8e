"""How many people are expected to leave which house, from appointments after which families usually go on.

An expectation, not a plan: nobody leaves by it, and nobody's bed is free by it.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import Membership
from appointments.days import WIDEST_ZONE, today_in
from appointments.models import Appointment, AppointmentPerson
from shelters.models import Shelter, Stay

DAYS = 14


@dataclass(frozen=True)
class Forecast:
    """Of one house: for each of the next days, on its own clock, how many people."""

    shelter: Shelter
    days: list[tuple[date, int]]

    @property
    def people(self) -> int:
        """All of them together; nobody is counted twice."""
        return sum(people for _day, people in self.days)


def departures(shelters: Collection[Shelter], now: datetime, *, by: Membership) -> list[Forecast]:
    """Expected departures of the next 14 days, house by house. Two queries, however many there are.

    Somebody with several appointments is expected to go after the first one.
    """
    first = datetime.combine(now.date(), time(), UTC) - WIDEST_ZONE
    last = first + timedelta(days=DAYS + 1) + 2 * WIDEST_ZONE
    rows = AppointmentPerson.objects.visible_to(by).filter(
        appointment__status__in=Appointment.OPEN,
        appointment__programme__leads_to_departure=True,
        appointment__starts_at__gte=max(first, now),
        appointment__starts_at__lt=last,
    )
    found = rows.order_by("appointment__starts_at").values_list("person", "appointment__starts_at")
    earliest: dict[UUID, datetime] = {}
    for person, moment in found:
        earliest.setdefault(person, moment)
    sleeps_in = dict(
        Stay.objects.visible_to(by).in_use().filter(person__in=earliest).values_list("person", "shelter")
    )
    return [_of(shelter, earliest, sleeps_in, now) for shelter in shelters]


def _of(
    shelter: Shelter, earliest: dict[UUID, datetime], sleeps_in: dict[UUID, UUID], now: datetime
) -> Forecast:
    zone, today = ZoneInfo(shelter.time_zone), today_in(shelter, now)
    expected = Counter(
        moment.astimezone(zone).date()
        for person, moment in earliest.items()
        if sleeps_in.get(person) == shelter.pk
    )
    days = [today + timedelta(days=number) for number in range(DAYS)]
    return Forecast(shelter, [(day, expected[day]) for day in days])
