"""Every list costs the same whatever its length."""

import pytest

from shelters.actions import availability, counts, holds, stays
from shelters.actions.households import open_household
from shelters.models import Bed
from shelters.parties import Party, PersonAnswer
from tests.callers import Caller, results
from tests.factories.shelters import PlacesFactory, ShelterFactory, make_household, make_room
from tests.settings import ENGINE

WOMAN = Party((PersonAnswer(gender="woman"),))
# One for the audit trail on PostgreSQL, which can hash by itself.
TRAIL = 1 if ENGINE == "postgresql" else 2
# Who asks: session, user, membership. Then the rows and what hangs on them; the audit trail where they are
# households.
QUERIES = {
    "networks/": 3,
    "organizations/": 3,
    "shelters/": 3,
    "groups/": 3,
    "availability/": 3,
    "availability/?adults=1": 4,
    "availability/totals/": 3,
    "rooms/": 3,
    "beds/": 4,
    "places/": 3,
    "over-capacity/": 3,
    "bus-counts/": 3,
    "changes/": 3 + TRAIL,
    "households/": 4 + TRAIL,
    "holds/": 3 + TRAIL,
    "referrals/": 3,
    "stays/": 3 + TRAIL,
}


def make(count, coordinator, stranger):
    """`count` rows of everything, for both organizations."""
    for _each in range(count):
        for member, other in ((coordinator, stranger), (stranger, coordinator)):
            shelter = ShelterFactory(organization=member.organization)
            room = make_room(shelter, 5)
            beds = list(Bed.objects.filter(room=room))
            availability.recount(PlacesFactory(shelter__organization=member.organization).shelter)
            household = make_household(member.organization, "woman")
            stays.check_in(household, into={household.persons.get(): beds[0]}, by=member)
            open_household(WOMAN, by=member)
            holds.hold(WOMAN, at=shelter, by=other, family_agrees=True)
            counts.count_bus(shelter, men=1, women=0, children=0, by=member)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", QUERIES)
def test_list_costs_the_same_whatever_its_length(
    coordinator, stranger, count, path, django_assert_num_queries
):
    make(count, coordinator, stranger)
    api = Caller(coordinator)

    with django_assert_num_queries(QUERIES[path]):
        answer = api.get(path)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("shelters/", 8),
        ("rooms/", 2),
        ("beds/", 10),
        ("places/", 2),
        ("bus-counts/", 2),
        ("households/", 6),
        ("holds/", 2),
        ("referrals/", 2),
        ("stays/", 4),
        ("stays/?state=held", 2),
        ("stays/?open=false", 0),
        ("households/?present=true", 6),
        ("availability/", 8),
        ("availability/?own=true", 4),
    ],
)
def test_lists_hold_what_they_say(coordinator, stranger, path, rows):
    make(2, coordinator, stranger)

    assert len(results(Caller(coordinator).get(path))) == rows
