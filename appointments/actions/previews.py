"""What an act on a programme would do, as counts: nothing about a family leaves its organization."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Membership
from appointments.acting import Wanted, concerned, organizations_of, refuse_unclear
from appointments.actions.acts import require
from appointments.models import Programme
from appointments.models.appointments import AppointmentQuerySet
from privacy import walls
from shelters.models import Shelter, Stay

# Longer than any day on any clock, seen from any other one.
AROUND_TODAY = timedelta(hours=38)

CountLoans = Callable[[AppointmentQuerySet], int]

_loans: list[CountLoans] = []


def count_loans(counter: CountLoans) -> CountLoans:
    """Ask `counter` how many open loans the households of these appointments have."""
    _loans.append(counter)
    return counter


@dataclass(frozen=True)
class Clock:
    """What a clock on the wall of some houses shows at the moment of the act."""

    zone: str
    city: str
    shows: datetime


@dataclass
class Preview:
    """Counts over all organizations, and the moment on every clock of the network."""

    clocks: list[Clock]
    appointments: int = 0
    shelters: int = 0
    today: int = 0
    beds: int = 0
    loans: int = 0


def look(programme: Programme, wanted: Wanted, *, by: Membership) -> Preview:
    """What would change if this were begun now. Nothing changes.

    Raises: NotAllowed, BadInput.
    """
    require(programme, by=by)
    refuse_unclear(wanted)
    preview = Preview(clocks(programme, wanted.effective_at, by=by))
    now = timezone.now()
    for organization in organizations_of(programme):
        with walls.on_behalf(organization.pk, network=programme.network_id):
            _add(preview, concerned(organization.pk, programme.pk, wanted), now)
    return preview


def clocks(programme: Programme, moment: datetime, *, by: Membership) -> list[Clock]:
    """The moment as the houses see it that may have appointments in the programme, from west to east."""
    shelters = Shelter.objects.visible_to(by)
    if programme.network_id is not None:
        shelters = Shelter.objects.in_network_of(by)
    return on_clocks(set(shelters.order_by().values_list("time_zone", flat=True)), moment)


def on_clocks(zones: set[str], moment: datetime) -> list[Clock]:
    """The moment in these zones, the earliest clock first."""
    shown = [Clock(zone, city_of(zone), moment.astimezone(ZoneInfo(zone))) for zone in zones]
    return sorted(shown, key=lambda clock: (clock.shows.replace(tzinfo=None), clock.city))


def city_of(zone: str) -> str:
    """The city that a zone is named after."""
    return zone.rpartition("/")[2].replace("_", " ")


def _add(preview: Preview, rows: AppointmentQuerySet, now: datetime) -> None:
    found = rows.count()
    if not found:
        return
    preview.appointments += found
    near = rows.filter(starts_at__gt=now - AROUND_TODAY, starts_at__lt=now + AROUND_TODAY)
    preview.today += sum(
        _day(moment, zone) == _day(now, zone) for moment, zone in near.values_list("starts_at", "zone")
    )
    stays = Stay.objects.open().filter(household__in=rows.values("household"))
    counted = stays.aggregate(
        shelters=Count("shelter", distinct=True),
        beds=Count("pk", filter=Q(bed__isnull=False) | Q(places__isnull=False)),
    )
    preview.shelters += counted["shelters"]
    preview.beds += counted["beds"]
    preview.loans += sum(counter(rows) for counter in _loans)


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
