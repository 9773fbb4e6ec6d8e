"""Duties on the page of a household."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from appointments.models import Closure, Duty, DutyMark
from tests.factories.appointments import DutyFactory, ProgrammeFactory, TrackingFactory
from tests.factories.shelters import make_household

DAY = timezone.now().date() - timedelta(days=2)


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def tracking(family, house):
    return TrackingFactory(
        household=family, programme=ProgrammeFactory(organization=house, name_en="COMAR"), state="waiting"
    )


def entered(client, family, tracking, **more):
    asked = {"tracking": tracking.pk, "first_on": DAY.isoformat(), "every_weeks": "1", "at": "09:00"}
    return client.post(f"/households/{family.pk}/duties/", asked | more, follow=True)


def test_a_duty_is_entered_and_marked(signed_in, desk, family, tracking):
    client = signed_in(desk)

    shown = entered(client, family, tracking)
    duty = Duty.objects.get()
    client.post(f"/duties/{duty.pk}/do/", {"act": "mark", "due_on": DAY.isoformat(), "outcome": "done"})

    assert "nobody has said how it went" in shown.content.decode()
    assert (duty.every_weeks, f"{duty.at:%H:%M}") == (1, "09:00")
    assert DutyMark.objects.get().outcome == "done"


def test_a_closed_day_is_said(signed_in, desk, family, tracking):
    client = signed_in(desk)
    entered(client, family, tracking)
    soon = DAY + timedelta(days=7)
    Closure.objects.create(
        organization=tracking.organization, network=tracking.programme.network,
        programme=tracking.programme, first_day=soon, last_day=soon,
    )  # fmt: skip

    shown = client.get(f"/households/{family.pk}/").content.decode()

    assert "moved: the office is closed on" in shown


def test_a_wrong_answer_is_said_and_changes_nothing(signed_in, desk, family, tracking):
    client = signed_in(desk)

    shown = entered(client, family, tracking, every_weeks="99")

    assert "Some answers cannot be used." in shown.content.decode()
    assert not Duty.objects.exists()


def test_it_ends(signed_in, desk, family, tracking):
    client = signed_in(desk)
    entered(client, family, tracking)
    duty = Duty.objects.get()

    client.post(f"/duties/{duty.pk}/do/", {"act": "end"})

    duty.refresh_from_db()
    assert duty.last_on is not None


def test_it_ends_on_the_date_on_the_wall_of_the_office(signed_in, desk, family, tracking):
    """Ten in the evening in Tijuana is six in the morning of the next day in UTC."""
    evening = datetime(2026, 12, 2, 6, tzinfo=UTC)
    duty = DutyFactory(tracking=tracking, first_on=date(2026, 11, 3), zone="America/Tijuana")
    with time_machine.travel(evening):
        signed_in(desk).post(f"/duties/{duty.pk}/do/", {"act": "end"})

    duty.refresh_from_db()
    assert duty.last_on == date(2026, 12, 1)


def test_nobody_else_enters_or_marks(signed_in, desk, reader, stranger, family, tracking):
    entered(signed_in(desk), family, tracking)
    duty = Duty.objects.get()

    answers = [
        signed_in(who).post(address, {"act": "end"}).status_code
        for who in (reader, stranger)
        for address in (f"/duties/{duty.pk}/do/", f"/households/{family.pk}/duties/")
    ]

    assert answers == [403, 403, 404, 404]
