"""Of a family's appointments in a programme of the network, others of the network learn counts and nothing
else: every page and every address answers as if the family had none."""

import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Organization
from appointments.acting import Wanted
from appointments.actions import acts, barriers, consents, duties, shares, workshops
from appointments.actions.barriers import Obstacle
from appointments.actions.duties import Rhythm
from appointments.models import Appointment, Programme, Reminder, WaitingTime
from partners.actions import keys
from partners.scopes import Scope
from shelters.hanging import hanging
from shelters.models import Household
from tests.callers import sign_in
from tests.factories.accounts import OrganizationFactory
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory, WorkshopFactory
from tests.factories.shelters import make_household
from tests.test_isolation import OWN, ROUTES, ask, ours, told, tracked, values_for  # noqa: F401

ZONE = "America/Tijuana"
# Sessions, the description of the API, and the admin of other apps: nothing of an appointment can be there.
ELSEWHERE = (*OWN, "admin/", "api/v1/schema/", "api/v1/docs/")
SHUT = {"step": "preview", "kind": "close", "clock": "12:00", "zone": ZONE, "reason": "x"}


@pytest.fixture
def shared(ours: Any, network_desk: Membership, coordinator: Membership) -> SimpleNamespace:  # noqa: F811
    """`ours`, whose family goes to a programme of the network that two families of the house go to as well;
    the programme was moved for everybody."""
    programme = ProgrammeFactory(organization=network_desk.organization, name_en="canary-shared")
    for _each in range(2):
        other = make_household(ours.organization, "man")
        AppointmentFactory(household=other, programme=programme, made_by=coordinator)
    everything_of(ours.household, programme, by=coordinator)
    soon = timezone.now() + timedelta(hours=2)
    moved = acts.begin(programme, Wanted("move", soon, ZONE, shift_minutes=15), asked="x", by=network_desk)
    for organization in Organization.objects.filter(network=ours.network):
        shares.finish(moved.pk, organization.pk)
    waiting = WaitingTime.objects.create(
        organization=programme.organization, network=ours.network, programme=programme, window_days=30
    )
    notice = moved.notices.filter(organization=network_desk.organization_id).first() or ours.notice
    return SimpleNamespace(
        **{**vars(ours), "programme": programme, "programme_act": moved, "waiting": waiting, "notice": notice}
    )


def everything_of(household: Household, programme: Programme, *, by: Membership) -> None:
    """One of everything that may be written down about a family in a programme."""
    AppointmentFactory(household=household, programme=programme, made_by=by)
    tracking = tracked(household, programme)
    duties.add(tracking, Rhythm(first_on=timezone.now().date(), zone=ZONE), by=by)
    at = timezone.now() - timedelta(hours=1)
    barriers.log(household, Obstacle(programme, "language", at, ZONE, message="canary-message"), by=by)
    partner = OrganizationFactory(network=by.organization.network, kind=Organization.Kind.PARTNER)
    consents.give(household, partner=partner, by=by)
    Reminder.objects.create(organization=by.organization, household=household, on=timezone.now().date())
    shelter = household.stays.open().first().shelter
    workshops.sign_up(WorkshopFactory(shelter=shelter, made_by=by), household.code, by=by)


@pytest.fixture(params=["stranger", "city", "network_desk", "key"])
def looker(request: pytest.FixtureRequest, shared: SimpleNamespace, coordinator: Membership) -> Client:
    """Others of the network; the key was approved by the house, and no family agreed to it."""
    client = Client()
    if request.param != "key":
        sign_in(client, request.getfixturevalue(request.param))
        return client
    partner = OrganizationFactory(network=shared.network, kind=Organization.Kind.PARTNER)
    key, text = keys.make(partner, label="x", scopes=list(Scope), lasts_days=9, by=coordinator)
    keys.approve(key, shelter=shared.shelter, by=coordinator)
    return Client(headers={"Authorization": f"Bearer {text}"})


def addresses(shared: SimpleNamespace) -> Iterator[str]:
    """Every address that is read, with our keys, and those that answer figures."""
    for route in ROUTES:
        if not route.pattern.startswith(ELSEWHERE) or route.pattern.startswith("admin/appointments/"):
            yield route.filled(values_for(route, lambda name: getattr(shared, name).pk))
    yield "/barriers/figures/?of=network"
    yield "/barriers/figures/?of=network&file=csv"


def answers(client: Client, shared: SimpleNamespace) -> dict[str, str]:
    """What each address says, and what closing the programme would do."""
    found = {url: without_once(told(ask(client, "GET", url, {}))) for url in addresses(shared)}
    return {**found, "preview": preview(client, shared)}


def preview(client: Client, shared: SimpleNamespace) -> str:
    """What closing the programme today would do."""
    shut = {**SHUT, "day": str(timezone.localdate())}
    return without_once(told(ask(client, "POST", f"/programmes/{shared.programme.pk}/acts/", shut)))


def without_once(text: str) -> str:
    """Without the random words by which forms and acts begin once."""
    return re.sub('value="[0-9a-f]{32}"', "", text)


def without_numbers(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def forget(household: Household) -> int:
    """Erase all that is kept of the family's appointments; how many rows."""
    gone = 0
    for one, model, path in reversed(hanging()):
        if one.label.startswith("appointments."):
            gone += model._base_manager.filter(**{path: household}).delete()[0]
    return gone


def test_it_is_there_for_those_who_work_with_the_family(shared, coordinator):
    client = Client()
    sign_in(client, coordinator)
    appointment = Appointment.objects.get(household=shared.household, programme=shared.programme)

    assert "canary-shared" in client.get(f"/households/{shared.household.pk}/").text
    assert client.get(f"/appointments/{appointment.pk}/").status_code == 200


def test_others_of_the_network_learn_counts_only(shared, looker):
    with time_machine.travel(timezone.now(), tick=False):
        before = answers(looker, shared)
        assert forget(shared.household) > 10
        after = answers(looker, shared)

    assert [url for url in before if without_numbers(before[url]) != without_numbers(after[url])] == []
    held = [shared.household.code, str(shared.household), "canary-message", "canary-reference"]
    assert [url for url, text in before.items() for secret in held if secret in text] == []


def test_who_coordinates_the_network_reads_the_counts(shared, network_desk):
    """So the walk above compares pages on which something changes."""
    client = Client()
    sign_in(client, network_desk)

    before = preview(client, shared)
    forget(shared.household)
    after = preview(client, shared)

    assert before != after
    assert without_numbers(before) == without_numbers(after)
