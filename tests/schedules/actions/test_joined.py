"""A tablet and the Wi-Fi while everybody asks at once, and a charger before (J7)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from schedules.actions import joined
from schedules.actions.joined import hindrance
from schedules.errors import DrawAhead, HasOpenTurn, NotTogether, OthersWait
from schedules.models import Turn
from tests.factories.appointments import ProgrammeFactory
from tests.factories.schedules import (
    AmenityFactory,
    DrawFactory,
    TurnFactory,
    TurnRequestFactory,
    WindowFactory,
)
from tests.factories.shelters import ShelterFactory, make_household

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
TIJUANA = "America/Tijuana"


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house, time_zone=TIJUANA)


@pytest.fixture
def programme(house):
    """Everybody asks from 08:00 to 08:30 in Mexico City."""
    programme = ProgrammeFactory(organization=house)
    programme.rules.update(rush_from=time(8), rush_until=time(8, 30))
    return programme


@pytest.fixture(autouse=True)
def early(time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 20, tzinfo=ZoneInfo(TIJUANA)), tick=False)


def window(shelter, kind, clock, *, minutes=30, seats=1):
    amenity = AmenityFactory(shelter=shelter, kind=kind, seats=seats, slot_minutes=minutes)
    begin = datetime.combine(MONDAY, clock, tzinfo=ZoneInfo(TIJUANA))
    return WindowFactory(amenity=amenity, starts_at=begin)


@pytest.fixture
def offered(shelter):
    """Six o'clock in Tijuana is eight in Mexico City."""
    return {
        "tablet": window(shelter, "tablet", time(6)),
        "wifi": window(shelter, "wifi", time(6), seats=35),
        "charging": window(shelter, "charging", time(5), minutes=60),
    }


@pytest.mark.parametrize(
    ("day", "zone", "clock", "warned"),
    [
        (date(2026, 1, 12), TIJUANA, "06:00", False),
        (date(2026, 1, 12), "America/Matamoros", "08:00", False),
        (date(2026, 3, 9), TIJUANA, "07:00", False),
        (date(2026, 3, 9), "America/Matamoros", "09:00", False),
        (date(2026, 3, 5), TIJUANA, "06:00", True),
        (date(2026, 3, 5), "America/Matamoros", "08:00", True),
        (date(2026, 3, 9), "America/Hermosillo", "07:00", False),
    ],
)
def test_the_rush_is_where_the_clock_of_the_house_has_it(programme, house, day, zone, clock, warned):
    shelter = ShelterFactory(organization=house, time_zone=zone)

    rush = joined.rush_of(programme, shelter, day)

    assert f"{rush.begins.astimezone(ZoneInfo(zone)):%H:%M}" == clock
    assert (rush.change is not None) == warned


def test_a_rush_of_the_night_falls_on_the_evening_before_here(programme, shelter):
    programme.rules.update(rush_from=time(0, 30), rush_until=time(1))

    rush = joined.rush_of(programme, shelter, MONDAY)

    assert rush.begins.astimezone(ZoneInfo(TIJUANA)) == datetime(
        2026, 11, 23, 22, 30, tzinfo=ZoneInfo(TIJUANA)
    )


def test_a_programme_without_a_rush_has_none(house, shelter):
    assert joined.rush_of(ProgrammeFactory(organization=house), shelter, MONDAY) is None


def test_all_of_it_is_taken_together(shelter, programme, offered, desk, house):
    family = make_household(house, "woman")
    rush = joined.rush_of(programme, shelter, MONDAY)

    turns = joined.take(family, joined.plan(rush, shelter), by=desk)

    assert {turn.kind: turn.starts_at for turn in turns} == {
        kind: window.starts_at for kind, window in offered.items()
    }
    assert len({turn.joined for turn in turns}) == 1
    charged = next(turn for turn in turns if turn.kind == "charging")
    assert charged.ends_at <= rush.begins


def test_what_is_not_all_there_is_not_begun(shelter, programme, offered, desk, house):
    TurnFactory(window=offered["tablet"], given_by=desk)
    rush = joined.rush_of(programme, shelter, MONDAY)

    with pytest.raises(NotTogether):
        joined.take(make_household(house, "woman"), joined.plan(rush, shelter), by=desk)

    assert Turn.objects.count() == 1


def test_a_piece_that_is_refused_takes_the_others_back(shelter, programme, offered, desk, house):
    family = make_household(house, "woman")
    other = window(shelter, "wifi", time(12))
    TurnFactory(window=other, household=family, given_by=desk)
    rush = joined.rush_of(programme, shelter, MONDAY)

    with pytest.raises(HasOpenTurn):
        joined.take(family, joined.plan(rush, shelter), by=desk)

    assert Turn.objects.count() == 1


def test_the_charger_is_the_last_before_it_begins(shelter, programme, offered):
    late = offered["charging"].amenity
    begin = offered["charging"].starts_at
    for hours in (-2, -1, 1):
        WindowFactory(amenity=late, starts_at=begin + timedelta(hours=hours))
    rush = joined.rush_of(programme, shelter, MONDAY)

    pieces = {piece.kind: piece.window for piece in joined.plan(rush, shelter).pieces}

    assert pieces == offered


def test_what_is_missing_says_why(shelter, programme):
    rush = joined.rush_of(programme, shelter, MONDAY)
    window(shelter, "charging", time(6))

    pieces = {piece.kind: piece.why for piece in joined.plan(rush, shelter).pieces}

    assert pieces == {
        "tablet": "there is none at that hour",
        "wifi": "there is none at that hour",
        "charging": "none ends before it begins",
    }


def test_what_would_be_refused_is_said_before_anybody_taps(
    shelter, programme, offered, desk, coordinator, house
):
    family = make_household(house, "woman")
    plan = joined.plan(joined.rush_of(programme, shelter, MONDAY), shelter)
    assert hindrance(family, plan, by=desk) is None

    draw = DrawFactory(amenity=offered["tablet"].amenity, day=MONDAY)
    said = [hindrance(family, plan, by=desk)]
    TurnRequestFactory(draw=draw, household=make_household(house, "man"))
    said.append(hindrance(family, plan, by=desk))

    assert [type(each) for each in said] == [DrawAhead, OthersWait]
    with pytest.raises(OthersWait):
        joined.take(family, plan, by=desk)
    assert hindrance(family, plan, by=coordinator) is None
    assert len(joined.take(family, plan, by=coordinator)) == 3
    assert isinstance(hindrance(family, plan, by=coordinator), HasOpenTurn)
