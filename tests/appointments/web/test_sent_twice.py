"""A form that is sent twice has one effect and the same answer, whichever form it is."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

import appointments
from appointments.models import AppointmentChange, BarrierEntry, Duty, GapStep, Seat, Workshop
from core.models import KeptAnswer
from privacy.models import AuditEntry
from privacy.models.audit import Outcome
from shelters.models import Household
from tests.factories.appointments import (
    AppointmentFactory,
    ProgrammeFactory,
    TrackingFactory,
    WorkshopFactory,
)
from tests.factories.shelters import ShelterFactory, make_household

pytestmark = pytest.mark.django_db
TEMPLATES = Path(appointments.__file__).parent / "templates/appointments"
# Written anew they say the same, or they carry a key of their own, or their answer is shown only once.
THE_SAME_TWICE = {
    "verify.html": 2,  # writes nothing
    "barriers/household.html": 1,  # the sheet: a file
    "sections/calendar.html": 2,  # a new address, which ends the old one
    "houses.html": 3,  # the same for houses
    "acts/form.html": 1,  # a question only
    "acts/preview.html": 1,  # has its own key
    "acts/act.html": 1,  # taken back twice it is taken back
    "acts/notice.html": 1,  # seen twice it is seen
}


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def programme(house):
    return ProgrammeFactory(organization=house)


@pytest.fixture
def session(house, desk):
    return WorkshopFactory(shelter=ShelterFactory(organization=house), made_by=desk, seats=9)


@pytest.fixture
def client(signed_in, desk):
    return signed_in(desk)


def barrier(family, programme, session):
    return f"/households/{family.pk}/barriers/", {"programme": programme.pk, "kind": "cost"}, BarrierEntry


def visitor(family, programme, session):
    return f"/workshops/{session.pk}/", {"act": "visitor", "adults": "1", "children": "2"}, Household


def plan(family, programme, session):
    today = timezone.localdate()
    typed = {
        "shelter": session.shelter_id, "topic": "scams", "on": f"{today}", "at": "16:00", "minutes": "60",
        "seats": "20", "weekdays": [str(n) for n in range(7)], "last_on": f"{today + timedelta(days=2)}",
    }  # fmt: skip
    return "/workshops/new/", typed, Workshop


def duty(family, programme, session):
    tracking = TrackingFactory(household=family, programme=programme)
    typed = {"tracking": tracking.pk, "first_on": f"{timezone.localdate()}", "every_weeks": "1"}
    return f"/households/{family.pk}/duties/", typed, Duty


def step(family, programme, session):
    row = AppointmentFactory(household=family, programme=programme)
    typed = {"act": "step", "step": "add:no_answer", "message": "Error 502"}
    return f"/appointments/{row.pk}/do/", typed, GapStep


FORMS = [barrier, visitor, plan, duty, step]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_form_sent_again_changes_nothing_and_leads_to_the_same_page(
    client, form, family, programme, session
):
    address, typed, kind = form(family, programme, session)
    before, typed["once"] = kind.objects.count(), uuid4().hex

    first = client.post(address, typed)
    there = kind.objects.count()
    said = client.get(first.headers["Location"]).content.decode().count('class="messagelist"')
    again = client.post(address, typed)

    assert (there > before, kind.objects.count()) == (True, there)
    assert (first.status_code, again.status_code) == (302, 302)
    assert again.headers["Location"] == first.headers["Location"]
    assert client.get(again.headers["Location"]).content.decode().count('class="messagelist"') == said == 1


@pytest.mark.parametrize("form", FORMS)
def test_another_form_of_the_same_kind_has_an_effect_of_its_own(client, form, family, programme, session):
    address, typed, kind = form(family, programme, session)
    client.post(address, typed | {"once": uuid4().hex})
    there = kind.objects.count()

    client.post(address, typed | {"once": uuid4().hex})

    assert kind.objects.count() > there


def test_the_form_carries_another_number_each_time(client, family):
    pages = [client.get(f"/households/{family.pk}/barriers/").content.decode() for _each in range(2)]
    numbers = [re.findall(r'name="once" value="(\w{32})"', shown) for shown in pages]

    assert [len(found) for found in numbers] == [1, 1]
    assert numbers[0] != numbers[1]


def test_the_code_of_a_visitor_is_said_again(client, session):
    typed = {"act": "visitor", "adults": "1", "children": "0", "once": uuid4().hex}
    client.post(f"/workshops/{session.pk}/", typed, follow=True)

    again = client.post(f"/workshops/{session.pk}/", typed, follow=True)

    assert f"Write the code on their paper: {Household.objects.get()}" in again.content.decode()
    assert Seat.objects.count() == 1


def test_what_was_refused_can_be_sent_again_and_stays_in_the_trail(client, session, family):
    typed = {"act": "sign_up", "code": "AAAA-AAAA-AAAA", "once": uuid4().hex}
    address = f"/workshops/{session.pk}/"

    assert [client.post(address, typed).status_code for _each in range(2)] == [404, 404]
    assert not KeptAnswer.objects.exists()
    assert client.post(address, typed | {"code": family.code}).status_code == 302


def test_a_code_of_nobody_is_written_down_as_without_a_number(client, session):
    nobody = make_household(session.organization, "man")
    code = nobody.code
    nobody.delete()
    refused = AuditEntry.objects.filter(outcome=Outcome.REFUSED)

    for number, form in enumerate(({}, {"once": uuid4().hex}), start=1):
        client.post(f"/workshops/{session.pk}/", {"act": "came", "code": code} | form)
        assert refused.count() == number


def test_two_taps_on_undo_take_one_change_back(client, family, programme):
    row = AppointmentFactory(household=family, programme=programme)
    address = f"/appointments/{row.pk}/do/"
    for outcome in ("by_programme", "by_family"):
        client.post(address, {"act": "end", "outcome": outcome})
    typed = {"act": "undo", "once": uuid4().hex}

    client.post(address, typed)
    client.post(address, typed)

    assert AppointmentChange.objects.exclude(undone_at=None).count() == 1


def test_the_number_of_one_is_nothing_for_another(client, signed_in, coordinator, family, programme):
    typed = {"programme": programme.pk, "kind": "cost", "once": uuid4().hex}

    client.post(f"/households/{family.pk}/barriers/", typed)
    signed_in(coordinator).post(f"/households/{family.pk}/barriers/", typed)

    assert BarrierEntry.objects.count() == 2


def test_every_form_has_a_number_or_a_reason_not_to():
    without = {}
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text()
        missing = text.count('method="post"') - text.count("{% once %}")
        if missing:
            without[f"{template.relative_to(TEMPLATES)}"] = missing

    assert without == THE_SAME_TWICE
