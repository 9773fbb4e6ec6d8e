"""Ways around the order of turns, and odd moments in which a place could be given twice or to nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schedules.actions import marks, outages, requests, turns
from schedules.errors import AskedAlready, DrawAhead, OthersWait
from schedules.models import Turn, TurnMemory, TurnSeat, TurnWindow
from shelters.actions import households
from shelters.errors import CannotUndo
from shelters.models import SplitNote
from tests.factories.schedules import (
    AmenityFactory,
    DrawFactory,
    TurnFactory,
    TurnRequestFactory,
    WindowFactory,
)
from tests.factories.shelters import ShelterFactory, make_household

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def sockets(shelter):
    return AmenityFactory(shelter=shelter, seats=2)


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


def hours_from_now(amenity, first, *others):
    """Windows of one day, also when midnight lies between them."""
    now = timezone.now()
    window = WindowFactory(amenity=amenity, starts_at=now + HOUR * first)
    return [
        window,
        *(WindowFactory(amenity=amenity, starts_at=now + HOUR * each, day=window.day) for each in others),
    ]


def test_nobody_gets_a_place_of_a_day_that_is_still_to_be_drawn(desk, coordinator, sockets, family):
    window = WindowFactory(amenity=sockets)
    draw = DrawFactory(amenity=sockets)
    other = make_household(family.organization, "man")

    with pytest.raises(DrawAhead):
        turns.give(family, window, by=desk)
    with pytest.raises(DrawAhead):
        turns.give(family, window, by=desk, reason="a friend")
    with pytest.raises(DrawAhead):
        turns.give(family, window, by=coordinator)
    assert turns.give(family, window, by=coordinator, reason="operation").reason == "operation"

    type(draw).objects.update(done_at=timezone.now())
    assert turns.give(other, window, by=desk).state == "given"


def test_a_household_stands_on_one_list_of_a_kind_and_day(desk, shelter, sockets, family):
    more = AmenityFactory(shelter=shelter)
    elsewhere = AmenityFactory(shelter=ShelterFactory(organization=shelter.organization))
    tablets = AmenityFactory(shelter=shelter, kind="tablet")
    first = requests.ask(family, DrawFactory(amenity=sockets), way="desk", by=desk)

    for other in (more, elsewhere):
        with pytest.raises(AskedAlready):
            requests.ask(family, DrawFactory(amenity=other), way="desk", by=desk)
    requests.ask(family, DrawFactory(amenity=tablets), way="desk", by=desk)

    requests.withdraw(first, by=desk)
    assert requests.ask(family, more.draws.get(), way="desk", by=desk).pk


def test_who_missed_a_turn_and_had_one_since_comes_first_no_longer(desk, sockets, family):
    sockets.turns_a_day = 3
    sockets.save()
    (now, later) = hours_from_now(sockets, 0, 1)
    draw = DrawFactory(amenity=sockets, day=now.day, done_at=timezone.now())
    TurnRequestFactory(draw=draw, place=1)
    missed = TurnFactory(window=now, household=family)
    turns.missed(missed, by=desk)
    turns.came(turns.give(family, now, by=desk), by=desk)

    with pytest.raises(OthersWait):
        turns.give(family, later, by=desk)


def test_one_lost_turn_is_repeated_once_also_when_the_family_parts(coordinator, house):
    family = make_household(house, "woman", "child", "man", "child")
    TurnMemory.objects.create(organization=house, household=family, kind="charging", repeats_first=True)

    half = households.split_off(
        family,
        persons=family.persons.filter(number__in=[1, 2]),
        reason=SplitNote.Reason.FAMILY_ASKED,
        adults={2: 1, 4: 3},
        by=coordinator,
    )

    first = TurnMemory.objects.filter(repeats_first=True)
    assert [memory.household for memory in first] == [family]
    assert TurnMemory.objects.filter(household=half).exists()


def test_a_cancelled_turn_does_not_come_back_without_its_seat(desk, sockets, family):
    window = WindowFactory(amenity=sockets)
    turn = TurnFactory(window=window, household=family)
    turns.cancel(turn, by=desk)
    TurnWindow.objects.all().delete()  # the house has other hours since

    with pytest.raises(CannotUndo):
        marks.undo(turn, by=desk)

    assert Turn.objects.get().state == "cancelled"


def test_a_seat_breaks_in_the_second_of_two_slots(desk, shelter, sockets, family):
    over, going_on = hours_from_now(sockets, -1.5, -0.5)
    turn = TurnFactory(window=over, household=family, ends_at=going_on.ends_at)
    TurnSeat.objects.create(
        organization=turn.organization, turn=turn, window=going_on, number=1, of_seats=2
    )  # fmt: skip

    _outage, moved = outages.begin(shelter, why="broken", by=desk, amenity=sockets, seat=1)

    assert moved == outages.Moved(reseated=1)
    assert list(turn.seats.order_by("window__starts_at").values_list("number", flat=True)) == [1, 2]
