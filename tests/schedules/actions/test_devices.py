"""Devices: coordinators write them down, change them, take them away."""

import pytest

from core.errors import BadInput, NotAllowed, NotHere
from privacy.models import AuditEntry
from privacy.verbs import Verb
from schedules.actions import devices
from schedules.errors import DeviceOut, LabelTaken
from schedules.models import LentDevice
from tests.factories.schedules import AmenityFactory, LentDeviceFactory, LoanFactory
from tests.factories.shelters import ShelterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def tablet(shelter):
    return LentDeviceFactory(shelter=shelter, label="T1")


def test_a_device_is_written_down_by_its_label(shelter, coordinator):
    amenity = AmenityFactory(shelter=shelter, kind="tablet")

    device = devices.add(shelter, kind="tablet", label="  T   9 ", amenity=amenity, by=coordinator)

    assert LentDevice.objects.get() == device
    assert (device.label, device.amenity, device.longest_minutes) == ("T 9", amenity, 120)
    assert AuditEntry.objects.get().verb == Verb.DEVICE_CHANGED


@pytest.mark.parametrize(
    "wrong",
    [{"label": " "}, {"label": "x" * 25}, {"kind": "rifle"}, {"longest_minutes": 4}, {"serial": "123"}],
)
def test_what_no_device_is_is_refused(wrong, shelter, coordinator):
    with pytest.raises(BadInput):
        devices.add(shelter, by=coordinator, **{"kind": "tablet", "label": "T1", **wrong})


def test_labels_of_a_house_differ_and_those_of_two_houses_need_not(tablet, house, shelter, coordinator):
    with pytest.raises(LabelTaken):
        devices.add(shelter, kind="phone", label="T1", by=coordinator)

    assert devices.add(ShelterFactory(organization=house), kind="phone", label="T1", by=coordinator)


def test_what_is_left_out_of_a_change_stays(tablet, coordinator):
    changed = devices.change(tablet, is_broken=True, longest_minutes=30, by=coordinator)

    assert (changed.label, changed.is_broken, changed.longest_minutes) == ("T1", True, 30)


def test_the_amenity_is_of_the_same_house(tablet, house, coordinator):
    elsewhere = AmenityFactory(shelter=ShelterFactory(organization=house), kind="tablet")

    with pytest.raises(NotHere):
        devices.change(tablet, amenity=elsewhere, by=coordinator)


def test_a_device_in_hands_stays_what_it_is(tablet, coordinator):
    LoanFactory(device=tablet)

    with pytest.raises(DeviceOut):
        devices.change(tablet, kind="charger", by=coordinator)
    with pytest.raises(DeviceOut):
        devices.retire(tablet, by=coordinator)


def test_what_is_taken_away_frees_its_label_and_may_come_back(tablet, shelter, coordinator):
    devices.retire(tablet, by=coordinator)
    devices.retire(tablet, by=coordinator)
    twin = devices.add(shelter, kind="tablet", label="T1", by=coordinator)

    with pytest.raises(LabelTaken):
        devices.bring_back(tablet, by=coordinator)
    devices.retire(twin, by=coordinator)

    assert devices.bring_back(tablet, by=coordinator).retired_at is None


def test_volunteers_and_strangers_change_no_device(tablet, shelter, desk, stranger):
    for member in (desk, stranger):
        with pytest.raises((NotAllowed, NotHere)):
            devices.change(tablet, label="x", by=member)
        with pytest.raises((NotAllowed, NotHere)):
            devices.add(shelter, kind="phone", label="P1", by=member)
        with pytest.raises((NotAllowed, NotHere)):
            devices.retire(tablet, by=member)
        with pytest.raises((NotAllowed, NotHere)):
            devices.bring_back(tablet, by=member)
