"""More people than places only by an explicit act."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import BadInput, NotAllowed, NotHere
from shelters import errors
from shelters.actions import capacity, changes, stays
from shelters.models import Availability, Bed, Change, OverCapacity
from tests.factories.shelters import BedFactory, PlacesFactory, ShelterFactory, make_household, make_room


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def room(shelter):
    return make_room(shelter, 1)


def opened(shelter, by, room=None, group=None, **facts):
    terms = {"places": 2, "reason": "cold", "ends_at": timezone.now() + timedelta(hours=12), **facts}
    return capacity.open_over_capacity(shelter, group=group or room.group, room=room, by=by, **terms)


def figures(shelter):
    row = Availability.objects.get(shelter=shelter)
    return (row.installed, row.free, row.in_use, row.over)


def test_extra_places_are_never_counted_as_free(coordinator, shelter, room):
    opened(shelter, coordinator, room)

    assert figures(shelter) == (1, 1, 0, 0)
    assert room.beds.filter(kind=Bed.Kind.EXTRA).count() == 2


def test_somebody_in_an_extra_place_is_over_capacity_beside_a_free_bed(coordinator, house, shelter, room):
    opened(shelter, coordinator, room)
    woman = make_household(house, "woman")

    into = {woman.persons.get(): room.beds.get(label="+1")}
    stays.check_in(woman, into=into, by=coordinator)

    assert figures(shelter) == (1, 1, 1, 1)


def test_the_database_refuses_an_extra_place_without_an_act(room):
    with pytest.raises(IntegrityError), transaction.atomic():
        BedFactory(room=room, kind=Bed.Kind.EXTRA)


def test_in_a_house_that_counts_the_act_raises_what_may_be_given(coordinator, house):
    places = PlacesFactory(shelter__organization=house, installed=1)
    opened(places.shelter, coordinator, group=places.group)

    stays.check_in(make_household(house, "woman", "man"), into=places, by=coordinator)

    assert figures(places.shelter) == (1, 0, 2, 1)
    with pytest.raises(errors.NoPlaces):
        stays.check_in(make_household(house, "woman", "man"), into=places, by=coordinator)


@pytest.mark.parametrize(
    "facts",
    [
        {"places": 0},
        {"places": 501},
        {"reason": ""},
        {"reason": "his name is"},
        {"ends_at": timezone.now() - timedelta(hours=1)},
        {"ends_at": timezone.now() + timedelta(days=40)},
    ],
)
def test_an_act_without_sense_reason_or_end_is_refused(coordinator, shelter, room, facts):
    with pytest.raises(BadInput):
        opened(shelter, coordinator, room, **facts)


def test_a_house_with_rooms_says_in_which_room(coordinator, shelter, room):
    with pytest.raises(BadInput):
        opened(shelter, coordinator, group=room.group)


def test_a_room_of_another_house_is_not_there(coordinator, shelter, house):
    with pytest.raises(NotHere):
        opened(shelter, coordinator, make_room(ShelterFactory(organization=house), 1))


def test_a_volunteer_does_not_go_over_capacity(desk, shelter, room):
    with pytest.raises(NotAllowed):
        opened(shelter, desk, room)


def test_an_act_ends_by_itself_when_its_places_are_empty(coordinator, shelter, room):
    opened(shelter, coordinator, room)

    with time_machine.travel(timezone.now() + timedelta(hours=13), tick=False):
        ended = capacity.end_overdue()

    assert ended == 1
    assert not Bed.objects.present().filter(kind=Bed.Kind.EXTRA).exists()


def test_nobody_is_put_out_when_the_end_comes(coordinator, house, shelter, room):
    opened(shelter, coordinator, room)
    woman = make_household(house, "woman")
    stays.check_in(woman, into={woman.persons.get(): room.beds.get(label="+1")}, by=coordinator)

    with time_machine.travel(timezone.now() + timedelta(hours=13), tick=False):
        ended = capacity.end_overdue()

    assert (ended, woman.stays.open().count()) == (0, 1)


def test_an_act_can_be_closed_early(coordinator, shelter, room):
    act = opened(shelter, coordinator, room)

    capacity.close_over_capacity(act, by=coordinator)

    assert not OverCapacity.objects.open().exists()


def test_an_act_with_people_in_it_is_not_closed_by_a_click(coordinator, house, shelter, room):
    act = opened(shelter, coordinator, room)
    woman = make_household(house, "woman")
    stays.check_in(woman, into={woman.persons.get(): room.beds.get(label="+1")}, by=coordinator)

    with pytest.raises(errors.BedInUse):
        capacity.close_over_capacity(act, by=coordinator)


def test_an_act_can_be_undone(coordinator, shelter, room):
    opened(shelter, coordinator, room)

    changes.undo(Change.objects.get(verb="over_capacity_opened"), by=coordinator)

    assert not Bed.objects.present().filter(kind=Bed.Kind.EXTRA).exists()


def test_a_second_act_in_the_same_room_gets_other_labels(coordinator, shelter, room):
    opened(shelter, coordinator, room)
    opened(shelter, coordinator, room)

    labels = room.beds.filter(kind=Bed.Kind.EXTRA).values_list("label", flat=True)
    assert sorted(labels) == ["+1", "+2", "+3", "+4"]
