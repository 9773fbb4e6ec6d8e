"""Many desks at once: a seat is given once, and a household has one open turn of a kind."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread
from time import sleep

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.rights import Role
from core.errors import DomainError
from schedules.actions import requests, turns
from schedules.models import Turn, TurnRequest, TurnSeat, TurnWindow
from tests.factories.accounts import MembershipFactory
from tests.factories.schedules import AmenityFactory, DrawFactory, WindowFactory
from tests.factories.shelters import ShelterFactory, make_household
from tests.race.waiting import LONGEST

pytestmark = pytest.mark.django_db(transaction=True)
DESKS = 6
SEATS = 8


@pytest.fixture
def desk(transactional_db):
    return MembershipFactory(role=Role.VOLUNTEER)


@pytest.fixture
def amenity(desk):
    return AmenityFactory(shelter=ShelterFactory(organization=desk.organization), seats=SEATS)


def at_once(deeds):
    """Each list of deeds on a connection of its own, all from one moment; how often which answer came."""
    said, ready = Counter(), Barrier(len(deeds))

    def run(own):
        try:
            ready.wait(timeout=LONGEST)
            for deed in own:
                try:
                    deed()
                    said["done"] += 1
                except DomainError as refused:
                    said[refused.code] += 1
                except IntegrityError:
                    said["refused by the database"] += 1
        finally:
            connection.close()

    threads = [Thread(target=run, args=[own], daemon=True) for own in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
    return said


def test_each_seat_is_given_once(desk, amenity):
    window = WindowFactory(amenity=amenity)
    families = [make_household(desk.organization, "woman") for _each in range(3 * DESKS)]

    def giving(family):
        return lambda: turns.give(family, window, by=desk)

    said = at_once([[giving(family) for family in families[i::DESKS]] for i in range(DESKS)])

    assert said == {"done": SEATS, "seats_taken": 3 * DESKS - SEATS}
    assert sorted(TurnSeat.objects.values_list("number", flat=True)) == list(range(1, SEATS + 1))
    assert Turn.objects.open().count() == SEATS


def test_a_household_has_one_open_turn_of_a_kind(desk, amenity):
    twin = AmenityFactory(shelter=amenity.shelter, seats=SEATS)
    windows = [WindowFactory(amenity=each) for each in (amenity, twin)]
    family = make_household(desk.organization, "woman")

    def giving(window):
        return lambda: turns.give(family, window, by=desk)

    said = at_once([[giving(window) for window in windows] for _each in range(DESKS)])

    assert said == {"done": 1, "has_open_turn": 2 * DESKS - 1}
    assert (Turn.objects.count(), TurnSeat.objects.count()) == (1, 1)


def test_a_household_is_on_a_list_once(desk, amenity):
    draw, family = DrawFactory(amenity=amenity), make_household(desk.organization, "woman")

    said = at_once([[lambda: requests.ask(family, draw, way="desk", by=desk)] for _each in range(DESKS)])

    assert said == {"done": 1, "asked_already": DESKS - 1}
    assert TurnRequest.objects.count() == 1


def test_moving_and_giving_at_once_never_block_one_another(desk, amenity):
    here, there = (
        WindowFactory(amenity=amenity),
        WindowFactory(amenity=AmenityFactory(shelter=amenity.shelter)),
    )
    families = [make_household(desk.organization, "woman") for _each in range(DESKS)]
    given = [
        turns.give(family, here if number % 2 else there, by=desk) for number, family in enumerate(families)
    ]

    def moving(turn, number):
        return lambda: turns.move(turn, there if number % 2 else here, by=desk)

    said = at_once([[moving(turn, number)] for number, turn in enumerate(given)])

    assert said == {"done": DESKS}
    assert Turn.objects.open().count() == TurnSeat.objects.count() == DESKS


def test_an_hour_of_an_amenity_has_one_window(desk, amenity):
    first = WindowFactory.build(amenity=amenity)

    def adding(minutes):
        late = timedelta(minutes=minutes)

        @transaction.atomic
        def add():
            WindowFactory(amenity=amenity, starts_at=first.starts_at + late, ends_at=first.ends_at + late)
            # Long enough that all have looked before the first is seen, if nothing made them wait.
            sleep(0.3)

        return add

    said = at_once([[adding(number)] for number in range(DESKS)])

    assert said == {"done": 1, "refused by the database": DESKS - 1}
    assert TurnWindow.objects.count() == 1
