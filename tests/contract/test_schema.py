"""S1: generated requests over the OpenAPI document: no failure, no server error."""

import os
from datetime import timedelta

import pytest
import schemathesis
from django.conf import settings as site
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis.config import (
    ChecksConfig,
    CoveragePhaseConfig,
    GenerationConfig,
    PhasesConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.pytest import from_fixture
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from accounts.models import Organization
from accounts.rights import Role
from appointments.actions import appointments, consents, problems
from appointments.actions.appointments import Meeting
from appointments.models import KnownProblem, WaitingTime
from config.wsgi import application
from partners.actions import keys
from partners.scopes import Scope
from shelters.actions import counts, holds, stays
from shelters.models import Change, Referral
from shelters.parties import Party, PersonAnswer
from tests.callers import Caller
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import HelperFactory
from tests.factories.appointments import ProgrammeFactory, TrackingFactory, WorkshopFactory
from tests.factories.schedules import AmenityFactory, TurnFactory, TurnRequestFactory, WindowFactory
from tests.factories.shelters import PlacesFactory, ShelterFactory, make_household, make_room

pytestmark = pytest.mark.contract

# POSADA_TEST_DEEP=1 adds every boundary of every field: several minutes.
DEEP = bool(os.environ.get("POSADA_TEST_DEEP"))
BOUNDED = settings(
    max_examples=100 if DEEP else 5,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
# House rules over several answers at once, which no schema can tell: refused as bad_input.
RULED = {
    "/api/v1/bus-counts/",
    "/api/v1/bus-counts/{id}/households/",
    "/api/v1/holds/",
    "/api/v1/households/",
    "/api/v1/households/{id}/persons/",
    "/api/v1/households/{id}/persons/{number}/",
    "/api/v1/over-capacity/",
    "/api/v1/places/",
    "/api/v1/appointments/",
    "/api/v1/appointments/{id}/",
    "/api/v1/appointments/{id}/documents/",
    "/api/v1/appointments/{id}/move/",
    "/api/v1/appointments/{id}/steps/",
    "/api/v1/trackings/",
    "/api/v1/loans/",
    "/api/v1/turn-requests/",
}
# Their addresses name a real row also where a body is sent: odd bodies must reach the actions.
WITH_BODIES = {"appointments", "trackings"}
FORM_TOKEN = "x" * 32


@pytest.fixture
def rows(coordinator, stranger):
    """A few rows, so that addresses lead somewhere."""
    shelter = ShelterFactory(organization=coordinator.organization)
    room = make_room(shelter, 5)
    household = make_household(coordinator.organization, "woman")
    bed, *_others = room.beds.order_by("label")
    (stay,) = stays.check_in(household, into={household.persons.get(): bed}, by=coordinator)
    party = Party((PersonAnswer(gender="woman"),))
    neighbour = ShelterFactory(organization=stranger.organization)
    make_room(neighbour, 3)
    holds.hold(party, at=neighbour, by=coordinator, family_agrees=True)
    programme = ProgrammeFactory(organization=coordinator.organization)
    at = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
    meeting = Meeting(programme, at, "America/Tijuana", persons=[1])
    appointment = appointments.enter(household, meeting, by=coordinator)
    return {
        "shelters": shelter,
        "rooms": room,
        "beds": bed,
        "places": PlacesFactory(shelter__organization=coordinator.organization),
        "households": household,
        "stays": stay,
        "holds": holds.hold(party, at=shelter, by=coordinator),
        "referrals": Referral.objects.get(),
        "changes": Change.objects.filter(organization=coordinator.organization).first(),
        "bus-counts": counts.count_bus(shelter, men=1, women=0, children=0, by=coordinator),
        "organizations": coordinator.organization,
        "networks": coordinator.organization.network,
        "programmes": programme,
        "appointments": appointment,
        "trackings": TrackingFactory(household=household),
        "known-problems": a_problem(programme, by=coordinator),
        "waiting-times": WaitingTime.objects.create(
            organization=programme.organization,
            network=programme.network,
            programme=programme,
            window_days=90,
            households=7,
            median_days=20,
            lower_days=10,
            upper_days=30,
        ),
        "workshops": WorkshopFactory(shelter=shelter, made_by=coordinator),
        "helpers": HelperFactory(organization=coordinator.organization),
        **shared_out(shelter, household),
    }


def shared_out(shelter, household):
    """An amenity, what the family asked for, and the turn it has."""
    amenity = AmenityFactory(shelter=shelter)
    return {
        "amenities": amenity,
        "turn-requests": TurnRequestFactory(draw__amenity=amenity, household=household),
        "turns": TurnFactory(window=WindowFactory(amenity=amenity), household=household),
    }


def a_problem(programme, *, by):
    """A known problem, written by a colleague and published."""
    colleague = MembershipFactory(organization=by.organization, role=Role.COORDINATOR)
    told = {"message": "Error 502", "helps_en": "Wait.", "last_confirmed_on": timezone.localdate()}
    written = problems.write(KnownProblem(programme=programme, **told), by=colleague)
    return problems.publish(written, languages=["en"], by=by)


@pytest.fixture
def document(rows, settings):
    """The document of this site; addresses of operations without a body name a real row."""
    settings.API_REQUESTS_PER_MINUTE = dict.fromkeys(site.API_REQUESTS_PER_MINUTE, 0)
    phases = PhasesConfig(coverage=CoveragePhaseConfig(enabled=DEEP))
    generation = GenerationConfig(deterministic=True, with_security_parameters=False)
    # The generator repeats its keys with other bodies: 422 key_reused is the documented answer.
    accepted = ["2xx", "3xx", "401", "403", "404", "409", "422", "429", "503"]
    checks = ChecksConfig(positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=accepted))
    project = ProjectConfig(generation=generation, phases=phases, checks=checks)
    config = SchemathesisConfig(projects=ProjectsConfig(default=project))
    # The application closes its connections after each request, and with them the test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", application, config=config)

    @schema.hook
    def map_path_parameters(context, path_parameters):
        name = context.operation.path.split("/")[3]
        row = rows.get(name)
        if row is not None and path_parameters and (name in WITH_BODIES or not context.operation.body):
            return dict(path_parameters) | {"id": str(row.pk)}
        return path_parameters

    yield schema
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def session_cookies(coordinator):
    session = Caller(coordinator).client.cookies[site.SESSION_COOKIE_NAME].value
    return {site.SESSION_COOKIE_NAME: session, site.CSRF_COOKIE_NAME: FORM_TOKEN}


@pytest.fixture
def key_headers(coordinator, network, rows):
    partner = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)
    key, text = keys.make(
        partner, label="L", scopes=list(Scope), lasts_days=9, by=coordinator, records_per_day=10**6
    )
    keys.approve(key, shelter=rows["shelters"], by=coordinator)
    consents.give(rows["households"], partner=partner, by=coordinator)
    return {"Authorization": f"Bearer {text}"}


schema = from_fixture("document")


# Facts of a network: whoever belongs to a network reads them, also with a key.
PUBLIC = "/programmes/|/known-problems/|/waiting-times/|/workshops/"
# What a key opens with a scope of its own.
SCOPED = "/partners/|/alerts/|/helpers/|/contact-points/|/fraud-reports/"


# The lock ends the session of whoever presses it; tests/accounts/web/test_locking.py presses it alone.
@schema.exclude(path_regex="/partners/|/schema/|/lock/").parametrize()
@BOUNDED
def test_a_coordinator_gets_what_the_document_says(case, session_cookies):
    # The session is given from outside; that nobody gets in without one stands in test_roles.
    excluded = [ignored_auth, *([positive_data_acceptance] if case.operation.path in RULED else [])]
    headers = {"X-CSRFToken": FORM_TOKEN}
    answer = case.call_and_validate(headers=headers, cookies=session_cookies, excluded_checks=excluded)

    assert answer.status_code != 401


@schema.include(path_regex="/partners/|/alerts/|/helpers/|/contact-points/").parametrize()
@BOUNDED
def test_a_key_gets_what_the_document_says(case, key_headers):
    answer = case.call_and_validate(headers=key_headers)

    assert answer.status_code != 401


@schema.exclude(path_regex=f"{SCOPED}|/schema/|{PUBLIC}").parametrize()
@settings(BOUNDED, max_examples=1)
def test_a_key_is_shut_out_of_everything_else_without_a_fault(case, key_headers):
    answer = case.call(headers=key_headers)

    assert answer.status_code in {400, 403, 404, 405, 406, 413, 415}
