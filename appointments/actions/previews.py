"""What an act on a programme would do, as counts: nothing about a family leaves its organization.

What other organizations have is counted in whole days of the network: by two looks with moments between
them, or one of a few minutes, somebody could read from the counts when one family goes. And each look is
written down.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Membership
from appointments.acting import Wanted, concerned, organizations_of, refuse_unclear
from appointments.actions.programmes import require
from appointments.models import Programme
from appointments.models.appointments import AppointmentQuerySet
from appointments.programmes import instant
from privacy import audit, walls
from privacy.verbs import Verb
from shelters.models import Shelter, Stay

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
    """What would change if this were begun now; in other organizations at most. Nothing changes.

    Raises: NotAllowed, BadInput.
    """
    require(programme, by=by)
    refuse_unclear(wanted)
    preview = Preview(clocks(programme, wanted.effective_at, by=by))
    zone = by.organization.network.time_zone
    of_others, today = _in_whole_days(wanted, zone), _day(timezone.now(), zone)
    for organization in organizations_of(programme):
        asked = wanted if organization.pk == by.organization_id else of_others
        with walls.on_behalf(organization.pk, network=programme.network_id):
            _add(preview, concerned(organization.pk, programme.pk, asked), today)
    audit.record(Verb.ACT_PREVIEWED, by=by, about=programme)
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


def _in_whole_days(wanted: Wanted, zone: str) -> Wanted:
    """The same from the beginning of its first day to the end of its last one, always on the same clock:
    one that could be chosen would make the days shorter again.
    """
    first, _second = _day(wanted.effective_at, zone)
    if wanted.until is None:
        return replace(wanted, effective_at=first)
    begins, ends = _day(wanted.until, zone)
    return replace(wanted, effective_at=first, until=begins if begins == wanted.until else ends)


def _day(moment: datetime, zone: str) -> tuple[datetime, datetime]:
    """When the day of this moment begins on the clock of the zone, and when the next one does."""
    day: date = moment.astimezone(ZoneInfo(zone)).date()
    return instant(day, time(), zone), instant(day + timedelta(days=1), time(), zone)


def _add(preview: Preview, rows: AppointmentQuerySet, today: tuple[datetime, datetime]) -> None:
    found = rows.count()
    if not found:
        return
    begins, ends = today
    preview.appointments += found
    preview.today += rows.filter(starts_at__gte=begins, starts_at__lt=ends).count()
    stays = Stay.objects.open().filter(household__in=rows.values("household"))
    counted = stays.aggregate(
        shelters=Count("shelter", distinct=True),
        beds=Count("pk", filter=Q(bed__isnull=False) | Q(places__isnull=False)),
    )
    preview.shelters += counted["shelters"]
    preview.beds += counted["beds"]
    preview.loans += sum(counter(rows) for counter in _loans)
