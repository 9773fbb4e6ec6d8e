"""Eight desks race for the last beds of a house, in processes of their own."""

from collections import Counter
from uuid import UUID

import pytest

from accounts.rights import Role
from shelters.actions import availability
from shelters.models import Availability, Places, Stay
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import PlacesFactory, ShelterFactory, make_household, make_room
from tests.race.processes import Racer

DESKS = 8
FAMILIES_PER_DESK = 6

DESK = """
import sys
from accounts.models import Membership
from core.errors import DomainError
from shelters.actions import stays
from shelters.models import Bed, Household, Places
member = Membership.objects.select_related("organization").get(pk=sys.argv[1])
places = Places.objects.filter(pk=sys.argv[2]).select_related("group", "shelter").first()
beds = list(Bed.objects.order_by("label"))
print("ready", flush=True)
sys.stdin.readline()
for pk in sys.argv[3:]:
    household = Household.objects.get(pk=pk)
    persons = list(household.persons.all())
    outcome = "no_places"
    while places or len(beds) >= len(persons):
        into = places or dict(zip(persons, beds))
        try:
            stays.check_in(household, into=into, by=member)
            outcome = "placed"
            break
        except DomainError as refused:
            outcome = refused.code
            if places:
                break
            beds = [bed for bed in beds if bed in set(Bed.objects.free())]
            if len(beds) < len(persons):
                break
    print(outcome, flush=True)
"""


def race(member, households, places=None):
    """Start one process a desk, let all go at once; the outcome of each family."""
    shares = [households[i::DESKS] for i in range(DESKS)]
    counted = places.pk if places else UUID(int=0)
    desks = [Racer(DESK, member.pk, counted, *(family.pk for family in share)) for share in shares]
    assert [desk.said() for desk in desks] == ["ready"] * DESKS
    for desk in desks:
        desk.tell()
    return Counter(outcome for desk in desks for outcome in desk.end().split())


@pytest.fixture
def member(transactional_db):
    return MembershipFactory(role=Role.COORDINATOR)


def households_of(member, size):
    return [make_household(member.organization, *["woman"] * size) for _ in range(DESKS * FAMILIES_PER_DESK)]


@pytest.mark.django_db(transaction=True)
def test_each_bed_is_given_once_and_families_are_never_partly_placed(member):
    shelter = ShelterFactory(organization=member.organization)
    make_room(shelter, 21)
    households = households_of(member, 2)

    outcomes = race(member, households)

    open_stays = Stay.objects.open()
    assert outcomes["placed"] == 10
    assert set(outcomes) <= {"placed", "bed_taken", "no_places"}
    assert open_stays.count() == 20
    assert open_stays.values("bed").distinct().count() == 20
    assert set(Counter(open_stays.values_list("household", flat=True)).values()) == {2}
    row = Availability.objects.get()
    assert (row.free, row.in_use, row.over) == (1, 20, 0)


@pytest.mark.django_db(transaction=True)
def test_counted_places_are_given_once(member):
    places = PlacesFactory(shelter__organization=member.organization, installed=21)
    availability.recount(places.shelter)
    households = households_of(member, 2)

    outcomes = race(member, households, places)

    assert outcomes == {"placed": 10, "no_places": DESKS * FAMILIES_PER_DESK - 10}
    assert Places.objects.get().in_use == 20
    row = Availability.objects.get()
    assert (row.free, row.in_use, row.over) == (1, 20, 0)
