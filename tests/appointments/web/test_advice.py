"""Known problems, answer cards and waiting times as pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.rights import Role
from appointments.actions import answer_cards, problems, waiting
from appointments.models import AnswerCard, KnownProblem, ProblemTrial, WaitTally
from tests.factories.accounts import MembershipFactory
from tests.factories.appointments import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(house):
    return ProgrammeFactory(organization=house)


@pytest.fixture
def reviewer(house):
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


@pytest.fixture
def problem(programme, coordinator):
    row = KnownProblem(
        programme=programme,
        code="E-502",
        message="Error 502: conexión perdida",
        helps_en="Wait ten minutes.",
        last_confirmed_on=timezone.localdate(),
    )
    return problems.write(row, by=coordinator)


@pytest.fixture
def card(coordinator):
    until = timezone.localdate() + timedelta(days=9)
    row = AnswerCard(topic="scams", question_en="Does it cost?", answer_en="No.", valid_until=until)
    return answer_cards.write(row, by=coordinator)


def typed(programme, **more):
    return {
        "programme": str(programme.pk),
        "message": "La página no carga",
        "status": "helped",
        "last_confirmed_on": f"{timezone.localdate():%Y-%m-%d}",
        "helps_es": "Esperar",
        **more,
    }


def test_it_is_written_published_found_and_tried(signed_in, programme, coordinator, reviewer, stranger, desk):
    writer = signed_in(coordinator)
    assert writer.get("/problems/new/").status_code == 200
    assert writer.post("/problems/new/", typed(programme)).status_code == 302
    row = KnownProblem.objects.get()
    address, search = f"/problems/{row.pk}/", f"/problems/?programme={programme.pk}&text=pajina%20no%20CARGA"
    assert "La página no carga" not in signed_in(desk).get(search).content.decode()
    assert signed_in(desk).get(address).status_code == 404

    answer = signed_in(reviewer).post(f"{address}do/", {"act": "publish", "languages": ["es"]})

    assert answer.status_code == 302
    for member in (desk, stranger):
        assert "La página no carga" in signed_in(member).get(search).content.decode()
        signed_in(member).post(f"{address}do/", {"act": "worked"})
    assert ProblemTrial.objects.filter(worked=True).count() == 2
    assert "worked 2, did not 0" in signed_in(desk).get(address).content.decode()


def test_the_writer_cannot_publish(signed_in, problem, coordinator):
    client, address = signed_in(coordinator), f"/problems/{problem.pk}/"

    assert "Publish for the network" not in client.get(address).content.decode()
    assert client.post(f"{address}do/", {"act": "publish"}).status_code == 409
    problem.refresh_from_db()
    assert problem.published_at is None


def test_a_change_hides_it_again_and_withdrawing_too(
    signed_in, problem, programme, coordinator, reviewer, desk
):
    problems.publish(problem, languages=["en"], by=reviewer)
    client, address = signed_in(coordinator), f"/problems/{problem.pk}/"
    assert "conexión" in client.get(f"{address}change/").content.decode()

    client.post(f"{address}change/", typed(programme))
    assert signed_in(desk).get(address).status_code == 404
    problem.refresh_from_db()
    problems.publish(problem, languages=["es"], by=reviewer)
    assert signed_in(desk).get(address).status_code == 200
    client.post(f"{address}do/", {"act": "withdraw"})
    assert signed_in(desk).get(address).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"message": ""},
        {"last_confirmed_on": "x"},
        {"programme": "x"},
        {"helps_es": "CURP ABCD123456HDFRRL09"},
    ],
)
def test_a_refused_text_stays_in_the_form(signed_in, programme, coordinator, change):
    answer = signed_in(coordinator).post("/problems/new/", {**typed(programme, code="X-77"), **change})

    assert answer.status_code in {400, 409}
    assert "X-77" in answer.content.decode()
    assert not KnownProblem.objects.exists()


def test_whoever_writes_no_advice_gets_no_form(signed_in, desk, reader, problem):
    for member in (desk, reader):
        for address in ("/problems/new/", f"/problems/{problem.pk}/change/", "/answers/new/"):
            assert signed_in(member).get(address).status_code == 403


def test_another_house_cannot_change_it(signed_in, stranger, problem, reviewer, programme):
    problems.publish(problem, languages=["en"], by=reviewer)

    client, address = signed_in(stranger), f"/problems/{problem.pk}/"

    answers = [
        client.post(f"{address}change/", typed(programme)),
        client.post(f"{address}do/", {"act": "withdraw"}),
        client.post(f"{address}do/", {"act": "publish"}),
    ]

    problem.refresh_from_db()
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert (problem.code, problem.withdrawn_at, problem.reviewed_languages) == ("E-502", None, ["en"])
    assert "For those who write advice" not in client.get(address).content.decode()


def test_another_house_cannot_change_a_card(signed_in, stranger, card, reviewer):
    answer_cards.review(card, languages=["en"], by=reviewer)
    client, address = signed_in(stranger), f"/answers/{card.pk}/"
    until = f"{timezone.localdate():%Y-%m-%d}"

    answers = [
        client.post(f"{address}change/", {"topic": "scams", "question_en": "Pay here", "valid_until": until}),
        client.post(f"{address}review/", {"languages": ["en"]}),
    ]

    card.refresh_from_db()
    assert [answer.status_code for answer in answers] == [403, 403]
    assert (card.question_en, card.reviewed_by) == ("Does it cost?", reviewer)


def test_a_card_is_written_read_and_shown(signed_in, coordinator, reviewer, stranger):
    until = f"{timezone.localdate() + timedelta(days=30):%Y-%m-%d}"
    told = {
        "topic": "scams",
        "question_en": "Does it cost?",
        "answer_en": "No.\nNothing.",
        "valid_until": until,
    }
    signed_in(coordinator).post("/answers/new/", told)
    card = AnswerCard.objects.get()
    address = f"/answers/{card.pk}/"
    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(coordinator).post(f"{address}review/", {"languages": ["en"]}).status_code == 409

    signed_in(reviewer).post(f"{address}review/", {"languages": ["en"]})

    assert "Does it cost?" in signed_in(stranger).get(address).content.decode()
    assert "No.<br>Nothing." in signed_in(stranger).get("/answers/paper/").content.decode()
    signed_in(coordinator).post(f"{address}change/", {**told, "answer_en": "Free."})
    assert signed_in(stranger).get(address).status_code == 404


@pytest.mark.parametrize("change", [{"valid_until": "x"}, {"question_en": ""}, {"programme": "x"}])
def test_a_refused_card_stays_in_the_form(signed_in, coordinator, change):
    told = {"topic": "scams", "question_en": "Q", "answer_en": "Only this.", "valid_until": "2027-01-01"}

    answer = signed_in(coordinator).post("/answers/new/", {**told, **change})

    assert answer.status_code == 400
    assert "Only this." in answer.content.decode()
    assert not AnswerCard.objects.exists()


def test_a_card_whose_day_is_over_is_gone(signed_in, card, reviewer, desk):
    answer_cards.review(card, languages=["en"], by=reviewer)
    # The day of UTC may have begun before that of the house.
    AnswerCard.objects.update(valid_until=timezone.localdate() - timedelta(days=2))

    assert signed_in(desk).get(f"/answers/{card.pk}/").status_code == 404


def test_waiting_times_say_what_they_cannot_know(signed_in, house, network, desk, programme):
    from_other = MembershipFactory(organization__network=network).organization
    for organization in (house, from_other):
        WaitTally.objects.create(
            organization=organization,
            programme=programme,
            week=waiting.week_of(timezone.now().date()),
            days=41,
            households=6,
        )
    waiting.renew()

    page = signed_in(desk).get("/waiting/").content.decode()

    assert "half waited at most 41 days" in page
    assert "What these numbers cannot know" in page
    assert "too few to tell" not in page
