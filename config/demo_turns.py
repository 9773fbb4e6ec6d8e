"""What the first house of the demo shares out and lends: journey J13, with turns going on and asked for,
draws to make again, a tablet that stays in the house, and an hour in which everybody asks at once."""

from datetime import time, timedelta
from itertools import cycle
from uuid import uuid4

from django.utils import timezone

from accounts.models import Membership
from appointments.actions import programmes
from appointments.models import ProgrammeRule
from schedules.actions import amenities, devices, draws, loans, outages, requests, turns, waiting
from schedules.models import Amenity, Draw, Kind, LentKind, Outage, Priority, QuietTime, TurnWindow
from schedules.presets import safe_users
from shelters.models import Household, Shelter

UPLINK, ACCESS_POINTS = 50, 2
# Kind, name, how many at once, minutes of a turn, opens, closes.
SHARED = [
    (Kind.CHARGING, "Enchufes del comedor", 8, 60, time(6), time(22)),
    (Kind.TABLET, "Tabletas", 2, 20, time(8), time(20)),
    (Kind.WIFI, "Wi-Fi", safe_users(UPLINK, ACCESS_POINTS), 30, time(6), time(22)),
    (Kind.WASHING, "Lavadora", 1, 60, time(8), time(18)),
    (Kind.SHOWER, "Regaderas", 3, 15, time(6), time(21)),
]
LENT = [(LentKind.TABLET, "T1"), (LentKind.TABLET, "T2"), (LentKind.POWER_BANK, "B1"), (LentKind.PHONE, "C1")]
SHARED_TABLET = "M1"
HAVE_A_TURN, ASK, LENT_OUT = 6, 20, 2
# More ask for these than can have one: why not me?
DRAWN_ALREADY = {Kind.TABLET, Kind.WASHING}
# Eight o'clock in Tijuana for most of the year.
RUSH = ("consulate", time(10), time(10, 30))
EARLIEST = (None, time(7), None, time(9), time(14))


def share(shelter: Shelter, *, by: Membership) -> None:
    """Amenities with hours and nights, turns of this hour, requests for the next draw and two made, loans."""
    night = QuietTime(shelter=shelter, why=QuietTime.Why.QUIET, begins=time(22), ends=time(6))
    amenities.save_quiet_time(night, by=by)
    _name_priorities(shelter, by=by)
    shared = [_amenity(shelter, *row, by=by) for row in SHARED]
    families = list(Household.objects.visible_to(by).order_by("opened_at", "pk"))

    for amenity in shared:
        _give(amenity, families[:HAVE_A_TURN], by=by)
        _ask(amenity, families[HAVE_A_TURN : HAVE_A_TURN + ASK], by=by)
    lent = [devices.add(shelter, kind=kind, label=label, by=by) for kind, label in LENT]
    devices.add(shelter, kind=LentKind.TABLET, label=SHARED_TABLET, is_shared=True, by=by)
    for device, family in zip(lent[-LENT_OUT:], families, strict=False):
        loans.hand_out(device, family, by=by)
    outages.begin(shelter, why=Outage.Why.BROKEN, amenity=shared[0], seat=8, by=by)


def rush(*, by: Membership) -> None:
    """From now on everybody asks one office at the same hour, which is invented as the rest of the demo."""
    code, begins, ends = RUSH
    known = ProgrammeRule.objects.filter(programme__network=by.organization.network)
    rule = known.filter(programme__code=code).latest("valid_from")
    rule.pk, rule._state.adding = uuid4(), True
    rule.valid_from, rule.rush_from, rule.rush_until = timezone.now(), begins, ends
    programmes.save_rule(rule, by=by)


def _amenity(
    shelter: Shelter,
    kind: Kind,
    name: str,
    seats: int,
    minutes: int,
    opens: time,
    closes: time,
    *,
    by: Membership,
) -> Amenity:
    amenity = Amenity(
        organization=by.organization, shelter=shelter, kind=kind, name=name, seats=seats,
        slot_minutes=minutes, parents_have_two=kind == Kind.CHARGING,
    )  # fmt: skip
    if kind == Kind.WIFI:
        amenity.uplink_mbit, amenity.access_points = UPLINK, ACCESS_POINTS
    return amenities.add(amenity, opens=opens, closes=closes, by=by)


def _name_priorities(shelter: Shelter, *, by: Membership) -> None:
    soon = Priority(
        shelter=shelter, criterion=Priority.Criterion.APPOINTMENT_SOON, rank=1,
        name_es="Cita hoy o mañana", name_en="Appointment today or tomorrow",
        name_ht="Randevou jodi a oswa demen",
    )  # fmt: skip
    without = Priority(
        shelter=shelter, criterion=Priority.Criterion.SAID_AT_DESK, rank=2, kinds=[Kind.TABLET, Kind.PHONE],
        name_es="Sin teléfono", name_en="No phone", name_ht="Pa gen telefòn",
    )  # fmt: skip
    for priority in (soon, without):
        amenities.save_priority(priority, by=by)


def _give(amenity: Amenity, families: list[Household], *, by: Membership) -> None:
    """One after the other into the window of now and those after it, on whichever day they are. Of a day that
    is still to be drawn none is given: in the evening, once it is shut, a washing machine has no turns."""
    now = timezone.now()
    to_be_drawn = waiting.to_be_drawn(now).filter(amenity=amenity).values("day")
    ahead = TurnWindow.objects.filter(amenity=amenity, ends_at__gt=now + timedelta(minutes=5))
    soon = list(ahead.exclude(day__in=to_be_drawn).order_by("starts_at")[:2])
    for family, window in zip(families[: amenity.seats], cycle(soon), strict=False):
        turns.give(family, window, by=by)


def _ask(amenity: Amenity, families: list[Household], *, by: Membership) -> None:
    """For the first draw that is still to come; of some amenities it comes at once."""
    coming = Draw.objects.filter(amenity=amenity, done_at=None, draws_at__gt=timezone.now())
    for draw in coming.order_by("draws_at")[:1]:
        for family, earliest in zip(families, cycle(EARLIEST), strict=False):
            requests.ask(family, draw, way="desk", earliest=earliest, by=by)
        if amenity.kind in DRAWN_ALREADY:
            draw.draws_at = timezone.now()
            draw.save(update_fields=["draws_at"])
            draws.carry_out(draw.pk, draw.organization_id)
