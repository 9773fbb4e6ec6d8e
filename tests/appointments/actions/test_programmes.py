"""Writing programmes: who may, what is refused, and when a second person has to read again."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.rights import Role
from appointments.actions import programmes
from appointments.errors import BeginsTwice
from appointments.models import Closure, Programme, ProgrammePlace, ProgrammeRule, ProgrammeState
from core.errors import BadInput, NotAllowed
from privacy.errors import SecondPersonNeeded
from privacy.models import AuditEntry
from privacy.verbs import Verb
from tests.factories.accounts import MembershipFactory
from tests.factories.appointments import ProgrammeFactory, ProgrammeRuleFactory

pytestmark = pytest.mark.django_db
ZONE = "America/Tijuana"


@pytest.fixture
def clinic(coordinator: Any) -> Programme:
    """A programme of one house, written by its coordinator."""
    programme = Programme(
        organization=coordinator.organization, code="clinic", kind="clinic", name_es="Clínica"
    )
    return programmes.save_programme(programme, by=coordinator)


@pytest.fixture
def of_network(network_desk: Any) -> Programme:
    organization = network_desk.organization
    programme = Programme(
        organization=organization, network=organization.network, code="comar", kind="asylum", name_en="COMAR"
    )
    return programmes.save_programme(programme, by=network_desk)


@pytest.fixture
def colleague(house: Any) -> Any:
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


def a_rule(programme: Programme, **facts: Any) -> ProgrammeRule:
    return ProgrammeRule(**{"programme": programme, "valid_from": timezone.now(), "zone": ZONE, **facts})


def test_a_programme_of_a_house_is_known_to_the_house_only(clinic, coordinator, stranger, network_desk):
    assert list(Programme.objects.visible_to(coordinator)) == [clinic]
    assert not Programme.objects.visible_to(stranger).exists()
    assert not Programme.objects.visible_to(network_desk).exists()
    assert clinic.changed_by == coordinator
    assert AuditEntry.objects.filter(verb=Verb.PROGRAMME_CHANGED, about_id=clinic.pk).count() == 1


def test_a_programme_of_the_network_is_known_to_all_of_it(of_network, stranger, city, outsider):
    assert list(Programme.objects.visible_to(stranger)) == [of_network]
    assert list(Programme.objects.visible_to(city)) == [of_network]
    assert not Programme.objects.visible_to(outsider).exists()


@pytest.mark.parametrize("who", ["desk", "reader", "stranger", "city", "outsider", "network_desk"])
def test_others_do_not_change_the_programme_of_a_house(clinic, who, request):
    member = request.getfixturevalue(who)

    for deed in (
        lambda: programmes.save_programme(clinic, by=member),
        lambda: programmes.save_rule(a_rule(clinic), by=member),
        lambda: programmes.review(clinic, language="es", by=member),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_coordinator_of_a_house_runs_nothing_for_the_network(coordinator, clinic):
    clinic.network = coordinator.organization.network

    with pytest.raises(NotAllowed):
        programmes.save_programme(clinic, by=coordinator)


def test_nobody_runs_the_programmes_of_another_network(network_desk, outsider):
    programme = Programme(
        organization=network_desk.organization, network=outsider.organization.network, code="x", name_en="X"
    )

    with pytest.raises(NotAllowed):
        programmes.save_programme(programme, by=network_desk)


def test_what_the_network_knows_is_not_taken_away(of_network, network_desk):
    of_network.network = None

    with pytest.raises(BadInput):
        programmes.save_programme(of_network, by=network_desk)


def test_a_programme_needs_a_name_and_a_code_of_its_own(clinic, coordinator):
    house = coordinator.organization

    with pytest.raises(BadInput):
        programmes.save_programme(Programme(organization=house, code="new", kind="clinic"), by=coordinator)
    with pytest.raises(BadInput):
        programmes.save_programme(
            Programme(organization=house, code="clinic", kind="clinic", name_es="Otra"), by=coordinator
        )


def test_what_belongs_to_a_programme_is_seen_by_those_who_see_it(of_network, network_desk, stranger):
    programmes.save_rule(a_rule(of_network), by=network_desk)
    programmes.save_place(ProgrammePlace(programme=of_network, name="Puerta", zone=ZONE), by=network_desk)
    days = {"first_day": date(2026, 12, 19), "last_day": date(2027, 1, 5)}
    programmes.save_closure(Closure(programme=of_network, **days), by=network_desk)
    state = programmes.add_state(
        ProgrammeState(programme=of_network, since=timezone.now(), zone=ZONE, state="open"), by=network_desk
    )

    assert state.by == network_desk
    for model in (ProgrammeRule, ProgrammePlace, Closure, ProgrammeState):
        row = model.objects.visible_to(stranger).get()
        assert (row.organization, row.network) == (of_network.organization, of_network.network)


def test_two_rules_do_not_begin_at_one_moment(clinic, coordinator):
    first = programmes.save_rule(a_rule(clinic), by=coordinator)

    with pytest.raises(BeginsTwice):
        programmes.save_rule(a_rule(clinic, valid_from=first.valid_from), by=coordinator)

    first.places_a_day = 12
    programmes.save_rule(first, by=coordinator)
    assert clinic.rules.get().places_a_day == 12


def test_a_state_that_was_told_stays(clinic, coordinator):
    state = programmes.add_state(
        ProgrammeState(programme=clinic, since=timezone.now(), zone=ZONE, state="open"), by=coordinator
    )
    state.state = "closed"

    with pytest.raises(NotAllowed):
        programmes.add_state(state, by=coordinator)

    assert clinic.states.get().state == "open"


def test_an_office_that_opens_after_all_is_not_closed(clinic, coordinator):
    day = {"first_day": date(2026, 12, 24), "last_day": date(2026, 12, 24)}
    closure = programmes.save_closure(Closure(programme=clinic, **day), by=coordinator)

    programmes.remove_closure(closure, by=coordinator)

    assert not clinic.closures.exists()


def test_a_second_person_reviews_the_texts_of_one_language(clinic, coordinator, colleague):
    with pytest.raises(SecondPersonNeeded):
        programmes.review(clinic, language="es", by=coordinator)

    programmes.review(clinic, language="es", by=colleague)

    clinic.refresh_from_db()
    assert clinic.reviewed_languages == ["es"]
    assert AuditEntry.objects.filter(verb=Verb.PROGRAMME_REVIEWED, about_id=clinic.pk).count() == 1


@pytest.mark.parametrize("language", ["ht", "xx", ""])
def test_nobody_reviews_a_language_in_which_nothing_is_written(clinic, colleague, language):
    with pytest.raises(BadInput):
        programmes.review(clinic, language=language, by=colleague)


def test_a_new_text_asks_for_a_new_review_in_its_language_only(clinic, colleague):
    Programme.objects.filter(pk=clinic.pk).update(reviewed_languages=["en", "es"])
    clinic.refresh_from_db()
    clinic.explanation_es = "Consulta gratis."

    programmes.save_programme(clinic, by=colleague)

    clinic.refresh_from_db()
    assert (clinic.reviewed_languages, clinic.changed_by) == (["en"], colleague)


def test_a_new_text_of_a_rule_asks_for_a_new_review_of_the_programme(clinic, colleague):
    Programme.objects.filter(pk=clinic.pk).update(reviewed_languages=["en", "es"])

    programmes.save_rule(a_rule(clinic, summary_en="New."), by=colleague)

    clinic.refresh_from_db()
    assert (clinic.reviewed_languages, clinic.changed_by) == (["es"], colleague)


def test_nobody_reviews_the_own_words_because_somebody_changed_another_language(
    clinic, coordinator, colleague
):
    clinic.name_en = "Clinic"
    programmes.save_programme(clinic, by=colleague)

    for own, by in (("es", coordinator), ("en", colleague)):
        with pytest.raises(SecondPersonNeeded):
            programmes.review(clinic, language=own, by=by)
    programmes.review(clinic, language="es", by=colleague)
    programmes.review(clinic, language="en", by=coordinator)

    clinic.refresh_from_db()
    assert clinic.reviewed_languages == ["en", "es"]


def test_the_words_of_a_rule_are_somebodys_own_too(clinic, coordinator, colleague):
    programmes.save_rule(a_rule(clinic, summary_es="Nueva."), by=colleague)

    with pytest.raises(SecondPersonNeeded):
        programmes.review(clinic, language="es", by=colleague)


def test_a_row_without_writers_counts_as_written_by_whoever_changed_it_last(clinic, coordinator, colleague):
    Programme.objects.filter(pk=clinic.pk).update(writers={})
    with pytest.raises(SecondPersonNeeded):
        programmes.review(clinic, language="es", by=coordinator)

    clinic.refresh_from_db()
    clinic.name_en = "Clinic"
    programmes.save_programme(clinic, by=colleague)

    with pytest.raises(SecondPersonNeeded):
        programmes.review(clinic, language="es", by=coordinator)


def test_a_number_asks_for_no_review(clinic, coordinator, colleague):
    Programme.objects.filter(pk=clinic.pk).update(reviewed_languages=["en", "es"])

    programmes.save_rule(a_rule(clinic, places_a_day=3), by=colleague)

    clinic.refresh_from_db()
    assert (clinic.reviewed_languages, clinic.changed_by) == (["en", "es"], coordinator)


def test_a_programme_that_becomes_the_networks_takes_its_rules_along(network_desk, stranger):
    programme = ProgrammeFactory(organization=network_desk.organization, network=None)
    later = timezone.now() + timedelta(days=1)
    ProgrammeRuleFactory(programme=programme, valid_from=later)
    programme.network = network_desk.organization.network

    programmes.save_programme(programme, by=network_desk)

    assert ProgrammeRule.objects.visible_to(stranger).filter(programme=programme).count() == 2
