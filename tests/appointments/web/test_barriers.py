"""The pages of obstacles, and the public page that checks a record."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Network
from accounts.rights import Role
from appointments.models import BarrierEntry, Programme
from privacy import sealed
from shelters.models import Household
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory
from tests.factories.appointments import ProgrammeFactory
from tests.factories.shelters import HouseholdFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client: Client) -> Membership:
    member: Membership = MembershipFactory(role=Role.COORDINATOR)
    sign_in(client, member)
    return member


@pytest.fixture
def family(boss: Membership) -> Household:
    return HouseholdFactory(organization=boss.organization, ages=["18-59", "0-4"])


@pytest.fixture
def programme(boss: Membership) -> Programme:
    return ProgrammeFactory(organization=boss.organization)


def test_a_kind_is_written_down_with_one_tap(client, family, programme):
    address = f"/households/{family.pk}/barriers/"
    assert client.get(address).status_code == 200

    answer = client.post(address, {"programme": programme.pk, "kind": "technical"})

    assert answer.status_code == 302
    entry = BarrierEntry.objects.get()
    assert (entry.kind, entry.household, entry.programme) == ("technical", family, programme)
    assert abs(entry.happened_at - timezone.now()) < timedelta(minutes=5)


def test_a_refusal_keeps_what_was_typed(client, family, programme):
    typed = {"programme": programme.pk, "kind": "technical", "message": "Error 502", "attempt": "many"}

    answer = client.post(f"/households/{family.pk}/barriers/", typed)

    assert answer.status_code == 400
    assert "Error 502" in answer.content.decode()
    assert not BarrierEntry.objects.exists()


def test_the_household_page_shows_the_way(client, family):
    page = client.get(f"/households/{family.pk}/").content.decode()

    assert f"/households/{family.pk}/barriers/" in page


def test_the_last_one_can_be_taken_back(client, family, programme):
    client.post(f"/households/{family.pk}/barriers/", {"programme": programme.pk, "kind": "cost"})

    answer = client.post(f"/barriers/{BarrierEntry.objects.get().pk}/take-back/")

    assert (answer.status_code, BarrierEntry.objects.count()) == (302, 0)


def test_the_sheet_is_checked_on_the_public_page(client, family, programme):
    client.post(f"/households/{family.pk}/barriers/", {"programme": programme.pk, "kind": "cost"})
    pdf = client.post(f"/households/{family.pk}/barriers/sheet/", {"language": "es"})
    anybody = Client()

    whole = anybody.post("/verify/", {"file": SimpleUploadedFile("a.pdf", pdf.content)})
    torn = anybody.post("/verify/", {"file": SimpleUploadedFile("a.pdf", pdf.content[:-2])})

    assert pdf.headers["Content-Type"] == "application/pdf"
    assert "was not changed" in whole.content.decode()
    assert "or it was changed" in torn.content.decode()


@pytest.mark.parametrize("code", ["", "x", "A" * 150, "ñ" * 900, "A" * 5000])
def test_a_wrong_code_is_said_to_be_wrong(code):
    answer = Client().post("/verify/", {"code": code})

    assert answer.status_code == 200
    assert "mistyped" in answer.content.decode()


def test_the_public_page_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        Client().get("/verify/")


def test_a_cut_is_written_down_for_every_code(client, boss, programme):
    families = HouseholdFactory.create_batch(2, organization=boss.organization)
    typed = {
        "programme": programme.pk,
        "day": f"{timezone.localdate() - timedelta(days=1):%Y-%m-%d}",
        "from": "07:55",
        "until": "10:20",
        "codes": "\n".join(str(family) for family in families),
    }

    answer = client.post("/barriers/cut/", typed)

    assert answer.status_code == 302
    assert set(BarrierEntry.objects.values_list("household", flat=True)) == {f.pk for f in families}


@pytest.mark.parametrize(
    ("zone", "day", "until"),
    [
        ("America/Matamoros", "2026-12-01", "2026-12-02T06:10-06:00"),
        ("America/Matamoros", "2026-03-07", "2026-03-08T06:10-05:00"),  # the clocks go forward that night
        ("America/Tijuana", "2026-10-31", "2026-11-01T06:10-08:00"),  # and back that one
    ],
)
def test_a_cut_may_run_over_midnight(client, boss, programme, zone, day, until):
    Network.objects.filter(pk=boss.organization.network_id).update(time_zone=zone)
    family = HouseholdFactory(organization=boss.organization)
    typed = {"programme": programme.pk, "day": day, "from": "22:30", "until": "06:10", "codes": str(family)}
    ended = datetime.fromisoformat(until)
    with time_machine.travel(ended - timedelta(minutes=10)):  # further off than clocks differ
        sign_in(client, boss)
        early = client.post("/barriers/cut/", typed)
    with time_machine.travel(ended):
        sign_in(client, boss)
        answer = client.post("/barriers/cut/", typed)

    entry = BarrierEntry.objects.get()
    assert (early.status_code, answer.status_code) == (400, 302)
    assert sealed.read(entry, "message") == "no power or network 22:30-06:10"


@pytest.mark.parametrize("change", [{"codes": ""}, {"codes": "AAAA-BBBB"}, {"from": "x"}])
def test_a_wrong_cut_writes_nothing_down(client, boss, programme, change):
    family = HouseholdFactory(organization=boss.organization)
    typed = {
        "programme": programme.pk,
        "day": f"{timezone.localdate() - timedelta(days=1):%Y-%m-%d}",
        "from": "07:55",
        "until": "10:20",
        "codes": str(family),
    }

    answer = client.post("/barriers/cut/", {**typed, **change})

    assert answer.status_code in {400, 404}
    assert not BarrierEntry.objects.exists()


@pytest.mark.parametrize("of", ["house", "network"])
def test_figures_are_shown_and_taken_as_a_file(client, boss, programme, of):
    for family in HouseholdFactory.create_batch(5, organization=boss.organization):
        client.post(f"/households/{family.pk}/barriers/", {"programme": programme.pk, "kind": "language"})

    page = client.get(f"/barriers/figures/?of={of}")
    file = client.get(f"/barriers/figures/?of={of}&file=csv")

    shown = "5,5" if of == "house" else "<5,<5"
    assert (page.status_code, file.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert file.content.decode().splitlines()[1].endswith(shown)
