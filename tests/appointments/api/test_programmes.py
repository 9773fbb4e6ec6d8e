"""Programmes over the API: by members, by keys, and by anybody who names a network."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from accounts.models import Organization
from appointments.models import Closure, Programme
from partners.actions import keys
from partners.scopes import Scope
from tests.callers import Caller, results
from tests.factories.accounts import OrganizationFactory
from tests.factories.appointments import ProgrammeFactory, ProgrammePlaceFactory, ProgrammeRuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def comar(network_desk: Any) -> Programme:
    """Known to the whole network."""
    return ProgrammeFactory(organization=network_desk.organization, code="comar", kind="asylum")


@pytest.fixture
def clinic(house: Organization) -> Programme:
    """Known to one house."""
    return ProgrammeFactory(organization=house, network=None, code="clinic", kind="clinic")


def codes(answer: Any) -> set[str]:
    return {row["code"] for row in results(answer)}


@pytest.fixture
def with_key(coordinator: Any, network: Any) -> Caller:
    partner = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)
    _key, text = keys.make(partner, label="L", scopes=[Scope.SHELTERS], lasts_days=9, by=coordinator)
    return Caller(key=text)


def test_everybody_reads_what_they_know(comar, clinic, desk, stranger, city, outsider, with_key):
    known = [codes(Caller(member).get("programmes/")) for member in (desk, stranger, city, outsider)]

    assert known == [{"comar", "clinic"}, {"comar"}, {"comar"}, set()]
    assert codes(with_key.get("programmes/")) == {"comar"}


def test_anybody_who_names_the_network_reads_what_it_tells_all(comar, clinic, network):
    anybody = Caller()

    assert codes(anybody.get(f"programmes/?network={network.code}")) == {"comar"}
    assert codes(anybody.get("programmes/?network=nowhere")) == set()
    assert anybody.get("programmes/").status_code == 401
    assert anybody.get(f"programmes/{comar.pk}/").status_code == 401
    assert anybody.get(f"programmes/{comar.pk}/?network={network.code}").json()["code"] == "comar"
    for foreign in (f"{clinic.pk}/?network={network.code}", f"{comar.pk}/?network=nowhere"):
        assert anybody.get(f"programmes/{foreign}").status_code == 404


def test_only_what_holds_nothing_of_an_organization_is_kept_by_others(comar, desk, network):
    for_all = Caller().get(f"programmes/?network={network.code}")
    for_member = Caller(desk).get("programmes/")

    assert for_all.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in for_all.headers
    assert for_member.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in for_all.headers["Vary"]
    assert "no-store" not in for_all.headers["Cache-Control"]
    assert Caller().get("programmes/").headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("part", ["", "rules/", "states/", "places/", "closures/"])
def test_an_unchanged_answer_is_not_sent_again(comar, desk, part):
    caller, address = Caller(desk), f"programmes/{comar.pk}/{part}"
    first = caller.get(address)

    again = caller.get(address, **{"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_programme_tells_its_state_and_its_texts_as_somebody_wrote_them(comar, desk):
    answer = Caller(desk).get(f"programmes/{comar.pk}/").json()

    assert answer["name"] == {"es": comar.name_es, "en": comar.name_en}
    assert (answer["state"], answer["is_for_network"], answer["reviewed_languages"]) == ("open", True, [])
    assert not {"organization", "network", "changed_by"} & set(answer)


def test_rules_come_newest_first_with_clocks_in_their_zone(comar, desk):
    ProgrammeRuleFactory(
        programme=comar,
        valid_from=datetime(2099, 1, 1, tzinfo=UTC),
        requests_from=time(12),
        requests_until=time(11),
        zone="America/New_York",
        interview_languages=["es", "ht"],
    )

    newest, before = Caller(desk).get(f"programmes/{comar.pk}/rules/").json()

    assert (newest["requests_from"], newest["requests_until"]) == ("12:00", "11:00")
    assert (newest["zone"], newest["interview_languages"]) == ("America/New_York", ["es", "ht"])
    assert newest["documents"]["es"].splitlines() == ["Tarjeta del albergue", "Actas de nacimiento"]
    assert (before["is_free"], before["requests_from"]) == (True, None)


def test_places_and_closures_are_told(comar, stranger):
    ProgrammePlaceFactory(programme=comar, name="Puerta México", sign="bridge")
    Closure.objects.create(
        organization=comar.organization, network=comar.network, programme=comar,
        first_day=date(2026, 12, 19), last_day=date(2027, 1, 5), reason_es="Vacaciones",
    )  # fmt: skip
    caller = Caller(stranger)

    (place,) = caller.get(f"programmes/{comar.pk}/places/").json()
    (closure,) = caller.get(f"programmes/{comar.pk}/closures/").json()

    assert (place["name"], place["zone"], place["sign"]) == ("Puerta México", "America/Tijuana", "bridge")
    assert (closure["first_day"], closure["reason"]) == ("2026-12-19", {"es": "Vacaciones"})


def test_lists_are_narrowed(comar, clinic, desk):
    caller = Caller(desk)

    assert codes(caller.get("programmes/?kind=clinic")) == {"clinic"}
    assert codes(caller.get("programmes/?state=closed")) == set()
    assert codes(caller.get("programmes/?state=open")) == {"comar", "clinic"}
    assert caller.get("programmes/?colour=red").status_code == 400


def test_a_programme_of_another_house_is_absent(clinic, stranger):
    caller = Caller(stranger)

    for part in ("", "rules/", "states/", "places/", "closures/"):
        assert caller.get(f"programmes/{clinic.pk}/{part}").status_code == 404


def test_nobody_writes_programmes_here(comar, network_desk):
    caller = Caller(network_desk)

    assert caller.post("programmes/", {"code": "x"}).status_code == 405
    assert caller.patch(f"programmes/{comar.pk}/", {"code": "x"}).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_whatever_its_length(desk, count, django_assert_num_queries):
    for _row in range(count):
        ProgrammeFactory(organization=desk.organization)
    caller = Caller(desk)
    caller.get("programmes/")

    with django_assert_num_queries(3):
        answer = caller.get("programmes/")

    assert len(results(answer)) == count
