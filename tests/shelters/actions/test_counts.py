"""Counting heads and buses."""

import pytest

from core.errors import BadInput, NotAllowed, NotHere
from shelters import errors
from shelters.actions import changes, counts, stays
from shelters.models import Availability, BusCount, Change, Household, Places
from shelters.parties import Party, PersonAnswer
from tests.factories.shelters import PlacesFactory, ShelterFactory, group, make_household, make_room


@pytest.fixture
def places(house):
    return PlacesFactory(shelter__organization=house, installed=36)


def figures(places):
    row = Availability.objects.get(shelter=places.shelter, group=places.group)
    return (row.installed, row.free, row.in_use, row.over)


def test_counting_heads_changes_the_figures(desk, places):
    counts.count_places(places, in_use=30, by=desk)

    assert figures(places) == (36, 6, 30, 0)


def test_more_people_than_places_is_a_fact(desk, places):
    counts.count_places(places, in_use=60, by=desk)

    assert figures(places) == (36, 0, 60, 24)


def test_a_count_beyond_capacity_gives_nobody_a_place(desk, places, house):
    counts.count_places(places, in_use=60, by=desk)

    with pytest.raises(errors.NoPlaces):
        stays.check_in(make_household(house, "woman"), into=places, by=desk)


def test_the_allowance_shrinks_when_people_leave(desk, places, house):
    family = make_household(house, "woman", "woman")
    stays.check_in(family, into=places, by=desk)
    counts.count_places(places, in_use=38, by=desk)

    stays.check_out(family, by=desk)

    assert Places.objects.get().over_ceiling == 0
    with pytest.raises(errors.NoPlaces):
        stays.check_in(make_household(house, "woman"), into=places, by=desk)


def test_eighty_typed_for_eight_is_asked_again(desk, places):
    counts.count_places(places, in_use=8, by=desk)

    with pytest.raises(errors.SurprisingCount, match="80"):
        counts.count_places(places, in_use=80, by=desk)
    assert figures(places) == (36, 28, 8, 0)


def test_a_confirmed_surprise_counts(desk, places):
    counts.count_places(places, in_use=8, by=desk)

    counts.count_places(places, in_use=80, by=desk, confirmed=True)

    assert figures(places) == (36, 0, 80, 44)


def test_undoing_a_count_keeps_who_came_since(desk, places, house):
    counts.count_places(places, in_use=8, by=desk)
    counts.count_places(places, in_use=20, by=desk)
    stays.check_in(make_household(house, "woman", "man"), into=places, by=desk)

    changes.undo(Change.objects.filter(verb="places_counted").order_by("at").last(), by=desk)

    assert figures(places) == (36, 26, 10, 0)


@pytest.mark.parametrize("heads", [-1, 20_001])
def test_an_impossible_count_is_refused(desk, places, heads):
    with pytest.raises(BadInput):
        counts.count_places(places, in_use=heads, by=desk)


def test_a_house_with_beds_is_not_counted_by_hand(desk, house):
    places = PlacesFactory(shelter__organization=house, shelter__mode="rooms")

    with pytest.raises(errors.CountedElsewhere):
        counts.count_places(places, in_use=3, by=desk)


def test_counting_takes_the_right(reader, places):
    with pytest.raises(NotAllowed):
        counts.count_places(places, in_use=3, by=reader)


def test_a_house_that_states_no_capacity_counts_all_the_same(desk, house):
    places = PlacesFactory(shelter__organization=house, installed=None)

    counts.count_places(places, in_use=40, by=desk)
    stays.check_in(make_household(house, "woman"), into=places, by=desk)

    assert figures(places) == (None, None, 41, 0)


def test_stating_places_makes_the_group_known(coordinator, house):
    shelter = ShelterFactory(organization=house, mode="count")

    counts.set_places(shelter, group=group("men"), installed=10, mats=5, out_of_service=2, by=coordinator)

    row = Availability.objects.get()
    assert (row.installed, row.mats, row.free, row.out_of_service) == (10, 5, 13, 2)


def test_fewer_places_than_people_shows_as_over_capacity(coordinator, places):
    counts.count_places(places, in_use=30, by=coordinator)

    counts.set_places(places.shelter, group=places.group, installed=20, by=coordinator)

    assert figures(places) == (20, 0, 30, 10)


@pytest.mark.parametrize(
    "facts", [{"installed": -1}, {"installed": 30_000}, {"installed": 5, "out_of_service": 6}]
)
def test_impossible_places_are_refused(coordinator, places, facts):
    with pytest.raises(BadInput):
        counts.set_places(places.shelter, group=places.group, by=coordinator, **facts)


def test_a_volunteer_does_not_state_capacity(desk, places):
    with pytest.raises(NotAllowed):
        counts.set_places(places.shelter, group=places.group, installed=99, by=desk)


# ---------------------------------------------------------------- a bus of ninety


@pytest.fixture
def bus(desk, house):
    return counts.count_bus(ShelterFactory(organization=house), men=40, women=30, children=20, by=desk)


def test_a_bus_is_counted_at_once(bus):
    assert (bus.people, bus.waiting) == (90, 90)


def test_households_are_made_from_the_bus_later(desk, bus):
    adult, child = PersonAnswer("18-59", "woman"), PersonAnswer("5-11")

    counts.from_bus(bus, Party((adult, PersonAnswer("18-59", "man"), child, child)), by=desk)

    bus.refresh_from_db()
    assert (bus.men_waiting, bus.women_waiting, bus.children_waiting) == (39, 29, 18)
    assert Household.objects.get().persons.count() == 4


def test_the_bus_is_done_when_nobody_waits(desk, house):
    bus = counts.count_bus(ShelterFactory(organization=house), men=1, women=0, children=0, by=desk)

    counts.from_bus(bus, Party((PersonAnswer("18-59", "man"),)), by=desk)

    assert not BusCount.objects.open().exists()


def test_more_people_than_were_counted_is_no_obstacle(desk, house):
    bus = counts.count_bus(ShelterFactory(organization=house), men=0, women=1, children=0, by=desk)

    counts.from_bus(bus, Party((PersonAnswer("18-59", "woman"), PersonAnswer("0-4"))), by=desk)

    assert not BusCount.objects.open().exists()


def test_waiting_people_are_never_subtracted_from_free_places(desk, house):
    shelter = ShelterFactory(organization=house)
    make_room(shelter, 10)

    counts.count_bus(shelter, men=40, women=30, children=20, by=desk)

    assert Availability.objects.get().free == 10


def test_a_bus_counted_by_mistake_can_be_undone(desk, bus):
    changes.undo(Change.objects.get(verb="bus_counted"), by=desk)

    assert not BusCount.objects.exists()


def test_a_bus_of_which_somebody_was_written_down_stays(desk, bus):
    counts.from_bus(bus, Party((PersonAnswer("18-59", "man"),)), by=desk)

    with pytest.raises(errors.CannotUndo):
        changes.undo(Change.objects.get(verb="bus_counted"), by=desk)


def test_the_rest_of_a_bus_can_be_closed(desk, bus):
    counts.close_bus(bus, by=desk)

    assert not BusCount.objects.open().exists()


@pytest.mark.parametrize("people", [(0, 0, 0), (-1, 5, 5), (900, 90, 90)])
def test_an_impossible_bus_is_refused(desk, house, people):
    men, women, children = people

    with pytest.raises(BadInput):
        counts.count_bus(ShelterFactory(organization=house), men=men, women=women, children=children, by=desk)


def test_a_foreign_bus_is_not_there(stranger, bus):
    bus.organization = stranger.organization

    with pytest.raises(NotHere):
        counts.from_bus(bus, Party((PersonAnswer("18-59", "man"),)), by=stranger)
