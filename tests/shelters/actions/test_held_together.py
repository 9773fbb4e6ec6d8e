"""What holds or demands a family goes on doing so however it is merged and split."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.rights import Role
from privacy import retention, sealed
from privacy.errors import UnderLegalHold
from privacy.models import LegalHold
from privacy.purge import erasing as purge
from shelters.actions import changes, demands, households, legal_holds
from shelters.errors import CannotUndo, NamedInDemand
from shelters.models import Change, Household, Person
from shelters.parties import PersonAnswer
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import make_household


@pytest.fixture
def colleague(house):
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


def hold(household, by, second):
    return legal_holds.confirm(legal_holds.ask(household, reason="court_order", by=by).pk, by=second)


def demand(wanted, by, *codes):
    return demands.register(
        asked_by="court",
        received_on=timezone.now().date(),
        paper="court_order",
        wanted=wanted,
        codes=codes,
        by=by,
    )


def split(household, by):
    second = household.persons.get(number=2)
    return households.split_off(household, persons=[second], reason="safety", adults={}, by=by)


def purged(house):
    for rule in ("called_name", "households"):
        while purge.one_batch(retention.RULES[rule], house.pk):
            pass


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_hold_on_any_of_three_merged_ones_keeps_all_and_their_words(
    house, coordinator, colleague, time_machine, which
):
    chain = [make_household(house, "woman") for _each in range(3)]
    person = chain[0].persons.get()
    sealed.write(person, "called_name", "Canela", day=None)
    person.save(update_fields=["called_name"])
    hold(chain[which], coordinator, colleague)
    households.merge(chain[0], into=chain[1], by=coordinator)
    households.merge(chain[1], into=chain[2], by=coordinator)

    time_machine.move_to(timezone.now() + timedelta(days=31))
    purged(house)

    assert (Household.objects.count(), Person.objects.count()) == (3, 3)
    person.refresh_from_db()
    assert person.called_name is not None


def test_without_a_hold_all_three_go(house, coordinator, time_machine):
    chain = [make_household(house, "woman") for _each in range(3)]
    households.merge(chain[0], into=chain[1], by=coordinator)
    households.merge(chain[1], into=chain[2], by=coordinator)

    time_machine.move_to(timezone.now() + timedelta(days=31))
    purged(house)

    assert Household.objects.count() == 0


def test_both_halves_are_held_for_as_long_by_the_same_two(house, coordinator, colleague, time_machine):
    whole = make_household(house, "woman", "man")
    held = hold(whole, coordinator, colleague)

    half = split(whole, coordinator)

    copy = LegalHold.objects.get(household_id=half.pk)
    facts = ("reason", "asked_by", "asked_at", "confirmed_by", "begun_at", "lasts_hours", "ends_at")
    assert [getattr(copy, each) for each in facts] == [getattr(held, each) for each in facts]
    time_machine.move_to(timezone.now() + timedelta(days=31))
    purged(house)
    assert Person.objects.count() == 2


def test_a_half_is_held_for_one_that_was_merged_into_the_whole(house, coordinator, colleague):
    first, whole = make_household(house, "woman"), make_household(house, "man")
    hold(first, coordinator, colleague)
    households.merge(first, into=whole, by=coordinator)

    half = split(whole, coordinator)

    assert legal_holds.is_held(half)


@pytest.mark.parametrize("wanted", ["list", "households"])
def test_a_demand_names_both_halves(house, coordinator, wanted):
    whole = make_household(house, "woman", "man")
    demand(wanted, coordinator, *([whole.code] if wanted == "households" else []))

    half = split(whole, coordinator)

    assert half.opened_at == whole.opened_at
    with pytest.raises(NamedInDemand):
        demands.refuse_demanded(half)


def test_a_list_that_was_demanded_before_the_newer_half_of_a_merge_holds(house, coordinator, time_machine):
    old = make_household(house, "woman")
    demand("list", coordinator)
    time_machine.move_to(timezone.now() + timedelta(days=1))
    new = make_household(house, "woman")
    demands.refuse_demanded(new)

    households.merge(old, into=new, by=coordinator)

    with pytest.raises(NamedInDemand):
        demands.refuse_demanded(new)


def test_a_half_of_a_family_that_left_goes_when_the_family_goes(house, coordinator):
    whole = make_household(house, "woman", "man")
    left_at = timezone.now() - timedelta(days=29)
    Household.objects.filter(pk=whole.pk).update(left_at=left_at)

    assert split(whole, coordinator).left_at == left_at


def test_after_unmerging_both_are_held_and_demanded_once(house, coordinator, colleague):
    source, into = make_household(house, "woman"), make_household(house, "man")
    for _twice in range(2):
        households.merge(source, into=into, by=coordinator)
        if not LegalHold.objects.exists():
            hold(into, coordinator, colleague)
            demand("households", coordinator, into.code)
        source = households.unmerge(source, by=coordinator)

    assert LegalHold.objects.filter(household_id=source.pk).count() == 1
    with pytest.raises(NamedInDemand):
        demands.refuse_demanded(source)


def test_the_later_merge_is_taken_back_first_and_then_everybody_is_where_they_were(house, coordinator):
    first, second, third = (make_household(house, "woman") for _each in range(3))
    households.merge(first, into=second, by=coordinator)
    households.merge(second, into=third, by=coordinator)
    with pytest.raises(CannotUndo):
        households.unmerge(first, by=coordinator)

    households.unmerge(second, by=coordinator)
    assert [each.persons.count() for each in (first, second, third)] == [0, 2, 1]
    households.unmerge(first, by=coordinator)

    assert [each.persons.count() for each in (first, second, third)] == [1, 1, 1]


@pytest.mark.parametrize("is_merged", [False, True])
def test_nobody_who_was_added_goes_by_undoing_while_a_hold_stands(house, coordinator, colleague, is_merged):
    family = make_household(house, "woman")
    person = households.add_person(family, PersonAnswer(), by=coordinator)
    added = Change.objects.get(household=family)
    kept = family
    if is_merged:
        kept = households.merge(family, into=make_household(house, "man"), by=coordinator)
    hold(kept, coordinator, colleague)

    with pytest.raises(UnderLegalHold):
        changes.undo(added, by=coordinator)

    assert Person.objects.filter(pk=person.pk).exists()
    assert Change.objects.get(pk=added.pk).undone_at is None
