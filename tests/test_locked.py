"""Behind the lock: every address x every colleague, every key, the whole network. Nothing comes out,
nothing changes, and after two people opened it again everything is as it was."""

import pytest
from django.apps import apps
from django.test import Client

from accounts.actions import locks
from accounts.errors import Locked
from accounts.models import Organization
from accounts.rights import Role
from partners.actions import keys
from partners.scopes import Scope
from shelters.actions import holds, stays
from shelters.api.figures import Question, totals
from shelters.models import Availability, Shelter
from shelters.parties import Party, PersonAnswer
from tests.callers import Caller, results, sign_in
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room
from tests.test_isolation import (  # noqa: F401
    ROUTES,
    ask,
    everything,
    fingerprint,
    methods_of,
    ours,
    secrets_of,
    values_for,
)

# Open to everybody, with or without a house; none of them holds anything of one.
FOR_EVERYBODY = (
    "account/login/", "account/logout/", "account/memberships/", "account/2fa/authenticate/",
    "account/inactive/", "join/", "recover/", "demo/", "language/", "keeps/", "health/", "visit/", "reopen/",
    "api/v1/schema/", "api/v1/docs/", "api/v1/nothing-here/", "admin/logout/", "verify/",
    # Without its secret it is nobody's; with it, tests/appointments/web/test_calendars.py.
    "calendar/",
    # Without the beginning of a key it is nobody's; with it, tests/schedules/web/test_captive.py.
    "captive/",
    # Without its secret it is nobody's; of a locked house, tests/schedules/actions/test_boards.py.
    "wall/",
    # In the hands of a guest: public texts and a signed cookie, nothing of a house.
    "tablet/",
    # What everybody may read about frauds: tests/alerts/web/test_public.py.
    "a/",
    # Stops letters; without its signed secret it is nobody's: tests/alerts/web/test_letters.py.
    "alerts/letters/stop/",
)  # fmt: skip
ONE = Party((PersonAnswer("18-59", "woman"),))


@pytest.fixture
def shelter(house):
    shelter = ShelterFactory(organization=house)
    make_room(shelter, 8)
    return shelter


def signed_in(member):
    member.user.refresh_from_db()
    client = Client()
    sign_in(client, member)
    return client


def test_every_address_of_a_locked_house_answers_locked(ours, desk, coordinator):  # noqa: F811
    locks.lock(by=desk)
    client = signed_in(coordinator)
    before, wrong, leaks = fingerprint(ours), [], []

    for route in ROUTES:
        if route.pattern in {"", "admin/"} or route.pattern.startswith(FOR_EVERYBODY):
            continue
        for method in methods_of(route):
            row_key = lambda name: getattr(ours, name).pk  # noqa: E731
            values = {"pk": 1, **values_for(route, row_key)}
            address = route.filled(values)
            answer = ask(client, method, address, everything(row_key))
            if answer.status_code != Locked.status:
                wrong.append(f"{method} {route.pattern}: {answer.status_code}")
            shown = answer.content.decode().replace(address, "")
            leaks += [text for text in secrets_of(ours, "nobody") if text in shown]

    assert (wrong, leaks) == ([], [])
    assert fingerprint(ours) == before


def test_nothing_is_lost_between_locking_and_opening(ours, house, desk, coordinator):  # noqa: F811
    second = MembershipFactory(organization=house, role=Role.COORDINATOR)
    before = fingerprint(ours)
    del before["accounts.Lock"]

    locks.lock(by=desk)
    locks.ask_to_reopen(by=coordinator)
    locks.confirm_reopening(by=second)

    after = fingerprint(ours)
    del after["accounts.Lock"]
    assert after == before
    shown = signed_in(coordinator).get(f"/households/{ours.household.pk}/")
    assert ours.household.code[:4] in shown.text


# ---------------------------------------------------------------- the network


def test_the_network_sees_a_house_that_does_not_report(shelter, desk, city):
    page = signed_in(city).get("/network/")
    assert shelter.name in page.text
    assert page.context["summary"].reported == 1

    locks.lock(by=desk)

    page = signed_in(city).get("/network/")
    assert [house.shelter for house in page.context["silent"]] == [shelter]
    assert (page.context["summary"].reported, page.context["summary"].free) == (0, 0)


def test_programs_of_the_network_get_no_figures(shelter, desk, city):
    api = Caller(city)
    assert len(results(api.get("availability/"))) == 1

    locks.lock(by=desk)

    assert results(api.get("availability/")) == []
    assert totals(Question(city)) == {"free": 0, "over": 0, "reported": 0, "shelters": 1, "by_phone": 0}
    assert not Availability.objects.visible_to(city).exists()


def test_nobody_is_sent_there(shelter, desk, stranger):
    assert signed_in(stranger).get("/network/?people=1").context["houses"]

    locks.lock(by=desk)

    with pytest.raises(Locked):
        holds.hold(ONE, at=shelter, by=stranger, family_agrees=True)
    answer = Caller(stranger).post(
        "holds/",
        {
            "shelter": str(shelter.pk),
            "persons": [{"age_band": "18-59", "gender": "woman"}],
            "family_agrees": True,
        },
    )
    assert (answer.status_code, answer.json()["code"]) == (423, "locked")
    assert not signed_in(stranger).get("/network/?people=1").context["houses"]


def test_what_the_clock_does_goes_on(shelter, desk):
    held = holds.hold(ONE, at=shelter, by=desk)
    apps.get_model("shelters", "Hold").objects.update(held_until=held.begun_at)
    locks.lock(by=desk)

    assert holds.end_overdue() == 1


# ---------------------------------------------------------------- keys


@pytest.fixture
def made(network, coordinator):
    partner = OrganizationFactory(network=network, kind="partner")
    return keys.make(partner, label="Legal", scopes=list(Scope), lasts_days=30, by=coordinator)


@pytest.fixture
def elsewhere(made, stranger):
    house = ShelterFactory(organization=stranger.organization)
    make_room(house, 9)
    keys.approve(made[0], shelter=house, by=stranger)
    return house


@pytest.mark.parametrize("path", ["partners/shelters/", "partners/availability/"])
def test_a_key_is_told_that_the_house_is_locked(shelter, made, coordinator, desk, path):
    keys.approve(made[0], shelter=shelter, by=coordinator)
    api = Caller(key=made[1])
    assert len(results(api.get(path))) == 1

    locks.lock(by=desk)

    answer = api.get(path)
    assert (answer.status_code, answer.json()["code"]) == (423, "locked")


def test_a_key_goes_on_reading_the_other_houses(shelter, elsewhere, made, coordinator, desk):
    keys.approve(made[0], shelter=shelter, by=coordinator)
    locks.lock(by=desk)
    api = Caller(key=made[1])

    assert [row["id"] for row in results(api.get("partners/shelters/"))] == [str(elsewhere.pk)]
    assert {row["shelter"] for row in results(api.get("partners/availability/"))} == {str(elsewhere.pk)}
    asked = api.get(f"partners/availability/?shelter={shelter.pk}")
    assert (asked.status_code, asked.json()["code"]) == (423, "locked")


def test_a_key_that_nobody_approved_learns_nothing(shelter, made, desk):
    locks.lock(by=desk)

    assert results(Caller(key=made[1]).get("partners/shelters/")) == []


def test_the_keys_of_a_locked_partner_open_nothing(elsewhere, made):
    worker = MembershipFactory(organization=made[0].organization, role=Role.COORDINATOR)
    locks.lock(by=worker)

    assert Caller(key=made[1]).get("partners/shelters/").status_code == Locked.status


def test_a_page_that_was_open_before_changes_nothing(shelter, desk, coordinator):
    household = make_household(desk.organization, "woman")
    bed = shelter.rooms.get().beds.first()
    locks.lock(by=desk)
    late = type(desk).objects.select_related("organization").get(pk=desk.pk)

    with pytest.raises(Locked):
        stays.check_in(
            type(household).objects.get(pk=household.pk), into={household.persons.get(): bed}, by=late
        )
    assert Organization.objects.get(pk=desk.organization_id).locked_at
    assert Shelter.objects.get(pk=shelter.pk).stays.count() == 0
