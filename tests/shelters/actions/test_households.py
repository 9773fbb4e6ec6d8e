"""Writing households down, correcting, merging, splitting."""

import pytest

from core.errors import BadInput, NotAllowed, NotHere
from shelters import errors
from shelters.actions import changes, households, stays
from shelters.models import Change, Household, Person, SplitNote
from shelters.parties import Party, PersonAnswer
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room

WOMAN = PersonAnswer("18-59", "woman", frozenset({"lower"}))
BABY = PersonAnswer("0-4", sleeps_with_parent=True)


def placed(household, shelter, by, code="any"):
    room = make_room(shelter, household.persons.count(), code=code)
    into = dict(zip(household.persons.all(), room.beds.order_by("label"), strict=True))
    stays.check_in(household, into=into, by=by)


def test_a_household_is_a_code_bands_and_needs(desk):
    household = households.open_household(Party((WOMAN, BABY), "ht"), by=desk)

    persons = household.persons.values_list("number", "age_band", "lower", "sleeps_with_parent")
    assert list(persons) == [(1, "18-59", True, False), (2, "0-4", False, True)]
    assert (household.language, len(household.code)) == ("ht", 13)


@pytest.mark.parametrize(
    "persons",
    [
        (),
        (WOMAN,) * 41,
        (PersonAnswer("33"),),
        (PersonAnswer("18-59", "x"),),
        (PersonAnswer("18-59", needs=frozenset({"insulin"})),),
        (BABY,),
        (WOMAN, PersonAnswer("12-17", sleeps_with_parent=True)),
    ],
)
def test_what_cannot_be_a_household_is_refused(desk, persons):
    with pytest.raises(BadInput):
        households.open_household(Party(persons), by=desk)
    assert not Household.objects.exists()


def test_a_language_is_one_of_the_list_so_that_no_name_is_written_there(desk):
    with pytest.raises(BadInput):
        households.open_household(Party((WOMAN,), "Lupita"), by=desk)


def test_writing_down_takes_the_right(reader):
    with pytest.raises(NotAllowed):
        households.open_household(Party((WOMAN,)), by=reader)


def test_only_roles_that_see_people_see_households(desk, reader, city, stranger):
    households.open_household(Party((WOMAN,)), by=desk)

    seen = [Household.objects.visible_to(member).count() for member in (desk, reader, city, stranger)]
    assert seen == [1, 0, 0, 0]


def test_every_answer_can_be_corrected_and_the_correction_undone(desk):
    person = households.open_household(Party((WOMAN,)), by=desk).persons.get()

    households.change_person(person, by=desk, age_band="60+", lower=False, quiet=True)
    person.refresh_from_db()
    assert (person.age_band, person.lower, person.quiet) == ("60+", False, True)

    changes.undo(Change.objects.get(), by=desk)
    person.refresh_from_db()
    assert (person.age_band, person.lower, person.quiet) == ("18-59", True, False)


@pytest.mark.parametrize("answers", [{"number": 9}, {"age_band": "33"}, {"sleeps_with_parent": True}])
def test_an_impossible_correction_is_refused(desk, answers):
    person = households.open_household(Party((WOMAN,)), by=desk).persons.get()

    with pytest.raises(BadInput):
        households.change_person(person, by=desk, **answers)


def test_somebody_can_join_and_that_can_be_undone(desk):
    household = households.open_household(Party((WOMAN,)), by=desk)

    added = households.add_person(household, BABY, by=desk)
    assert added.number == 2

    changes.undo(Change.objects.get(), by=desk)
    assert household.persons.count() == 1


def test_two_entries_of_one_family_are_merged_and_both_codes_are_kept(coordinator, house):
    one, two = make_household(house, "woman"), make_household(house, "child", "man")

    households.merge(two, into=one, by=coordinator)

    two.refresh_from_db()
    assert (one.persons.count(), two.persons.count(), two.merged_into) == (3, 0, one)
    assert [person.number for person in one.persons.order_by("number")] == [1, 2, 3]


def test_a_merge_takes_the_stays_along(coordinator, house):
    one, two = make_household(house, "woman"), make_household(house, "man")
    placed(two, ShelterFactory(organization=house), coordinator)

    households.merge(two, into=one, by=coordinator)

    assert one.stays.open().count() == 1


def test_unmerging_gives_everybody_back(coordinator, house):
    one, two = make_household(house, "woman"), make_household(house, "man", "child")
    placed(two, ShelterFactory(organization=house), coordinator)
    households.merge(two, into=one, by=coordinator)

    households.unmerge(two, by=coordinator)

    two.refresh_from_db()
    assert (one.persons.count(), two.persons.count(), two.merged_into) == (1, 2, None)
    assert (one.stays.open().count(), two.stays.open().count()) == (0, 2)
    assert two.left_at is None


def test_a_merge_can_be_undone_from_the_history(coordinator, house):
    one, two = make_household(house, "woman"), make_household(house, "man")
    households.merge(two, into=one, by=coordinator)

    changes.undo(Change.objects.get(verb="households_merged"), by=coordinator)

    assert (one.persons.count(), two.persons.count()) == (1, 1)


def test_households_of_two_organizations_are_never_merged(coordinator, stranger, house):
    ours, theirs = make_household(house, "woman"), make_household(stranger.organization, "man")

    with pytest.raises(NotHere):
        households.merge(ours, into=theirs, by=coordinator)


def test_a_household_is_not_merged_into_itself(coordinator, house):
    one = make_household(house, "woman")

    with pytest.raises(errors.SameHousehold):
        households.merge(one, into=one, by=coordinator)


def test_two_halves_in_two_houses_are_not_merged_unseen(coordinator, house):
    one, two = make_household(house, "woman"), make_household(house, "man")
    placed(one, ShelterFactory(organization=house), coordinator)
    placed(two, ShelterFactory(organization=house), coordinator)

    with pytest.raises(errors.PlacesConflict):
        households.merge(two, into=one, by=coordinator)


def test_a_volunteer_does_not_merge(desk, house):
    with pytest.raises(NotAllowed):
        households.merge(make_household(house, "woman"), into=make_household(house, "man"), by=desk)


def test_there_is_nothing_to_unmerge(coordinator, house):
    with pytest.raises(errors.NotMerged):
        households.unmerge(make_household(house, "woman"), by=coordinator)


def test_splitting_leaves_a_note_for_both_halves(coordinator, house):
    family = make_household(house, "woman", "man", "child")
    man = family.persons.get(number=2)

    half = households.split_off(family, persons=[man], reason="family_asked", adults={3: 1}, by=coordinator)

    note = SplitNote.objects.get()
    assert (half.split_from, half.persons.count(), family.persons.count()) == (family, 1, 2)
    assert (note.kind, sorted(note.together), note.confirmed_by) == ("households", [[1, 3], [2]], coordinator)


def test_a_split_takes_the_stay_along_and_can_be_undone(coordinator, house):
    family = make_household(house, "woman", "man")
    placed(family, ShelterFactory(organization=house), coordinator)
    half = households.split_off(
        family, persons=[family.persons.get(number=2)], reason="family_asked", adults={}, by=coordinator
    )
    assert (family.stays.open().count(), half.stays.open().count()) == (1, 1)

    changes.undo(Change.objects.get(verb="household_split"), by=coordinator)

    assert (family.persons.count(), family.stays.open().count()) == (2, 2)


@pytest.mark.parametrize("adults", [{}, {3: 2}])
def test_no_child_is_split_off_from_every_adult(coordinator, house, adults):
    family = make_household(house, "woman", "man", "child")
    leaving = [family.persons.get(number=1), family.persons.get(number=3)]

    with pytest.raises(errors.ChildrenAlone):
        households.split_off(family, persons=leaving, reason="care", adults=adults, by=coordinator)


@pytest.mark.parametrize("numbers", [[], [1, 2]])
def test_a_split_makes_two_households(coordinator, house, numbers):
    family = make_household(house, "woman", "man")
    leaving = list(family.persons.filter(number__in=numbers))

    with pytest.raises(BadInput):
        households.split_off(family, persons=leaving, reason="care", adults={}, by=coordinator)


def test_a_volunteer_does_not_split_households(desk, house):
    family = make_household(house, "woman", "man")

    with pytest.raises(NotAllowed):
        households.split_off(family, persons=[family.persons.first()], reason="care", adults={}, by=desk)


# ---------------------------------------------------------------- minors without an adult


def test_minors_without_an_adult_are_opened_by_coordinators_and_one_colleague(desk, coordinator, house):
    other_volunteer = MembershipFactory(organization=house, role="volunteer")
    alone = households.open_household(Party((PersonAnswer("12-17"),)), by=desk)

    seen = [Household.objects.visible_to(member).count() for member in (desk, coordinator, other_volunteer)]

    assert (alone.kept_for, seen) == (desk, [1, 1, 0])
    assert not Person.objects.visible_to(other_volunteer).exists()


def test_with_an_adult_they_are_a_family_like_others(desk, house):
    other_volunteer = MembershipFactory(organization=house, role="volunteer")
    alone = households.open_household(Party((PersonAnswer("12-17"),)), by=desk)

    households.add_person(alone, WOMAN, by=desk)

    assert Household.objects.visible_to(other_volunteer).exists()
