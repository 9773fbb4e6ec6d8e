"""Places kept for a household on its way; both sides see how it ends."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import NotAllowed, NotHere
from privacy.models import AuditEntry
from shelters import errors
from shelters.actions import changes, counts, holds, stays
from shelters.actions.seating import Split
from shelters.models import Availability, Change, Hold, Household, Referral, Shelter
from shelters.parties import Party, PersonAnswer
from tests.factories.shelters import PlacesFactory, ShelterFactory, make_household, make_room

FAMILY = Party(
    (
        PersonAnswer("18-59", "woman"),
        PersonAnswer("18-59", "man"),
        PersonAnswer("0-4"),
        PersonAnswer("5-11"),
        PersonAnswer("12-17"),
    ),
    language="es",
)


@pytest.fixture
def este(stranger):
    """A neighbour's house with five beds in one room."""
    shelter = ShelterFactory(organization=stranger.organization, name="Templo Este")
    make_room(shelter, 5, code="families")
    return shelter


@pytest.fixture
def own(house):
    shelter = ShelterFactory(organization=house)
    make_room(shelter, 5, code="families")
    return shelter


def figures(shelter):
    row = Availability.objects.get(shelter=shelter)
    return (row.free, row.held, row.in_use)


def test_a_hold_at_a_neighbours_keeps_beds_for_ninety_minutes(desk, este):
    held = holds.hold(FAMILY, at=este, by=desk, family_agrees=True)

    assert held.held_until - held.begun_at == pytest.approx(timedelta(minutes=90), abs=timedelta(seconds=5))
    assert figures(este) == (0, 5, 0)


def test_the_household_belongs_to_the_neighbour_and_we_keep_a_count(desk, este, stranger):
    held = holds.hold(FAMILY, at=este, by=desk, family_agrees=True)

    assert list(Household.objects.visible_to(desk)) == []
    assert list(Household.objects.visible_to(stranger)) == [held.household]
    referral = Referral.objects.visible_to(desk).get()
    assert (referral.people, referral.shelter, referral.outcome) == (5, este, "")


def test_what_we_keep_of_a_referral_holds_no_code_and_no_age():
    names = {field.name for field in Referral._meta.get_fields()}

    assert names == {
        "id", "organization", "shelter", "people", "hold_ref", "begun_at", "held_until", "ended_at", "outcome"
    }  # fmt: skip


def test_both_sides_have_it_in_their_trail(desk, este, stranger):
    holds.hold(FAMILY, at=este, by=desk, family_agrees=True)

    by_organization = dict(AuditEntry.objects.values_list("organization_id", "verb"))
    assert by_organization == {desk.organization_id: "held", stranger.organization_id: "held"}


def test_the_neighbours_history_does_not_name_our_volunteer(desk, este, stranger):
    holds.hold(FAMILY, at=este, by=desk, family_agrees=True)

    assert Change.objects.visible_to(stranger).get().by.organization == stranger.organization


def test_the_neighbour_lets_the_family_in(desk, este, stranger):
    held = holds.hold(FAMILY, at=este, by=desk, family_agrees=True)

    begun = holds.arrive(held, by=stranger)

    assert {stay.state for stay in begun} == {"in_use"}
    assert figures(este) == (0, 0, 5)
    assert Referral.objects.get().outcome == "arrived"


def test_an_expired_hold_frees_the_beds_and_both_sides_see_it(desk, este):
    held = holds.hold(FAMILY, at=este, by=desk, family_agrees=True)

    with time_machine.travel(timezone.now() + timedelta(minutes=91), tick=False):
        ended = holds.end_overdue()

    held.refresh_from_db()
    assert (ended, held.outcome, Referral.objects.get().outcome) == (1, "expired", "expired")
    assert figures(este) == (5, 0, 0)
    assert Household.objects.get().left_at is not None


def test_nothing_ends_before_its_time(desk, este):
    holds.hold(FAMILY, at=este, by=desk, family_agrees=True)

    with time_machine.travel(timezone.now() + timedelta(minutes=89), tick=False):
        assert holds.end_overdue() == 0


def test_an_overdue_hold_is_in_nobodys_way_even_before_the_clock_comes(desk, own):
    holds.hold(FAMILY, at=own, by=desk)

    with time_machine.travel(timezone.now() + timedelta(minutes=91), tick=False):
        held = holds.hold(FAMILY, at=own, by=desk)

    assert held.ended_at is None
    assert Hold.objects.filter(outcome="expired").count() == 1


def test_arriving_after_the_hold_expired_is_told_kindly_and_the_family_can_be_placed(desk, own):
    held = holds.hold(FAMILY, at=own, by=desk)

    with time_machine.travel(timezone.now() + timedelta(minutes=91), tick=False):
        with pytest.raises(errors.HoldEnded):
            holds.arrive(held, by=desk)
        holds.end_overdue()
        into = dict(zip(held.household.persons.all(), own.rooms.get().beds.order_by("label"), strict=True))
        stays.check_in(held.household, into=into, by=desk)

    assert figures(own) == (0, 0, 5)


def test_releasing_frees_the_beds(desk, own):
    held = holds.hold(FAMILY, at=own, by=desk)

    holds.release(held, by=desk)

    assert figures(own) == (5, 0, 0)


def test_the_asking_side_can_take_its_question_back(desk, este):
    holds.hold(FAMILY, at=este, by=desk, family_agrees=True)

    referral = holds.release_referral(Referral.objects.get(), by=desk)

    assert (referral.outcome, figures(este)) == ("released", (5, 0, 0))


def test_a_released_hold_can_be_taken_up_again(desk, own):
    holds.release(holds.hold(FAMILY, at=own, by=desk), by=desk)

    changes.undo(Change.objects.get(verb="hold_released"), by=desk)

    assert figures(own) == (0, 5, 0)


def test_too_few_places_are_refused(desk, este):
    holds.hold(FAMILY, at=este, by=desk, family_agrees=True)

    with pytest.raises(errors.NoPlaces):
        holds.hold(FAMILY, at=este, by=desk, family_agrees=True)
    assert Household.objects.count() == 1


def test_children_without_an_adult_are_not_held_among_others(desk, este):
    with pytest.raises(errors.NoAdult):
        holds.hold(Party((PersonAnswer("12-17"),)), at=este, by=desk, family_agrees=True)


@pytest.mark.parametrize("facts", [{"accepts_holds": False}, {"address_visibility": "hidden"}])
def test_some_neighbours_are_asked_by_phone(desk, este, facts):
    Shelter.objects.filter(pk=este.pk).update(**facts)

    with pytest.raises(errors.AskByPhone):
        holds.hold(FAMILY, at=este, by=desk, family_agrees=True)


def test_nothing_goes_to_a_neighbour_before_the_family_agreed(desk, este):
    with pytest.raises(errors.FamilyNotAsked):
        holds.hold(FAMILY, at=este, by=desk)
    assert not Household.objects.exists()


def test_a_closed_neighbour_is_refused(desk, este):
    Shelter.objects.filter(pk=este.pk).update(state="opening")

    with pytest.raises(errors.ShelterClosed):
        holds.hold(FAMILY, at=este, by=desk, family_agrees=True)


def test_a_house_of_another_network_is_refused(outsider, este):
    with pytest.raises(NotAllowed):
        holds.hold(FAMILY, at=este, by=outsider, family_agrees=True)


def test_holding_takes_the_right(reader, este):
    with pytest.raises(NotAllowed):
        holds.hold(FAMILY, at=este, by=reader, family_agrees=True)


def test_the_asking_side_cannot_open_the_door_there(desk, este):
    held = holds.hold(FAMILY, at=este, by=desk, family_agrees=True)

    with pytest.raises(NotAllowed):
        holds.arrive(held, by=desk)


def test_a_hold_for_a_family_in_two_rooms_asks_for_the_note_on_arrival(desk, house):
    shelter = ShelterFactory(organization=house)
    make_room(shelter, 2, code="families", position=1)
    make_room(shelter, 1, code="families", position=2)
    party = Party((PersonAnswer("18-59", "woman"), PersonAnswer("18-59", "man"), PersonAnswer("0-4")))
    held = holds.hold(party, at=shelter, by=desk)

    with pytest.raises(errors.FamilySplit):
        holds.arrive(held, by=desk)
    mother = next(
        stay.person.number
        for stay in held.stays.select_related("person")
        if not stay.person.is_minor and stay.bed.room_id == held.stays.get(person__age_band="0-4").bed.room_id
    )
    assert len(holds.arrive(held, by=desk, split=Split("no_room", {3: mother}))) == 3


def test_counted_places_are_held_and_taken(desk, house):
    places = PlacesFactory(shelter__organization=house, installed=5)
    held = holds.hold(FAMILY, at=places.shelter, by=desk)
    assert figures(places.shelter) == (0, 5, 0)

    holds.arrive(held, by=desk)

    assert figures(places.shelter) == (0, 0, 5)


def test_who_held_a_place_may_come_even_if_more_heads_were_counted_since(desk, house):
    places = PlacesFactory(shelter__organization=house, installed=5)
    held = holds.hold(FAMILY, at=places.shelter, by=desk)
    counts.count_places(places, in_use=4, by=desk)

    holds.arrive(held, by=desk)

    row = Availability.objects.get(shelter=places.shelter)
    assert (row.free, row.in_use, row.over) == (0, 9, 4)


def test_a_household_has_one_open_hold(desk, own):
    held = holds.hold(FAMILY, at=own, by=desk)

    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(
            organization=held.organization,
            shelter=own,
            household=held.household,
            asked_by=held.organization,
            held_until=held.held_until,
        )


def test_holding_chosen_beds_for_a_known_household(desk, house, own):
    pair = make_household(house, "woman", "man")
    into = dict(zip(pair.persons.all(), own.rooms.get().beds.order_by("label"), strict=False))

    holds.hold_household(pair, into=into, by=desk)

    assert figures(own) == (3, 2, 0)


def test_a_foreign_hold_is_not_there(outsider, own, desk):
    held = holds.hold(FAMILY, at=own, by=desk)
    held.organization = outsider.organization

    with pytest.raises(NotHere):
        holds.arrive(held, by=outsider)
