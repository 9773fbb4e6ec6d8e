"""Arrivals, moves, departures, and taking them back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from core.errors import BadInput, NotAllowed, NotHere, TooLate
from privacy import audit
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters import errors
from shelters.actions import changes, stays
from shelters.actions.seating import Split
from shelters.models import Availability, Bed, Change, Household, Shelter, SplitNote, Stay
from tests.factories.shelters import (
    PlacesFactory,
    ShelterFactory,
    make_household,
    make_room,
)
from tests.settings import ENGINE


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def room(shelter):
    return make_room(shelter, 4, code="families", position=1)


@pytest.fixture
def next_room(shelter):
    return make_room(shelter, 2, code="families", position=2)


@pytest.fixture
def family(house):
    return make_household(house, "woman", "man", "child")


def beds_for(household, *rooms):
    """Each person who needs a bed gets the next one of these rooms."""
    beds = [bed for room in rooms for bed in room.beds.order_by("label")]
    persons = [person for person in household.persons.all() if not person.sleeps_with_parent]
    return dict(zip(persons, beds, strict=False))


def figures(shelter):
    row = Availability.objects.get(shelter=shelter)
    return (row.free, row.held, row.in_use, row.over)


def test_check_in_gives_each_person_a_bed(desk, family, room, shelter):
    begun = stays.check_in(family, into=beds_for(family, room), by=desk)

    assert {stay.bed for stay in family.stays.open()} == set(room.beds.order_by("label")[:3])
    assert [stay.state for stay in begun] == ["in_use"] * 3
    assert figures(shelter) == (1, 0, 3, 0)


def test_check_in_is_written_into_the_audit_trail_and_the_history(desk, family, room):
    stays.check_in(family, into=beds_for(family, room), by=desk)

    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.about_id, entry.member_id) == ("checked_in", family.pk, desk.pk)
    assert Change.objects.get().household == family


def test_a_small_child_in_a_parents_bed_takes_no_bed(desk, house, room, shelter):
    mother = make_household(house, "woman", "baby*")

    stays.check_in(mother, into=beds_for(mother, room), by=desk)

    assert figures(shelter) == (3, 0, 1, 0)
    assert mother.stays.open().filter(shares_bed=True).count() == 1


def test_a_taken_bed_is_refused_and_nobody_of_the_family_is_placed(desk, family, house, room):
    first = make_household(house, "man", "woman")
    stays.check_in(first, into=beds_for(first, room), by=desk)

    with pytest.raises(errors.BedTaken):
        stays.check_in(family, into=beds_for(family, room), by=desk)
    assert not family.stays.exists()


@pytest.mark.parametrize("state", [Bed.State.CLEANING, Bed.State.BROKEN, Bed.State.BLOCKED])
def test_a_bed_out_of_service_is_refused(desk, family, room, state):
    room.beds.update(state=state, state_reason=Bed.Reason.REPAIR)

    with pytest.raises(errors.BedNotReady):
        stays.check_in(family, into=beds_for(family, room), by=desk)


def test_a_closed_room_is_refused(desk, family, room):
    room.closed_reason = "quarantine"
    room.save()

    with pytest.raises(errors.BedNotReady):
        stays.check_in(family, into=beds_for(family, room), by=desk)


def test_a_closed_shelter_is_refused(desk, family, room, shelter):
    Shelter.objects.filter(pk=shelter.pk).update(state=Shelter.State.CLOSED)

    with pytest.raises(errors.ShelterClosed):
        stays.check_in(family, into=beds_for(family, room), by=desk)


def test_somebody_without_a_bed_is_refused(desk, family, room):
    into = dict(list(beds_for(family, room).items())[:2])

    with pytest.raises(errors.SomebodyWithoutBed):
        stays.check_in(family, into=into, by=desk)


def test_one_bed_for_two_people_is_refused(desk, family, room):
    bed = room.beds.first()

    with pytest.raises(errors.BedTaken):
        stays.check_in(family, into=dict.fromkeys(family.persons.all(), bed), by=desk)


def test_a_person_of_another_household_is_refused(desk, family, house, room):
    other = make_household(house, "man")
    into = {**beds_for(family, room), other.persons.get(): room.beds.order_by("label")[3]}

    with pytest.raises(NotHere):
        stays.check_in(family, into=into, by=desk)


def test_several_rooms_need_a_note(desk, family, room, next_room):
    persons = list(family.persons.all())
    beds = [*room.beds.order_by("label")[:1], *next_room.beds.order_by("label")]

    with pytest.raises(errors.FamilySplit):
        stays.check_in(family, into=dict(zip(persons, beds, strict=True)), by=desk)


def test_a_note_says_who_is_with_whom_and_which_adult_is_with_each_child(desk, family, room, next_room):
    woman, man, child = family.persons.all()
    one, two = next_room.beds.order_by("label")
    into = {man: room.beds.first(), woman: one, child: two}

    stays.check_in(family, into=into, by=desk, split=Split("no_room", {child.number: woman.number}))

    note = SplitNote.objects.get()
    assert sorted(note.together) == [[1, 3], [2]]
    assert note.adults == {"3": 1}
    assert note.confirmed_by == desk


def test_a_room_with_only_children_is_refused(desk, family, room, next_room):
    woman, man, child = family.persons.all()
    one, two = room.beds.order_by("label")[:2]
    into = {woman: one, man: two, child: next_room.beds.first()}

    with pytest.raises(errors.ChildrenAlone):
        stays.check_in(family, into=into, by=desk, split=Split("no_room", {child.number: woman.number}))


def test_a_child_whose_listed_adult_sleeps_elsewhere_is_refused(desk, family, room, next_room):
    woman, man, child = family.persons.all()
    one, two = next_room.beds.order_by("label")
    into = {man: room.beds.first(), woman: one, child: two}

    with pytest.raises(errors.ChildrenAlone):
        stays.check_in(family, into=into, by=desk, split=Split("no_room", {child.number: man.number}))


def test_a_child_never_sleeps_among_adults_of_one_sex(desk, house, shelter):
    mother = make_household(house, "woman", "child")
    women = make_room(shelter, 2, code="women")

    with pytest.raises(errors.GroupDoesNotFit):
        stays.check_in(mother, into=beds_for(mother, women), by=desk)


def test_children_without_an_adult_never_sleep_in_a_room_for_others(desk, house, room):
    alone = make_household(house, "teen")

    with pytest.raises(errors.NoAdult):
        stays.check_in(alone, into=beds_for(alone, room), by=desk)


def test_children_without_an_adult_may_wait_in_their_own_room(desk, house, shelter):
    alone = make_household(house, "teen")
    waiting = make_room(shelter, 1, code="minors-hand-over")

    assert len(stays.check_in(alone, into=beds_for(alone, waiting), by=desk)) == 1


def test_a_household_is_placed_once(desk, family, room, shelter):
    stays.check_in(family, into=beds_for(family, room), by=desk)
    other = make_room(shelter, 3, code="families")

    with pytest.raises(errors.AlreadyPlaced):
        stays.check_in(family, into=beds_for(family, other), by=desk)


def test_beds_of_two_shelters_are_refused(desk, house, room):
    pair = make_household(house, "woman", "man")
    elsewhere = make_room(ShelterFactory(organization=house), 1, code="families")
    woman, man = pair.persons.all()

    with pytest.raises(errors.OneShelterOnly):
        stays.check_in(pair, into={woman: room.beds.first(), man: elsewhere.beds.first()}, by=desk)


def test_a_late_reason_is_kept_and_blocks_nothing(desk, family, room):
    begun = stays.check_in(family, into=beds_for(family, room), by=desk, late_reason="released")

    assert {stay.late_reason for stay in begun} == {"released"}


def test_an_unknown_late_reason_is_refused(desk, family, room):
    with pytest.raises(BadInput):
        stays.check_in(family, into=beds_for(family, room), by=desk, late_reason="said his name is")


def test_check_in_takes_the_right(reader, family, room):
    with pytest.raises(NotAllowed):
        stays.check_in(family, into=beds_for(family, room), by=reader)


def test_a_stranger_cannot_place_our_household(stranger, family, room):
    with pytest.raises(NotAllowed):
        stays.check_in(family, into=beds_for(family, room), by=stranger)


def test_nobody_places_the_own_household_in_foreign_beds(stranger, room):
    theirs = make_household(stranger.organization, "woman")

    with pytest.raises(NotHere):
        stays.check_in(theirs, into=beds_for(theirs, room), by=stranger)


# ---------------------------------------------------------------- houses that only count


def test_counted_places_fall_by_everybody_who_needs_one(desk, house):
    places = PlacesFactory(shelter__organization=house, installed=5)
    mother = make_household(house, "woman", "baby*", "child")

    stays.check_in(mother, into=places, by=desk)

    assert figures(places.shelter) == (3, 0, 2, 0)


def test_counted_places_are_never_given_twice(desk, house):
    places = PlacesFactory(shelter__organization=house, installed=3)
    stays.check_in(make_household(house, "woman", "man"), into=places, by=desk)

    with pytest.raises(errors.NoPlaces):
        stays.check_in(make_household(house, "woman", "man"), into=places, by=desk)
    places.refresh_from_db()
    assert places.in_use == 2


def test_a_group_that_does_not_fit_is_refused(desk, house):
    places = PlacesFactory(shelter__organization=house, group__code="men")
    places.group.admits_women = False
    places.group.save()

    with pytest.raises(errors.GroupDoesNotFit):
        stays.check_in(make_household(house, "woman"), into=places, by=desk)


# ---------------------------------------------------------------- moving


def test_moving_frees_the_old_beds(desk, family, room, shelter):
    stays.check_in(family, into=beds_for(family, room), by=desk)
    other = make_room(shelter, 3, code="families")

    stays.move(family, into=beds_for(family, other), by=desk)

    assert {stay.bed for stay in family.stays.open()} == set(other.beds.all())
    assert figures(shelter) == (4, 0, 3, 0)


def test_two_people_of_a_household_can_swap_beds(desk, house, room):
    pair = make_household(house, "woman", "man")
    into = beds_for(pair, room)
    stays.check_in(pair, into=into, by=desk)
    woman, man = into

    stays.move(pair, into={woman: into[man], man: into[woman]}, by=desk)

    assert {stay.person: stay.bed for stay in pair.stays.open()} == {woman: into[man], man: into[woman]}


def test_moving_one_person_out_of_the_room_leaves_no_child_alone(desk, house, room, next_room):
    mother = make_household(house, "woman", "child")
    stays.check_in(mother, into=beds_for(mother, room), by=desk)
    woman = mother.persons.get(number=1)

    with pytest.raises(errors.ChildrenAlone):
        stays.move(mother, into={woman: next_room.beds.first()}, by=desk, split=Split("no_room", {2: 1}))
    assert mother.stays.open().count() == 2


def test_moving_without_a_stay_is_refused(desk, family, room):
    with pytest.raises(errors.NotPlaced):
        stays.move(family, into=beds_for(family, room), by=desk)


def test_moving_to_another_own_house_recounts_both(desk, family, house, room, shelter):
    stays.check_in(family, into=beds_for(family, room), by=desk)
    other = ShelterFactory(organization=house)
    target = make_room(other, 3, code="families")

    stays.move(family, into=beds_for(family, target), by=desk)

    assert (figures(shelter), figures(other)) == ((4, 0, 0, 0), (0, 0, 3, 0))


# ---------------------------------------------------------------- leaving


def test_nobody_has_to_say_where_they_go(desk, family, room, shelter):
    stays.check_in(family, into=beds_for(family, room), by=desk)

    stays.check_out(family, by=desk)

    assert set(family.stays.values_list("end_reason", flat=True)) == {"not_stated"}
    assert figures(shelter) == (4, 0, 0, 0)
    assert Household.objects.get(pk=family.pk).left_at is not None


def test_beds_are_cleaned_where_the_house_cleans(desk, family, room, shelter):
    Shelter.objects.filter(pk=shelter.pk).update(cleaning_minutes=30)
    stays.check_in(family, into=beds_for(family, room), by=desk)

    stays.check_out(family, by=desk)

    assert room.beds.filter(state=Bed.State.CLEANING).count() == 3


def test_leaving_twice_is_refused(desk, family, room):
    stays.check_in(family, into=beds_for(family, room), by=desk)
    stays.check_out(family, by=desk)

    with pytest.raises((errors.NotPlaced, NotHere)):
        stays.check_out(family, by=desk)


def test_leaving_with_an_unknown_reason_is_refused(desk, family, room):
    stays.check_in(family, into=beds_for(family, room), by=desk)

    with pytest.raises(BadInput):
        stays.check_out(family, by=desk, reason="undone")


# ---------------------------------------------------------------- undo


def test_a_check_in_can_be_undone(desk, family, room, shelter):
    stays.check_in(family, into=beds_for(family, room), by=desk)

    changes.undo(Change.objects.get(), by=desk)

    assert not family.stays.open().exists()
    assert figures(shelter) == (4, 0, 0, 0)


def test_undoing_a_split_arrival_takes_the_note_along(desk, family, room, next_room):
    woman, man, child = family.persons.all()
    one, two = next_room.beds.order_by("label")
    into = {man: room.beds.first(), woman: one, child: two}
    stays.check_in(family, into=into, by=desk, split=Split("no_room", {child.number: woman.number}))

    changes.undo(Change.objects.get(), by=desk)

    assert not SplitNote.objects.exists()


def test_a_move_can_be_undone(desk, family, room, shelter):
    first = beds_for(family, room)
    stays.check_in(family, into=first, by=desk)
    other = make_room(shelter, 3, code="families")
    stays.move(family, into=beds_for(family, other), by=desk)

    changes.undo(Change.objects.filter(verb="moved").get(), by=desk)

    assert {stay.person: stay.bed for stay in family.stays.open()} == first


def test_a_departure_can_be_undone(desk, family, room, shelter):
    stays.check_in(family, into=beds_for(family, room), by=desk)
    stays.check_out(family, by=desk)

    changes.undo(Change.objects.filter(verb="checked_out").get(), by=desk)

    assert figures(shelter) == (1, 0, 3, 0)
    assert Household.objects.get(pk=family.pk).left_at is None


def test_a_departure_cannot_be_undone_when_the_bed_was_given_away(desk, family, house, room):
    stays.check_in(family, into=beds_for(family, room), by=desk)
    stays.check_out(family, by=desk)
    stays.check_in(other := make_household(house, "woman", "man"), into=beds_for(other, room), by=desk)

    with pytest.raises(errors.CannotUndo):
        changes.undo(Change.objects.filter(verb="checked_out").get(), by=desk)


def test_nothing_is_undone_twice(desk, family, room):
    stays.check_in(family, into=beds_for(family, room), by=desk)
    change = changes.undo(Change.objects.get(), by=desk)

    with pytest.raises(errors.CannotUndo):
        changes.undo(change, by=desk)


def test_after_a_day_a_correction_is_entered_instead(desk, family, room):
    stays.check_in(family, into=beds_for(family, room), by=desk)
    Change.objects.update(at=timezone.now() - timedelta(hours=25))

    with pytest.raises(TooLate):
        changes.undo(Change.objects.get(), by=desk)


def test_a_volunteer_does_not_undo_what_others_did(desk, coordinator, family, room):
    stays.check_in(family, into=beds_for(family, room), by=coordinator)

    with pytest.raises(NotAllowed):
        changes.undo(Change.objects.get(), by=desk)


def test_a_stranger_finds_nothing_to_undo(stranger, desk, family, room):
    stays.check_in(family, into=beds_for(family, room), by=desk)

    with pytest.raises(NotAllowed):
        changes.undo(Change.objects.get(), by=stranger)


@pytest.mark.parametrize("size", [2, 4])
def test_check_in_costs_the_same_whatever_the_size_of_the_family(
    desk, house, room, size, django_assert_num_queries
):
    household = make_household(house, *(["woman"] * size))
    into = beds_for(household, room)
    audit.record(Verb.SIGNED_IN, by=desk)  # the first entry of an organization also begins its chain

    with django_assert_num_queries(CHECK_IN_QUERIES):
        stays.check_in(household, into=into, by=desk)


# SQLite locks the end of the audit trail in a statement of its own.
CHECK_IN_QUERIES = 10 if ENGINE == "postgresql" else 11


def test_the_database_itself_refuses_a_bed_given_twice(desk, family, house, room):
    stays.check_in(family, into=beds_for(family, room), by=desk)
    other = make_household(house, "woman")
    bed = family.stays.first().bed

    with pytest.raises(IntegrityError, match=r"one_open_placement_per_bed|shelters_stay\.bed_id"):
        Stay.objects.create(
            organization=house,
            household=other,
            person=other.persons.get(),
            shelter=room.shelter,
            bed=bed,
            state="in_use",
        )
