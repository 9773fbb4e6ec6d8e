"""Demands, files and what could be obtained, in the pages."""

import io

import pytest
import pyzipper
from django.utils import timezone

from accounts.rights import Role
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import demands
from shelters.actions import household_exports as exports
from shelters.models import Demand, HouseholdExport
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import make_household


@pytest.fixture
def second(house):
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def demand(coordinator):
    return demands.register(
        asked_by="court",
        received_on=timezone.now().date(),
        paper="court_order",
        wanted="list",
        by=coordinator,
    )


def typed(**more):
    today = timezone.now().date().isoformat()
    return {
        "asked_by": "migration", "received_on": today, "paper": "none", "wanted": "list", "codes": "", **more
    }  # fmt: skip


def test_a_demand_is_registered_and_answered(signed_in, coordinator, family):
    client = signed_in(coordinator)

    answer = client.post("/demands/", typed(wanted="households", codes=f"{family}\n"), follow=True)
    assert "migration authority" in answer.text
    assert str(family) in answer.text
    demand = Demand.objects.get()
    client.post(
        f"/demands/{demand.pk}/answer/", {"answer": "no_order", "households_given": 0, "persons_given": 0}
    )

    assert "nothing: no written order" in client.get("/demands/").text
    again = client.post(
        f"/demands/{demand.pk}/answer/", {"answer": "lawyer", "households_given": 0, "persons_given": 0}
    )
    assert again.status_code == 409


@pytest.mark.parametrize(
    "wrong", [{"asked_by": "Ana"}, {"received_on": "never"}, {"codes": "nothing"}, {"wanted": "households"}]
)
def test_what_cannot_be_registered_is_shown_again(signed_in, coordinator, wrong):
    answer = signed_in(coordinator).post("/demands/", typed(**wrong))

    assert answer.status_code == 400
    assert "errorlist" in answer.text
    assert not Demand.objects.exists()


@pytest.mark.parametrize("who", ["desk", "reader", "network_desk", "city"])
def test_coordinators_only(signed_in, demand, who, request):
    client = signed_in(request.getfixturevalue(who))

    for path in ("/demands/", "/demands/preview/", "/exports/", f"/demands/{demand.pk}/"):
        assert client.get(path).status_code == 403


def test_a_family_takes_its_data_with_two_people(signed_in, coordinator, second, family):
    one, two = signed_in(coordinator), signed_in(second)

    one.post("/exports/ask/", {"code": str(family)})
    export = HouseholdExport.objects.get()
    page = f"/exports/{export.pk}/"
    assert "asks to export households" in two.get("/admin/").text
    assert 'value="approve"' not in one.get(page).text
    two.post(f"{page}do/", {"act": "approve"})
    shown = one.get(page)
    assert 'name="passphrase"' in shown.text
    assert 'name="passphrase"' not in two.get(page).text
    passphrase = shown.context["passphrase"]
    answer = one.post(f"{page}take/", {"passphrase": passphrase})

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="export-')
    assert "no-store" in answer.headers["Cache-Control"]
    archive = pyzipper.AESZipFile(io.BytesIO(answer.content))
    archive.setpassword(passphrase.encode())
    assert family.code[:4] in archive.read("records.csv").decode()


def test_refusals_are_said_on_the_page(signed_in, coordinator, second, family):
    export = exports.ask_for_family(family, by=coordinator)
    client, page = signed_in(coordinator), f"/exports/{export.pk}/"

    alone = client.post(f"{page}do/", {"act": "approve"})
    early = client.post(f"{page}take/", {"passphrase": "una puerta bien cerrada"})
    exports.approve(export, by=second)
    weak = client.post(f"{page}take/", {"passphrase": "rosa"})

    assert [(each.status_code, "same_person" in each.text) for each in (alone, early, weak)] == [
        (409, True), (409, False), (400, False),
    ]  # fmt: skip
    assert client.post(f"{page}do/", {"act": "burn"}).status_code == 404


def test_one_withdraws(signed_in, coordinator, second, family):
    export = exports.ask_for_family(family, by=coordinator)

    signed_in(second).post(f"/exports/{export.pk}/do/", {"act": "withdraw"})

    export.refresh_from_db()
    assert export.withdrawn_at is not None
    assert "over" in signed_in(coordinator).get("/exports/").text


@pytest.mark.parametrize("sent", [{"demand": "x"}, {"code": "x"}, {}])
def test_a_file_of_nothing_is_not_asked_for(signed_in, coordinator, sent):
    assert signed_in(coordinator).post("/exports/ask/", sent).status_code == 404


def test_a_file_for_a_demand_is_asked_for_on_its_page(signed_in, coordinator, demand):
    signed_in(coordinator).post("/exports/ask/", {"demand": demand.pk, "names": "yes"})

    export = HouseholdExport.objects.get()
    assert (export.demand, export.with_names) == (demand, True)
    assert str(export.pk) in signed_in(coordinator).get(f"/demands/{demand.pk}/").text


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_the_same_whatever_its_length(
    signed_in, coordinator, count, django_assert_max_num_queries
):
    for _each in range(count):
        demands.register(
            asked_by="court", received_on=timezone.now().date(), paper="none", wanted="entry", by=coordinator
        )
    client = signed_in(coordinator)

    with django_assert_max_num_queries(12) as made:
        client.get("/demands/")
    assert len([query for query in made.captured_queries if "shelters_demand" in query["sql"]]) == 1


def test_what_a_demand_could_obtain_is_shown_and_written_down(signed_in, coordinator, family):
    answer = signed_in(coordinator).get("/demands/preview/")

    rows = {holding.label: holding.rows for holding in answer.context["guests"]}
    assert rows["shelters.Household"] == 1
    assert rows["shelters.Person"] == 2
    assert family.code not in answer.text
    assert AuditEntry.objects.filter(verb=Verb.DISCLOSURE_PREVIEWED).count() == 1
