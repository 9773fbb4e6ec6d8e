"""J2 on the pages of one household: the gap at entry, on its page, the steps, how it went, and undo."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from appointments.models import Appointment, BarrierEntry, GapStep, ProgrammeState, Tracking
from appointments.web import households
from privacy import sealed
from shelters.actions import stays
from shelters.models import Stay
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory, ProgrammePlaceFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room

TIJUANA = ZoneInfo("America/Tijuana")


@pytest.fixture
def family(house, desk):
    """K7: a mother, two children and a baby, in a house in Tijuana."""
    family = make_household(house, "woman", "child", "child", "baby")
    shelter = ShelterFactory(organization=house, time_zone="America/Tijuana")
    room = make_room(shelter, 4, name="Uno", position=1)
    stays.check_in(family, into=dict(zip(family.persons.all(), room.beds.all(), strict=True)), by=desk)
    return family


@pytest.fixture
def programme(house):
    return ProgrammeFactory(organization=house)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def enter(client, family, programme, **posted):
    day = (timezone.now().astimezone(TIJUANA) + timedelta(days=1)).date()
    answers = {"day": day.isoformat(), "clock": "09:00", "person_1": "on", "person_2": "on", "person_3": "on"}
    return client.post(
        f"/households/{family.pk}/appointments/new/{programme.pk}/", {**answers, **posted}, follow=True
    )


def do(client, row, act, **posted):
    return client.post(f"/appointments/{row.pk}/do/", {"act": act, **posted}, follow=True)


def test_the_gap_is_red_from_the_moment_of_entry(signed_in, desk, family, programme):
    client = signed_in(desk)
    chosen = client.get(f"/households/{family.pk}/appointments/new/")
    answer = enter(client, family, programme)

    row = Appointment.objects.get(household=family)
    assert f"/appointments/new/{programme.pk}/" in chosen.content.decode()
    assert answer.redirect_chain[-1][0] == f"/appointments/{row.pk}/"
    assert row.local.strftime("%H:%M") == "09:00"
    page = client.get(f"/households/{family.pk}/")
    for shown in (answer, page):
        assert "4 in the household, 3 on the appointment - missing: baby." in text_of(shown)
        assert "Leave the house" in text_of(shown)
        assert "notice is-bad" in shown.content.decode()


def test_a_complete_family_is_not_red(signed_in, desk, family, programme):
    answer = enter(signed_in(desk), family, programme, person_4="on")

    assert "All 4 of the household are on the appointment." in text_of(answer)
    _before, found, page = answer.content.decode().partition("<main")
    assert found
    assert "is-bad" not in page


def test_the_steps_are_taken_and_the_family_stays_incomplete(signed_in, desk, family, programme):
    client = signed_in(desk)
    enter(client, family, programme)
    row = Appointment.objects.get()

    do(client, row, "step", step="call:no_answer")
    do(client, row, "step", step="add:refused", message="Error 12: face not found")
    answer = do(client, row, "step", step="decide:go")

    assert list(row.steps.values_list("kind", "result")) == [
        ("call", "no_answer"),
        ("add", "refused"),
        ("decide", "go"),
    ]
    assert sealed.read(BarrierEntry.objects.get(), "message") == "Error 12: face not found"
    assert "missing: baby" in text_of(answer)


def test_the_next_day_the_outcome_is_written_and_the_bed_stays(signed_in, desk, family, programme):
    row = AppointmentFactory(
        household=family, programme=programme, starts_at=timezone.now() - timedelta(hours=3)
    )
    client = signed_in(desk)

    answer = do(client, row, "end", outcome="turned_back")
    row.refresh_from_db()
    ended = row.status
    do(client, row, "undo")

    row.refresh_from_db()
    assert "turned back - member missing" in text_of(answer)
    assert (ended, row.status) == ("turned_back", "confirmed")
    assert Stay.objects.in_use().filter(household=family).count() == 4


def test_a_stopped_programme_says_why_and_keeps_what_was_typed(signed_in, desk, family, programme):
    ProgrammeState.objects.create(
        organization=programme.organization,
        programme=programme,
        since=timezone.now() - timedelta(days=1),
        zone="America/New_York",
        state=ProgrammeState.State.CLOSED,
        reason_en="The app was ended.",
    )

    answer = enter(signed_in(desk), family, programme)

    assert answer.status_code == 409
    assert "The app was ended." in text_of(answer)
    assert 'value="09:00"' in answer.content.decode()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"day": "tomorrow"}, {"clock": ""}, {"lead_minutes": "soon"}, {"zone": "Mars/Olympus"}, {"place": "x"}],
)
def test_answers_that_cannot_be_read_are_refused(signed_in, desk, family, programme, wrong):
    answer = enter(signed_in(desk), family, programme, **wrong)

    assert answer.status_code in {400, 404}
    assert not Appointment.objects.exists()


def test_the_office_s_clock_and_the_house_s_are_both_told(signed_in, desk, family, programme):
    place = ProgrammePlaceFactory(programme=programme, zone="America/Mexico_City")
    answer = enter(signed_in(desk), family, programme, place=str(place.pk))

    row = Appointment.objects.get()
    assert (row.zone, row.local.strftime("%H:%M")) == ("America/Mexico_City", "09:00")
    assert "by the clock of the house" in text_of(answer)
    assert "The bed is in" in text_of(answer)


def test_correcting_moving_and_ticking(signed_in, desk, family, programme):
    client = signed_in(desk)
    enter(client, family, programme)
    row = Appointment.objects.get()
    local = row.local

    do(
        client, row, "change", day=f"{local:%Y-%m-%d}", clock="10:30", zone=row.zone,
        person_1="on", person_2="on", person_3="on", person_4="on", companion="needed", interpreter="found",
    )  # fmt: skip
    do(client, row, "ready", line=["2"])
    row.refresh_from_db()
    changed = (f"{row.local:%H:%M}", row.covers.count(), row.companion)
    do(client, row, "move", day=f"{local + timedelta(days=7):%Y-%m-%d}", clock="08:00")

    follower = Appointment.objects.get(moved_from=row)
    assert changed == ("10:30", 4, "needed")
    assert f"{follower.local:%H:%M}" == "08:00"
    assert [item.is_ready for item in follower.checklist.all()] == [False, True]


def test_taking_the_entry_back_leads_to_the_household(signed_in, desk, family, programme):
    client = signed_in(desk)
    enter(client, family, programme)

    answer = do(client, Appointment.objects.get(), "undo")

    assert answer.redirect_chain[-1][0] == f"/households/{family.pk}/"
    assert not Appointment.objects.exists()


def test_a_registration_is_written_down_and_a_person_s_number_refused(signed_in, desk, family, programme):
    client, address = signed_in(desk), f"/households/{family.pk}/registrations/{programme.pk}/"
    answers = {"state": "registered", "person_1": "on", "person_2": "on", "begun_on": "2026-11-01"}

    refused = client.post(address, {**answers, "reference": "A123456789"})
    client.post(address, {**answers, "reference": "COMAR/0123/26"})
    page = client.get(f"/households/{family.pk}/")

    row = Tracking.objects.get()
    assert refused.status_code == 400
    assert (row.state, row.covers.count(), str(row.begun_on)) == ("registered", 2, "2026-11-01")
    assert "2 of 4 registered" in text_of(page)
    assert 'value="COMAR/0123/26"' in client.get(address).content.decode()


@pytest.mark.parametrize("act", ["", "shout"])
def test_an_unknown_deed_is_refused(signed_in, desk, family, act):
    row = AppointmentFactory(household=family)

    assert do(signed_in(desk), row, act).status_code == 400
    assert not GapStep.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_section_costs_the_same_whatever_its_length(family, programme, count, django_assert_num_queries):
    """Three queries for the gaps, six for the conflicts."""
    at = timezone.now()
    rows = [
        AppointmentFactory(household=family, programme=programme, starts_at=at + timedelta(days=days + 1))
        for days in range(count)
    ]

    with django_assert_num_queries(9):
        shown = households.shown(rows, "America/Tijuana")

    assert [one.has_gap for one in shown] == [False] * count


def test_a_stranger_opens_nothing(signed_in, stranger, family):
    row = AppointmentFactory(household=family)
    client = signed_in(stranger)

    assert client.get(f"/appointments/{row.pk}/").status_code == 404
    assert do(client, row, "end", outcome="missed").status_code == 404
