"""Many desks at once: a device goes out once, and a household has one of a kind in its hands."""

import pytest

from accounts.rights import Role
from schedules.actions import devices, loans
from schedules.actions.devices import Wiped
from schedules.models import Loan
from tests.factories.accounts import MembershipFactory
from tests.factories.schedules import LentDeviceFactory
from tests.factories.shelters import ShelterFactory, make_household
from tests.race.test_turns import at_once

pytestmark = pytest.mark.django_db(transaction=True)
DESKS = 6
CLEAN = Wiped(signed_out=True, history_gone=True, camera_empty=True, downloads_gone=True, battery=50)


@pytest.fixture
def desk(transactional_db):
    return MembershipFactory(role=Role.VOLUNTEER)


@pytest.fixture
def shelter(desk):
    return ShelterFactory(organization=desk.organization)


def test_a_device_goes_out_once(desk, shelter):
    device = LentDeviceFactory(shelter=shelter)
    families = [make_household(desk.organization, "woman") for _each in range(DESKS)]

    def handing(family):
        return lambda: loans.hand_out(device, family, by=desk)

    said = at_once([[handing(family)] for family in families])

    assert said == {"done": 1, "device_out": DESKS - 1}
    assert Loan.objects.count() == 1


def test_a_household_has_one_of_a_kind(desk, shelter):
    family = make_household(desk.organization, "woman")
    tablets = LentDeviceFactory.create_batch(DESKS, shelter=shelter)

    def handing(device):
        return lambda: loans.hand_out(device, family, by=desk)

    said = at_once([[handing(device)] for device in tablets])

    assert said == {"done": 1, "has_loan": DESKS - 1}
    assert Loan.objects.count() == 1


def test_taking_back_wiping_and_handing_out_never_mix(desk, shelter):
    device = LentDeviceFactory(shelter=shelter)
    loan = loans.hand_out(device, make_household(desk.organization, "woman"), by=desk)
    families = [make_household(desk.organization, "woman") for _each in range(DESKS)]

    def handing(family):
        return lambda: loans.hand_out(device, family, by=desk)

    back = [lambda: loans.take_back(loan, by=desk), lambda: devices.wipe(device, CLEAN, by=desk)]
    at_once([back, *([handing(family)] for family in families)])

    assert Loan.objects.get(pk=loan.pk).wiped_by == desk
    assert Loan.objects.filter(closed_at=None).count() <= 1
