"""A family asks to be forgotten before its time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import NotAllowed, NotHere
from privacy import keyring, receipts, sealed
from privacy.errors import ErasureOver, StillHere, UnderLegalHold
from privacy.models import Receipt
from shelters.actions import demands, erasures, households, legal_holds, stays
from shelters.errors import CannotUndo, NamedInDemand
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


def test_who_was_merged_since_goes_with_the_family_of_now(family, house, desk, coordinator):
    wish = erasures.ask(family, by=desk)
    joined, last = make_household(house, "woman"), make_household(house, "woman")
    households.merge(family, into=joined, by=coordinator)
    households.merge(joined, into=last, by=coordinator)

    wish = erasures.carry_out(wish, by=coordinator)

    assert (Household.objects.count(), Person.objects.count()) == (0, 0)
    assert wish.counts["shelters.Person"] == 4


@pytest.mark.parametrize("held", ["asked", "between", "last"])
def test_a_merge_is_no_way_around_a_legal_hold(family, house, desk, coordinator, held):
    between, last = make_household(house, "woman"), make_household(house, "woman")
    wish = erasures.ask(family, by=desk)
    chain = {"asked": family, "between": between, "last": last}
    legal_holds.ask(chain[held], reason="court_order", by=coordinator)
    households.merge(family, into=between, by=coordinator)
    households.merge(between, into=last, by=coordinator)

    with pytest.raises(UnderLegalHold):
        erasures.carry_out(wish, by=coordinator)

    assert Person.objects.count() == 4


def test_a_merge_is_no_way_around_a_demand(family, house, desk, coordinator):
    between, last = make_household(house, "woman"), make_household(house, "woman")
    wish = erasures.ask(family, by=desk)
    demands.register(
        asked_by="court", received_on=timezone.now().date(), paper="court_order", wanted="households",
        codes=[family.code], by=coordinator,
    )  # fmt: skip
    households.merge(family, into=between, by=coordinator)
    households.merge(between, into=last, by=coordinator)

    with pytest.raises(NamedInDemand):
        erasures.carry_out(wish, by=coordinator)

    assert Person.objects.count() == 4


def test_who_has_a_bed_after_a_merge_is_still_here(family, house, desk, coordinator, room):
    wish = erasures.ask(family, by=desk)
    last = make_household(house, "woman")
    give_beds(last, room, desk)
    households.merge(family, into=last, by=coordinator)
    with pytest.raises(StillHere):
        erasures.carry_out(wish, by=coordinator)

    erasures.carry_out(wish, by=coordinator, ends_stay=True)

    assert Household.objects.count() == 0
    assert Availability.objects.get(shelter=room.shelter).free == 4


def test_both_halves_of_a_split_wait_to_be_erased(house, desk, coordinator):
    whole = make_household(house, "woman", "man")
    wish = erasures.ask(whole, by=desk)

    half = households.split_off(
        whole, persons=[whole.persons.get(number=2)], reason="safety", adults={}, by=coordinator
    )

    other = ErasureRequest.objects.pending().get(household=half)
    assert (other.due_at, other.asked_by) == (wish.due_at, desk)


def test_two_families_are_not_parted_while_the_joined_one_waits(family, house, desk, coordinator):
    last = make_household(house, "woman")
    households.merge(family, into=last, by=coordinator)
    wish = erasures.ask(last, by=desk)
    with pytest.raises(CannotUndo):
        households.unmerge(family, by=coordinator)

    erasures.withdraw(wish, by=desk)
    households.unmerge(family, by=coordinator)

    assert (family.persons.count(), last.persons.count()) == (2, 1)
