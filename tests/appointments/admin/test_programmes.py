"""Programmes in the admin: edited without code, through the actions, by those who may."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.rights import Role
from appointments.models import Closure, Programme, ProgrammeRule
from tests.factories.accounts import MembershipFactory
from tests.factories.appointments import ProgrammeFactory, ProgrammePlaceFactory, ProgrammeRuleFactory

pytestmark = pytest.mark.django_db
PARTS = ("states", "closures")


def address(name: str, page: str = "changelist", *keys: Any) -> str:
    return reverse(f"admin:appointments_{name}_{page}", args=keys)


def form(**answers: Any) -> dict[str, Any]:
    """A programme with one new closure and one new state."""
    frames = {f"{part}-{name}_FORMS": 0 for part in PARTS for name in ("TOTAL", "INITIAL")}
    return {
        **frames,
        "code": "clinic", "kind": "clinic", "name_es": "Clínica", "name_en": "Clinic",
        "states-TOTAL_FORMS": 1, "states-0-since": "2026-01-01T08:00",
        "states-0-zone": "America/Tijuana", "states-0-state": "open",
        "closures-TOTAL_FORMS": 1, "closures-0-first_day": "2026-12-19", "closures-0-last_day": "2027-01-05",
        **answers,
    }  # fmt: skip


def rule_of(programme: Programme, **answers: Any) -> dict[str, Any]:
    return {
        "programme": programme.pk, "valid_from": "2026-02-01T00:00",
        "who_is_listed": "each", "slots": "family", "zone": "America/Mexico_City", "cost": "0",
        "lead_minutes": "60", "interview_languages": ["es", "ht"], **answers,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["programme", "programmerule", "programmeplace"])
@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.VOLUNTEER, 403), (Role.COORDINATOR, 200), (Role.NETWORK_COORDINATOR, 200),
        (Role.VIEWER, 403), (Role.MODERATOR, 403),
    ],
)  # fmt: skip
def test_who_sees_the_lists(signed_in, house, name, role, status):
    client = signed_in(MembershipFactory(organization=house, role=role))

    assert client.get(address(name)).status_code == status


def test_a_coordinator_adds_a_programme_of_the_house(signed_in, coordinator):
    answer = signed_in(coordinator).post(address("programme", "add"), form())

    assert answer.status_code == 302
    programme = Programme.objects.get()
    assert (programme.organization, programme.network) == (coordinator.organization, None)
    state = programme.states.get()
    assert (state.by, state.since) == (coordinator, datetime(2026, 1, 1, 16, tzinfo=UTC))  # 08:00 in Tijuana
    assert programme.closures.count() == 1


def test_a_network_coordinator_adds_a_programme_for_all(signed_in, network_desk, network):
    signed_in(network_desk).post(address("programme", "add"), form())

    programme = Programme.objects.get()
    assert (programme.network, programme.states.get().network) == (network, network)


def test_a_refusal_shows_the_form_again_with_what_was_typed(signed_in, coordinator):
    ProgrammeFactory(organization=coordinator.organization, network=None, code="clinic")

    answer = signed_in(coordinator).post(address("programme", "add"), form(name_en="Dentist"))

    assert answer.status_code == 200
    assert "Dentist" in answer.content.decode()
    assert Programme.objects.count() == 1


def test_a_closure_can_be_taken_away_again(signed_in, coordinator):
    client = signed_in(coordinator)
    client.post(address("programme", "add"), form())
    programme, closure = Programme.objects.get(), Closure.objects.get()
    frame = {"closures-INITIAL_FORMS": 1, "closures-0-id": closure.pk, "closures-0-DELETE": "on"}

    client.post(address("programme", "change", programme.pk), form(**frame, **{"states-TOTAL_FORMS": 0}))

    assert not Closure.objects.exists()
    assert programme.states.count() == 1


def test_a_rule_is_written_without_code(signed_in, coordinator):
    programme = ProgrammeFactory(organization=coordinator.organization, network=None, begun=False)

    answer = signed_in(coordinator).post(
        address("programmerule", "add"), rule_of(programme, requests_from="12:00", requests_until="11:00")
    )

    assert answer.status_code == 302
    rule = ProgrammeRule.objects.get()
    assert (rule.organization, rule.interview_languages) == (coordinator.organization, ["es", "ht"])
    assert rule.valid_from == datetime(2026, 2, 1, 6, tzinfo=UTC)  # midnight in Mexico City


def test_a_rule_that_is_saved_again_begins_at_the_same_moment(signed_in, coordinator):
    programme = ProgrammeFactory(organization=coordinator.organization, network=None, begun=False)
    begins = datetime(2026, 7, 1, 15, 30, tzinfo=UTC)
    rule = ProgrammeRuleFactory(programme=programme, valid_from=begins, zone="America/Tijuana")
    client, page = signed_in(coordinator), address("programmerule", "change", rule.pk)

    assert 'value="2026-07-01T08:30"' in client.get(page).content.decode()
    client.post(
        page, rule_of(programme, valid_from="2026-07-01T08:30", zone="America/Tijuana", places_a_day=9)
    )

    rule.refresh_from_db()
    assert (rule.valid_from, rule.places_a_day) == (begins, 9)


def test_a_place_is_written_without_code(signed_in, coordinator):
    programme = ProgrammeFactory(organization=coordinator.organization, network=None)
    answers = {"programme": programme.pk, "name": "Puerta", "zone": "America/Tijuana", "sign": "bridge"}

    answer = signed_in(coordinator).post(address("programmeplace", "add"), answers)

    assert answer.status_code == 302
    assert (programme.places.get().organization, programme.places.get().sign) == (
        programme.organization,
        "bridge",
    )


def test_a_window_has_two_ends_and_a_cost_a_currency(signed_in, coordinator):
    programme = ProgrammeFactory(organization=coordinator.organization, network=None, begun=False)
    client = signed_in(coordinator)

    for wrong in ({"requests_from": "12:00"}, {"cost": "5.00"}, {"zone": "Mars/Olympus"}):
        assert client.post(address("programmerule", "add"), rule_of(programme, **wrong)).status_code == 200

    assert not ProgrammeRule.objects.exists()


def test_a_coordinator_reads_the_networks_programmes_and_changes_none(signed_in, coordinator, network_desk):
    programme = ProgrammeFactory(organization=network_desk.organization, name_en="COMAR")
    client = signed_in(coordinator)

    assert "COMAR" in client.get(address("programme", "change", programme.pk)).content.decode()
    assert client.post(address("programme", "change", programme.pk), form()).status_code == 403
    assert client.post(address("programmerule", "add"), rule_of(programme)).status_code == 200
    rule = programme.rules.get()
    assert client.post(address("programmerule", "change", rule.pk), rule_of(programme)).status_code == 403

    programme.refresh_from_db()
    assert (programme.name_en, programme.rules.count()) == ("COMAR", 1)


def test_the_form_knows_every_language_of_the_content(signed_in, coordinator):
    page = signed_in(coordinator).get(address("programme", "add")).content.decode()

    assert all(f'name="name_{code}"' in page for code in ("es", "en", "ht", "fr", "pt", "ru", "ar"))
    assert len(page) < 200_000


@pytest.mark.parametrize("name", ["programme", "programmerule", "programmeplace"])
def test_a_list_costs_the_same_whatever_its_length(
    signed_in, coordinator, name, django_assert_max_num_queries
):
    client, costs = signed_in(coordinator), []
    for _rows in (1, 2):
        ProgrammePlaceFactory(programme__organization=coordinator.organization, programme__network=None)
        with django_assert_max_num_queries(14) as made:
            client.get(address(name))
        costs.append(len(made))

    assert costs[0] == costs[1]
