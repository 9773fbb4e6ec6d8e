"""A family asks to be forgotten before its time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import NotAllowed, NotHere
from privacy import keyring, receipts, sealed
from privacy.errors import ErasureOver, StillHere, UnderLegalHold
from privacy.models import Receipt
from shelters.actions import erasures, legal_holds, stays
from shelters.models import Availability, Change, ErasureRequest, Household, Person, Stay
from tests.factories.shelters import ShelterFactory, make_household, make_room


@pytest.fixture
def room(house):
    return make_room(ShelterFactory(organization=house), 4)


@pytest.fixture
def family(house):
    household = make_household(house, "woman", "child")
    person = household.persons.get(number=1)
    sealed.write(person, "called_name", "Canela", day=None)
    person.save(update_fields=["called_name"])
    Household.objects.filter(pk=household.pk).update(language="ht")
    household.refresh_from_db()
    return household


def give_beds(household, room, by):
    persons = household.persons.order_by("number")
    stays.check_in(household, into=dict(zip(persons, room.beds.all(), strict=False)), by=by)


def test_any_desk_asks_and_it_is_due_within_a_day(family, desk):
    wish = erasures.ask(family, by=desk)

    assert wish.due_at - wish.asked_at == timedelta(hours=24)
    assert (wish.language, wish.is_pending) == ("ht", True)
    assert erasures.ask(family, by=desk) == wish
    with pytest.raises(NotAllowed):
        erasures.carry_out(wish, by=desk)


def test_a_coordinator_erases_everything_and_the_paper_names_nobody(family, house, desk, coordinator, room):
    give_beds(family, room, desk)
    stays.check_out(family, by=desk)
    wish = erasures.ask(family, by=desk)

    wish = erasures.carry_out(wish, by=coordinator)

    assert not Household.objects.filter(pk=family.pk).exists()
    assert (Person.objects.count(), Stay.objects.count()) == (0, 0)
    assert not Change.objects.exclude(household=None).exists()
    assert wish.household is None
    assert wish.counts["shelters.Person"] == 2
    told = Receipt.objects.get(organization_id=house.pk, number=wish.receipt)
    assert (told.occasion, told.rows) == ("request", sum(wish.counts.values()))
    assert receipts.faults([told], public_key=keyring.public_key()) == []


def test_who_is_still_here_is_only_erased_when_the_stay_ends_with_it(family, desk, coordinator, room):
    give_beds(family, room, desk)
    wish = erasures.ask(family, by=desk)
    with pytest.raises(StillHere):
        erasures.carry_out(wish, by=coordinator)
    assert Stay.objects.open().count() == 2

    erasures.carry_out(wish, by=coordinator, ends_stay=True)

    assert not Household.objects.filter(pk=family.pk).exists()
    assert Availability.objects.get(shelter=room.shelter).free == 4


def test_a_household_under_legal_hold_is_not_erased(family, coordinator):
    legal_holds.ask(family, reason="court_order", by=coordinator)
    wish = erasures.ask(family, by=coordinator)

    with pytest.raises(UnderLegalHold):
        erasures.carry_out(wish, by=coordinator)

    assert Household.objects.filter(pk=family.pk).exists()


def test_a_request_can_be_withdrawn_and_is_over_then(family, desk, coordinator):
    wish = erasures.withdraw(erasures.ask(family, by=desk), by=desk)

    assert not wish.is_pending
    with pytest.raises(ErasureOver):
        erasures.carry_out(wish, by=coordinator)
    with pytest.raises(ErasureOver):
        erasures.withdraw(wish, by=coordinator)


def test_nobody_else_sees_or_does_it(family, coordinator, stranger, reader):
    wish = erasures.ask(family, by=coordinator)

    for other in (stranger, reader):
        with pytest.raises((NotAllowed, NotHere)):
            erasures.carry_out(wish, by=other)
        assert not ErasureRequest.objects.visible_to(other).exists()


def test_it_is_overdue_after_a_day(family, desk):
    wish = erasures.ask(family, by=desk)

    assert not wish.is_overdue()
    assert wish.is_overdue(timezone.now() + timedelta(hours=25))
