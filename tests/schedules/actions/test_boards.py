"""What hangs on the wall: codes and pictures, now and next, for whoever has the address."""

from datetime import datetime, timedelta

import pytest

from accounts.errors import Locked
from accounts.models import Organization
from core.errors import NotAllowed, NotHere
from privacy.models import AuditEntry
from privacy.verbs import Verb
from schedules import signs
from schedules.actions import boards
from schedules.models import BoardLink, Outage
from tests.factories.schedules import AmenityFactory, TurnFactory, WindowFactory
from tests.factories.shelters import ShelterFactory

pytestmark = pytest.mark.django_db
TEN = datetime.fromisoformat("2026-11-23T10:00:00-08:00")


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def sockets(shelter):
    return AmenityFactory(shelter=shelter, seats=2, name="Enchufes")


def plan(sockets, by, *, families=1):
    """At ten and at eleven o'clock, so many families in each."""
    rows = [WindowFactory(amenity=sockets, starts_at=TEN + timedelta(hours=hour)) for hour in (0, 1)]
    return [TurnFactory(window=window, given_by=by) for window in rows for _each in range(families)]


def test_a_board_says_now_and_then_by_code_and_pictures(shelter, sockets, desk, time_machine):
    time_machine.move_to(TEN - timedelta(hours=3), tick=False)
    now, later = plan(sockets, desk)
    time_machine.move_to(TEN + timedelta(minutes=20), tick=False)

    board = boards.board_of(shelter, TEN.date(), TEN + timedelta(minutes=20))

    (column,) = board.columns
    (place,) = column.now(board.as_of).places
    assert place == boards.Place(signs.called([now.household.code])[now.household.code], 1, came=False)
    assert column.next(board.as_of).places[0].called.short == later.household.code[8:12]


def test_a_screen_shows_after_midnight_what_goes_on_since_the_night_before(
    shelter, sockets, coordinator, time_machine
):
    late, early = TEN + timedelta(hours=13, minutes=30), TEN + timedelta(hours=22)
    time_machine.move_to(late - timedelta(hours=3), tick=False)
    night = WindowFactory(amenity=sockets, day=TEN.date(), starts_at=late, ends_at=late + timedelta(hours=1))
    WindowFactory(amenity=sockets, starts_at=early)
    turn = TurnFactory(window=night, given_by=coordinator)
    secret = boards.make(shelter, by=coordinator)
    time_machine.move_to(late + timedelta(minutes=45), tick=False)

    board = boards.on_the_wall(boards.found(secret))

    (column,) = board.columns
    assert column.now(board.as_of).places[0].called.short == turn.household.code[8:12]
    assert column.next(board.as_of).starts_at == early
    time_machine.move_to(late + timedelta(hours=1), tick=False)
    assert len(boards.on_the_wall(boards.found(secret)).columns[0].slots) == 1


def test_a_lost_turn_is_on_no_board_and_an_outage_is(shelter, sockets, desk, time_machine):
    time_machine.move_to(TEN - timedelta(hours=3), tick=False)
    first, second = plan(sockets, desk)
    first.state = "lost"
    first.save()
    out(shelter, desk, amenity=sockets, seat=2)

    (column,) = boards.board_of(shelter, TEN.date(), TEN).columns

    assert [len(slot.places) for slot in column.slots] == [0, 1]
    assert (column.broken, column.is_out) == ([2], False)
    assert column.slots[1].places[0].called.short == second.household.code[8:12]


def out(shelter, by, **where):
    """Out of use from now on."""
    Outage.objects.create(
        organization=shelter.organization, shelter=shelter, why="broken", noted_by=by, **where
    )


def test_a_seat_that_is_out_of_use_is_not_free(shelter, sockets, desk, time_machine):
    time_machine.move_to(TEN - timedelta(hours=3), tick=False)
    plan(sockets, desk)

    def free():
        (column,) = boards.board_of(shelter, TEN.date(), TEN).columns
        return [slot.free for slot in column.slots]

    assert free() == [1, 1]
    out(shelter, desk, amenity=sockets, seat=2)
    assert free() == [0, 0]


def test_nothing_is_free_in_a_house_that_is_out_of_use(shelter, sockets, desk, time_machine):
    time_machine.move_to(TEN - timedelta(hours=3), tick=False)
    plan(sockets, desk)
    out(shelter, desk)

    (column,) = boards.board_of(shelter, TEN.date(), TEN).columns

    assert (column.is_out, [slot.free for slot in column.slots]) == (True, [0, 0])


@pytest.mark.parametrize("families", [1, 2])
def test_a_board_asks_as_often_however_much_is_on_it(
    shelter, sockets, desk, families, django_assert_num_queries
):
    plan(sockets, desk, families=families)
    plan(AmenityFactory(shelter=shelter, kind="tablet"), desk, families=families)

    with django_assert_num_queries(8):
        boards.board_of(shelter, TEN.date(), TEN)


def test_an_address_opens_its_own_house_until_another_is_made(shelter, sockets, coordinator, time_machine):
    time_machine.move_to(TEN, tick=False)
    plan(sockets, coordinator)
    secret = boards.make(shelter, by=coordinator)

    board = boards.on_the_wall(boards.found(secret))
    assert (board.shelter.pk, len(board.columns)) == (shelter.pk, 1)

    boards.make(shelter, by=coordinator)
    with pytest.raises(NotHere):
        boards.found(secret)
    assert secret not in str(list(BoardLink.objects.values()))


def test_a_revoked_address_opens_nothing(shelter, coordinator):
    secret = boards.make(shelter, by=coordinator)
    boards.revoke(BoardLink.objects.get(), by=coordinator)
    boards.revoke(BoardLink.objects.get(), by=coordinator)

    with pytest.raises(NotHere):
        boards.found(secret)
    assert AuditEntry.objects.filter(verb=Verb.BOARD_REVOKED).count() == 1


def test_a_locked_house_shows_no_board(shelter, coordinator, house):
    secret = boards.make(shelter, by=coordinator)
    Organization.objects.filter(pk=house.pk).update(locked_at=TEN)

    with pytest.raises(Locked):
        boards.found(secret)


def test_volunteers_see_boards_and_make_none(shelter, sockets, desk, reader):
    plan(sockets, desk)

    assert boards.listed(shelter, TEN.date(), by=desk).columns
    assert AuditEntry.objects.filter(verb=Verb.TURNS_LISTED, about_id=shelter.pk).count() == 1
    with pytest.raises(NotAllowed):
        boards.make(shelter, by=desk)
    with pytest.raises(NotAllowed):
        boards.listed(shelter, TEN.date(), by=reader)
