"""Known problems, waiting times and workshops over the API: for the network, and only to read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Organization
from accounts.rights import Role
from appointments.actions import problems, workshops
from appointments.models import KnownProblem, WaitingTime
from partners.actions import keys
from partners.scopes import Scope
from tests.callers import Caller, results
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.appointments import ProgrammeFactory, WorkshopFactory
from tests.factories.shelters import HouseholdFactory, ShelterFactory

pytestmark = pytest.mark.django_db
LISTS = ("known-problems/", "waiting-times/", "workshops/")


@pytest.fixture
def programme(house):
    return ProgrammeFactory(organization=house)


@pytest.fixture
def reviewer(house):
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


def publish(programme, message, *, by, reviewer, **more):
    row = KnownProblem(programme=programme, message=message, last_confirmed_on=timezone.localdate(), **more)
    problems.write(row, by=by)
    return problems.publish(row, languages=[], by=reviewer)


@pytest.fixture
def problem(programme, coordinator, reviewer):
    return publish(programme, "Error 502: conexión", by=coordinator, reviewer=reviewer, helps_es="Esperar")


@pytest.fixture
def figure(programme):
    return WaitingTime.objects.create(
        organization=programme.organization,
        network=programme.network,
        programme=programme,
        window_days=90,
        households=9,
        median_days=40,
        lower_days=20,
        upper_days=60,
    )


@pytest.fixture
def session(house, coordinator):
    return WorkshopFactory(shelter=ShelterFactory(organization=house), made_by=coordinator)


@pytest.fixture
def everything(problem, figure, session):
    return {"known-problems/": problem, "waiting-times/": figure, "workshops/": session}


@pytest.fixture
def with_key(coordinator, network):
    partner = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)
    _key, text = keys.make(partner, label="L", scopes=[Scope.SHELTERS], lasts_days=9, by=coordinator)
    return Caller(key=text)


@pytest.mark.parametrize("path", LISTS)
def test_the_network_and_its_keys_read_it(everything, path, desk, stranger, outsider, with_key):
    own = {str(everything[path].pk)}

    for caller in (Caller(desk), Caller(stranger), with_key):
        assert {row["id"] for row in results(caller.get(path))} == own
    assert results(Caller(outsider).get(path)) == []
    assert Caller(outsider).get(f"{path}{everything[path].pk}/").status_code == 404
    assert Caller().get(path).status_code == 401


@pytest.mark.parametrize("path", LISTS)
def test_an_unchanged_answer_is_not_sent_again(everything, path, desk):
    caller = Caller(desk)
    for address in (path, f"{path}{everything[path].pk}/"):
        first = caller.get(address)

        again = caller.get(address, **{"If-None-Match": first.headers["ETag"]})

        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@pytest.mark.parametrize("path", LISTS)
def test_nobody_writes_here(everything, path, coordinator):
    caller = Caller(coordinator)

    assert caller.post(path, {}).status_code == 405
    assert caller.patch(f"{path}{everything[path].pk}/", {}).status_code == 405
    assert caller.delete(f"{path}{everything[path].pk}/").status_code == 405


def test_what_is_typed_badly_is_found(problem, programme, coordinator, reviewer, desk):
    publish(programme, "La foto no se reconoce", by=coordinator, reviewer=reviewer, language="es")
    caller = Caller(desk)

    found = results(caller.get(f"known-problems/?programme={programme.pk}&text=eror+502+CONECCION"))

    assert [row["message"] for row in found] == ["Error 502: conexión"]
    assert found[0]["helps"] == {"es": "Esperar"}
    assert [row["language"] for row in results(caller.get("known-problems/?language=es"))] == ["es"]
    assert results(caller.get("known-problems/?text=zzzzqqqq")) == []
    assert caller.get("known-problems/?colour=red").status_code == 400


def test_what_is_not_published_is_not_there(problem, coordinator):
    problems.withdraw(problem, by=coordinator)

    assert Caller(coordinator).get(f"known-problems/{problem.pk}/").status_code == 404


def test_trials_are_told(problem, desk, stranger):
    problems.tried(problem, worked=True, by=desk)
    problems.tried(problem, worked=False, by=stranger)

    answer = Caller(desk).get(f"known-problems/{problem.pk}/").json()

    assert (answer["worked"], answer["failed"]) == (1, 1)
    assert answer["worked_on"] == f"{timezone.localdate():%Y-%m-%d}"


def test_waiting_times_are_narrowed(figure, desk):
    caller = Caller(desk)

    assert results(caller.get("waiting-times/?window_days=30")) == []
    (row,) = results(caller.get("waiting-times/?window_days=90"))
    assert (row["households"], row["median_days"], row["still_waiting"]) == (9, 40, None)


def test_a_session_tells_nothing_of_who_has_seats(session, house, desk):
    family = HouseholdFactory(organization=house)
    workshops.sign_up(session, family.code, people=1, by=desk)

    answer = Caller(desk).get(f"workshops/{session.pk}/")

    assert str(family.pk) not in answer.content.decode()
    assert not {"taken", "free", "organization", "made_by"} & set(answer.json())


def test_neighbours_see_what_they_may_visit_and_the_city_nothing(session, house, coordinator, stranger, city):
    inside = WorkshopFactory(shelter=session.shelter, made_by=coordinator, takes_day_visitors=False)
    WorkshopFactory(
        shelter=session.shelter, made_by=coordinator, starts_at=timezone.now() - timedelta(days=2)
    )

    seen = [
        {row["id"] for row in results(Caller(member).get("workshops/"))}
        for member in (coordinator, stranger, city)
    ]

    assert seen == [{str(session.pk), str(inside.pk)}, {str(session.pk)}, set()]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    count, programme, coordinator, reviewer, session, django_assert_num_queries
):
    for number in range(count):
        publish(programme, f"Error {number}", by=coordinator, reviewer=reviewer)
        if number:
            WorkshopFactory(shelter=session.shelter, made_by=coordinator)
    caller = Caller(coordinator)
    for path in ("known-problems/", "workshops/"):
        caller.get(path)
        with django_assert_num_queries(3):
            assert len(results(caller.get(path))) == count
