"""Somebody opens an appointment while an act closes its programme: the act passes by none of them."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from accounts.rights import Role
from appointments.acting import Wanted
from appointments.actions import acts, appointments, shares
from appointments.actions.appointments import Meeting
from appointments.events import act_begun
from appointments.models import Appointment
from appointments.receivers import carry_out
from core.errors import DomainError
from privacy import walls
from shelters.actions import households
from shelters.models import SplitNote
from tests.factories.accounts import MembershipFactory, NetworkFactory, OrganizationFactory
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory
from tests.factories.shelters import make_household
from tests.race.waiting import LONGEST, wait_until_somebody_waits

DESKS = 4
FAMILIES_OF_A_DESK = 3


@pytest.fixture
def boss(transactional_db):
    office = OrganizationFactory(network=NetworkFactory(), kind="partner")
    return MembershipFactory(organization=office, role=Role.NETWORK_COORDINATOR)


@pytest.fixture
def desk(boss):
    house = OrganizationFactory(network=boss.organization.network)
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


@pytest.fixture
def programme(boss):
    return ProgrammeFactory(organization=boss.organization)


@pytest.fixture
def broker(boss):
    """Down: the test says when the act is carried out."""
    act_begun.disconnect(carry_out)
    yield
    act_begun.connect(carry_out)


class Other(Thread):
    """Does something on a connection of its own; `failed` is what went wrong."""

    def __init__(self, deed):
        super().__init__(daemon=True)
        self.deed, self.failed = deed, None

    def run(self):
        try:
            self.deed()
        except Exception as failed:  # noqa: BLE001  told to the test
            self.failed = failed
        finally:
            connection.close()


def closing(programme, boss):
    """Begin the act and carry it out in every house."""

    def close():
        wanted = Wanted("close", timezone.now(), "America/New_York")
        act = acts.begin(programme, wanted, asked="once", by=boss)
        shares.finish(act.pk, act.organization_id)

    return close


def outcome_of(act, *, meanwhile):
    """The statuses of all appointments, when `act` is pressed while `meanwhile` is done but not committed."""
    other = Other(act)
    meanwhile(other.start)
    other.join(LONGEST)
    assert (other.is_alive(), other.failed) == (False, None)
    return Counter(Appointment.objects.values_list("status", flat=True))


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_asked_before_the_programme_was_closed_is_cancelled(boss, desk, programme, broker):
    family = make_household(desk.organization, "woman", "child")
    meeting = Meeting(programme, timezone.now() + timedelta(days=2), "America/Tijuana", persons=[1, 2])

    def enter(press):
        with walls.within(desk.organization_id, network=desk.organization.network_id):
            appointments.enter(family, meeting, by=desk)
            press()
            wait_until_somebody_waits()

    assert outcome_of(closing(programme, boss), meanwhile=enter) == {"by_programme": 1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["move", "undo"])
def test_what_is_opened_again_is_cancelled_too(boss, desk, programme, broker, deed):
    family = make_household(desk.organization, "woman")
    row = AppointmentFactory(
        household=family, programme=programme, starts_at=timezone.now() + timedelta(days=2), made_by=desk
    )
    if deed == "undo":
        appointments.end(row, outcome="by_family", by=desk)
    deeds = {
        "move": lambda: appointments.move(row, to=row.starts_at + timedelta(days=1), by=desk),
        "undo": lambda: appointments.undo(row.history.get(), by=desk),
    }

    def open_again(press):
        with walls.within(desk.organization_id, network=desk.organization.network_id):
            deeds[deed]()
            press()
            wait_until_somebody_waits()

    found = outcome_of(closing(programme, boss), meanwhile=open_again)

    assert found == ({"moved": 1, "by_programme": 1} if deed == "move" else {"by_programme": 1})


@pytest.mark.django_db(transaction=True)
def test_both_halves_of_a_family_that_parts_just_then_are_cancelled(boss, desk, programme, broker):
    whole = make_household(desk.organization, "woman", "child", "man", "child")
    AppointmentFactory(household=whole, programme=programme, made_by=desk)
    leaving = list(whole.persons.filter(number__in=[3, 4]))

    def part(press):
        with walls.within(desk.organization_id, network=desk.organization.network_id):
            households.split_off(
                whole, persons=leaving, reason=SplitNote.Reason.FAMILY_ASKED, adults={2: 1, 4: 3}, by=desk
            )
            press()
            wait_until_somebody_waits()

    assert outcome_of(closing(programme, boss), meanwhile=part) == {"by_programme": 2}


@pytest.mark.django_db(transaction=True)
def test_no_entry_of_many_desks_survives_the_closing(boss, desk, programme, broker):
    families = [
        [make_household(desk.organization, "woman") for _each in range(FAMILIES_OF_A_DESK)]
        for _desk in range(DESKS)
    ]
    meeting = Meeting(programme, timezone.now() + timedelta(days=2), "America/Tijuana", persons=[1])
    begin, said = Barrier(DESKS + 1), []

    def enter(own):
        begin.wait()
        for family in own:
            try:
                appointments.enter(family, meeting, by=desk)
                said.append("entered")
            except DomainError as refused:
                said.append(refused.code)

    def close():
        begin.wait()
        closing(programme, boss)()

    others = [Other(close), *(Other(lambda own=own: enter(own)) for own in families)]
    for other in others:
        other.start()
    for other in others:
        other.join(LONGEST)

    told = Counter(said)
    assert [other.failed for other in others] == [None] * len(others)
    assert set(told) <= {"entered", "programme_not_open"}
    assert sum(told.values()) == DESKS * FAMILIES_OF_A_DESK
    assert Counter(Appointment.objects.values_list("status", flat=True)) == Counter(
        {"by_programme": told["entered"]} if told["entered"] else {}
    )
