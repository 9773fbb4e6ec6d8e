"""Turns go with a family: joined, parted, erased, and taken along in the file of its own data."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from schedules.actions import own_data, turns
from schedules.models import Turn, TurnMemory, TurnRequest, TurnSeat
from shelters.actions import erasing, households
from shelters.models import SplitNote
from tests.factories.schedules import (
    AmenityFactory,
    DrawFactory,
    TurnFactory,
    TurnRequestFactory,
    WindowFactory,
)
from tests.factories.shelters import ShelterFactory, make_household

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def other(house):
    return make_household(house, "man", "child")


@pytest.fixture
def amenity(house):
    return AmenityFactory(shelter=ShelterFactory(organization=house), seats=2)


def remember(household, **facts):
    return TurnMemory.objects.create(
        organization=household.organization, household=household, kind="charging", **facts
    )


def memory_of(household):
    row = TurnMemory.objects.get(household=household)
    return row.served_on, row.misses, row.repeats_first


def split(household, coordinator):
    return households.split_off(
        household,
        persons=household.persons.filter(number__in=[1, 2]),
        reason=SplitNote.Reason.FAMILY_ASKED,
        adults={2: 1, 4: 3},
        by=coordinator,
    )


def test_of_two_open_turns_the_later_one_gives_way(coordinator, amenity, family, other):
    window = WindowFactory(amenity=amenity)
    later = WindowFactory(amenity=amenity, starts_at=window.ends_at)
    first, second = TurnFactory(window=window, household=family), TurnFactory(window=later, household=other)

    households.merge(family, into=other, by=coordinator)

    states = dict(Turn.objects.filter(household=other).values_list("pk", "state"))
    assert states == {first.pk: "given", second.pk: "cancelled"}
    assert list(TurnSeat.objects.values_list("turn", flat=True)) == [first.pk]


def test_who_goes_back_has_the_own_turn_again_also_when_it_was_marked_meanwhile(
    coordinator, amenity, family, other
):
    begins = timezone.now() - timedelta(minutes=30)
    window = WindowFactory(amenity=amenity, starts_at=begins, ends_at=begins + timedelta(hours=1))
    turn = TurnFactory(window=window, household=family)
    households.merge(family, into=other, by=coordinator)
    turns.came(turn, by=coordinator)
    turns.undo(turn, by=coordinator)

    households.unmerge(family, by=coordinator)

    turn.refresh_from_db()
    assert (turn.household, turn.state) == (family, "given")


def test_the_fairer_memory_of_two_counts_and_nobody_is_new_by_parting(coordinator, family, other):
    remember(family, served_on=date(2026, 11, 20), misses=2)
    remember(other, served_on=date(2026, 11, 18), misses=5, repeats_first=True)

    households.merge(family, into=other, by=coordinator)
    assert memory_of(other) == (date(2026, 11, 20), 2, True)
    assert not TurnMemory.objects.filter(household=family).exists()
    households.unmerge(family, by=coordinator)

    assert memory_of(family) == memory_of(other) == (date(2026, 11, 20), 2, True)


def test_a_joined_family_is_on_a_list_once_and_a_parted_one_twice(coordinator, amenity, family, other):
    draw = DrawFactory(amenity=amenity)
    done = DrawFactory(amenity=amenity, day=draw.day + timedelta(days=1), done_at=timezone.now())
    for household in (family, other):
        TurnRequestFactory(draw=draw, household=household, slots=2)
    TurnRequestFactory(draw=done, household=family)

    households.merge(family, into=other, by=coordinator)
    standing = TurnRequest.objects.standing()
    assert {(row.household, row.draw) for row in standing} == {(other, draw), (other, done)}
    half = split(other, coordinator)

    assert {(row.household, row.slots) for row in standing.filter(draw=draw)} == {(other, 2), (half, 2)}
    assert not standing.filter(draw=done, household=half).exists()


def test_a_split_family_keeps_its_turn_with_the_card(coordinator, amenity, house):
    household = make_household(house, "woman", "child", "man", "child")
    turn = TurnFactory(window=WindowFactory(amenity=amenity), household=household)

    split(household, coordinator)

    turn.refresh_from_db()
    assert turn.household == household


def test_an_erased_family_leaves_no_turn_and_its_seat_is_free(amenity, family):
    window = WindowFactory(amenity=amenity)
    TurnFactory(window=window, household=family)
    TurnRequestFactory(draw=DrawFactory(amenity=amenity), household=family)
    remember(family)

    erasing.households([family.pk])

    left = [model.objects.count() for model in (Turn, TurnSeat, TurnRequest, TurnMemory)]
    assert left == [0, 0, 0, 0]


def test_a_family_takes_along_its_turns_and_what_it_asked_for(amenity, family, other):
    window = WindowFactory(amenity=amenity)
    TurnFactory(window=window, household=family)
    TurnFactory(window=window, household=other)
    draw = DrawFactory(amenity=amenity)
    TurnRequestFactory(draw=draw, household=family, latest="12:00")
    remember(family, served_on=date(2026, 11, 20))

    (sheet,) = own_data.sheets([family], with_words=False)

    rows = [list(map(str, row)) for row in sheet.rows]
    assert [row[:3] for row in rows] == [
        [str(family), "turn", str(amenity)],
        [str(family), "request for a turn", str(amenity)],
        [str(family), "when a household was last served", "charging"],
    ]
    assert rows[0][3][:16] == f"{window.starts_at:%Y-%m-%d %H:%M}"
    assert rows[1][3:5] == [str(draw.day), "12:00:00"]
    assert rows[2][3] == "2026-11-20"
