"""Turns: the lowest free seat, in the order of who asked, one open of a kind; a miss is no step back."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from accounts.rights import Role
from core.errors import BadInput, NotAllowed, NotHere, TooLate
from privacy.models import AuditEntry
from privacy.verbs import Verb
from schedules.actions import turns
from schedules.errors import (
    HasOpenTurn,
    OfferOver,
    OneSlotOnly,
    OthersWait,
    OutOfUse,
    QuietThen,
    ReasonMissing,
    SeatsTaken,
    TimeOver,
    TurnAhead,
    TurnClosed,
    TurnsUsed,
)
from schedules.models import Outage, QuietTime, Turn, TurnMemory, TurnSeat
from shelters.errors import CannotUndo
from tests.factories.accounts import MembershipFactory
from tests.factories.schedules import (
    AmenityFactory,
    DrawFactory,
    TurnFactory,
    TurnRequestFactory,
    WindowFactory,
    tomorrow_at,
)
from tests.factories.shelters import ShelterFactory, make_household

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def amenity(house):
    return AmenityFactory(shelter=ShelterFactory(organization=house), seats=2)


@pytest.fixture
def window(amenity):
    return WindowFactory(amenity=amenity)


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def others(house):
    return [make_household(house, "woman") for _each in range(3)]


@pytest.fixture
def now_window(amenity):
    """Going on for half an hour."""
    begins = timezone.now() - HOUR / 2
    return WindowFactory(amenity=amenity, starts_at=begins, ends_at=begins + HOUR)


def seats_of(turn):
    return list(turn.seats.order_by("window__starts_at").values_list("number", flat=True))


def test_the_lowest_free_seat_is_given_and_written_down(desk, window, family, others):
    first, second = (turns.give(one, window, by=desk) for one in (family, others[0]))

    assert (first.state, first.kind, first.starts_at, first.ends_at) == (
        "given", "charging", window.starts_at, window.ends_at,
    )  # fmt: skip
    assert [seats_of(turn) for turn in (first, second)] == [[1], [2]]
    assert set(TurnSeat.objects.values_list("of_seats", flat=True)) == {2}
    assert AuditEntry.objects.filter(verb=Verb.TURN_GIVEN, about_id=family.pk).count() == 1
    with pytest.raises(SeatsTaken):
        turns.give(others[1], window, by=desk)


def test_a_household_has_one_open_turn_of_a_kind_and_so_many_a_day(desk, amenity, window, now_window, family):
    given = turns.give(family, now_window, by=desk)

    with pytest.raises(HasOpenTurn):
        turns.give(family, window, by=desk)
    turns.came(given, by=desk)
    later = WindowFactory(amenity=amenity, starts_at=now_window.ends_at, day=now_window.day)
    with pytest.raises(TurnsUsed):
        turns.give(family, later, by=desk)
    wifi = WindowFactory(amenity=AmenityFactory(shelter=amenity.shelter, kind="wifi"))

    assert turns.give(family, wifi, by=desk).kind == "wifi"
    assert turns.give(family, window, by=desk).starts_at == window.starts_at


@pytest.fixture
def night(amenity):
    """Half past midnight and an hour later, of the day on which that night began."""
    midnight = tomorrow_at(amenity, 0)
    day = midnight.date() - timedelta(days=1)
    return [WindowFactory(amenity=amenity, starts_at=midnight + HOUR * late, day=day) for late in (0.5, 1.5)]


def test_a_turn_after_midnight_is_one_of_the_night_before(desk, amenity, night, family):
    TurnFactory(window=night[0], household=family, state="came")
    evening = WindowFactory(amenity=amenity, starts_at=tomorrow_at(amenity, 22))

    with pytest.raises(TurnsUsed):
        turns.give(family, night[1], by=desk)

    assert turns.give(family, evening, by=desk).state == "given"


def test_a_turn_missed_after_midnight_is_made_good_in_that_night(desk, amenity, night, family, others):
    draw = DrawFactory(amenity=amenity, day=night[0].day, done_at=timezone.now())
    TurnRequestFactory(draw=draw, household=others[0], place=1, outcome="full")
    TurnFactory(window=night[0], household=family, state="missed")

    assert turns.give(family, night[1], by=desk).state == "given"


def test_what_is_broken_is_not_given(desk, amenity, window, family):
    def broken(**facts):
        return Outage.objects.create(
            organization=amenity.organization, shelter=amenity.shelter, why="broken", noted_by=desk, **facts
        )

    one = broken(amenity=amenity, seat=1)
    assert seats_of(turns.give(family, window, by=desk)) == [2]
    one.delete()
    broken(amenity=amenity)
    with pytest.raises(OutOfUse):
        turns.give(make_household(amenity.organization, "man"), window, by=desk)


def test_nothing_is_given_in_quiet_hours_of_a_later_day_or_of_what_is_over(desk, amenity, family):
    QuietTime.objects.create(
        organization=amenity.organization, shelter=amenity.shelter, why="quiet", begins=time(22), ends=time(6)
    )
    late = WindowFactory(amenity=amenity, starts_at=tomorrow_at(amenity, 23))
    over = WindowFactory(amenity=amenity, starts_at=timezone.now() - 2 * HOUR)

    with pytest.raises(QuietThen):
        turns.give(family, late, by=desk)
    with pytest.raises(TimeOver):
        turns.give(family, over, by=desk)
    amenity.retired_at = timezone.now()
    amenity.save()
    with pytest.raises(OutOfUse):
        turns.give(family, WindowFactory(amenity=amenity), by=desk)


def test_parents_have_two_slots_in_a_row_with_the_same_seat(desk, amenity, window, family, others):
    with pytest.raises(OneSlotOnly):
        turns.give(family, window, slots=2, by=desk)
    amenity.parents_have_two = True
    amenity.save()
    with pytest.raises(OneSlotOnly):
        turns.give(family, window, slots=2, by=desk)
    after = WindowFactory(amenity=amenity, starts_at=window.ends_at)
    turns.give(others[0], window, by=desk)

    given = turns.give(family, window, slots=2, by=desk)

    assert (given.starts_at, given.ends_at, seats_of(given)) == (window.starts_at, after.ends_at, [2, 2])


def test_who_asked_comes_before_who_did_not(desk, coordinator, amenity, window, family, others):
    draw = DrawFactory(amenity=amenity)
    TurnRequestFactory(draw=draw, household=others[0])
    TurnRequestFactory(draw=draw, household=others[1], latest=time(9))  # another time of the day

    with pytest.raises(OthersWait) as refused:
        turns.give(family, window, reason="urgent", by=desk)
    with pytest.raises(ReasonMissing):
        turns.give(family, window, reason=" ", by=coordinator)
    given = turns.give(family, window, reason=" interview  at ten ", by=coordinator)

    assert refused.value.facts == {"n": 1}
    assert given.reason == "interview at ten"
    assert AuditEntry.objects.filter(verb=Verb.TURN_OUT_OF_ORDER, about_id=family.pk).count() == 1


def test_after_the_draw_its_order_counts(desk, amenity, window, others):
    draw = DrawFactory(amenity=amenity, done_at=timezone.now())
    for place, household in enumerate(others, start=1):
        TurnRequestFactory(draw=draw, household=household, place=place, outcome="full")

    with pytest.raises(OthersWait) as refused:
        turns.give(others[2], window, by=desk)
    given = turns.give(others[0], window, by=desk)
    turns.give(others[1], window, by=desk)

    assert refused.value.facts == {"n": 2}
    assert given.request.household == others[0]


def test_who_missed_a_turn_is_next_and_never_last(desk, amenity, now_window, family, others):
    given = turns.give(family, now_window, by=desk)
    draw = DrawFactory(amenity=amenity, day=now_window.day, done_at=timezone.now())
    TurnRequestFactory(draw=draw, household=others[0], place=1, outcome="full")
    later = WindowFactory(amenity=amenity, starts_at=now_window.ends_at, day=now_window.day)
    turns.missed(given, by=desk)

    assert turns.give(family, later, by=desk).state == "given"
    assert not TurnMemory.objects.filter(served_on__isnull=False).exists()


def test_coming_is_remembered_and_taking_it_back_forgets_it(desk, now_window, family):
    given = turns.give(family, now_window, by=desk)
    TurnMemory.objects.create(
        organization=family.organization, household=family, kind="charging", misses=3, repeats_first=True
    )

    turns.came(given, by=desk)
    memory = TurnMemory.objects.get()
    assert (memory.served_on, memory.misses, memory.repeats_first) == (now_window.day, 0, False)
    turns.came(given, by=desk)
    undone = turns.undo(given, by=desk)

    memory.refresh_from_db()
    assert (memory.served_on, memory.misses, memory.repeats_first) == (None, 3, True)
    assert (undone.state, seats_of(undone)) == ("given", [1])
    assert AuditEntry.objects.filter(verb=Verb.TURN_MARKED).count() == 1


def test_a_mark_can_be_corrected_and_say_an_earlier_moment(desk, now_window, family):
    given = turns.give(family, now_window, by=desk)
    noted_at = timezone.now() - timedelta(minutes=20)

    turns.came(given, at=noted_at, by=desk)
    missed = turns.missed(given, at=noted_at, by=desk)

    assert (missed.state, missed.state_since, seats_of(missed)) == ("missed", noted_at, [])
    assert TurnMemory.objects.get().served_on is None
    undone = turns.undo(missed, by=desk)
    assert (undone.state, seats_of(undone)) == ("came", [1])
    assert TurnMemory.objects.get().served_on == now_window.day
    turns.missed(undone, by=desk)
    assert TurnMemory.objects.get().served_on is None


def test_nobody_is_at_a_place_that_counts_as_free(desk, now_window, family, others):
    here = turns.give(family, now_window, by=desk)
    turns.missed(here, by=desk)
    turns.came(here, by=desk)
    turns.give(others[0], now_window, by=desk)

    assert seats_of(here) == [1]
    with pytest.raises(SeatsTaken):
        turns.give(others[1], now_window, by=desk)


@pytest.mark.parametrize("is_over", [False, True])
def test_whose_place_was_given_on_has_it_back_only_on_paper(
    desk, now_window, family, others, time_machine, is_over
):
    here = turns.give(family, now_window, by=desk)
    turns.missed(here, by=desk)
    for household in others[:2]:
        turns.give(household, now_window, by=desk)
    if is_over:
        time_machine.move_to(now_window.ends_at + HOUR)
        turns.came(here, at=now_window.starts_at, by=desk)
    else:
        with pytest.raises(SeatsTaken):
            turns.came(here, by=desk)

    assert Turn.objects.get(pk=here.pk).state == ("came" if is_over else "missed")
    assert TurnSeat.objects.filter(window=now_window).count() == now_window.seats


@pytest.mark.parametrize("had", [turns.came, None])
def test_coming_after_all_gives_no_second_turn_of_a_day(desk, amenity, now_window, family, had):
    later = WindowFactory(amenity=amenity, day=now_window.day, starts_at=now_window.ends_at)
    here = turns.give(family, now_window, by=desk)
    turns.missed(here, by=desk)
    other = turns.give(family, later, by=desk)
    if had:
        had(other, by=desk)

    with pytest.raises(TurnsUsed if had else HasOpenTurn):
        turns.came(here, by=desk)

    assert (Turn.objects.get(pk=here.pk).state, seats_of(here)) == ("missed", [])


@pytest.mark.parametrize("mark", [turns.came, turns.missed])
def test_how_a_turn_went_is_known_when_it_comes(desk, window, now_window, family, others, mark):
    ahead, here = turns.give(family, window, by=desk), turns.give(others[0], now_window, by=desk)

    with pytest.raises(TurnAhead):
        mark(ahead, by=desk)
    with pytest.raises(BadInput):
        mark(here, at=timezone.now() + HOUR, by=desk)
    turns.cancel(here, by=desk)
    with pytest.raises(TurnClosed):
        mark(here, by=desk)


def test_a_cancelled_turn_frees_its_seat_and_can_be_had_back_while_one_is_free(desk, window, family, others):
    given = turns.give(family, window, by=desk)

    cancelled = turns.cancel(given, by=desk)
    turns.cancel(given, by=desk)
    assert (cancelled.state, seats_of(given)) == ("cancelled", [])
    turns.give(others[0], window, by=desk)
    assert seats_of(turns.undo(given, by=desk)) == [2]
    turns.cancel(given, by=desk)
    turns.give(others[1], window, by=desk)

    with pytest.raises(CannotUndo):
        turns.undo(given, by=desk)
    assert Turn.objects.get(pk=given.pk).state == "cancelled"


@pytest.mark.parametrize("mark", [turns.cancel, turns.missed])
def test_taking_back_gives_no_second_turn_of_a_day(desk, amenity, now_window, family, mark):
    later = WindowFactory(amenity=amenity, day=now_window.day, starts_at=now_window.ends_at)
    given = turns.give(family, now_window, by=desk)
    state = mark(given, by=desk).state
    turns.came(turns.give(family, later, by=desk), by=desk)

    with pytest.raises(TurnsUsed):
        turns.undo(given, by=desk)

    given.refresh_from_db()
    assert (given.state, seats_of(given)) == (state, [])


def test_taking_back_has_its_limits(desk, coordinator, house, window, now_window, family, time_machine):
    given = turns.give(family, now_window, by=desk)
    with pytest.raises(CannotUndo):
        turns.undo(given, by=desk)
    turns.missed(given, by=desk)
    with pytest.raises(NotAllowed):
        turns.undo(given, by=MembershipFactory(organization=house, role=Role.VOLUNTEER))
    other = turns.give(family, window, by=desk)
    with pytest.raises(HasOpenTurn):
        turns.undo(given, by=coordinator)
    turns.cancel(other, by=desk)
    time_machine.move_to(timezone.now() + timedelta(hours=24))

    with pytest.raises(TooLate):
        turns.undo(given, by=coordinator)


def test_a_moved_turn_knows_where_it_comes_from(desk, amenity, window, family, others):
    given = turns.give(family, window, by=desk)
    later = WindowFactory(amenity=amenity, starts_at=window.ends_at)

    moved = turns.move(given, later, by=desk)

    given.refresh_from_db()
    assert (given.state, seats_of(given)) == ("moved", [])
    assert (moved.moved_from, moved.starts_at, seats_of(moved)) == (given, later.starts_at, [1])
    with pytest.raises(TurnClosed):
        turns.move(given, later, by=desk)
    other = WindowFactory(amenity=AmenityFactory(shelter=amenity.shelter, kind="wifi"))
    with pytest.raises(NotHere):
        turns.move(moved, other, by=desk)
    for household in others[:2]:
        turns.give(household, window, by=desk)
    with pytest.raises(SeatsTaken):
        turns.move(moved, window, by=desk)


def test_an_offer_is_taken_in_its_time_or_not_at_all(desk, window, family):
    offer = TurnFactory(window=window, household=family, state="offered", offered_until=timezone.now() + HOUR)
    taken = turns.accept(offer, by=desk)
    assert (taken.state, taken.told_at is not None) == ("given", True)
    turns.accept(offer, by=desk)
    Turn.objects.update(state="offered", offered_until=timezone.now())

    with pytest.raises(OfferOver):
        turns.accept(offer, by=desk)


def test_that_a_household_was_told_is_written_down_once(desk, window, family):
    given = TurnFactory(window=window, household=family)

    first = turns.tell_household(given, by=desk).told_at

    assert first is not None
    assert turns.tell_household(given, by=desk).told_at == first


def test_nobody_gives_or_marks_without_the_right_or_for_others(reader, desk, stranger, window, family):
    given = turns.give(family, window, by=desk)
    foreign = make_household(stranger.organization, "woman")

    for member in (reader, stranger):
        with pytest.raises(NotAllowed):
            turns.give(family, window, by=member)
        for deed in (turns.came, turns.missed, turns.cancel, turns.accept, turns.undo, turns.tell_household):
            with pytest.raises(NotAllowed):
                deed(given, by=member)
        with pytest.raises(NotAllowed):
            turns.move(given, window, by=member)
    with pytest.raises(NotHere):
        turns.give(foreign, window, by=stranger)
    with pytest.raises(NotAllowed):
        turns.give(foreign, window, by=desk)


def test_a_request_of_another_household_or_amenity_is_none(desk, amenity, window, family):
    other = TurnRequestFactory(draw__amenity__shelter=amenity.shelter, household=family)

    with pytest.raises(NotHere):
        turns.give(family, window, request=other, by=desk)
