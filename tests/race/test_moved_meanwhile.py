"""Two desks have the same family in hand: one moves it to another house while the other waits for the lock
of the house where the family was."""

from threading import Thread

import pytest
from django.db import connection, transaction

from accounts.rights import Role
from core.errors import DomainError
from shelters.actions import seating, stays
from shelters.models import Availability
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room
from tests.race.waiting import LONGEST, wait_until_somebody_waits


class Desk(Thread):
    """Checks a household out, on a connection of its own; `said` is what came of it."""

    def __init__(self, household, member):
        super().__init__(daemon=True)
        self.household, self.member, self.said = household, member, ""

    def run(self):
        try:
            stays.check_out(self.household, by=self.member)
            self.said = "checked_out"
        except DomainError as refused:
            self.said = refused.code
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_household_moved_between_looking_and_locking_is_left_alone():
    member = MembershipFactory(role=Role.COORDINATOR)
    here, there = (make_room(ShelterFactory(organization=member.organization), 2) for _ in range(2))
    family = make_household(member.organization, "woman", "child")
    persons = list(family.persons.all())
    stays.check_in(family, into=dict(zip(persons, here.beds.all(), strict=True)), by=member)
    desk = Desk(family, member)

    with transaction.atomic():
        seating.lock(here.shelter_id)
        desk.start()
        wait_until_somebody_waits()
        stays.move(family, into=dict(zip(persons, there.beds.all(), strict=True)), by=member)
    desk.join(LONGEST)

    in_use = dict(Availability.objects.values_list("shelter", "in_use"))
    if connection.vendor == "postgresql":
        assert desk.said == "moved_meanwhile"
        assert {stay.shelter_id for stay in family.stays.open()} == {there.shelter_id}
        assert in_use == {here.shelter_id: 0, there.shelter_id: 2}
    else:  # here the desk could not even look before the other one was done
        assert desk.said == "checked_out"
        assert not family.stays.open().exists()
        assert in_use == {here.shelter_id: 0, there.shelter_id: 0}
