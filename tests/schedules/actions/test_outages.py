"""Something breaks: people are moved in order, and what they lose comes first next time (J7, J13)."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts.rights import Role
from appointments.models import BarrierEntry
from core.errors import BadInput, NotAllowed
from privacy.models import AuditEntry
from privacy.verbs import Verb
from schedules.actions import outages
from schedules.errors import BrokenAlready
from schedules.models import Outage, QuietTime, Turn, TurnMemory, TurnSeat
from shelters.errors import CannotUndo
from tests.factories.accounts import MembershipFactory
from tests.factories.appointments import ProgrammeFactory
from tests.factories.schedules import AmenityFactory, TurnFactory, WindowFactory, tomorrow_at
from tests.factories.shelters import ShelterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def sockets(shelter):
    return AmenityFactory(shelter=shelter, seats=2)


def windows(amenity, count, *, first=None):
    """So many windows in a row."""
    begin = first or tomorrow_at(amenity, 10)
    return [WindowFactory(amenity=amenity, starts_at=begin + timedelta(hours=hour)) for hour in range(count)]


def where(turn):
    turn.refresh_from_db()
    return turn.state, turn.starts_at, [seat.number for seat in turn.seats.order_by("window__starts_at")]


def test_a_broken_seat_moves_its_turns_in_order(shelter, sockets, desk):
    ten, eleven, noon = windows(sockets, 3)
    stays, beside = TurnFactory(window=ten, given_by=desk), TurnFactory(window=eleven, given_by=desk)
    hit_first = TurnFactory(window=ten, given_by=desk)
    hit_later = TurnFactory(window=eleven, given_by=desk)

    _outage, moved = outages.begin(shelter, why="broken", by=desk, amenity=sockets, seat=2)

    assert moved == outages.Moved(reseated=0, later=1, lost=1)
    assert where(stays) == ("given", ten.starts_at, [1])
    assert where(beside) == ("given", eleven.starts_at, [1])
    assert where(hit_first) == ("given", noon.starts_at, [1])
    assert where(hit_later)[0] == "lost"
    memory = TurnMemory.objects.get()
    assert (memory.household, memory.kind, memory.repeats_first) == (hit_later.household, "charging", True)


def test_nobody_is_moved_into_hours_that_are_quiet_now(shelter, sockets, desk):
    ten, _eleven, noon = windows(sockets, 3)
    beside, hit = TurnFactory(window=ten, given_by=desk), TurnFactory(window=ten, given_by=desk)
    QuietTime.objects.create(
        organization=shelter.organization, shelter=shelter, why="quiet", begins=time(11), ends=time(12)
    )

    outages.begin(shelter, why="broken", by=desk, amenity=sockets, seat=2)

    assert where(beside)[1] == ten.starts_at
    assert where(hit) == ("given", noon.starts_at, [1])


def test_who_can_keeps_the_hour_on_another_seat(shelter, desk):
    sockets = AmenityFactory(shelter=shelter, seats=3)
    (ten,) = windows(sockets, 1)
    TurnFactory(window=ten, given_by=desk)
    hit = TurnFactory(window=ten, given_by=desk, told_at=timezone.now())

    _outage, moved = outages.begin(shelter, why="broken", by=desk, amenity=sockets, seat=2)

    assert moved == outages.Moved(reseated=1)
    assert where(hit) == ("given", ten.starts_at, [3])
    assert hit.told_at is None


def test_two_slots_in_a_row_stay_in_a_row(shelter, sockets, desk):
    ten, eleven, noon, one = windows(sockets, 4)
    hit = TurnFactory(window=ten, given_by=desk, ends_at=eleven.ends_at)
    TurnSeat.objects.create(
        organization=shelter.organization, turn=hit, window=eleven, number=1, of_seats=eleven.seats
    )
    TurnFactory(window=eleven, given_by=desk)

    outages.begin(shelter, why="broken", by=desk, amenity=sockets, seat=1)

    assert where(hit) == ("given", noon.starts_at, [2, 2])
    assert hit.ends_at == one.ends_at


def at(clock):
    return datetime.fromisoformat(f"2026-11-23T{clock}:00-08:00")


@pytest.fixture
def cut(shelter, sockets, desk, time_machine):
    """The power was gone from 07:55 to 10:20 in Tijuana; four households had turns."""
    time_machine.move_to(at("07:00"), tick=False)
    rows = windows(sockets, 5, first=at("07:00"))
    turns = [TurnFactory(window=window, given_by=desk) for window in rows]
    time_machine.move_to(at("10:20"), tick=False)
    outage, _moved = outages.begin(shelter, why="power", by=desk, begun_at=at("07:55"))
    return outage, turns


def test_what_a_cut_takes_away_is_lost_and_comes_first(cut, desk):
    outage, turns = cut

    moved = outages.end(outage, by=desk)

    assert moved == outages.Moved(lost=4)
    assert [where(turn)[0] for turn in turns] == ["lost", "lost", "lost", "lost", "given"]
    assert TurnMemory.objects.filter(repeats_first=True).count() == 4
    assert TurnSeat.objects.count() == 1
    assert outages.end(outage, by=desk) == outages.Moved(lost=4)


def test_while_the_cut_lasts_nobody_counts_as_served(cut):
    _outage, turns = cut

    assert outages.lose_overlapped() == 3
    assert outages.lose_overlapped() == 0

    assert [where(turn)[0] for turn in turns] == ["lost", "lost", "lost", "given", "given"]


def test_a_cut_that_was_none_takes_nothing_away(shelter, sockets, desk, stranger):
    (now,) = windows(sockets, 1, first=timezone.now())
    turn = TurnFactory(window=now, given_by=desk)
    outage, _moved = outages.begin(shelter, why="power", by=desk)

    with pytest.raises(NotAllowed):
        outages.take_back(outage, by=stranger)
    outages.take_back(outage, by=desk)

    assert (where(turn)[0], Outage.objects.count(), TurnMemory.objects.count()) == ("given", 0, 0)
    assert AuditEntry.objects.filter(verb=Verb.UNDONE, about_id=outage.pk).count() == 1


def test_what_took_turns_away_was_no_mistake(cut, desk):
    outage, _turns = cut
    outages.lose_overlapped()
    with pytest.raises(CannotUndo):
        outages.take_back(outage, by=desk)
    outages.end(outage, by=desk)

    with pytest.raises(CannotUndo):
        outages.take_back(outage, by=desk)


def test_one_tap_writes_it_into_every_log_once(cut, house, coordinator):
    outage, turns = cut
    outages.end(outage, by=coordinator)
    programme = ProgrammeFactory(organization=house)

    first = outages.log_barriers(outage, programme, by=coordinator)
    again = outages.log_barriers(outage, programme, by=coordinator)

    assert (len(first), again) == (4, [])
    assert {entry.household for entry in BarrierEntry.objects.all()} == {turn.household for turn in turns[:4]}
    assert {(entry.kind, entry.happened_at) for entry in first} == {("technical", at("07:55"))}


def test_the_same_is_broken_once(shelter, sockets, desk):
    outages.begin(shelter, why="broken", by=desk, amenity=sockets, seat=1)
    outages.begin(shelter, why="power", by=desk)

    with pytest.raises(BrokenAlready):
        outages.begin(shelter, why="broken", by=desk, amenity=sockets, seat=1)
    with pytest.raises(BrokenAlready):
        outages.begin(shelter, why="power", by=desk)

    assert Outage.objects.count() == 2


@pytest.mark.parametrize(
    "said", [{"seat": 3}, {"seat": 0}, {"why": "storm"}, {"begun_at": datetime(1970, 1, 1).astimezone()}]
)
def test_what_cannot_be_is_refused(shelter, sockets, desk, said):
    with pytest.raises(BadInput):
        outages.begin(shelter, **{"why": "broken", "by": desk, "amenity": sockets, **said})

    assert not Outage.objects.exists()


def test_strangers_and_viewers_note_nothing(shelter, sockets, house):
    stranger, viewer = (
        MembershipFactory(role=Role.COORDINATOR),
        MembershipFactory(organization=house, role="viewer"),
    )

    for member in (stranger, viewer):
        with pytest.raises(NotAllowed):
            outages.begin(shelter, why="power", by=member)

    assert not Outage.objects.exists()


def test_both_are_written_down(shelter, desk):
    outage, _moved = outages.begin(
        shelter, why="power", by=desk, begun_at=timezone.now() - timedelta(hours=1)
    )
    outages.end(outage, by=desk)

    verbs = AuditEntry.objects.filter(about_id=outage.pk).values_list("verb", flat=True)
    assert set(verbs) == {Verb.OUTAGE_NOTED, Verb.OUTAGE_ENDED}


def test_turns_of_others_stay(cut, desk):
    outage, _turns = cut
    elsewhere = AmenityFactory()
    (window,) = windows(elsewhere, 1, first=at("09:00"))
    theirs = TurnFactory(window=window)

    outages.end(outage, by=desk)

    assert where(theirs)[0] == "given"
    assert Turn.objects.filter(state="lost").count() == 4
