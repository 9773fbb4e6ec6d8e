"""One day of one amenity: its windows, what is free, and who has the rest, as the list on the wall says."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from privacy import audit, retention
from privacy.verbs import Verb
from schedules import seats
from schedules.models import Amenity, Draw, TurnSeat, TurnWindow
from schedules.signs import Called, called


@dataclass(frozen=True)
class Taken:
    """One seat, and how its household is called on the wall."""

    number: int
    state: str
    called: Called


@dataclass(frozen=True)
class PlannedWindow:
    """One window with the seats that can be given and those that are taken, in order."""

    window: TurnWindow
    free: Sequence[int]
    taken: Sequence[Taken]


@dataclass(frozen=True)
class DayPlan:
    """What is planned for one day of the house. No draw where nobody can ask."""

    amenity: Amenity
    day: date
    as_of: datetime
    draw: Draw | None
    windows: Sequence[PlannedWindow]


@transaction.atomic
def of_day(amenity: Amenity, day: date, *, by: Membership) -> DayPlan:
    """The plan of that day with the short codes of the wall; written down each time.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.SEE_TURNS, within=amenity.organization)
    amenity = Amenity.objects.visible_to(by).select_related("shelter").found(pk=amenity.pk)
    windows = list(TurnWindow.objects.filter(amenity=amenity, day=day).order_by("starts_at"))
    free, taken = seats.free_seats(windows), _taken(windows, by)
    audit.record(Verb.TURNS_LISTED, by=by, about=amenity)
    return DayPlan(
        amenity,
        day,
        timezone.now(),
        Draw.objects.filter(amenity=amenity, day=day).first(),
        [PlannedWindow(window, free[window.pk], taken[window.pk]) for window in windows],
    )


def free_windows(amenity: Amenity, day: date, *, by: Membership) -> list[PlannedWindow]:
    """The windows of that day that are not over and have a free seat. Nobody is named.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.SEE_TURNS, within=amenity.organization)
    amenity = Amenity.objects.visible_to(by).found(pk=amenity.pk)
    rows = TurnWindow.objects.filter(amenity=amenity, day=day, ends_at__gt=timezone.now())
    windows = list(rows.order_by("starts_at"))
    free = seats.free_seats(windows)
    return [PlannedWindow(window, free[window.pk], ()) for window in windows if free[window.pk]]


def _taken(windows: Sequence[TurnWindow], by: Membership) -> dict[UUID, list[Taken]]:
    """Minors who are kept for few colleagues have a short code like all: it says nothing of them."""
    after = retention.before(by.organization_id, "turns")
    rows = TurnSeat.objects.filter(window__in=windows, turn__ends_at__gt=after).order_by("number")
    held = list(rows.values_list("window", "number", "turn__state", "turn__household__code"))
    names = called({code for _window, _number, _state, code in held})
    taken: dict[UUID, list[Taken]] = defaultdict(list)
    for window, number, state, code in held:
        taken[window].append(Taken(number, state, names[code]))
    return taken
