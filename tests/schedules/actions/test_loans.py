"""Loans: one in hand of each kind, back before it goes again, wiped before anybody else holds it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.rights import Role
from core.errors import BadInput, NotAllowed, NotHere, TooLate
from privacy.models import AuditEntry
from privacy.verbs import Verb
from schedules.actions import devices, loans
from schedules.actions.devices import Wiped
from schedules.errors import (
    DeviceAway,
    DeviceOut,
    HasLoan,
    LabelTaken,
    LoanOver,
    NoTurnNow,
    NotWiped,
    StillToWipe,
)
from schedules.models import LentDevice, Loan
from shelters.errors import CannotUndo
from tests.factories.accounts import MembershipFactory
from tests.factories.schedules import AmenityFactory, LentDeviceFactory, TurnFactory, WindowFactory
from tests.factories.shelters import ShelterFactory, make_household

pytestmark = pytest.mark.django_db
CLEAN = Wiped(signed_out=True, history_gone=True, camera_empty=True, downloads_gone=True, battery=80)


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def tablet(shelter):
    return LentDeviceFactory(shelter=shelter, label="T1", longest_minutes=90)


@pytest.fixture
def charger(shelter):
    return LentDeviceFactory(shelter=shelter, kind="charger", label="C1")


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def other(house):
    return make_household(house, "man")


@pytest.fixture
def loan(tablet, family, desk):
    return loans.hand_out(tablet, family, by=desk)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def verbs():
    return list(AuditEntry.objects.order_by("at", "number").values_list("verb", flat=True))


def aged(loan, hours=25):
    """The same loan with every moment so long ago."""
    for name in ("handed_at", "due_at", "returned_at", "lost_at", "closed_at"):
        if getattr(loan, name):
            setattr(loan, name, getattr(loan, name) - timedelta(hours=hours))
    loan.save()
    return loan


def test_a_device_goes_out_for_as_long_as_it_may(tablet, family, desk):
    loan = loans.hand_out(tablet, family, by=desk)

    assert (loan.device, loan.household, loan.kind, loan.handed_by) == (tablet, family, "tablet", desk)
    assert loan.due_at - loan.handed_at == timedelta(minutes=90)
    assert list(LentDevice.objects.ready()) == []
    assert AuditEntry.objects.get(verb=Verb.LOAN_BEGUN).about_id == family.pk


def test_a_shorter_time_may_be_said_and_a_longer_one_not(tablet, family, desk):
    with pytest.raises(BadInput):
        loans.hand_out(tablet, family, by=desk, minutes=91)

    loan = loans.hand_out(tablet, family, by=desk, minutes=20, condition="scratched")

    assert loan.due_at - loan.handed_at == timedelta(minutes=20)
    assert loan.condition_out == "scratched"


def test_nobody_gets_what_somebody_has(loan, tablet, other, desk):
    with pytest.raises(DeviceOut):
        loans.hand_out(tablet, other, by=desk)

    assert Loan.objects.count() == 1


def test_one_of_each_kind_for_a_household(loan, shelter, family, charger, desk):
    second = LentDeviceFactory(shelter=shelter, label="T2")

    with pytest.raises(HasLoan):
        loans.hand_out(second, family, by=desk)

    assert loans.hand_out(charger, family, by=desk).kind == "charger"


@pytest.mark.parametrize("field", [{"is_broken": True}, {"retired_at": timezone.now()}])
def test_what_is_broken_or_gone_does_not_go_out(field, tablet, family, desk):
    LentDevice.objects.update(**field)

    with pytest.raises(DeviceAway):
        loans.hand_out(tablet, family, by=desk)


def test_what_goes_by_turns_goes_to_whoever_has_the_turn(shelter, tablet, family, other, desk):
    amenity = AmenityFactory(shelter=shelter, kind="tablet", seats=1)
    now = timezone.now()
    window = WindowFactory(
        amenity=amenity, starts_at=now + timedelta(minutes=5), ends_at=now + timedelta(minutes=35)
    )
    turn = TurnFactory(window=window, household=family)
    LentDevice.objects.update(amenity=amenity)

    with pytest.raises(NoTurnNow):
        loans.hand_out(tablet, other, by=desk)
    loan = loans.hand_out(tablet, family, by=desk)

    assert (loan.turn, loan.due_at) == (turn, turn.ends_at)


def test_what_remembers_waits_until_it_is_wiped(loan, tablet, other, desk):
    loans.take_back(loan, by=desk, condition="cracked")

    row = fresh(loan)
    assert (row.condition_in, row.taken_by, row.closed_at) == ("cracked", desk, None)
    with pytest.raises(StillToWipe):
        loans.hand_out(tablet, other, by=desk)

    devices.wipe(tablet, CLEAN, by=desk)

    row = fresh(loan)
    assert (row.battery, row.wiped_by, row.closed_at is None) == (80, desk, False)
    assert loans.hand_out(tablet, other, by=desk).household == other


def test_a_charger_remembers_nothing(charger, family, other, desk):
    loan = loans.hand_out(charger, family, by=desk)

    loans.take_back(loan, by=desk)

    assert fresh(loan).closed_at is not None
    assert loans.hand_out(charger, other, by=desk).household == other


def test_taking_back_twice_changes_nothing(loan, desk):
    first = loans.take_back(loan, by=desk)

    again = loans.take_back(loan, by=desk, condition="defect")

    assert (again.returned_at, again.condition_in) == (first.returned_at, "good")
    assert verbs().count(Verb.LOAN_ENDED) == 1


def test_what_does_not_work_stays_here(charger, family, other, desk):
    loan = loans.hand_out(charger, family, by=desk)

    loans.take_back(loan, by=desk, condition="defect")

    with pytest.raises(DeviceAway):
        loans.hand_out(charger, other, by=desk)


@pytest.mark.parametrize("left", ["signed_out", "history_gone", "camera_empty", "downloads_gone", "battery"])
def test_the_list_is_done_as_a_whole(left, loan, tablet, desk):
    loans.take_back(loan, by=desk)
    done = {name: getattr(CLEAN, name) for name in Wiped.__dataclass_fields__}

    with pytest.raises(NotWiped):
        devices.wipe(tablet, Wiped(**{**done, left: None}), by=desk)

    assert not fresh(tablet).is_wiped


def test_the_database_too_lets_nothing_close_unwiped(loan, desk):
    loans.take_back(loan, by=desk)

    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.filter(pk=loan.pk).update(closed_at=timezone.now(), signed_out=True)


def test_what_is_out_cannot_be_wiped_and_wiping_twice_changes_nothing(loan, tablet, desk):
    with pytest.raises(DeviceOut):
        devices.wipe(tablet, CLEAN, by=desk)
    loans.take_back(loan, by=desk)

    devices.wipe(tablet, CLEAN, by=desk)
    devices.wipe(tablet, CLEAN, by=desk)

    assert verbs().count(Verb.DEVICE_WIPED) == 1


def test_a_battery_has_at_most_a_hundred_per_cent(loan, tablet, desk):
    loans.take_back(loan, by=desk)
    done = {name: getattr(CLEAN, name) for name in Wiped.__dataclass_fields__}

    with pytest.raises(BadInput):
        devices.wipe(tablet, Wiped(**{**done, "battery": 101}), by=desk)


def test_a_device_of_a_forgotten_loan_still_waits_to_be_wiped(loan, tablet, other, desk):
    Loan.objects.all().delete()

    with pytest.raises(StillToWipe):
        loans.hand_out(tablet, other, by=desk)
    devices.wipe(tablet, CLEAN, by=desk)

    assert list(LentDevice.objects.ready()) == [tablet]


def test_what_is_lost_is_off_the_list_and_the_family_may_have_another(loan, tablet, shelter, family, desk):
    loans.lost(loan, by=desk)
    loans.lost(loan, by=desk)

    assert fresh(tablet).retired_at is not None
    assert verbs().count(Verb.LOAN_LOST) == 1
    with pytest.raises(LoanOver):
        loans.take_back(loan, by=desk)
    assert loans.hand_out(LentDeviceFactory(shelter=shelter, label="T2"), family, by=desk)


def test_what_is_found_again_is_wiped_first(loan, tablet, other, desk):
    loans.lost(loan, by=desk)

    loans.found_again(loan, by=desk)
    loans.found_again(loan, by=desk)

    row = fresh(loan)
    assert (row.lost_at, row.closed_at, row.returned_at is None) == (None, None, False)
    with pytest.raises(StillToWipe):
        loans.hand_out(tablet, other, by=desk)
    devices.wipe(tablet, CLEAN, by=desk)
    assert list(LentDevice.objects.ready()) == [tablet]


def test_a_label_that_somebody_took_stands_in_the_way_of_what_is_found(loan, shelter, desk):
    loans.lost(loan, by=desk)
    LentDeviceFactory(shelter=shelter, label="T1")

    with pytest.raises(LabelTaken):
        loans.found_again(loan, by=desk)

    assert fresh(loan).lost_at is not None


def test_what_is_out_was_not_lost(loan, desk):
    with pytest.raises(LoanOver):
        loans.found_again(loan, by=desk)


def test_undoing_goes_back_step_by_step_and_wipes_nothing(loan, tablet, other, desk):
    loans.take_back(loan, by=desk, condition="defect")
    devices.wipe(tablet, CLEAN, by=desk)

    loans.undo(fresh(loan), by=desk)
    assert (fresh(loan).closed_at, fresh(tablet).is_wiped) == (None, False)
    loans.undo(fresh(loan), by=desk)
    assert (fresh(loan).returned_at, fresh(tablet).is_broken) == (None, False)
    assert loans.undo(fresh(loan), by=desk) is None

    assert not Loan.objects.exists()
    with pytest.raises(StillToWipe):
        loans.hand_out(tablet, other, by=desk)
    devices.wipe(tablet, CLEAN, by=desk)
    assert list(LentDevice.objects.ready()) == [tablet]


def test_a_loss_is_undone(loan, tablet, desk):
    loans.lost(loan, by=desk)

    loans.undo(fresh(loan), by=desk)

    assert list(Loan.objects.out()) == [loan]
    assert fresh(tablet).retired_at is None


def test_after_a_day_nothing_is_undone(loan, desk):
    with pytest.raises(TooLate):
        loans.undo(aged(loan), by=desk)


def test_nobody_undoes_what_the_next_loan_stands_on(charger, family, other, desk):
    loan = loans.hand_out(charger, family, by=desk)
    loans.take_back(loan, by=desk)
    loans.hand_out(charger, other, by=desk)

    with pytest.raises(CannotUndo):
        loans.undo(fresh(loan), by=desk)


def test_undoing_gives_nobody_two_of_a_kind(loan, shelter, family, desk):
    loans.take_back(loan, by=desk)
    loans.hand_out(LentDeviceFactory(shelter=shelter, label="T2"), family, by=desk)

    with pytest.raises(HasLoan):
        loans.undo(fresh(loan), by=desk)


def test_the_steps_of_others_are_undone_by_coordinators(loan, house, coordinator):
    colleague = MembershipFactory(organization=house, role=Role.VOLUNTEER)

    with pytest.raises(NotAllowed):
        loans.undo(loan, by=colleague)

    assert loans.undo(loan, by=coordinator) is None


def test_the_list_begins_with_what_is_overdue_and_is_written_down_once(loan, charger, other, shelter, desk):
    late = loans.hand_out(charger, other, by=desk, minutes=20)
    aged(late, hours=1)

    found = loans.listed(shelter, by=desk)

    assert [(row, row.is_overdue) for row in found] == [(late, True), (loan, False)]
    assert verbs().count(Verb.LOANS_LISTED) == 1


@pytest.mark.parametrize("act", [loans.take_back, loans.lost, loans.found_again, loans.undo])
def test_strangers_find_nothing(act, loan, stranger):
    with pytest.raises((NotAllowed, NotHere)):
        act(loan, by=stranger)


@pytest.mark.parametrize("act", [loans.take_back, loans.lost, loans.found_again, loans.undo])
def test_readers_lend_nothing(act, loan, reader):
    with pytest.raises(NotAllowed):
        act(loan, by=reader)


def test_only_who_lends_hands_out_and_wipes(tablet, family, reader, desk, shelter):
    with pytest.raises(NotAllowed):
        loans.hand_out(tablet, family, by=reader)
    with pytest.raises(NotAllowed):
        devices.wipe(tablet, CLEAN, by=reader)
    with pytest.raises(NotAllowed):
        loans.listed(shelter, by=reader)


def test_the_household_of_another_house_finds_no_device(tablet, stranger):
    foreign = make_household(stranger.organization, "man")

    with pytest.raises(NotHere):
        loans.hand_out(tablet, foreign, by=stranger)
