"""The register of legal demands, and that nothing is wiped once somebody has asked."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import BadInput, NotAllowed, NotHere
from privacy import retention
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import demands, erasures, names
from shelters.errors import DemandAnswered, NamedInDemand
from shelters.models import Demand, Household
from tests.factories.shelters import make_household


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


def today():
    return timezone.now().date()


def registered(by, **facts):
    usual = {"asked_by": "court", "received_on": today(), "paper": "court_order", "wanted": "list"}
    return demands.register(**{**usual, **facts}, by=by)


def test_a_coordinator_registers_who_asked_for_what(coordinator, family):
    demand = registered(coordinator, wanted="households", codes=[str(family), str(family), " "])

    assert (demand.asked_by, demand.paper, demand.wanted, demand.registered_by) == (
        "court", "court_order", "households", coordinator,
    )  # fmt: skip
    assert [named.household for named in demand.named.all()] == [family]
    assert AuditEntry.objects.get(verb=Verb.DEMAND_REGISTERED).about_id == demand.pk


@pytest.mark.parametrize("who", ["desk", "reader", "city", "network_desk"])
def test_nobody_else_registers(who, request):
    with pytest.raises(NotAllowed):
        registered(request.getfixturevalue(who))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"asked_by": "Ana"}, "asked_by"),
        ({"paper": "a story"}, "paper"),
        ({"wanted": ""}, "wanted"),
        ({"received_on": timezone.now().date() + timedelta(days=3)}, "received_on"),
        ({"received_on": timezone.now().date() - timedelta(days=400)}, "received_on"),
        ({"codes": ["nothing"]}, "codes"),
        ({"wanted": "households"}, "codes"),
    ],
)
def test_only_words_of_the_lists_and_codes_of_the_house(coordinator, facts, field):
    with pytest.raises(BadInput) as refused:
        registered(coordinator, **facts)

    assert list(refused.value.fields) == [field]
    assert not Demand.objects.exists()


def test_a_code_of_another_house_is_no_code(coordinator, stranger):
    theirs = make_household(stranger.organization, "man")

    with pytest.raises(BadInput):
        registered(coordinator, wanted="households", codes=[theirs.code])


# ---------------------------------------------------------------- answering


def test_the_answer_counts_what_was_disclosed(coordinator):
    demand = registered(coordinator)

    demands.answer(demand, answer="records", households_given=1, persons_given=2, by=coordinator)

    demand.refresh_from_db()
    assert (demand.is_open, demand.households_given, demand.persons_given) == (False, 1, 2)
    assert demand.answered_by == coordinator


def test_an_answer_stays_as_it_was_written(coordinator):
    demand = registered(coordinator)
    demands.answer(demand, answer="no_order", by=coordinator)

    with pytest.raises(DemandAnswered):
        demands.answer(demand, answer="records", households_given=1, persons_given=1, by=coordinator)


@pytest.mark.parametrize(
    "facts",
    [
        {"answer": "maybe"},
        {"answer": "records"},
        {"answer": "records", "households_given": 2},
        {"answer": "no_order", "households_given": 1, "persons_given": 1},
    ],
)
def test_an_answer_that_does_not_add_up(coordinator, facts):
    demand = registered(coordinator)

    with pytest.raises(BadInput):
        demands.answer(demand, by=coordinator, **facts)


def test_a_foreign_demand_is_not_there(coordinator, stranger, desk):
    demand = registered(coordinator)

    with pytest.raises(NotAllowed):
        demands.answer(demand, answer="no_order", by=stranger)
    with pytest.raises(NotAllowed):
        demands.answer(demand, answer="no_order", by=desk)
    demand.organization = stranger.organization
    with pytest.raises(NotHere):
        demands.answer(demand, answer="no_order", by=stranger)


@pytest.mark.parametrize("wrong", [{"answer": "figures"}, {"households_given": 3}])
def test_the_database_keeps_the_register_whole(coordinator, wrong):
    demand = registered(coordinator)

    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.filter(pk=demand.pk).update(**wrong)


# ---------------------------------------------------------------- no wiping


@pytest.mark.parametrize("wanted", ["households", "list"])
def test_what_is_demanded_is_not_erased_on_request(coordinator, family, wanted):
    registered(coordinator, wanted=wanted, codes=[str(family)] if wanted == "households" else [])
    asked = erasures.ask(family, by=coordinator)

    with pytest.raises(NamedInDemand):
        erasures.carry_out(asked, by=coordinator)

    assert Household.objects.filter(pk=family.pk).exists()


def test_once_it_is_answered_the_family_may_be_forgotten(coordinator, family):
    demand = registered(coordinator, wanted="households", codes=[str(family)])
    demands.answer(demand, answer="no_order", by=coordinator)

    erasures.carry_out(erasures.ask(family, by=coordinator), by=coordinator)

    assert not Household.objects.filter(pk=family.pk).exists()


def test_other_families_are_forgotten_as_ever(coordinator, house, family):
    registered(coordinator, wanted="households", codes=[str(family)])
    other = make_household(house, "man")

    erasures.carry_out(erasures.ask(other, by=coordinator), by=coordinator)

    assert set(Household.objects.all()) == {family}


def test_a_merged_household_is_demanded_with_the_one_it_went_into(coordinator, house, family):
    part = make_household(house, "child")
    registered(coordinator, wanted="households", codes=[str(part)])
    Household.objects.filter(pk=part.pk).update(merged_into=family)

    with pytest.raises(NamedInDemand):
        demands.refuse_demanded(family)


def test_nobody_wipes_all_names_while_people_are_demanded(coordinator, house):
    names.erase(house, "notes", by=coordinator)
    demand = registered(coordinator)

    with pytest.raises(NamedInDemand):
        names.erase(house, "notes", by=coordinator)

    demands.answer(demand, answer="no_order", by=coordinator)
    names.erase(house, "notes", by=coordinator)


def test_a_question_about_money_stops_nothing(coordinator, house, family):
    registered(coordinator, wanted="funding", asked_by="funder", paper="letter")

    demands.refuse_demanded(family)
    names.erase(house, "called_name", by=coordinator)


def test_the_register_is_erased_on_time_and_open_demands_wait(coordinator, house):
    done, waits = registered(coordinator), registered(coordinator)
    demands.answer(done, answer="no_order", by=coordinator)
    long_ago = timezone.now() - timedelta(days=181)
    Demand.objects.update(registered_at=long_ago)
    Demand.objects.filter(pk=done.pk).update(answered_at=long_ago)
    rule = retention.RULES["demands"]

    rule.erase_batch(house.pk, retention.before(house.pk, "demands"), 100)

    assert list(Demand.objects.all()) == [waits]
