"""S1 for pages: generated answers that no browser would send, into every form of appointments. Whatever is
typed, it is refused in words or written down; nothing breaks.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Organization
from accounts.rights import Role
from appointments.acting import Wanted
from appointments.actions import (
    acts,
    answer_cards,
    appointments,
    barriers,
    calendars,
    consents,
    problems,
    reminders,
    workshops,
)
from appointments.actions.appointments import Meeting
from appointments.actions.barriers import Obstacle
from appointments.models import AnswerCard, CalendarLink, Consent, KnownProblem, Notice, Reminder
from appointments.web.urls import urlpatterns
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.appointments import (
    DutyFactory,
    ProgrammeFactory,
    ProgrammePlaceFactory,
    TrackingFactory,
    WorkshopFactory,
)
from tests.factories.shelters import ShelterFactory, make_household

# A NUL, half of a pair (%ED%A0%80 is how a browser would spell it), very long, and numbers and days
# outside of everything.
ODD = [
    "a\0b", "\ufffd", "x" * 20_000, "9" * 5_000, f"{10**30}", "-1", "²", "9999-12-31", "0001-01-01", "24:61",
    "Infinity",
]  # fmt: skip
A_FIELD = len(ODD) if os.environ.get("POSADA_TEST_DEEP") else 2
# Half of a pair, as some charsets spell it.
PARTS = (
    b'--x\r\nContent-Disposition: form-data; name="message"\r\n\r\n\\ud800 +2AA-\r\n'
    b'--x\r\nContent-Disposition: form-data; name="act"\r\n\r\nstep\r\n--x--\r\n'
)
# What a program may say about its body, and the body.
BODIES = [
    ("application/x-www-form-urlencoded", b"act=%ED%A0%80&code=%00&kind=%FF%FE&message=%ED%A0%80&day=%C0%80"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"act=\xff\xfe"),
    ("application/json", b'{"act": "\\ud800"}'),
    ("multipart/form-data", b"no boundary"),
    *(
        (f"multipart/form-data; boundary=x; charset={charset}", PARTS)
        for charset in ("unicode_escape", "utf-7", "base64", "idna", "nonsense")
    ),
]
# Pages that take no answers.
READ_ONLY = {
    "choose", "gaps", "appointment", "barrier_figures", "calendar", "sheet", "tomorrow", "week",
    "tomorrow_paper", "reminders", "houses", "programmes", "programme", "act", "notice", "notice_paper",
    "departures", "workshops", "workshop_paper", "answer_cards", "answer_paper", "answer_card", "problems",
    "problem", "waiting_times",
}  # fmt: skip


@pytest.fixture
def rows(coordinator: Any, network: Any) -> SimpleNamespace:
    """One row of everything that has a form."""
    house = coordinator.organization
    colleague = MembershipFactory(organization=house, role=Role.COORDINATOR)
    programme = ProgrammeFactory(organization=house, network=None)
    family = make_household(house, "woman", "child")
    shelter = ShelterFactory(organization=house)
    partner = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER, name="Partner")
    tracking = TrackingFactory(household=family, programme=programme)
    today = timezone.localdate()
    now = timezone.now()
    calendars.make_for_house(shelter, by=coordinator)
    consents.give(family, partner=partner, by=coordinator)
    told = {"valid_until": today, "topic": "scams", "question_en": "Is it free?"}
    card = answer_cards.write(AnswerCard(**told), by=colleague)
    words = {"message": "Error 502", "helps_en": "Wait.", "last_confirmed_on": today}
    problem = problems.write(KnownProblem(programme=programme, **words), by=colleague)
    act = acts.begin(programme, Wanted("suspend", now, "America/Tijuana"), asked="1", by=coordinator)
    session = WorkshopFactory(shelter=shelter, made_by=coordinator)
    seated = make_household(house, "man")
    workshops.sign_up(session, seated.code, by=coordinator)
    open_programme = ProgrammeFactory(organization=house, network=None)
    meeting = Meeting(open_programme, now + timedelta(days=3), "America/Tijuana", persons=[1])
    Reminder.objects.create(
        organization=house, household=family, on=reminders.today_of(family, by=coordinator)
    )
    obstacle = Obstacle(programme, "cost", now, "America/Tijuana", "Error")
    return SimpleNamespace(
        family=family, programme=programme, shelter=shelter, partner=partner, tracking=tracking, card=card,
        problem=problem, act=act, session=session, seated=seated, today=f"{today}",
        yesterday=f"{today - timedelta(days=1)}",
        tomorrow=f"{today + timedelta(days=1)}", next_week=f"{today + timedelta(days=8)}",
        open_programme=open_programme,
        place=ProgrammePlaceFactory(programme=programme),
        appointment=appointments.enter(family, meeting, by=coordinator),
        duty=DutyFactory(tracking=tracking, first_on=today),
        barrier=barriers.log(family, obstacle, by=coordinator),
        consent=Consent.objects.get(), link=CalendarLink.objects.get(),
        notice=Notice.objects.create(organization=house, act=act, kind=Notice.Kind.ACT),
    )  # fmt: skip


Form = tuple[str, str, dict[str, Any]]


def forms(rows: SimpleNamespace) -> Iterator[Form]:
    """The name of each address that takes answers, the address, and answers that it takes."""
    yield from of_families(rows)
    yield from of_obstacles_and_duties(rows)
    yield from of_houses(rows)
    yield from of_texts(rows)


def of_families(rows: SimpleNamespace) -> Iterator[Form]:
    """Appointments and registrations of a family, and who may read them."""
    family, programme = f"/households/{rows.family.pk}", str(rows.programme.pk)
    deed = f"/appointments/{rows.appointment.pk}/do/"
    meeting = {
        "day": rows.tomorrow, "clock": "09:00", "zone": "America/Tijuana", "place": "", "person_1": "on",
        "lead_minutes": "60", "status": "confirmed", "interpreter": "needed", "companion": "found",
    }  # fmt: skip
    told = {
        "state": "registered", "person_1": "on", "begun_on": rows.today, "begun_in": "MX-BCN",
        "reference": "COMAR/1",
    }  # fmt: skip
    yield "enter", f"{family}/appointments/new/{rows.open_programme.pk}/", meeting
    yield "registration", f"{family}/registrations/{programme}/", told
    yield "do", deed, {**meeting, "act": "change"}
    yield "do", deed, {"act": "move", "day": rows.tomorrow, "clock": "10:00"}
    yield "do", deed, {"act": "end", "outcome": "by_family"}
    yield "do", deed, {"act": "step", "step": "add:done", "message": "Error"}
    yield "do", deed, {"act": "ready", "line": "1"}
    yield "do", deed, {"act": "undo"}
    yield "consent_give", f"{family}/consents/", {"partner": str(rows.partner.pk)}
    yield "consent_withdraw", f"/consents/{rows.consent.pk}/withdraw/", {"once": "1"}
    yield "calendar_make", f"{family}/calendar/", {"once": "1"}
    yield "told", f"{family}/told/", {"once": "1"}


def of_obstacles_and_duties(rows: SimpleNamespace) -> Iterator[Form]:
    """What stood in the way, and what comes again."""
    family, programme = f"/households/{rows.family.pk}", str(rows.programme.pk)
    obstacle = {
        "programme": programme, "kind": "cost", "day": rows.yesterday, "clock": "00:00", "message": "Error",
        "attempt": "1", "device": "tablet", "screen": "es",
    }  # fmt: skip
    cut = {"programme": programme, "day": rows.yesterday, "from": "00:00", "until": "00:01"}
    duty = {
        "tracking": str(rows.tracking.pk), "first_on": rows.today, "every_weeks": "1", "at": "09:00",
        "lead_minutes": "60", "last_on": rows.tomorrow, "place": str(rows.place.pk),
    }  # fmt: skip
    yield "barriers", f"{family}/barriers/", obstacle
    yield "barrier_sheet", f"{family}/barriers/sheet/", {"language": "es"}
    yield "barrier_take_back", f"/barriers/{rows.barrier.pk}/take-back/", {"once": "1"}
    yield "barrier_cut", "/barriers/cut/", {**cut, "codes": rows.family.code}
    yield "verify", "/verify/", {"code": "A"}
    yield "duty_add", f"{family}/duties/", duty
    yield "duty_do", f"/duties/{rows.duty.pk}/do/", {"act": "mark", "due_on": rows.today, "outcome": "done"}


def of_houses(rows: SimpleNamespace) -> Iterator[Form]:
    """Calendars and messages of a house, and its workshops."""
    house, session = f"/tomorrow/houses/{rows.shelter.pk}", f"/workshops/{rows.session.pk}/"
    plan = {
        "shelter": str(rows.shelter.pk), "topic": "scams", "on": rows.tomorrow, "at": "16:00",
        "minutes": "60", "seats": "20", "languages": "es", "weekdays": "1", "last_on": rows.next_week,
        "programme": str(rows.programme.pk),
    }  # fmt: skip
    channel = {"act": "keep", "address": "ntfys://chat.example/a", "is_on": "on"}
    yield "house_calendar_make", f"{house}/calendar/", {"once": "1"}
    yield "calendar_revoke", f"/calendars/{rows.link.pk}/revoke/", {"once": "1"}
    yield "channel", f"{house}/channel/", channel
    yield "workshop_plan", "/workshops/new/", plan
    yield "workshop", session, {"act": "sign_up", "code": rows.family.code, "people": "1"}
    yield "workshop", session, {"act": "visitor", "adults": "1", "children": "0"}
    yield "workshop", session, {"act": "came", "household": str(rows.seated.pk)}
    yield "workshop", session, {"act": "hands", "no_phone": "1"}
    yield "workshop", session, {"act": "seats", "seats": "30"}


def of_texts(rows: SimpleNamespace) -> Iterator[Form]:
    """What is written for all, and acts on a whole programme."""
    programme = str(rows.programme.pk)
    whole = {
        "kind": "close", "day": rows.tomorrow, "clock": "12:00", "zone": "America/Tijuana", "reason": "Over",
        "source_url": "https://example.org/", "until_day": "", "until_clock": "", "shift_minutes": "",
    }  # fmt: skip
    seen = {"asked": "2", "appointments": "1", "shelters": "1"}
    card = {
        "question_en": "Q", "answer_es": "A", "topic": "scams", "programme": programme,
        "valid_until": rows.tomorrow,
    }  # fmt: skip
    problem = {
        "message": "Error 1", "code": "E-1", "helps_en": "Wait", "programme": programme, "status": "open",
        "language": "es", "last_confirmed_on": rows.today,
    }  # fmt: skip
    yield "programme_review", f"/programmes/{programme}/review/", {"language": "es"}
    yield "acts", f"/programmes/{rows.open_programme.pk}/acts/", {**whole, "step": "preview"}
    yield "acts", f"/programmes/{rows.open_programme.pk}/acts/", {**whole, **seen, "step": "begin"}
    yield "act_undo", f"/acts/{rows.act.pk}/undo/", {"once": "1"}
    yield "notice_seen", f"/notices/{rows.notice.pk}/seen/", {"once": "1"}
    yield "answer_card_new", "/answers/new/", card
    yield "answer_change", f"/answers/{rows.card.pk}/change/", card
    yield "answer_review", f"/answers/{rows.card.pk}/review/", {"languages": "en"}
    yield "problem_new", "/problems/new/", problem
    yield "problem_change", f"/problems/{rows.problem.pk}/change/", problem
    yield "problem_do", f"/problems/{rows.problem.pk}/do/", {"act": "publish", "languages": "en"}


@pytest.fixture
def client(coordinator: Any) -> Client:
    client = Client(raise_request_exception=False)
    sign_in(client, coordinator)
    return client


def sent(client: Client, address: str, answers: Any, kind: str = "") -> int:
    """What is answered to answers, or to a body of a kind; whatever it did is put back."""
    with transaction.atomic():
        answer = client.generic("POST", address, answers, kind) if kind else client.post(address, answers)
        status: int = answer.status_code
        transaction.set_rollback(True)
    return status


def test_every_form_is_among_them(rows: SimpleNamespace) -> None:
    assert {name for name, *_rest in forms(rows)} | READ_ONLY == {str(each.name) for each in urlpatterns}


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_answers_that_fit_are_taken(client: Client, rows: SimpleNamespace) -> None:
    refused = {}
    for name, address, answers in forms(rows):
        status = sent(client, address, answers)
        if status not in {200, 302}:
            refused[f"{name} {answers.get('act', '')}"] = status

    assert refused == {}


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_no_answer_breaks_a_form(client: Client, rows: SimpleNamespace) -> None:
    broken, odds = {}, cycle(ODD)
    for name, address, answers in forms(rows):
        for field in answers:
            # Each field has some of them, each of them has many fields.
            for odd in (next(odds) for _each in range(A_FIELD)):
                status = sent(client, address, answers | {field: odd})
                if status >= 500:
                    broken[name, field, odd[:12]] = status

    assert broken == {}


def test_no_body_breaks_a_form(client: Client, rows: SimpleNamespace) -> None:
    broken = {}
    for name, address, _answers in forms(rows):
        for kind, body in BODIES:
            status = sent(client, address, body, kind)
            if status >= 500:
                broken[name, kind] = status

    assert broken == {}
