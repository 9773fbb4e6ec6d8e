"""What an organization asks about guests: nothing, until a coordinator decides."""

import pytest

from accounts.actions import collecting
from accounts.models.organizations import COLLECTABLE
from core.errors import BadInput, NotAllowed
from privacy.models import AuditEntry
from privacy.verbs import Verb


def test_nothing_is_asked_until_somebody_decides(house):
    assert house.collects == frozenset()


def test_a_coordinator_decides_for_the_organization(coordinator, house):
    collecting.choose(house, asked=["called_name", "notes"], by=coordinator)
    collecting.choose(house, asked=["notes"], by=coordinator)

    house.refresh_from_db()
    assert house.collects == {"notes"}
    assert AuditEntry.objects.filter(verb=Verb.COLLECTING_CHANGED, about_id=house.pk).count() == 2


@pytest.mark.parametrize("asked", [["surname"], [*COLLECTABLE, "nationality"]])
def test_what_has_no_field_cannot_be_asked(coordinator, house, asked):
    with pytest.raises(BadInput):
        collecting.choose(house, asked=asked, by=coordinator)


@pytest.mark.parametrize("who", ["desk", "reader", "stranger", "city", "network_desk"])
def test_deciding_takes_the_right_of_the_same_organization(request, house, who):
    with pytest.raises(NotAllowed):
        collecting.choose(house, asked=["notes"], by=request.getfixturevalue(who))
