"""Pages about programmes: what families can ask for, how, and what the clocks say here."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.rights import Role
from appointments.actions import seeding
from appointments.models import Closure, Programme, ProgrammeState
from appointments.web.programmes import warnings_for
from tests.factories.accounts import MembershipFactory
from tests.factories.appointments import ProgrammeFactory, ProgrammePlaceFactory, ProgrammeRuleFactory
from tests.factories.shelters import ShelterFactory

pytestmark = pytest.mark.django_db
MEXICO, TIJUANA = "America/Mexico_City", "America/Tijuana"


@pytest.fixture
def programme(network_desk: Any) -> Programme:
    """Of the network; everybody asks at 08:00 in Mexico City."""
    programme = ProgrammeFactory(organization=network_desk.organization, begun=False, name_en="The queue")
    ProgrammeRuleFactory(programme=programme, rush_from=time(8), rush_until=time(8, 5), places_a_day=77)
    ProgrammeState.objects.create(
        organization=programme.organization, network=programme.network, programme=programme,
        since=datetime(2025, 1, 20, 17, tzinfo=UTC), zone="America/New_York", state="open",
        reason_es="Por fin", source_url="https://source.example/told",
    )  # fmt: skip
    return programme


def shown(client: Any, name: str, *keys: Any) -> str:
    answer = client.get(reverse(f"appointments:{name}", args=keys), headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page_says_what_the_clock_there_is_here(signed_in, desk, programme):
    ShelterFactory(organization=desk.organization, time_zone=TIJUANA)

    page = shown(signed_in(desk), "programme", programme.pk)

    # 08:00 in Mexico City is 06:00 in winter and 07:00 in summer.
    assert any(f"08:00 Mexico City = <strong>{here}</strong> Tijuana" in page for here in ("06:00", "07:00"))
    assert "It is free. Nobody may take money for it." in page
    assert "<dd> 77 </dd>" in page


def test_the_page_says_when_it_opened_and_who_says_so(signed_in, desk, programme):
    page = shown(signed_in(desk), "programme", programme.pk)

    assert "from Monday 20 January 2025, 12:00 (New York)" in page
    assert "https://source.example/told" in page
    assert "Por fin [es]" in page  # never another language without saying so


def test_the_page_names_places_and_days_off(signed_in, stranger, programme):
    ProgrammePlaceFactory(programme=programme, name="Puerta México")
    today = timezone.now().date()
    Closure.objects.create(
        organization=programme.organization, network=programme.network, programme=programme,
        first_day=today, last_day=today + timedelta(days=3), reason_en="Holidays",
    )  # fmt: skip

    page = shown(signed_in(stranger), "programme", programme.pk)

    assert "Puerta México" in page
    assert "clock of Tijuana" in page
    assert "Holidays" in page


def test_the_history_of_cbp_one_stands_on_its_page(signed_in, desk, network_desk):
    seeding.load_programmes(by=network_desk)
    client, cbp_one = signed_in(desk), Programme.objects.get(code="cbp-one")

    page = shown(client, "programme", cbp_one.pk)

    assert "from Monday 20 January 2025, 12:00 (New York)" in page
    assert "8 rules since the beginning" in page
    assert "Nobody has reviewed these texts in this language yet." in page
    assert "COMAR: weekly signature" in shown(client, "programmes")


def test_another_house_has_no_page(signed_in, stranger, house):
    own = ProgrammeFactory(organization=house, network=None)

    answer = signed_in(stranger).get(reverse("appointments:programme", args=[own.pk]))

    assert answer.status_code == 404
    assert own.name_en not in shown(signed_in(stranger), "programmes")


def test_a_second_person_reviews_on_the_page(signed_in, coordinator, house):
    own = ProgrammeFactory(organization=house, network=None, changed_by=coordinator)
    colleague = MembershipFactory(organization=house, role=Role.COORDINATOR)
    address = reverse("appointments:programme_review", args=[own.pk])

    assert "I have read all texts" not in shown(signed_in(coordinator), "programme", own.pk)
    assert signed_in(coordinator).post(address, {"language": "en"}).status_code == 409

    client = signed_in(colleague)
    assert "I have read all texts" in shown(client, "programme", own.pk)
    client.post(address, {"language": "en"})

    own.refresh_from_db()
    assert own.reviewed_languages == ["en"]
    assert "Nobody has reviewed" not in shown(client, "programme", own.pk)


def test_a_volunteer_reviews_nothing(signed_in, desk, house):
    own = ProgrammeFactory(organization=house, network=None)

    answer = signed_in(desk).post(reverse("appointments:programme_review", args=[own.pk]), {"language": "en"})

    assert answer.status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(signed_in, desk, count, django_assert_num_queries):
    for _row in range(count):
        ProgrammeFactory(organization=desk.organization)
    client = signed_in(desk)
    client.get(reverse("appointments:programmes"))

    with django_assert_num_queries(3):
        answer = client.get(reverse("appointments:programmes"))

    assert len(answer.context["programmes"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_is_on_it(
    signed_in, desk, programme, count, django_assert_num_queries
):
    for number in range(count):
        ProgrammePlaceFactory(programme=programme)
        ProgrammeRuleFactory(programme=programme, valid_from=datetime(2020 + number, 1, 1, tzinfo=UTC))
        ShelterFactory(organization=desk.organization)
    client, address = signed_in(desk), reverse("appointments:programme", args=[programme.pk])
    client.get(address)

    with django_assert_num_queries(8):
        answer = client.get(address)

    assert len(answer.context["places"]) == count


def test_the_first_page_tells_what_closed_and_which_clocks_change(signed_in, desk, programme):
    ShelterFactory(organization=desk.organization, time_zone=TIJUANA)
    ProgrammeState.objects.create(
        organization=programme.organization, network=programme.network, programme=programme,
        since=timezone.now() - timedelta(hours=1), zone=MEXICO, state="suspended",
    )  # fmt: skip

    page = signed_in(desk).get(reverse("admin:index")).content.decode()

    assert "The queue" in page
    assert reverse("appointments:programmes") in page


def test_a_week_before_the_clocks_change_the_houses_are_warned(desk, programme):
    ProgrammeRuleFactory(
        programme=programme,
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        rush_from=time(8),
        rush_until=time(9),
    )
    for zone in (TIJUANA, "America/Matamoros", "America/Hermosillo"):
        ShelterFactory(organization=desk.organization, time_zone=zone)

    warned = warnings_for(desk, datetime(2026, 3, 1, 18, tzinfo=UTC))

    assert [(one.zone, one.change.on, one.change.before, one.change.after) for one in warned] == [
        ("America/Matamoros", date(2026, 3, 8), time(8), time(9)),
        (TIJUANA, date(2026, 3, 8), time(6), time(7)),
    ]
    assert warnings_for(desk, datetime(2026, 2, 20, 18, tzinfo=UTC)) == []
