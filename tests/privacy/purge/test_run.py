"""A run of the purge: what goes, what stays, and what it says about itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from privacy import purge, sealed
from privacy.models import LegalHold, Receipt
from privacy.purge import erasing, physical
from privacy.purge.errors import ClockJumped
from privacy.retention import SITE
from shelters.actions import stays
from shelters.models import Change, Household, Person, Stay
from tests.factories.shelters import ShelterFactory, make_household, make_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(house):
    return make_room(ShelterFactory(organization=house), 4)


@pytest.fixture
def here(house, room, desk):
    """A family with a bed and a called name."""
    household = make_household(house, "woman", "child")
    persons = list(household.persons.order_by("number"))
    sealed.write(persons[0], "called_name", "Canela", day=None)
    persons[0].save(update_fields=["called_name"])
    stays.check_in(household, into=dict(zip(persons, room.beds.order_by("label"), strict=False)), by=desk)
    return household


def run(**options):
    return purge.run(pace=erasing.at_full_speed, **options)


def test_who_is_here_stays_whatever_the_clock_says(here, time_machine):
    run()
    time_machine.move_to(timezone.now() + timedelta(days=400))

    run(accept_clock=True)

    person = Person.objects.get(household=here, number=1)
    assert sealed.read(person, "called_name") == "Canela"
    assert Stay.objects.open().filter(household=here).count() == 2


def test_names_go_after_72_hours_and_people_after_30_days(here, desk, time_machine):
    stays.check_out(here, by=desk)
    time_machine.move_to(timezone.now() + timedelta(hours=71))
    run()
    assert Person.objects.filter(called_name__isnull=False).count() == 1

    time_machine.move_to(timezone.now() + timedelta(hours=2))
    run()
    assert Person.objects.filter(called_name__isnull=False).count() == 0
    assert Household.objects.filter(pk=here.pk).exists()

    time_machine.move_to(timezone.now() + timedelta(days=12))
    run()
    time_machine.move_to(timezone.now() + timedelta(days=13))
    run()
    time_machine.move_to(timezone.now() + timedelta(days=4))
    run()
    assert not Household.objects.filter(pk=here.pk).exists()
    assert not Person.objects.exists()
    assert not Stay.objects.exists()
    assert not Change.objects.exclude(household=None).exists()


def test_a_receipt_counts_what_went_and_one_a_day_says_that_nothing_did(here, house, desk, time_machine):
    stays.check_out(here, by=desk)
    time_machine.move_to(timezone.now() + timedelta(hours=73))

    run()
    run()
    time_machine.move_to(timezone.now() + timedelta(days=1))
    run()

    told = Receipt.objects.filter(organization_id=house.pk).order_by("number")
    assert [receipt.counts for receipt in told] == [{"called_name": 1}, {}]
    assert [receipt.number for receipt in told] == [1, 2]
    assert Receipt.objects.filter(organization_id=SITE).count() == 2


def test_a_household_under_legal_hold_is_kept_with_all_its_words(here, house, desk, time_machine):
    stays.check_out(here, by=desk)
    now = timezone.now()
    LegalHold.objects.create(
        organization_id=house.pk, household_id=here.pk, reason="court_order", asked_by=desk.pk, asked_at=now,
        confirmed_by=house.pk, begun_at=now, lasts_hours=90 * 24, ends_at=now + timedelta(days=90),
    )  # fmt: skip

    for days in (4, 13, 13, 13, 13, 13, 13, 6):
        time_machine.move_to(timezone.now() + timedelta(days=days))
        run()
        assert Household.objects.filter(pk=here.pk).exists()
        assert Person.objects.filter(called_name__isnull=False).count() == 1
    time_machine.move_to(timezone.now() + timedelta(days=3))
    run()
    assert not Household.objects.filter(pk=here.pk).exists()


def test_a_clock_far_ahead_is_not_believed_until_somebody_says_so(here, desk, time_machine):
    stays.check_out(here, by=desk)
    run()
    time_machine.move_to(timezone.now() + timedelta(days=31))

    with pytest.raises(ClockJumped):
        run()
    assert purge.is_red()
    assert Household.objects.filter(pk=here.pk).exists()

    run(accept_clock=True)
    assert not Household.objects.filter(pk=here.pk).exists()
    assert not purge.is_red()


def test_it_is_red_when_nothing_was_erased_for_more_than_a_day(db, time_machine):
    run()
    assert not purge.is_red()

    time_machine.move_to(timezone.now() + timedelta(hours=27))

    assert purge.is_red()


def test_a_household_that_never_came_left_when_it_was_opened(house, time_machine):
    household = make_household(house, "woman")
    run()
    time_machine.move_to(timezone.now() + timedelta(days=12))
    run()
    assert Household.objects.filter(pk=household.pk).exists()
    for days in (13, 8):
        time_machine.move_to(timezone.now() + timedelta(days=days))
        run()

    assert not Household.objects.filter(pk=household.pk).exists()


def test_the_space_of_rows_that_go_along_is_cleared_too():
    tables = physical.tables_of({"households"})

    assert {"shelters_household", "shelters_stay", "appointments_appointmentchange"} <= set(tables)
    assert physical.tables_of({"a rule of another version"}) == []
