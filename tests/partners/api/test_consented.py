"""A partner reads the appointments of families that agreed, in houses that approved the key. Nothing else."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import locks
from accounts.models import Organization
from accounts.rights import Role
from appointments.actions import consents
from appointments.errors import NotAConsentPartner
from appointments.models import Appointment, Consent
from core.errors import BadInput, NotAllowed
from partners.actions import keys
from partners.scopes import Scope
from privacy.verbs import Verb
from shelters.actions import stays
from shelters.models import Household
from tests.callers import Caller
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room

PATH = "partners/appointments/"


@pytest.fixture
def legal(network):
    return OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)


@pytest.fixture
def made(legal, coordinator):
    return keys.make(legal, label="Legal", scopes=list(Scope), lasts_days=90, by=coordinator)


@pytest.fixture
def api(made):
    return Caller(key=made[1])


@pytest.fixture
def shelter(house, made, coordinator):
    shelter = ShelterFactory(organization=house)
    make_room(shelter, 8)
    keys.approve(made[0], shelter=shelter, by=coordinator)
    return shelter


def family_in(shelter, by, *people):
    household = make_household(shelter.organization, *people or ("woman", "child"))
    beds = shelter.rooms.first().beds.exclude(stays__ended_at=None, stays__isnull=False).order_by("label")
    stays.check_in(household, into=dict(zip(household.persons.all(), beds, strict=False)), by=by)
    return household


@pytest.fixture
def family(shelter, coordinator):
    return family_in(shelter, coordinator)


@pytest.fixture
def appointment(family, network):
    programme = ProgrammeFactory(
        organization=OrganizationFactory(network=network), code="comar", name_en="COMAR"
    )
    mother = family.persons.order_by("number")[:1]
    return AppointmentFactory(household=family, programme=programme, covers=list(mother))


@pytest.fixture
def consent(family, legal, coordinator):
    return consents.give(family, partner=legal, by=coordinator)


def read(api):
    return api.get(PATH).json()["results"]


def test_with_approval_and_consent_the_partner_reads_what_it_needs(api, appointment, consent, family):
    (row,) = read(api)

    assert row == {
        "id": str(appointment.pk),
        "code": str(family),
        "programme": "comar",
        "programme_name": "COMAR",
        "starts_at": appointment.starts_at.isoformat().replace("+00:00", "Z"),
        "zone": "America/Tijuana",
        "local": appointment.local.isoformat(),
        "place": "",
        "status": "confirmed",
        "persons": [1],
        "household_size": 2,
        "missing": [2],
        "interpreter": "not_needed",
        "interpreter_language": "",
        "companion": "not_needed",
    }


def test_without_consent_it_does_not_exist(api, appointment):
    bare = api.get(PATH)
    Appointment.objects.all().delete()

    assert bare.json() == {"results": []}
    assert bare.headers["ETag"] == api.get(PATH).headers["ETag"]


def test_without_the_approval_of_the_house_it_does_not_exist(
    api, appointment, consent, made, shelter, coordinator
):
    keys.withdraw(made[0], shelter=shelter, by=coordinator)

    assert read(api) == []


def test_consent_that_was_taken_back_counts_at_once(api, appointment, consent, coordinator):
    assert len(read(api)) == 1

    consents.withdraw(consent, by=coordinator)

    assert read(api) == []


def test_a_revoked_key_reads_nothing_any_more(api, appointment, consent, made, coordinator):
    keys.revoke(made[0], by=coordinator)

    assert api.get(PATH).status_code == 401


def test_another_partner_reads_nothing(appointment, consent, network, shelter, coordinator):
    other = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)
    key, text = keys.make(other, label="Other", scopes=list(Scope), lasts_days=9, by=coordinator)
    keys.approve(key, shelter=shelter, by=coordinator)

    assert read(Caller(key=text)) == []


def test_a_family_that_left_is_not_there(api, appointment, consent, family, coordinator):
    stays.check_out(family, by=coordinator)

    assert read(api) == []


def test_a_minor_alone_is_never_there(api, appointment, consent, family, coordinator):
    Household.objects.filter(pk=family.pk).update(kept_for=coordinator)

    assert read(api) == []


def test_a_locked_house_tells_nothing(api, appointment, consent, desk):
    locks.lock(by=desk)

    assert read(api) == []


def test_what_is_over_is_not_there(api, appointment, consent):
    Appointment.objects.update(starts_at=timezone.now() - timedelta(minutes=1))

    assert read(api) == []


def test_reading_is_written_down_in_the_house(api, appointment, consent, house, family):
    api.get(PATH)

    entries = apps.get_model("privacy", "AuditEntry").objects.filter(
        organization_id=house.pk, verb=Verb.APPOINTMENTS_READ
    )
    assert [entry.about_id for entry in entries] == [family.pk]


def test_a_key_without_the_scope_is_refused(legal, shelter, coordinator):
    _key, text = keys.make(legal, label="x", scopes=[Scope.SHELTERS], lasts_days=9, by=coordinator)

    assert Caller(key=text).get(PATH).status_code == 403


def test_a_colleague_reads_it_elsewhere(coordinator):
    assert Caller(coordinator).get(PATH).status_code == 403


def test_a_municipal_office_gets_no_such_key(network, coordinator):
    office = OrganizationFactory(network=network, kind=Organization.Kind.MUNICIPAL)

    with pytest.raises(BadInput):
        keys.make(office, label="x", scopes=[Scope.CONSENTED_APPOINTMENTS], lasts_days=9, by=coordinator)


def is_of_appointments(sql):
    return sql.startswith("SELECT") and ("appointments_" in sql or "shelters_" in sql)


@pytest.mark.parametrize("count", [1, 3])
def test_the_answer_costs_the_same_whatever_its_length(api, shelter, coordinator, legal, network, count):
    programme = ProgrammeFactory(organization=OrganizationFactory(network=network))
    for hours in range(count):
        at = timezone.now() + timedelta(hours=hours + 1)
        AppointmentFactory(
            household=family_in(shelter, coordinator, "woman"), programme=programme, starts_at=at
        )
    for household in Household.objects.all():
        consents.give(household, partner=legal, by=coordinator)

    api.get(PATH)  # makes the robot of the house

    with CaptureQueriesContext(connection) as queries:
        answer = api.get(PATH)

    # Each household read is one line more in the trail of its house; reading them costs the same.
    reads = [query["sql"] for query in queries if is_of_appointments(query["sql"])]
    assert (len(answer.json()["results"]), len(reads)) == (count, 7)


# ---------------------------------------------------------------- consent


def test_consent_is_given_once(family, legal, coordinator):
    first = consents.give(family, partner=legal, by=coordinator)
    second = consents.give(family, partner=legal, by=coordinator)

    assert first == second
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("kind", ["municipal", "shelters"])
def test_only_partners_can_be_agreed_to(family, network, coordinator, kind):
    office = OrganizationFactory(network=network, kind=kind)

    with pytest.raises(NotAConsentPartner):
        consents.give(family, partner=office, by=coordinator)


def test_a_partner_of_another_network_cannot_be_agreed_to(family, coordinator):
    with pytest.raises(NotAConsentPartner):
        consents.give(family, partner=OrganizationFactory(kind="partner"), by=coordinator)


def test_a_viewer_gives_no_consent(family, legal, house):
    viewer = MembershipFactory(organization=house, role=Role.VIEWER)

    with pytest.raises(NotAllowed):
        consents.give(family, partner=legal, by=viewer)


def test_a_stranger_takes_no_consent_back(consent):
    stranger = MembershipFactory(role=Role.COORDINATOR)

    with pytest.raises(NotAllowed):
        consents.withdraw(consent, by=stranger)
