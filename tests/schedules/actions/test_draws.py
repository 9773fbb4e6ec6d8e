"""Draws: announced once, made whole, and the same again for whoever looks."""

from datetime import datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from privacy.models import AuditEntry
from privacy.verbs import Verb
from schedules import published
from schedules.actions import draws
from schedules.errors import ListGone, NotDrawnYet
from schedules.models import Draw, Outage, Priority, Turn, TurnMemory, TurnSeat
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory, ProgrammeRuleFactory
from tests.factories.schedules import (
    AmenityFactory,
    DrawFactory,
    TurnFactory,
    TurnRequestFactory,
    WindowFactory,
    tomorrow_at,
)
from tests.factories.shelters import ShelterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def amenity(house):
    return AmenityFactory(shelter=ShelterFactory(organization=house), seats=1)


@pytest.fixture
def due(amenity):
    """Tomorrow's draw, whose moment has come."""
    return DrawFactory(amenity=amenity, draws_at=timezone.now() - timedelta(minutes=1))


def hour(amenity, at, **facts):
    return WindowFactory(amenity=amenity, starts_at=tomorrow_at(amenity, at), **facts)


def drawn(draw):
    return draws.carry_out(draw.pk, draw.organization_id)


def again(row):
    row.refresh_from_db()
    return row


def remember(request, **facts):
    household, organization = request.household, request.organization
    return TurnMemory.objects.create(
        household=household, organization=organization, kind=request.draw.amenity.kind, **facts
    )


def test_a_draw_is_announced_once_with_the_fingerprint_of_its_seed(amenity):
    day = tomorrow_at(amenity, 10).date()

    draw = draws.announce(amenity, day)

    assert draws.announce(amenity, day) == draw
    assert len(draw.seed) == 64
    assert draw.seed_hash == sha256(draw.seed.encode()).hexdigest()
    here = ZoneInfo(amenity.shelter.time_zone)
    assert draw.draws_at == datetime.combine(day - timedelta(days=1), time(20), here)


def test_an_announced_draw_keeps_its_rule(amenity):
    day = tomorrow_at(amenity, 10).date()
    draws.announce(amenity, day)
    amenity.rule = "first_come"
    amenity.save()

    assert draws.announce(amenity, day).rule == "least_served"


def test_turns_are_given_to_as_many_as_there_are_seats(due, amenity):
    windows = [hour(amenity, 10), hour(amenity, 11)]
    requests = TurnRequestFactory.create_batch(3, draw=due)

    done = drawn(due)

    assert (done.asked, done.given) == (3, 2)
    assert sorted(again(request).outcome for request in requests) == ["full", "given", "given"]
    seats = TurnSeat.objects.order_by("window__starts_at")
    assert list(seats.values_list("window", "number")) == [(window.pk, 1) for window in windows]
    assert set(Turn.objects.values_list("state", "request__place")) == {("given", 1), ("given", 2)}
    assert AuditEntry.objects.filter(verb=Verb.DRAWN, about_id=due.pk).count() == 1


def test_drawing_again_changes_nothing(due, amenity):
    hour(amenity, 10)
    TurnRequestFactory(draw=due)
    first = drawn(due)

    assert drawn(due).done_at == first.done_at
    assert Turn.objects.count() == 1


def test_nothing_is_drawn_before_its_moment(amenity):
    draw = DrawFactory(amenity=amenity)

    with pytest.raises(NotDrawnYet):
        drawn(draw)

    assert draws.carry_out_due() == 0


def test_who_went_without_has_one_more_miss_and_is_given_nothing(due, amenity):
    memory = remember(TurnRequestFactory(draw=due), misses=2)

    drawn(due)

    assert again(memory).misses == 2  # no hour of the day suited
    other = DrawFactory(amenity=amenity, day=due.day + timedelta(days=1), draws_at=due.draws_at)
    start = tomorrow_at(amenity, 10) + timedelta(days=1)
    TurnFactory(window=WindowFactory(amenity=amenity, starts_at=start))
    TurnRequestFactory(draw=other, household=memory.household)
    drawn(other)
    assert again(memory).misses == 3


def test_a_lost_turn_comes_before_everybody_once(due, amenity):
    hour(amenity, 10)
    TurnRequestFactory.create_batch(3, draw=due)
    lost = TurnRequestFactory(draw=due)
    memory = remember(lost, repeats_first=True, served_on=due.day)

    drawn(due)

    assert (again(lost).place, lost.rank, lost.outcome) == (1, 0, "given")
    assert again(memory).repeats_first is False


def test_a_category_of_the_house_comes_before_the_rest(due, amenity):
    hour(amenity, 10)
    others = TurnRequestFactory.create_batch(3, draw=due)
    named = Priority.objects.create(
        organization=due.organization, shelter=amenity.shelter, name="Sin teléfono", rank=2,
        criterion="said_at_desk", kinds=["charging"],
    )  # fmt: skip
    first = TurnRequestFactory(draw=due, priority=named)
    unused = Priority.objects.create(
        organization=due.organization, shelter=amenity.shelter, name="Otra", rank=1,
        criterion="said_at_desk", is_used=False,
    )  # fmt: skip
    TurnRequestFactory(draw=due, priority=unused)

    drawn(due)

    assert (again(first).rank, first.place) == (2, 1)
    assert {again(other).rank for other in others} == {10}


def test_whoever_goes_out_is_charged_before_the_rush(due, amenity):
    """J13: the rush begins at 08:00 by the clock of the house; the last slot before it comes first."""
    for at in (6, 7, 8):
        hour(amenity, at, seats=2)
    Priority.objects.create(
        organization=due.organization, shelter=amenity.shelter, name="Cita", criterion="appointment_soon"
    )
    TurnRequestFactory.create_batch(3, draw=due)
    zone = amenity.shelter.time_zone
    programme = ProgrammeFactory(organization=due.organization)
    ProgrammeRuleFactory(programme=programme, zone=zone, rush_from=time(8), rush_until=time(8, 30))
    going = [TurnRequestFactory(draw=due) for _each in range(3)]
    for request in going:
        AppointmentFactory(
            household=request.household, programme=programme, starts_at=tomorrow_at(amenity, 20)
        )

    drawn(due)

    here = ZoneInfo(zone)
    hours = [again(request).turns.get().starts_at.astimezone(here).hour for request in going]
    assert sorted(hours) == [6, 7, 7]
    assert {request.rank for request in going} == {1}


def test_hours_that_were_asked_for_are_kept(due, amenity):
    hour(amenity, 10)
    noon = hour(amenity, 12)
    request = TurnRequestFactory(draw=due, earliest=time(11), latest=time(13))
    never = TurnRequestFactory(draw=due, earliest=time(14))

    drawn(due)

    assert again(request).turns.get().starts_at == noon.starts_at
    assert again(never).outcome == "no_window"


def test_a_household_with_an_open_turn_waits_without_a_place(due, amenity):
    hour(amenity, 10)
    busy = TurnRequestFactory(draw=due)
    other = AmenityFactory(shelter=amenity.shelter)
    TurnFactory(household=busy.household, window=WindowFactory(amenity=other))

    done = drawn(due)

    assert (again(busy).outcome, busy.place) == ("has_one", None)
    assert (done.asked, done.given) == (1, 0)
    assert draws.publication(done)["busy"] == [busy.ticket]


def test_a_turn_after_midnight_counts_to_the_night_before(due, amenity):
    hour(amenity, 10)
    request = TurnRequestFactory(draw=due)
    night = hour(amenity, 0, day=due.day - timedelta(days=1))
    TurnFactory(household=request.household, window=night, state="came")

    drawn(due)

    assert again(request).outcome == "given"


def test_seats_that_are_taken_or_broken_are_not_drawn(due, amenity):
    window = hour(amenity, 10, seats=3)
    TurnFactory(window=window)
    Outage.objects.create(
        organization=due.organization, shelter=amenity.shelter, amenity=amenity, seat=2, why="broken",
        noted_by=TurnRequestFactory(draw=due).asked_by,
    )  # fmt: skip
    TurnRequestFactory(draw=due)

    done = drawn(due)

    assert done.given == 1
    assert done.windows_seen[0][3] == [3]


def test_parents_get_two_slots_in_a_row(due, amenity):
    first, second = hour(amenity, 10), hour(amenity, 11)
    request = TurnRequestFactory(draw=due, slots=2)

    drawn(due)

    turn = again(request).turns.get()
    assert (turn.starts_at, turn.ends_at) == (first.starts_at, second.ends_at)
    assert turn.seats.count() == 2


def test_offers_wait_for_a_yes_where_the_house_wants_it(due, amenity):
    amenity.offer_minutes = 90
    amenity.save()
    hour(amenity, 10)
    request = TurnRequestFactory(draw=due)

    done = drawn(due)

    turn = again(request).turns.get()
    assert (turn.state, turn.offered_until) == (
        "offered",
        min(done.done_at + timedelta(minutes=90), turn.starts_at),
    )


def test_withdrawn_requests_are_not_drawn(due, amenity):
    hour(amenity, 10)
    TurnRequestFactory(draw=due, withdrawn_at=timezone.now())

    assert drawn(due).asked == 0


def test_what_is_over_is_not_given_when_the_site_comes_back(due, amenity):
    """The draw was due yesterday evening; half of the day is gone."""
    now = timezone.now().replace(microsecond=0)
    draw = DrawFactory(amenity=amenity, day=due.day - timedelta(days=1), draws_at=now - timedelta(hours=20))
    for ahead in (-60, 60):
        WindowFactory(amenity=amenity, day=draw.day, starts_at=now + timedelta(minutes=ahead))
    TurnRequestFactory.create_batch(2, draw=draw)

    assert draws.carry_out_due() == 2

    assert again(draw).given == 1
    assert Turn.objects.get().starts_at == now + timedelta(hours=1)


def test_a_locked_organization_draws_nothing(due, house):
    house.locked_at = timezone.now()
    house.save()

    assert draws.carry_out_due() == 0


def test_the_file_gives_the_same_result_and_no_day_or_code(due, amenity):
    hour(amenity, 10)
    requests = TurnRequestFactory.create_batch(3, draw=due)
    remember(requests[0], served_on=due.day - timedelta(days=3))
    Draw.objects.filter(pk=due.pk).update(seed_hash=sha256(due.seed.encode()).hexdigest())
    drawn(due)

    said = draws.publication(again(due))

    written = published.text(said)
    assert published.check(published.read(written)).is_right
    assert due.file_hash == sha256(written.encode()).hexdigest()
    assert sorted(str(row[2]) for row in said["entries"]) == ["1", "None", "None"]
    assert not any(request.household.code in written for request in requests)


def test_a_list_that_is_no_longer_whole_is_not_published(due, amenity):
    hour(amenity, 10)
    requests = TurnRequestFactory.create_batch(2, draw=due)
    drawn(due)
    requests[0].turns.all().delete()
    requests[0].delete()

    with pytest.raises(ListGone):
        draws.publication(again(due))


def test_a_draw_costs_the_same_however_many_ask(due, amenity):
    drawn(due)  # the first one writes what an organization has once
    costs = []
    for number, count in enumerate([1, 30], start=1):
        day = due.day + timedelta(days=number)
        draw = DrawFactory(amenity=amenity, day=day, draws_at=due.draws_at)
        hour(amenity, 10 + number, day=day, seats=40)
        for _each in range(count):
            remember(TurnRequestFactory(draw=draw), misses=1)
        with CaptureQueriesContext(connection) as asked:
            drawn(draw)
        costs.append(len(asked))

    assert costs[0] == costs[1] < 30
