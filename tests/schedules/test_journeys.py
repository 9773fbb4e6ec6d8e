"""J13: charging, two tablets, one saturated link. J7: the power goes before the rush, and comes back."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from appointments.models import BarrierEntry
from schedules.actions import boards, draws, outages, planning, requests
from schedules.models import (
    Draw,
    OpeningHours,
    Priority,
    QuietTime,
    Turn,
    TurnMemory,
    TurnRequest,
    TurnSeat,
    TurnWindow,
)
from shelters.models import Household
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory
from tests.factories.schedules import AmenityFactory
from tests.factories.shelters import ShelterFactory

pytestmark = pytest.mark.django_db
TIJUANA = ZoneInfo("America/Tijuana")
SUNDAY, MONDAY, TUESDAY = (date(2026, 11, day) for day in (22, 23, 24))
FAMILIES = 210
WITH_APPOINTMENT = 12


def at(day, clock):
    return datetime.combine(day, clock, tzinfo=TIJUANA)


@pytest.fixture(autouse=True)
def _sunday(time_machine):
    """What is there from the beginning is there on that Sunday."""
    time_machine.move_to(at(SUNDAY, time(12)), tick=False)


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house, time_zone=TIJUANA.key)


@pytest.fixture
def programme(house):
    """Everybody asks from 08:00 to 08:30 by the clock of the house."""
    programme = ProgrammeFactory(organization=house)
    programme.rules.update(rush_from=time(8), rush_until=time(8, 30), zone=TIJUANA.key)
    return programme


@pytest.fixture
def shared(shelter):
    """Eight outlets, two tablets, Wi-Fi for 35; nothing in the night, and who has an appointment first."""
    here = {"organization": shelter.organization, "shelter": shelter}
    QuietTime.objects.create(**here, why="quiet", begins=time(22), ends=time(6))
    Priority.objects.create(**here, name="Cita", criterion="appointment_soon")
    made = {
        "charging": AmenityFactory(shelter=shelter, kind="charging", seats=8, slot_minutes=60),
        "tablet": AmenityFactory(shelter=shelter, kind="tablet", seats=2, slot_minutes=20),
        "wifi": AmenityFactory(shelter=shelter, kind="wifi", seats=35, slot_minutes=60),
    }
    for amenity in made.values():
        OpeningHours.objects.create(
            organization=shelter.organization,
            amenity=amenity,
            opens=time(5),
            closes=time(23),
            first_on=SUNDAY,
        )
    return made


@pytest.fixture
def families(house):
    rows = [Household(organization=house) for _each in range(FAMILIES)]
    return Household.objects.bulk_create(rows)


def all_ask(families, amenity, day, by):
    """As a list on paper that is typed at the desk. Of so many random tickets two are alike now and then."""
    draw = Draw.objects.get(amenity=amenity, day=day)
    TurnRequest.objects.bulk_create(
        TurnRequest(
            organization_id=amenity.organization_id,
            draw=draw,
            household=family,
            way="paper",
            asked_by=by,
            ticket=f"{number:06}",
        )
        for number, family in enumerate(families)
    )
    return draw


def given(amenity, day):
    """Who has which seats on that day."""
    windows = TurnWindow.objects.filter(amenity=amenity, day=day)
    return Turn.objects.filter(seats__window__in=windows, state__in=Turn.OPEN).distinct()


def test_a_day_of_charging_tablets_and_one_link(
    shelter, shared, programme, families, coordinator, time_machine
):
    time_machine.move_to(at(SUNDAY, time(12)), tick=False)
    planning.plan_ahead()
    early = families[-WITH_APPOINTMENT:]
    for family in early:
        AppointmentFactory(
            household=family, programme=programme, made_by=coordinator, starts_at=at(MONDAY, time(13))
        )
    drawn = {kind: all_ask(families, amenity, MONDAY, coordinator) for kind, amenity in shared.items()}

    time_machine.move_to(at(SUNDAY, time(20)), tick=False)
    draws.carry_out_due()

    counts = {kind: given(amenity, MONDAY).count() for kind, amenity in shared.items()}
    assert counts == {"charging": 8 * 16, "tablet": 2 * 48, "wifi": FAMILIES}
    for kind, draw in drawn.items():
        draw.refresh_from_db()
        assert draws.publication(draw)["seed"] == draw.seed, kind
    charged = given(shared["charging"], MONDAY).filter(household__in=early)
    assert charged.count() == WITH_APPOINTMENT
    assert max(turn.ends_at for turn in charged) <= at(MONDAY, time(8))
    of_each = Counter(Turn.objects.open().values_list("household", "kind"))
    assert max(of_each.values()) == 1
    in_windows = Counter(TurnSeat.objects.values_list("window", flat=True))
    assert max(in_windows[window.pk] - window.seats for window in TurnWindow.objects.all()) == 0
    clocks = [turn.starts_at.astimezone(TIJUANA).hour for turn in Turn.objects.all()]
    assert (min(clocks), max(clocks)) == (6, 21)
    board = boards.board_of(shelter, MONDAY, timezone.now())
    shown = [place.called.short for column in board.columns for slot in column.slots for place in slot.places]
    assert len(shown) == sum(counts.values())


def test_nobody_has_a_second_turn_before_everybody_had_one(shared, families, coordinator, time_machine):
    charging = shared["charging"]
    first = second = set()
    for day, evening in ((MONDAY, SUNDAY), (TUESDAY, MONDAY)):
        time_machine.move_to(at(evening, time(12)), tick=False)
        planning.plan_ahead()
        all_ask(families, charging, day, coordinator)
        time_machine.move_to(at(evening, time(23)), tick=False)
        draws.carry_out_due()
        first, second = second, set(given(charging, day).values_list("household", flat=True))

    assert (len(first), len(second)) == (128, 128)
    assert {family.pk for family in families} - first <= second


def test_power_cut_before_the_rush(shelter, shared, programme, families, coordinator, desk, time_machine):
    charging = shared["charging"]
    time_machine.move_to(at(SUNDAY, time(12)), tick=False)
    planning.plan_ahead()
    all_ask(families[:100], charging, MONDAY, coordinator)
    time_machine.move_to(at(SUNDAY, time(22)), tick=False)
    draws.carry_out_due()
    hit = set(
        given(charging, MONDAY)
        .filter(starts_at__lt=at(MONDAY, time(10, 20)), ends_at__gt=at(MONDAY, time(7, 55)))
        .values_list("household", flat=True)
    )

    time_machine.move_to(at(MONDAY, time(10, 20)), tick=False)
    outage, _moved = outages.begin(shelter, why="power", by=desk, begun_at=at(MONDAY, time(7, 55)))
    outages.end(outage, by=desk)
    written = outages.log_barriers(outage, programme, by=coordinator)

    lost = set(Turn.objects.filter(state="lost").values_list("household", flat=True))
    assert lost == hit
    assert len(written) == len(hit) == BarrierEntry.objects.count()
    planning.plan_ahead()
    all_ask(families, charging, TUESDAY, coordinator)
    time_machine.move_to(at(MONDAY, time(22)), tick=False)
    draws.carry_out_due()
    asked = TurnRequest.objects.filter(draw__day=TUESDAY, draw__amenity=charging).order_by("place")
    assert {request.household_id for request in asked[: len(hit)]} == hit
    assert set(asked[: len(hit)].values_list("outcome", flat=True)) == {"given"}
    assert not TurnMemory.objects.filter(household__in=hit, repeats_first=True).exists()


def test_asking_early_or_late_makes_no_difference(shared, families, desk, time_machine):
    time_machine.move_to(at(SUNDAY, time(12)), tick=False)
    planning.plan_ahead()
    draw = Draw.objects.get(amenity=shared["tablet"], day=MONDAY)
    requests.ask(families[0], draw, way="desk", by=desk)
    time_machine.shift(timedelta(hours=7))
    requests.ask(families[1], draw, way="workshop", by=desk)

    time_machine.move_to(at(SUNDAY, time(20)), tick=False)
    draws.carry_out_due()

    assert given(shared["tablet"], MONDAY).count() == 2
