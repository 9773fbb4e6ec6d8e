"""Verified helpers over the API: those of the own network whose check is not over."""

import pytest

from accounts.models import Organization
from accounts.rights import Role
from partners.actions import keys
from partners.scopes import Scope
from tests.callers import Caller, results
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import ContactPointFactory, HelperFactory


@pytest.fixture
def helper(office):
    facts = {"name": "Ayuda", "area": "Tijuana", "languages": ["es", "ht"], "licence": "OR1"}
    made = HelperFactory(organization=office.organization, **facts)
    ContactPointFactory(organization=office.organization, helper=made, value="+526645550101")
    hashed = "0123456789abcdef" * 2
    ContactPointFactory(organization=office.organization, helper=made, kind="account", value=f"4471:{hashed}")
    return made


def with_key(coordinator, network, *scopes):
    partner = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)
    _key, text = keys.make(partner, label="L", scopes=list(scopes), lasts_days=9, by=coordinator)
    return Caller(key=text)


def test_staff_and_keys_read_a_helper_whole(helper, desk, coordinator, network):
    told = {
        "id": str(helper.pk),
        "kind": "organization",
        "name": "Ayuda",
        "source": "eoir_organization",
        "source_url": "",
        "licence": "OR1",
        "area": "Tijuana",
        "languages": ["es", "ht"],
        "cost": "free",
        "about": "",
        "checked_on": helper.checked_on.isoformat(),
        "check_again_by": helper.check_again_by.isoformat(),
        "contacts": [{"kind": "account", "value": "4471"}, {"kind": "phone", "value": "+526645550101"}],
    }

    for api in (Caller(desk), with_key(coordinator, network, Scope.READ_ALERTS)):
        assert results(api.get("helpers/")) == [told]
        assert api.get(f"helpers/{helper.pk}/").json() == told


def test_who_is_shut_out_reads_none(helper, outsider, coordinator, network):
    assert results(Caller(outsider).get("helpers/")) == []
    assert Caller(outsider).get(f"helpers/{helper.pk}/").status_code == 404
    assert with_key(coordinator, network, Scope.SHELTERS).get("helpers/").status_code == 403
    assert Caller().get("helpers/").status_code == 401


def test_whose_check_is_over_or_who_was_taken_off_is_not_here(office, moderator):
    over = HelperFactory(
        organization=office.organization, checked_on="2020-01-01", check_again_by="2020-06-01"
    )
    gone = HelperFactory(organization=office.organization, retired_at="2026-01-01T00:00:00Z")
    api = Caller(moderator)

    assert results(api.get("helpers/")) == []
    for helper in (over, gone):
        assert api.get(f"helpers/{helper.pk}/").status_code == 404


def test_filters_narrow(helper, office, desk):
    other = {"kind": "authority", "cost": "paid", "languages": ["en"], "area": "El Paso"}
    HelperFactory(organization=office.organization, name="Otra", **other)
    api = Caller(desk)

    for asked in ("area=tijuana", "language=ht", "kind=organization", "cost=free"):
        assert [row["name"] for row in results(api.get(f"helpers/?{asked}"))] == ["Ayuda"]
    assert [row["name"] for row in results(api.get("helpers/?language=en&cost=paid"))] == ["Otra"]
    for wrong in ("language=tlh", "cost=cheap", "color=red"):
        assert api.get(f"helpers/?{wrong}").status_code == 400


def test_asked_again_it_sends_nothing_new(helper, desk):
    api = Caller(desk)
    first = api.get("helpers/")

    again = api.get("helpers/", **{"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_whatever_its_length(office, network, count, django_assert_num_queries):
    HelperFactory.create_batch(count, organization=office.organization)
    api = Caller(MembershipFactory(organization=OrganizationFactory(network=network), role=Role.VOLUNTEER))
    api.get("helpers/")

    with django_assert_num_queries(4):
        answer = api.get("helpers/")

    assert len(results(answer)) == count
