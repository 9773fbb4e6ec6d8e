"""Loans go with a family: joined, parted, leaving, taken along; and stand in the preview of an act."""

import pytest

from appointments.models import Appointment
from schedules import lending
from schedules.actions import loans
from schedules.errors import DevicesOut
from schedules.models import Loan
from shelters.actions import households, stays
from shelters.models import SplitNote
from tests.factories.appointments import AppointmentFactory
from tests.factories.schedules import LentDeviceFactory, LoanFactory
from tests.factories.shelters import BedFactory, RoomFactory, ShelterFactory, make_household

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def other(house):
    return make_household(house, "man")


@pytest.fixture
def tablets(shelter):
    return [LentDeviceFactory(shelter=shelter, label=f"T{number}") for number in (1, 2)]


def holders():
    return {loan.device.label: loan.household for loan in Loan.objects.select_related("device", "household")}


def test_two_tablets_of_two_that_are_one_family_stay_out_and_go_back(family, other, tablets, coordinator):
    for device, household in zip(tablets, (family, other), strict=True):
        loans.hand_out(device, household, by=coordinator)

    households.merge(family, into=other, by=coordinator)
    assert holders() == {"T1": other, "T2": other}
    households.unmerge(family, by=coordinator)

    assert holders() == {"T1": family, "T2": other}
    assert not Loan.objects.exclude(came_with=None).exists()


def test_of_three_that_became_one_each_gets_its_own_back(house, family, other, tablets, coordinator):
    third = make_household(house, "woman")
    loans.hand_out(tablets[0], family, by=coordinator)
    loans.hand_out(tablets[1], other, by=coordinator)

    households.merge(family, into=other, by=coordinator)
    households.merge(other, into=third, by=coordinator)
    assert holders() == {"T1": third, "T2": third}
    households.unmerge(other, by=coordinator)
    assert holders() == {"T1": other, "T2": other}
    households.unmerge(family, by=coordinator)

    assert holders() == {"T1": family, "T2": other}
    assert not Loan.objects.exclude(came_with=None).exists()


def test_who_joined_with_a_tablet_gets_no_second_one(family, other, tablets, coordinator):
    loans.hand_out(tablets[0], family, by=coordinator)
    households.merge(family, into=other, by=coordinator)

    with pytest.raises(loans.HasLoan):
        loans.hand_out(tablets[1], other, by=coordinator)


def test_who_parts_leaves_the_device_with_the_family(house, tablets, coordinator):
    many = make_household(house, "woman", "child", "man", "child")
    loans.hand_out(tablets[0], many, by=coordinator)

    households.split_off(
        many,
        persons=many.persons.filter(number__in=[1, 2]),
        reason=SplitNote.Reason.FAMILY_ASKED,
        adults={2: 1, 4: 3},
        by=coordinator,
    )

    assert holders() == {"T1": many}


def test_whoever_checks_out_a_family_with_a_device_is_asked(shelter, other, tablets, desk):
    bed = BedFactory(room=RoomFactory(shelter=shelter))
    stays.check_in(other, into={other.persons.get(): bed}, by=desk)
    loan = loans.hand_out(tablets[0], other, by=desk)

    with pytest.raises(DevicesOut) as asked:
        stays.check_out(other, by=desk)
    stays.check_out(other, by=desk, confirmed=["devices_out"])

    assert "T1" in str(asked.value)
    assert list(Loan.objects.out()) == [loan]


def test_nothing_in_hand_is_nothing_to_ask(other):
    assert lending.still_out(other) is None


def test_an_act_is_told_how_many_devices_its_families_have(family, other, tablets):
    AppointmentFactory(household=family)
    for device, household in zip(tablets, (family, other), strict=True):
        LoanFactory(device=device, household=household)

    assert lending.open_loans(Appointment.objects.all()) == 1


def test_a_family_takes_along_what_it_has(family, other, tablets):
    loan = LoanFactory(device=tablets[0], household=family)
    LoanFactory(device=tablets[1], household=other)

    (sheet,) = lending.sheets([family], False)

    assert [row[:4] for row in sheet.rows] == [
        [str(family), "tablet", "T1", loan.handed_at],
    ]
