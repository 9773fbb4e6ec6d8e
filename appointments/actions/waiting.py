"""How long people wait: counted without the household, told only from five on.

What it cannot know stands beside every figure: households still waiting are not in it, nor those that
gave up, and the same family may be counted in two houses.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone

from accounts.models import Membership
from accounts.tenancy import tenants
from appointments.actions.barrier_figures import SMALLEST, is_telling
from appointments.models import Appointment, Programme, Tracking, WaitingTime, WaitTally
from privacy import walls

WINDOWS = (30, 90)  # days
LONGEST = 3650

# The week of the appointment (ISO) and the days waited: where a household was counted.
Counted = tuple[str, int]
# days waited -> households
Waits = Mapping[int, int]


@dataclass(frozen=True)
class Spread:
    """Half of the households waited at most `median` days; a quarter `lower`, three quarters `upper`."""

    households: int
    median: int
    lower: int
    upper: int


@dataclass
class Gathered:
    """Sums of all houses, by programme: (programme, window) -> waits, and what each house has of them."""

    waits: defaultdict[tuple[UUID, int], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    by_house: defaultdict[tuple[UUID, int], Counter[UUID]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    still: defaultdict[UUID, Counter[UUID]] = field(default_factory=lambda: defaultdict(Counter))


@transaction.atomic
def count(tracking: Tracking, appointment: Appointment) -> Counted | None:
    """Count the wait until the first appointment of a household, once; where it was counted, if now.

    Nothing is counted where nobody wrote down when the household began.
    """
    row = Tracking.objects.filter(pk=tracking.pk).locked().first()
    if row is None or row.is_counted or row.begun_on is None:
        return None
    day = appointment.local.date()
    days = (day - row.begun_on).days
    if not 0 <= days <= LONGEST:
        return None
    tally, _is_new = WaitTally.objects.get_or_create(
        organization_id=row.organization_id, programme_id=row.programme_id, week=week_of(day), days=days
    )
    WaitTally.objects.filter(pk=tally.pk).update(households=F("households") + 1)
    row.is_counted = True
    row.save(update_fields=["is_counted"])
    return week_of(day).isoformat(), days


def uncount(tracking: Tracking, counted: Counted) -> None:
    """Take a wait out again: the appointment was a slip of the finger. The caller holds the household."""
    week, days = counted
    tallies = WaitTally.objects.filter(
        organization=tracking.organization_id, programme=tracking.programme_id, week=week, days=days
    )
    if tallies.filter(households__gt=0).update(households=F("households") - 1):
        tracking.is_counted = False
        tracking.save(update_fields=["is_counted"])


def renew() -> int:
    """Write anew what the network is told, from the counts of all houses; how many rows.

    Runs over all organizations, each inside its walls; only sums leave them.
    """
    today, gathered = timezone.now().date(), Gathered()
    for tenant in tenants():
        with walls.within(tenant):
            _gather(tenant, today, gathered)
    told = 0
    for tenant in tenants():
        with walls.within(tenant):
            for programme in Programme.objects.filter(organization=tenant):
                for window in WINDOWS:
                    _tell(programme, window, gathered)
                    told += 1
    return told


def spread(waits: Waits) -> Spread | None:
    """Median and quartiles; None below five households."""
    households = sum(waits.values())
    if households < SMALLEST:
        return None
    lower, median, upper = (_at(waits, (households * part + 3) // 4) for part in (1, 2, 3))
    return Spread(households, median, lower, upper)


def may_tell(window: int, houses: Mapping[int, Mapping[UUID, int]], *, is_network: bool) -> bool:
    """Whether this window can be told beside the shorter ones; `houses`: households by window and house.

    Neither what lies between two windows may be a few, nor what the others have beside one house, in the
    window or in what lies between.
    """
    own = houses[window]
    between = [
        [households - houses[shorter].get(house, 0) for house, households in own.items()]
        for shorter in WINDOWS
        if shorter < window
    ]
    tells = is_telling(own.values(), is_network=is_network)
    return tells and all(sum(rest) == 0 or is_telling(rest, is_network=is_network) for rest in between)


def week_of(day: date) -> date:
    """The Monday of the week."""
    return day - timedelta(days=day.weekday())


def newest(programmes: Iterable[Programme], *, by: Membership) -> dict[UUID, list[WaitingTime]]:
    """The figures of these programmes, the shorter window first."""
    found: defaultdict[UUID, list[WaitingTime]] = defaultdict(list)
    ids = [programme.pk for programme in programmes]
    for row in WaitingTime.objects.visible_to(by).filter(programme__in=ids).order_by("window_days"):
        found[row.programme_id].append(row)
    return dict(found)


def _gather(tenant: UUID, today: date, into: Gathered) -> None:
    rows = WaitTally.objects.filter(organization=tenant, week__gt=today - timedelta(days=max(WINDOWS)))
    for row in rows.filter(week__lte=today):
        for window in WINDOWS:
            if row.week > today - timedelta(days=window):
                into.waits[row.programme_id, window][row.days] += row.households
                into.by_house[row.programme_id, window][tenant] += row.households
    still = Tracking.objects.filter(organization=tenant, is_counted=False, begun_on__isnull=False)
    open_ones = still.exclude(state__in=Tracking.OVER).filter(household__left_at=None)
    for programme, households in open_ones.values_list("programme").annotate(Count("pk")).order_by():
        into.still[programme][tenant] += households


def _tell(programme: Programme, window: int, gathered: Gathered) -> None:
    is_network = programme.network_id is not None
    houses = {each: gathered.by_house[programme.pk, each] for each in WINDOWS}
    tells = may_tell(window, houses, is_network=is_network)
    found = spread(gathered.waits[programme.pk, window]) if tells else None
    still = list(gathered.still[programme.pk].values())
    WaitingTime.objects.update_or_create(
        programme=programme,
        window_days=window,
        defaults={
            "organization_id": programme.organization_id,
            "network_id": programme.network_id,
            "households": found.households if found else None,
            "median_days": found.median if found else None,
            "lower_days": found.lower if found else None,
            "upper_days": found.upper if found else None,
            "still_waiting": sum(still) if is_telling(still, is_network=is_network) else None,
            "as_of": timezone.now(),
        },
    )


def _at(waits: Waits, rank: int) -> int:
    """The wait of the household with this rank, counted from one."""
    seen = 0
    for days, households in sorted(waits.items()):
        seen += households
        if seen >= rank:
            return days
    return max(waits, default=0)
