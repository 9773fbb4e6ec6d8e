"""The network's table and the first page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shelters.models import Availability, Household, Shelter
from tests.factories.accounts import OrganizationFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room


@pytest.fixture
def theirs(network):
    shelter = ShelterFactory(organization=OrganizationFactory(network=network))
    make_room(shelter, 5, code="families")
    return shelter


def test_who_has_places_for_this_kind_of_family(signed_in, city, theirs):
    client = signed_in(city)

    assert [house.shelter for house in client.get("/network/?people=5").context["houses"]] == [theirs]
    assert client.get("/network/?people=6").context["houses"] == []
    assert client.get("/network/?people=1&cot=1").context["houses"] == []


def test_free_and_over_stand_side_by_side_and_silence_is_named(signed_in, city, theirs, network):
    silent = ShelterFactory(organization=OrganizationFactory(network=network))
    make_room(silent, 9)
    Availability.objects.filter(shelter=silent).update(
        as_of=timezone.now() - timedelta(hours=13), over=2, in_use=2
    )

    shown = signed_in(city).get("/network/").context

    assert (shown["summary"].free, shown["summary"].over) == (5, 0)
    assert (shown["summary"].reported, shown["summary"].houses) == (1, 2)
    assert [house.shelter for house in shown["silent"]] == [silent]


def test_a_hidden_house_shows_no_address(signed_in, city, theirs):
    Shelter.objects.update(address="Calle Secreta 9", address_visibility="hidden")

    page = signed_in(city).get("/network/")

    assert "Calle Secreta" not in page.text
    assert theirs.area not in page.text
    assert "by phone" in page.text


def test_another_network_is_not_there(signed_in, outsider, theirs):
    assert theirs.name not in signed_in(outsider).get("/network/").text


def test_the_first_page_shows_no_household_to_those_who_see_no_people(signed_in, city, network_desk, theirs):
    household = make_household(theirs.organization, "woman")

    for member in (city, network_desk):
        assert household.code[:4] not in signed_in(member).get("/admin/").text
    assert Household.objects.count() == 1


@pytest.mark.parametrize("houses", [1, 3])
def test_the_table_costs_the_same_whatever_its_length(signed_in, city, houses, django_assert_num_queries):
    for _number in range(houses):
        make_room(ShelterFactory(organization=OrganizationFactory(network=city.organization.network)), 2)
    client = signed_in(city)
    client.get("/network/")

    with django_assert_num_queries(5):
        client.get("/network/")
