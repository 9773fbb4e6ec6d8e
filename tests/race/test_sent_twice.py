"""The same form from several threads in one moment: one effect, and everybody comes to the same page."""

import threading
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from accounts.rights import Role
from appointments.models import BarrierEntry
from shelters.models import Household
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.appointments import ProgrammeFactory, WorkshopFactory
from tests.factories.shelters import ShelterFactory, make_household

pytestmark = pytest.mark.django_db(transaction=True)
TAPS = 6


@pytest.fixture
def desk(transactional_db):
    return MembershipFactory(organization=OrganizationFactory(), role=Role.VOLUNTEER)


def tapped(member, address, typed):
    """Where each tap of one session led."""
    client, found, ready = Client(), [], threading.Barrier(TAPS)
    sign_in(client, member)

    def tap():
        try:
            own = Client()
            own.cookies = client.cookies
            ready.wait(timeout=120)
            answer = own.post(address, typed)
            found.append((answer.status_code, answer.headers.get("Location")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tap) for _each in range(TAPS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return found


def test_many_taps_on_an_obstacle_are_one_entry(desk):
    family = make_household(desk.organization, "woman")
    typed = {"programme": ProgrammeFactory(organization=desk.organization).pk, "kind": "cost"}
    address = f"/households/{family.pk}/barriers/"

    found = tapped(desk, address, typed | {"once": uuid4().hex})

    assert found == [(302, address)] * TAPS
    assert BarrierEntry.objects.count() == 1


def test_many_taps_on_a_visitor_are_one_family(desk):
    session = WorkshopFactory(shelter=ShelterFactory(organization=desk.organization), made_by=desk)
    address = f"/workshops/{session.pk}/"
    typed = {"act": "visitor", "adults": "1", "children": "0", "once": uuid4().hex}

    found = tapped(desk, address, typed)

    assert found == [(302, address)] * TAPS
    assert Household.objects.count() == 1
