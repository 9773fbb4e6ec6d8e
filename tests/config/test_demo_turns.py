"""The demo shows turns at whatever hour somebody loads it."""

import pytest
import time_machine

from config import demo_turns
from schedules.models import Amenity, Draw, Loan, Turn, TurnRequest
from tests.factories.shelters import ShelterFactory, make_household


# In Tijuana at 12:30; at 18:30, when the laundry is shut and tomorrow is not drawn; at 23:40.
@pytest.mark.parametrize("moment", ["2026-11-22T20:30:00Z", "2026-11-23T02:30:00Z", "2026-11-23T07:40:00Z"])
def test_there_are_turns_requests_and_loans_at_any_hour(house, coordinator, moment):
    with time_machine.travel(moment, tick=False):
        shelter = ShelterFactory(organization=house, name="Casa Norte")
        for _family in range(8):
            make_household(house, "woman", "child")

        demo_turns.share(shelter, by=coordinator)

        kinds = set(Amenity.objects.values_list("kind", flat=True))
        assert kinds == {"charging", "tablet", "wifi", "washing", "shower"}
        assert set(Turn.objects.open().values_list("kind", flat=True)) == kinds
        assert TurnRequest.objects.standing().count() == 2 * len(kinds)
        assert Loan.objects.out().count() == 2
        made = Draw.objects.filter(done_at__isnull=False)
        assert {(draw.amenity.kind, draw.asked, draw.given) for draw in made} == {
            ("tablet", 2, 2),
            ("washing", 2, 2),
        }
    assert Amenity.objects.get(kind="wifi").seats == 35
