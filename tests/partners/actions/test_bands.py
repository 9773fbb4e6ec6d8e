"""What partners are told changes seldom and says little (privacy.md, section 4)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from partners.actions import bands
from partners.models import PublishedBand
from shelters.actions import availability, stays
from shelters.models import Bed, Shelter
from tests.factories.shelters import ShelterFactory, make_household, make_room


@pytest.fixture
def shelter(coordinator):
    shelter = ShelterFactory(organization=coordinator.organization)
    make_room(shelter, 8)
    return shelter


def published():
    return PublishedBand.objects.get()


@given(free=st.integers(0, 60), room=st.integers(0, 60))
def test_a_yes_always_leaves_the_margin(free, room):
    size = bands.largest_party(free, room)

    assert size in {0, *bands.SIZES}
    assert size == 0 or (size + bands.MARGIN <= free and size <= room)


def test_no_capacity_is_no_answer():
    assert bands.largest_party(None, 0) == 0


def test_the_answer_stays_for_half_an_hour(shelter, coordinator, time_machine):
    time_machine.move_to("2026-11-22T18:44:10Z", tick=False)
    bands.refresh([shelter.pk])
    household = make_household(coordinator.organization, "woman")
    stays.check_in(household, into={household.persons.get(): Bed.objects.first()}, by=coordinator)

    time_machine.move_to("2026-11-22T19:13:00Z", tick=False)
    bands.refresh([shelter.pk])
    assert (published().largest_party, published().as_of.isoformat()) == (5, "2026-11-22T18:30:00+00:00")
    time_machine.move_to("2026-11-22T19:14:11Z", tick=False)
    bands.refresh([shelter.pk])

    assert (published().largest_party, published().as_of.isoformat()) == (2, "2026-11-22T19:00:00+00:00")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"address_visibility": Shelter.AddressVisibility.HIDDEN}, "any"),
        ({"state": Shelter.State.CLOSED}, "any"),
        ({}, "lgbtq"),
        ({}, "minors-hand-over"),
    ],
)
def test_hidden_closed_and_specialised_houses_say_nothing(coordinator, facts, code):
    shelter = ShelterFactory(organization=coordinator.organization, **facts)
    make_room(shelter, 20, code=code)

    bands.refresh([shelter.pk])

    assert published().largest_party == 0


def test_a_group_that_is_gone_is_forgotten(shelter, time_machine):
    bands.refresh([shelter.pk])
    other = make_room(shelter, 1, code="men")
    shelter.rooms.exclude(pk=other.pk).get().beds.update(retired_at=timezone.now())
    availability.recount(shelter)

    time_machine.move_to(timezone.now() + timedelta(minutes=31))
    bands.refresh([shelter.pk])

    assert published().group == other.group
