"""The pages of workshops: two taps for a seat, a list by code, and nothing of another house."""

from datetime import timedelta

import pytest
from django.utils import timezone

from appointments.actions import workshops
from appointments.models import HandCount, Seat, Workshop
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.models import Household
from tests.factories.appointments import WorkshopFactory
from tests.factories.shelters import HouseholdFactory, ShelterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def session(shelter, coordinator):
    return WorkshopFactory(shelter=shelter, made_by=coordinator, seats=6)


@pytest.fixture
def family(house):
    return HouseholdFactory(organization=house, ages=["18-59", "0-4"])


@pytest.fixture
def client(signed_in, desk):
    return signed_in(desk)


def test_a_code_and_one_tap_are_a_sign_up(client, session, family):
    address = f"/workshops/{session.pk}/"

    answer = client.post(address, {"act": "sign_up", "code": str(family)}, follow=True)

    assert answer.redirect_chain == [(address, 302)]
    assert Seat.objects.filter(household=family).count() == 2


def test_a_refused_code_stays_in_the_form(client, session, family):
    typed = {"act": "sign_up", "code": str(family), "people": "7"}

    answer = client.post(f"/workshops/{session.pk}/", typed)

    assert answer.status_code == 400
    assert str(family) in answer.content.decode()
    assert not Seat.objects.exists()


@pytest.mark.parametrize("change", [{"people": "x"}, {"act": "steal"}, {"code": "nonsense"}])
def test_a_wrong_form_signs_nobody_up(client, session, family, change):
    typed = {"act": "sign_up", "code": family.code, "people": "1", **change}

    assert client.post(f"/workshops/{session.pk}/", typed).status_code in {400, 404}
    assert not Seat.objects.exists()


def test_a_family_from_elsewhere_is_told_its_code(client, session):
    told = {"act": "visitor", "adults": "1", "children": "2"}

    answer = client.post(f"/workshops/{session.pk}/", told, follow=True)

    household = Household.objects.get()
    assert (household.persons.count(), Seat.objects.count()) == (3, 3)
    assert f"Write the code on their paper: {household}" in answer.content.decode()


def test_a_volunteer_ticks_by_code_and_sees_numbers_but_no_list(
    client, signed_in, coordinator, session, family, desk
):
    workshops.sign_up(session, family.code, by=desk)
    address = f"/workshops/{session.pk}/"

    answer = client.post(address, {"act": "came", "code": str(family)}, follow=True)

    shown = answer.content.decode()
    assert set(Seat.objects.values_list("came", flat=True)) == {True}
    assert ("Seat 1" in shown, "Seat 2" in shown, "Seat 3" in shown) == (True, True, False)
    assert (str(family) in shown, str(family.pk) in shown) == (False, False)
    assert client.get(f"{address}paper/").status_code == 403
    assert not AuditEntry.objects.filter(verb=Verb.HOUSEHOLDS_LISTED).exists()
    assert str(family) in signed_in(coordinator).get(address).content.decode()


def test_a_code_without_a_seat_is_nobody_here(client, session, family, house, desk):
    workshops.sign_up(session, family.code, by=desk)
    other = HouseholdFactory(organization=house, ages=["18-59"])

    for act in ("came", "not_there", "give_back"):
        answer = client.post(f"/workshops/{session.pk}/", {"act": act, "code": other.code})
        assert answer.status_code == 404
    assert Seat.objects.filter(came=None).count() == 2


def test_who_came_seats_back_and_hands(client, session, family, desk):
    workshops.sign_up(session, family.code, by=desk)
    address, who = f"/workshops/{session.pk}/", {"household": str(family.pk)}

    client.post(address, {"act": "came", **who})
    assert set(Seat.objects.values_list("came", flat=True)) == {True}
    client.post(address, {"act": "not_there", **who})
    assert set(Seat.objects.values_list("came", flat=True)) == {False}
    client.post(address, {"act": "give_back", **who})
    client.post(address, {"act": "hands", "no_phone": "4", "error": ""})
    client.post(address, {"act": "seats", "seats": "9"})

    session.refresh_from_db()
    assert (Seat.objects.count(), session.seats) == (0, 9)
    assert list(HandCount.objects.values_list("question", "hands")) == [("no_phone", 4)]


def test_a_series_is_planned_and_its_later_part_cancelled(client, shelter):
    today = timezone.localdate()
    told = {
        "shelter": str(shelter.pk),
        "topic": "scams",
        "on": f"{today:%Y-%m-%d}",
        "at": "16:00",
        "minutes": "60",
        "seats": "20",
        "languages": ["es", "ht"],
        "weekdays": [str(n) for n in range(7)],
        "last_on": f"{today + timedelta(days=2):%Y-%m-%d}",
        "has_child_corner": "on",
    }

    assert client.get("/workshops/new/").status_code == 200
    assert client.post("/workshops/new/", told).status_code == 302

    first, second, _third = Workshop.objects.all()
    assert (first.languages, first.takes_day_visitors, first.has_child_corner) == (["es", "ht"], False, True)
    client.post(f"/workshops/{second.pk}/", {"act": "cancel_later"})
    assert list(Workshop.objects.held()) == [first]
    client.post(f"/workshops/{first.pk}/", {"act": "cancel"})
    assert not Workshop.objects.held().exists()
    assert client.get("/workshops/").content.decode().count("cancelled") >= 3


@pytest.mark.parametrize("change", [{"on": "tomorrow"}, {"at": "late"}, {"seats": "many"}, {"shelter": "x"}])
def test_a_wrong_plan_keeps_what_was_typed(client, shelter, change):
    told = {
        "shelter": str(shelter.pk), "topic": "scams", "on": "2026-12-01", "at": "16:00", "minutes": "77",
        "seats": "20",
    }  # fmt: skip

    answer = client.post("/workshops/new/", {**told, **change})

    assert answer.status_code in {400, 404}
    assert 'value="77"' in answer.content.decode()
    assert not Workshop.objects.exists()


def test_the_paper_has_codes_in_their_order(signed_in, coordinator, session, house, desk):
    families = HouseholdFactory.create_batch(3, organization=house, ages=["18-59"])
    for family in families:
        workshops.sign_up(session, family.code, by=desk)

    paper = signed_in(coordinator).get(f"/workshops/{session.pk}/paper/").content.decode()

    codes = [str(family) for family in sorted(families, key=lambda each: each.code)]
    assert sorted(codes, key=paper.index) == codes


@pytest.mark.parametrize("part", ["", "paper/"])
def test_whoever_is_shown_the_list_is_written_down(signed_in, coordinator, session, family, desk, part):
    workshops.sign_up(session, family.code, by=desk)
    listed = AuditEntry.objects.filter(verb=Verb.HOUSEHOLDS_LISTED)

    signed_in(coordinator).get(f"/workshops/{session.pk}/{part}")

    assert listed.count() == 1


def test_the_household_page_tells_its_seats(client, session, family, desk):
    workshops.sign_up(session, family.code, by=desk)

    page = client.get(f"/households/{family.pk}/").content.decode()

    assert f"/workshops/{session.pk}/" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_for_one_and_three(
    client, shelter, coordinator, number, django_assert_max_num_queries
):
    for _ in range(number):
        WorkshopFactory(shelter=shelter, made_by=coordinator)
    client.get("/workshops/")

    with django_assert_max_num_queries(16):
        client.get("/workshops/")


def test_another_house_finds_no_session(signed_in, stranger, session, reader):
    for part in ("", "paper/"):
        assert signed_in(stranger).get(f"/workshops/{session.pk}/{part}").status_code == 404
        assert signed_in(reader).get(f"/workshops/{session.pk}/{part}").status_code == 403


def test_a_list_leaves_out_who_is_kept_for_few_and_sessions_that_are_over(
    client, signed_in, coordinator, session, family, desk, house
):
    alone = HouseholdFactory(organization=house, ages=["12-17"], kept_for=coordinator)
    workshops.sign_up(session, family.code, by=desk)
    Seat.objects.create(organization=house, workshop=session, household=alone, number=6)
    address = f"/workshops/{session.pk}/"

    assert str(alone) not in client.get(address).content.decode()
    assert str(alone) in signed_in(coordinator).get(address).content.decode()
    Workshop.objects.update(starts_at=timezone.now() - timedelta(hours=25))
    assert str(family) not in signed_in(coordinator).get(address).content.decode()
    assert "Seat 1" not in client.get(address).content.decode()
