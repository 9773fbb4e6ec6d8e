"""Workshops: seats by code, a series by the clock of the house, and nobody gets a seat twice."""

import threading
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Role
from appointments.actions import workshops
from appointments.actions.workshops import Plan
from appointments.errors import GuestsOnly, SignedUp, WorkshopFull, WorkshopOver
from appointments.models import HandCount, Seat, Workshop
from core.errors import BadInput, DomainError, NotAllowed, NotHere
from privacy.purge.erasing import one_batch
from privacy.retention import RULES
from shelters.actions import stays
from shelters.models import Bed, Household
from shelters.parties import Party, PersonAnswer
from tests.factories.accounts import MembershipFactory
from tests.factories.appointments import ProgrammeFactory, WorkshopFactory
from tests.factories.shelters import HouseholdFactory, ShelterFactory, make_household, make_room

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 10, 26)


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house, time_zone="America/Tijuana")


@pytest.fixture
def session(shelter, coordinator):
    return WorkshopFactory(shelter=shelter, made_by=coordinator, seats=6)


@pytest.fixture
def family(house):
    return HouseholdFactory(organization=house, ages=["18-59", "18-59", "0-4"])


def plan(**told):
    return Plan(**{"topic": "register", "on": timezone.localdate(), "at": time(10), **told})


# ---------------------------------------------------------------- planning


def test_a_series_stays_at_its_time_when_the_clocks_change(shelter, desk):
    with time_machine.travel(datetime(2026, 10, 20, 18, tzinfo=UTC)):
        told = plan(on=MONDAY, weekdays=(0, 3), last_on=date(2026, 11, 9))

        sessions = workshops.plan(shelter, told, by=desk)

    assert [(f"{each.starts_at.astimezone(UTC):%d.%m. %H:%M}") for each in sessions] == [
        "26.10. 17:00",
        "29.10. 17:00",
        "02.11. 18:00",  # the clocks of Tijuana went back the day before
        "05.11. 18:00",
        "09.11. 18:00",
    ]
    assert len({each.series for each in sessions} - {None}) == 1


def test_one_session_is_no_series(shelter, desk):
    (session,) = workshops.plan(shelter, plan(seats=30, has_child_corner=True), by=desk)

    session.refresh_from_db()
    assert (session.series, session.seats, session.has_child_corner) == (None, 30, True)
    assert session.network_id == shelter.network_id


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": "weather"},
        {"minutes": 5},
        {"seats": 0},
        {"seats": 501},
        {"languages": ("tlh",)},
        {"weekdays": (7,)},
        {"on": date(1, 1, 1)},
        {"on": date(9999, 12, 31)},
        {"weekdays": (0,), "last_on": timezone.localdate() - timedelta(days=1)},
        {"weekdays": tuple(range(7)), "last_on": timezone.localdate() + timedelta(days=100)},
    ],
)
def test_what_cannot_be_planned_is_refused(shelter, desk, wrong):
    with pytest.raises(BadInput):
        workshops.plan(shelter, plan(**wrong), by=desk)

    assert not Workshop.objects.exists()


def test_a_foreign_programme_is_not_there(shelter, desk, outsider):
    told = plan(programme=ProgrammeFactory(organization=outsider.organization))

    with pytest.raises(NotHere):
        workshops.plan(shelter, told, by=desk)


def test_who_may_plan(shelter, reader, stranger, network_desk):
    for member in (reader, stranger, network_desk):
        with pytest.raises(NotAllowed):
            workshops.plan(shelter, plan(), by=member)


def test_one_session_or_all_later_ones_are_cancelled(shelter, desk):
    told = plan(weekdays=tuple(range(7)), last_on=timezone.localdate() + timedelta(days=4))
    first, second, *later = workshops.plan(shelter, told, by=desk)

    alone = workshops.cancel(first, by=desk)
    rest = workshops.cancel(second, with_later=True, by=desk)

    assert (alone, rest) == ([first], [second, *later])
    assert not Workshop.objects.held().exists()


def test_the_list_of_a_cancelled_session_stays(session, family, desk):
    workshops.sign_up(session, family.code, by=desk)

    workshops.cancel(session, by=desk)

    assert Seat.objects.count() == 3
    with pytest.raises(WorkshopOver):
        workshops.sign_up(session, family.code, by=desk)


# ---------------------------------------------------------------- seats


def test_a_household_gets_a_seat_for_everybody(session, family, desk):
    seats = workshops.sign_up(session, str(family), by=desk)

    assert [seat.number for seat in seats] == [1, 2, 3]
    assert {seat.household for seat in seats} == {family}


def test_the_last_seats_go_to_whoever_fits(session, family, desk, house):
    workshops.sign_up(session, family.code, people=5, by=desk)
    other = HouseholdFactory(organization=house, ages=["18-59", "0-4"])

    with pytest.raises(WorkshopFull) as full:
        workshops.sign_up(session, other.code, by=desk)
    workshops.sign_up(session, other.code, people=1, by=desk)

    assert full.value.facts == {"free": 1}
    assert Seat.objects.count() == 6


def test_nobody_signs_up_twice(session, family, desk):
    workshops.sign_up(session, family.code, people=1, by=desk)

    with pytest.raises(SignedUp):
        workshops.sign_up(session, family.code, people=1, by=desk)


@pytest.mark.parametrize("people", [0, -1, 7])
def test_a_number_of_people_that_cannot_be_is_refused(session, family, desk, people):
    with pytest.raises(BadInput):
        workshops.sign_up(session, family.code, people=people, by=desk)


@pytest.mark.parametrize(("minutes", "opens"), [(59, True), (61, False)])
def test_latecomers_come_in_for_an_hour(session, family, desk, minutes, opens):
    with time_machine.travel(session.starts_at + timedelta(minutes=minutes)):
        if opens:
            assert workshops.sign_up(session, family.code, by=desk)
        else:
            with pytest.raises(WorkshopOver):
                workshops.sign_up(session, family.code, by=desk)


def test_seats_given_back_are_free_again(session, family, desk, house):
    workshops.sign_up(session, family.code, by=desk)
    other = HouseholdFactory(organization=house, ages=["18-59"] * 6)

    freed = workshops.give_back(session, family, by=desk)

    assert (freed, len(workshops.sign_up(session, other.code, by=desk))) == (3, 6)
    assert workshops.give_back(session, family, by=desk) == 0


def test_seats_are_never_fewer_than_are_taken(session, family, desk):
    workshops.sign_up(session, family.code, by=desk)

    for seats in (2, 0, 501):
        with pytest.raises(BadInput):
            workshops.set_seats(session, seats=seats, by=desk)
    assert workshops.set_seats(session, seats=3, by=desk).seats == 3


def test_a_family_from_elsewhere_gets_a_code_and_no_bed(session, desk):
    party = Party((PersonAnswer("18-59", "woman"), PersonAnswer("0-4")))

    household, seats = workshops.sign_up_visitor(session, party, by=desk)

    assert (len(seats), household.stays.count(), len(household.code)) == (2, 0, 13)


def test_a_refused_visitor_leaves_no_household_behind(session, desk):
    party = Party(tuple(PersonAnswer("18-59") for _ in range(7)))

    with pytest.raises(BadInput):
        workshops.sign_up_visitor(session, party, by=desk)

    assert not Household.objects.exists()


def test_a_session_for_guests_is_for_whoever_sleeps_here(session, family, desk, coordinator):
    session.takes_day_visitors = False
    session.save()
    guest = make_household(session.organization, "woman")
    make_room(session.shelter, 1)
    stays.check_in(guest, into={guest.persons.get(): Bed.objects.get()}, by=coordinator)

    with pytest.raises(GuestsOnly):
        workshops.sign_up(session, family.code, by=desk)
    assert workshops.sign_up(session, guest.code, people=1, by=desk)


def test_who_came_is_written_down_and_forgotten(session, family, desk):
    workshops.sign_up(session, family.code, by=desk)

    workshops.came(session, family, did=True, by=desk)
    assert set(Seat.objects.values_list("came", flat=True)) == {True}

    with time_machine.travel(session.starts_at + timedelta(days=1, minutes=5)):
        one_batch(RULES["seats"], session.organization_id)
        assert not Seat.objects.exists()


def test_a_show_of_hands_is_numbers_and_the_last_one_counts(session, desk):
    workshops.count_hands(session, {"no_phone": 4, "error": 9}, by=desk)
    workshops.count_hands(session, {"no_phone": 5}, by=desk)

    assert dict(HandCount.objects.values_list("question", "hands")) == {"no_phone": 5, "error": 9}


@pytest.mark.parametrize("hands", [{"names": 3}, {"error": -1}, {"error": 501}])
def test_hands_that_cannot_be_are_refused(session, desk, hands):
    with pytest.raises(BadInput):
        workshops.count_hands(session, hands, by=desk)


def test_whoever_does_not_run_workshops_does_none_of_it(session, family, reader, stranger, network_desk):
    for member in (reader, stranger, network_desk):
        for deed in (
            lambda by: workshops.sign_up(session, family.code, by=by),
            lambda by: workshops.sign_up_visitor(session, Party((PersonAnswer("18-59"),)), by=by),
            lambda by: workshops.give_back(session, family, by=by),
            lambda by: workshops.came(session, family, did=True, by=by),
            lambda by: workshops.count_hands(session, {"error": 1}, by=by),
            lambda by: workshops.set_seats(session, seats=9, by=by),
            lambda by: workshops.cancel(session, by=by),
        ):
            with pytest.raises(NotAllowed):
                deed(member)


def test_a_code_of_another_house_is_not_there(session, desk):
    with pytest.raises(NotHere):
        workshops.sign_up(session, HouseholdFactory().code, by=desk)


# ---------------------------------------------------------------- the last seats


@pytest.mark.django_db(transaction=True)
def test_each_seat_is_given_once(transactional_db):
    boss = MembershipFactory(role=Role.COORDINATOR)
    session = WorkshopFactory(shelter=ShelterFactory(organization=boss.organization), seats=5, made_by=boss)
    families = [HouseholdFactory(organization=boss.organization, ages=["18-59"] * 2) for _ in range(8)]
    outcomes: Counter[str] = Counter()
    ready = threading.Barrier(len(families))

    def sign_up(code: str) -> None:
        try:
            fresh = Membership.objects.select_related("organization", "user").get(pk=boss.pk)
            ready.wait(timeout=120)
            workshops.sign_up(session, code, by=fresh)
            outcomes["seated"] += 1
        except DomainError as refused:
            outcomes[refused.code] += 1
        finally:
            connections.close_all()

    desks = [threading.Thread(target=sign_up, args=(family.code,)) for family in families]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join(timeout=120)

    assert outcomes == {"seated": 2, "workshop_full": 6}
    assert sorted(Seat.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
