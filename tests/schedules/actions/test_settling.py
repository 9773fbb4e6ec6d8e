"""What happens by the clock: offers run out, turns end, what is free goes on in the order of the draw."""

from datetime import timedelta

import pytest
from django.utils import timezone

from privacy.models import AuditEntry
from privacy.verbs import Verb
from schedules import tasks
from schedules.actions import draws, outages, settling, turns
from schedules.models import Outage, QuietTime, Turn, TurnMemory, TurnRequest
from tests.factories.schedules import (
    AmenityFactory,
    DrawFactory,
    TurnFactory,
    TurnRequestFactory,
    WindowFactory,
)
from tests.factories.shelters import ShelterFactory, make_household

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def amenity(house):
    return AmenityFactory(shelter=ShelterFactory(organization=house), seats=1)


@pytest.fixture
def families(house):
    return [make_household(house, "woman", "child") for _each in range(4)]


def drawn(amenity, families, **facts):
    """A draw of tomorrow in which these asked in this order."""
    draw = DrawFactory(amenity=amenity, rule="first_come", draws_at=timezone.now() - HOUR)
    for number, family in enumerate(families):
        TurnRequestFactory(
            draw=draw,
            household=family,
            asked_at=timezone.now() - 2 * HOUR + timedelta(minutes=number),
            **facts,
        )
    return draws.carry_out(draw.pk, amenity.organization_id)


def holder(window):
    """Who has the one seat."""
    return Turn.objects.open().filter(seats__window=window).values_list("household", flat=True).get()


def test_a_cancelled_turn_goes_to_the_next_in_the_order(desk, house, amenity, families):
    window = WindowFactory(amenity=amenity)
    drawn(amenity, families)
    assert holder(window) == families[0].pk

    turns.cancel(Turn.objects.get(household=families[0]), by=desk)
    assert settling.settle_one(house.pk) == 1
    assert settling.settle_one(house.pk) == 0

    given = Turn.objects.open().get()
    assert (given.household, given.state, given.request.household) == (families[1], "given", families[1])
    assert given.given_by.role == "robot"
    turns.cancel(given, by=desk)
    settling.settle()
    assert holder(window) == families[2].pk


def test_an_offer_that_runs_out_goes_on_and_costs_nothing(house, amenity, families, time_machine):
    amenity.offer_minutes = 30
    amenity.save()
    window = WindowFactory(amenity=amenity)
    drawn(amenity, families)
    first = Turn.objects.get()
    assert (first.state, first.household) == ("offered", families[0])

    settling.settle_one(house.pk)
    assert Turn.objects.get().state == "offered"
    time_machine.move_to(first.offered_until, tick=False)
    settling.settle_one(house.pk)

    first.refresh_from_db()
    second = Turn.objects.open().get()
    assert (first.state, second.state, second.household_id) == ("expired", "offered", holder(window))
    assert second.household == families[1]
    assert second.offered_until == timezone.now() + timedelta(minutes=30)
    assert not TurnMemory.objects.filter(household=families[0]).exists()


def test_who_can_no_longer_come_is_passed_over(desk, house, amenity, families):
    window = WindowFactory(amenity=amenity)
    drawn(amenity, families)
    elsewhere = AmenityFactory(shelter=amenity.shelter)
    TurnFactory(window=WindowFactory(amenity=elsewhere), household=families[1])
    TurnRequest.objects.filter(household=families[2]).update(withdrawn_at=timezone.now())

    turns.cancel(Turn.objects.get(household=families[0]), by=desk)
    settling.settle_one(house.pk)

    assert holder(window) == families[3].pk


def test_nothing_is_given_in_the_last_minutes_in_quiet_hours_or_while_broken(desk, house, amenity, families):
    window = WindowFactory(amenity=amenity)
    drawn(amenity, families)
    turns.cancel(Turn.objects.get(household=families[0]), by=desk)
    local = window.starts_at.timetz().replace(tzinfo=None)
    quiet = QuietTime.objects.create(
        organization=house, shelter=amenity.shelter, why="quiet", begins=local.replace(hour=9), ends=local
        .replace(hour=12),
    )  # fmt: skip
    assert settling.settle_one(house.pk) == 0
    quiet.delete()
    outage = Outage.objects.create(
        organization=house, shelter=amenity.shelter, amenity=amenity, why="broken", noted_by=desk
    )
    assert settling.settle_one(house.pk) == 0
    outage.delete()

    assert settling.settle_one(house.pk) == 1


def test_parents_get_both_slots_or_the_next_household_gets_one(desk, house, amenity, families):
    amenity.parents_have_two = True
    amenity.save()
    window = WindowFactory(amenity=amenity)
    after = WindowFactory(amenity=amenity, starts_at=window.ends_at)
    draw = drawn(amenity, families[:2], slots=2)
    turns.cancel(Turn.objects.get(household=families[0]), by=desk)

    settling.settle_one(house.pk)

    given = Turn.objects.open().get()
    assert (given.household, given.starts_at, given.ends_at) == (
        families[1], window.starts_at, after.ends_at,
    )  # fmt: skip
    assert draw.given == 1


def test_a_turn_about_which_nobody_said_anything_counts_as_used(desk, house, amenity, families):
    begins = timezone.now() - 2 * HOUR
    window = WindowFactory(amenity=amenity, starts_at=begins, ends_at=begins + HOUR)
    turn = TurnFactory(window=window, household=families[0])

    assert settling.settle_one(house.pk) == 1

    turn.refresh_from_db()
    memory = TurnMemory.objects.get()
    assert (turn.state, turn.is_assumed, turn.state_since) == ("came", True, turn.ends_at)
    assert memory.served_on == window.day
    assert list(Turn.objects.unmarked()) == [turn]
    assert AuditEntry.objects.filter(verb=Verb.TURN_MARKED).count() == 1
    missed = turns.missed(turn, at=turn.ends_at, by=desk)
    memory.refresh_from_db()
    assert (missed.state, missed.is_assumed, memory.served_on) == ("missed", False, None)
    assert settling.settle_one(house.pk) == 0


def test_while_the_power_is_out_nothing_counts_as_used(desk, house, amenity, families):
    begins = timezone.now() - 2 * HOUR
    TurnFactory(window=WindowFactory(amenity=amenity, starts_at=begins), household=families[0])
    Outage.objects.create(
        organization=house, shelter=amenity.shelter, why="power", noted_by=desk, begun_at=begins
    )

    assert settling.settle_one(house.pk) == 0

    assert Turn.objects.open().count() == 1


def test_who_left_for_good_leaves_its_turns_to_others(house, amenity, families):
    window = WindowFactory(amenity=amenity)
    drawn(amenity, families)
    later = TurnRequestFactory(
        draw=DrawFactory(amenity=amenity, day=window.day + timedelta(days=1)), household=families[0]
    )
    families[0].left_at = timezone.now() - timedelta(minutes=59)
    families[0].save()
    assert settling.settle_one(house.pk) == 0
    families[0].left_at = timezone.now() - HOUR
    families[0].save()

    assert settling.settle_one(house.pk) == 2

    later.refresh_from_db()
    assert later.withdrawn_at is not None
    assert holder(window) == families[1].pk


def test_each_organization_is_settled_for_itself(house, amenity, stranger, families):
    begins = timezone.now() - 2 * HOUR
    for shelter in (amenity.shelter, ShelterFactory(organization=stranger.organization)):
        TurnFactory(window=WindowFactory(amenity=AmenityFactory(shelter=shelter), starts_at=begins))

    assert settling.settle() == 2

    entries = AuditEntry.objects.filter(verb=Verb.TURN_MARKED)
    assert {entry.organization_id for entry in entries} == {house.pk, stranger.organization_id}


def test_a_cut_that_is_typed_later_finds_turns_that_were_taken_as_used(desk, house, amenity, families):
    begins = timezone.now() - 2 * HOUR
    window = WindowFactory(amenity=amenity, starts_at=begins, ends_at=begins + HOUR)
    turn = TurnFactory(window=window, household=families[0])
    settling.settle_one(house.pk)

    outage, _moved = outages.begin(amenity.shelter, why="power", begun_at=begins, by=desk)
    tasks.settle()

    turn.refresh_from_db()
    memory = TurnMemory.objects.get()
    assert (turn.state, turn.is_assumed, turn.outage) == ("lost", False, outage)
    assert (memory.served_on, memory.repeats_first) == (None, True)


def test_a_freed_seat_is_passed_on_at_once(desk, amenity, families, django_capture_on_commit_callbacks):
    window = WindowFactory(amenity=amenity)
    drawn(amenity, families)

    with django_capture_on_commit_callbacks(execute=True):
        turns.cancel(Turn.objects.get(household=families[0]), by=desk)

    assert holder(window) == families[1].pk
