"""What a key reads, and what it never reads."""

import json

import pytest

from accounts.models import Organization
from partners.actions import keys
from partners.models import PartnerKey
from partners.scopes import Scope
from shelters.models import Shelter
from tests.callers import Caller, results
from tests.factories.accounts import OrganizationFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room


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


def refused(answer):
    return answer.status_code, answer.json()["code"]


def test_only_houses_that_approved_are_there(api, shelter, house, network):
    ShelterFactory(organization=house)
    ShelterFactory(organization=OrganizationFactory(network=network))

    (row,) = results(api.get("partners/shelters/"))

    assert row == {
        "id": str(shelter.pk),
        "name": shelter.name,
        "state": "open",
        "address": "Calle 1, Zona Norte",
        "phone": "+52 664 000 0000",
        "ask_by_phone": False,
    }


@pytest.mark.parametrize(("people", "has_places"), [("", True), ("?people=5", True), ("?people=6", False)])
def test_yes_or_no_by_size(api, shelter, people, has_places):
    (row,) = results(api.get(f"partners/availability/{people}"))

    assert row["has_places"] is has_places
    assert set(row) == {"id", "shelter", "group", "has_places", "ask_by_phone", "is_stale", "as_of"}
    assert row["as_of"][14:19] in {"00:00", "30:00"}


def test_no_figure_leaves(api, shelter, coordinator):
    bodies = [api.get(f"partners/availability/?people={n}").json()["results"][0] for n in range(1, 11)]
    numbers = [value for body in bodies for value in body.values() if type(value) in {int, float}]

    assert numbers == []
    assert [body["has_places"] for body in bodies] == [True] * 5 + [False] * 5


def test_a_hidden_house_answers_callers_only(api, shelter):
    shelter.address_visibility = Shelter.AddressVisibility.HIDDEN
    shelter.save()

    (band,) = results(api.get("partners/availability/"))
    (row,) = results(api.get("partners/shelters/"))

    assert (band["has_places"], band["ask_by_phone"]) == (None, True)
    assert (row["address"], row["ask_by_phone"]) == ("", True)


@pytest.mark.parametrize(
    ("scope", "path"),
    [(Scope.SHELTERS, "partners/availability/"), (Scope.AVAILABILITY, "partners/shelters/")],
)
def test_a_scope_opens_only_its_own(legal, coordinator, scope, path):
    _key, text = keys.make(legal, label="L", scopes=[scope], lasts_days=1, by=coordinator)

    assert refused(Caller(key=text).get(path)) == (403, "not_allowed")


@pytest.mark.parametrize(
    "path", ["households/", "stays/", "holds/", "rooms/", "beds/", "availability/", "shelters/", "changes/"]
)
def test_people_rooms_and_exact_figures_are_shut(api, shelter, path):
    assert refused(api.get(path)) == (403, "not_allowed")


def test_absent_and_foreign_households_are_shut_alike(api, house):
    household = make_household(house, "woman")

    bodies = {api.get(f"households/{pk}/").content for pk in (household.pk, house.pk)}

    assert len(bodies) == 1


def test_revoked_expired_and_unknown_keys_get_one_answer(api, made, coordinator, time_machine):
    key, text = made
    unknown = Caller(key=text[:-4] + "AAAA").get("partners/shelters/")
    keys.revoke(key, by=coordinator)
    revoked = api.get("partners/shelters/")
    _key, other = keys.make(key.organization, label="L", scopes=list(Scope), lasts_days=1, by=coordinator)
    time_machine.move_to(PartnerKey.objects.get(lasts_days=1).ends_at)
    expired = Caller(key=other).get("partners/shelters/")
    basic = Caller().client.get("/api/v1/partners/shelters/", headers={"Authorization": "Basic eDp4"})

    answers = {(a.status_code, a.content) for a in (unknown, revoked, expired, basic)}
    assert len(answers) == 1
    assert json.loads(revoked.content)["code"] == "not_signed_in"


def test_the_budget_of_the_day_is_counted(api, shelter, made):
    PartnerKey.objects.update(records_per_day=2)

    statuses = [api.get("partners/shelters/").status_code for _each in range(3)]

    assert statuses == [200, 200, 429]
    assert PartnerKey.objects.get().records_that_day == 2


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("partners/shelters/", 5), ("partners/availability/", 14)])
def test_a_list_costs_the_same_whatever_its_length(
    api, made, coordinator, house, path, queries, count, django_assert_num_queries
):
    for _each in range(count):
        shelter = ShelterFactory(organization=house)
        make_room(shelter, 8)
        keys.approve(made[0], shelter=shelter, by=coordinator)

    with django_assert_num_queries(queries):
        assert len(results(api.get(path))) == count
