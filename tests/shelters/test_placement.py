"""Where a family could sleep: J1's evening, and the rules on anything random."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import NotAllowed
from shelters.actions import availability, capacity
from shelters.arranging import FreeRoom, arrange_in_adjacent_rooms, seat, share_out
from shelters.models import Availability, Bed, Group, Room, Shelter
from shelters.parties import Party, PersonAnswer, fits
from shelters.placement import OptionKind, find_places
from tests.factories.accounts import OrganizationFactory
from tests.factories.shelters import PlacesFactory, ShelterFactory, make_room

WOMAN = PersonAnswer(age_band="18-59", gender="woman")
MAN = PersonAnswer(age_band="18-59", gender="man")
BABY = PersonAnswer(age_band="0-4")
CHILD = PersonAnswer(age_band="5-11")
TEEN = PersonAnswer(age_band="12-17")


@pytest.fixture
def norte(house):
    """Casa Norte as in J1: three and two free beds next to each other, six among men."""
    shelter = ShelterFactory(organization=house, name="Casa Norte")
    make_room(shelter, 3, code="families", name="Familias-1", position=1, lower=1)
    make_room(shelter, 2, code="families", name="Familias-2", position=2)
    make_room(shelter, 6, code="men", name="Hombres", position=3)
    return shelter


@pytest.fixture
def este(network):
    """Templo Este: five free together, figures two and a half hours old."""
    shelter = ShelterFactory(organization=OrganizationFactory(network=network), name="Templo Este")
    make_room(shelter, 5, code="families", name="Familias-Este")
    Availability.objects.filter(shelter=shelter).update(as_of=timezone.now() - timedelta(hours=2.5))
    return shelter


def test_five_people_get_adjacent_rooms_here_or_one_room_at_the_neighbours(desk, norte, este):
    lower = PersonAnswer("18-59", "woman", frozenset({"lower"}))
    party = Party((lower, MAN, BABY, CHILD, TEEN))

    options = find_places(party, by=desk, at=norte)

    assert [(option.kind, option.shelter, option.together) for option in options] == [
        (OptionKind.ADJACENT_ROOMS, norte, False),
        (OptionKind.OTHER_SHELTER, este, True),
    ]
    assert options[0].unmet == 0
    assert options[1].free == 5
    assert not options[1].is_stale


def test_no_bed_among_men_is_offered_to_a_family_with_children(desk, norte):
    beds = {
        bed
        for option in find_places(Party((WOMAN, CHILD, CHILD)), by=desk, at=norte)
        for _index, bed in option.beds
    }

    assert not Bed.objects.filter(pk__in=beds, room__name="Hombres").exists()


def test_a_baby_in_a_parents_bed_needs_no_bed(desk, norte):
    with_parent = PersonAnswer("0-4", sleeps_with_parent=True)
    party = Party((WOMAN, MAN, with_parent, CHILD, TEEN))

    options = find_places(party, by=desk, at=norte)

    assert [index for index, _bed in options[0].beds] == [0, 1, 3, 4]


def test_one_room_wins_over_adjacent_rooms_and_neighbours_are_left_out(desk, norte, este):
    options = find_places(Party((WOMAN, CHILD)), by=desk, at=norte)

    assert {option.kind for option in options} == {OptionKind.ONE_ROOM}
    assert "Familias-2" in options[0].why


def test_a_child_alone_is_never_proposed_a_room_with_adults(desk, norte, este):
    assert find_places(Party((TEEN,)), by=desk, at=norte) == []


def test_a_child_alone_gets_the_room_for_unaccompanied_minors(desk, norte):
    make_room(norte, 1, code="minors-hand-over", name="Espera")

    options = find_places(Party((TEEN,)), by=desk, at=norte)

    assert [option.kind for option in options] == [OptionKind.HAND_OVER]


def test_a_full_house_proposes_nothing_of_its_own(desk, norte, este):
    Bed.objects.filter(room__shelter=norte).update(state=Bed.State.BROKEN)

    options = find_places(Party((WOMAN, CHILD)), by=desk, at=norte)

    assert [option.shelter for option in options] == [este]


def test_a_neighbour_of_the_same_city_comes_before_one_across_the_country(desk, norte, este, network):
    puente = PlacesFactory(
        shelter__organization=OrganizationFactory(network=network),
        shelter__time_zone="America/Matamoros",
        installed=90,
    ).shelter
    availability.recount(puente)

    options = find_places(Party((WOMAN, MAN, BABY, CHILD, TEEN)), by=desk, at=norte)

    assert [option.shelter for option in options] == [norte, este, puente]


def test_a_closed_neighbour_is_not_proposed(desk, norte, este):
    Shelter.objects.filter(pk=este.pk).update(state=Shelter.State.CLOSED)

    options = find_places(Party((WOMAN, MAN, BABY, CHILD, TEEN)), by=desk, at=norte)

    assert [option.shelter for option in options] == [norte]


def test_a_hidden_house_shows_neither_figure_nor_address(desk, network):
    violeta = ShelterFactory(
        organization=OrganizationFactory(network=network), address_visibility=Shelter.AddressVisibility.HIDDEN
    )
    make_room(violeta, 4, code="women")

    option = find_places(Party((WOMAN,)), by=desk)[0]

    assert (option.kind, option.free) == (OptionKind.BY_PHONE, None)
    assert violeta.address_for(desk) == ""
    assert not Availability.objects.visible_to(desk).exists()


def test_a_house_without_stated_capacity_is_asked_by_phone(desk, network):
    places = PlacesFactory(shelter__organization=OrganizationFactory(network=network), installed=None)
    availability.recount(places.shelter)

    assert [option.kind for option in find_places(Party((WOMAN,)), by=desk)] == [OptionKind.BY_PHONE]


def test_a_house_that_only_counts_is_proposed_by_group(desk, house):
    places = PlacesFactory(shelter__organization=house, installed=5)

    options = find_places(Party((WOMAN,) * 5), by=desk)

    assert [(option.kind, option.places_id) for option in options] == [(OptionKind.COUNTED, places.pk)]


def test_places_opened_over_capacity_are_proposed_only_when_nothing_is_free(coordinator, desk, norte):
    room = norte.rooms.get(name="Familias-1")
    ends = timezone.now() + timedelta(hours=12)
    capacity.open_over_capacity(
        norte, group=room.group, room=room, places=2, reason="cold", ends_at=ends, by=coordinator
    )
    party = Party((WOMAN, MAN, CHILD, TEEN, BABY))
    assert [option.kind for option in find_places(party, by=desk, at=norte)] == [OptionKind.ADJACENT_ROOMS]

    Bed.objects.filter(room__name="Familias-2").update(state=Bed.State.BROKEN)

    options = find_places(party, by=desk, at=norte)
    assert [(option.kind, option.together) for option in options] == [(OptionKind.OVER_CAPACITY, True)]


def test_an_old_figure_is_marked_stale(desk, norte, este):
    Availability.objects.filter(shelter=este).update(as_of=timezone.now() - timedelta(hours=13))

    options = find_places(Party((WOMAN, MAN, BABY, CHILD, TEEN)), by=desk, at=norte)

    assert [option.is_stale for option in options] == [False, True]


def test_other_networks_are_not_proposed(outsider, norte):
    assert find_places(Party((MAN,)), by=outsider) == []


def test_the_municipal_office_finds_neighbours_but_no_beds(city, norte):
    options = find_places(Party((MAN,)), by=city)

    assert [(option.kind, option.beds) for option in options] == [(OptionKind.OTHER_SHELTER, ())]


def test_a_partner_key_without_scope_finds_nothing(coordinator):
    coordinator.narrowed_to = frozenset()

    with pytest.raises(NotAllowed):
        find_places(Party((MAN,)), by=coordinator)


@pytest.mark.parametrize("rooms", [1, 3])
def test_finding_costs_the_same_whatever_the_number_of_rooms(desk, house, rooms, django_assert_num_queries):
    shelter = ShelterFactory(organization=house)
    for _ in range(rooms):
        make_room(shelter, 2)

    with django_assert_num_queries(2):
        find_places(Party((WOMAN,)), by=desk)


# ---------------------------------------------------------------- the rules, on anything


def free_room(number: int, code: str, beds: int) -> FreeRoom:
    admits = {
        "families": {"admits_minors": True, "smallest_party": 2},
        "women": {"admits_men": False, "admits_lgbtq": False},
        "men": {"admits_women": False, "admits_lgbtq": False},
        "any": {"admits_minors": True},
    }[code]
    room = Room(name=f"R{number}", position=number, floor=0, group=Group(code=code, **admits))
    return FreeRoom(room, tuple(Bed(room=room, label=str(i), lower=i == 0) for i in range(beds)))


people = st.builds(
    PersonAnswer,
    age_band=st.sampled_from(["0-4", "5-11", "12-17", "18-59", "60+"]),
    gender=st.sampled_from(["woman", "man", "lgbtq", "not_stated"]),
    needs=st.sets(st.sampled_from(["lower"])).map(frozenset),
)
parties = st.lists(people, min_size=1, max_size=7).map(lambda persons: Party(tuple(persons)))
houses = st.lists(
    st.tuples(st.sampled_from(["families", "women", "men", "any"]), st.integers(1, 5)), min_size=1, max_size=4
).map(lambda rooms: [free_room(i, code, beds) for i, (code, beds) in enumerate(rooms)])


@given(party=parties, rooms=houses)
@settings(max_examples=300, deadline=None)
def test_sharing_out_never_breaks_a_rule(party, rooms):
    shares = share_out(party, rooms)

    if shares is None:
        return
    assert sorted(i for indexes in shares.values() for i in indexes) == list(range(party.size))
    for free, indexes in shares.items():
        persons = [party.persons[i] for i in indexes]
        assert 0 < len(persons) <= len(free.beds)
        assert fits(free.room.group, persons, of=party)
        assert not all(person.is_minor for person in persons)


@given(party=parties, rooms=houses)
@settings(max_examples=200, deadline=None)
def test_adjacent_rooms_are_adjacent_and_everybody_has_one_bed(party, rooms):
    for found in arrange_in_adjacent_rooms(party, rooms):
        positions = sorted(room.position for room in found.rooms)
        assert positions == list(range(positions[0], positions[0] + len(positions)))
        assert [index for index, _bed in found.beds] == list(range(party.size))
        assert len({bed for _index, bed in found.beds}) == party.size


@given(party=parties, spare=st.integers(0, 3))
def test_beds_with_a_property_go_to_those_who_need_it(party, spare):
    free = free_room(1, "any", party.size + spare)

    seats, unmet = seat(dict(enumerate(party.persons)), free.beds)

    needy = sum(bool(person.needs) for person in party.persons)
    assert unmet == max(0, needy - 1)
    assert len(set(seats.values())) == party.size
