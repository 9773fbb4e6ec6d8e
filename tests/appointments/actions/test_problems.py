"""Known problems: written by one, published by another, found by whoever types badly."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Role
from appointments.actions import problems
from appointments.errors import LooksLikeDocument
from appointments.models import KnownProblem, ProblemTrial, Programme
from core.errors import BadInput, NotAllowed, NotHere
from privacy.errors import SecondPersonNeeded
from shelters.errors import LooksLikePassword
from tests.factories.accounts import MembershipFactory
from tests.factories.appointments import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(coordinator: Membership) -> Programme:
    return ProgrammeFactory(organization=coordinator.organization)


@pytest.fixture
def reviewer(coordinator: Membership) -> Membership:
    return MembershipFactory(organization=coordinator.organization, role=Role.COORDINATOR)


@pytest.fixture
def problem(programme: Programme, coordinator: Membership) -> KnownProblem:
    return problems.write(draft(programme), by=coordinator)


def draft(programme, **answers):
    told = {
        "code": "E-502",
        "message": "Error 502: conexión perdida",
        "helps_en": "Close it. Wait ten minutes.",
        "last_confirmed_on": timezone.localdate(),
    }
    return KnownProblem(programme=programme, **{**told, **answers})


def found(text, programme, by):
    return [match.problem for match in problems.search(text, programme=programme, by=by)]


def test_what_nobody_else_has_read_is_not_shown(problem, programme, coordinator):
    assert problems.shown(programme, by=coordinator) == []
    assert found("502", programme, coordinator) == []


def test_a_second_person_publishes_for_the_whole_network(problem, programme, reviewer, stranger, outsider):
    published = problems.publish(problem, languages=["en"], by=reviewer)

    assert (published.reviewed_by, published.reviewed_languages) == (reviewer, ["en"])
    assert problems.shown(programme, by=stranger) == [problem]
    assert problems.shown(programme, by=outsider) == []


def test_nobody_publishes_the_own_text(problem, coordinator):
    with pytest.raises(SecondPersonNeeded):
        problems.publish(problem, languages=["en"], by=coordinator)


def test_nobody_publishes_the_own_words_because_somebody_changed_another_language(
    problem, reviewer, coordinator
):
    problem.helps_es = "Cierre. Espere diez minutos."
    problems.write(problem, by=reviewer)

    with pytest.raises(SecondPersonNeeded):
        problems.publish(problem, languages=["en", "es"], by=coordinator)
    published = problems.publish(problem, languages=["es"], by=coordinator)

    assert published.reviewed_languages == ["es"]


def test_a_language_without_a_text_cannot_be_reviewed(problem, reviewer):
    with pytest.raises(BadInput):
        problems.publish(problem, languages=["en", "ht"], by=reviewer)


def test_a_change_waits_for_another_review(problem, programme, coordinator, reviewer):
    problems.publish(problem, languages=["en"], by=reviewer)
    problem = KnownProblem.objects.get()
    problem.helps_en = "Restart the phone."

    problems.write(problem, by=coordinator)

    problem.refresh_from_db()
    assert (problem.reviewed_by, problem.published_at, problem.reviewed_languages) == (None, None, [])
    assert problems.shown(programme, by=coordinator) == []


def test_whoever_changed_it_last_counts_as_the_writer(problem, coordinator, reviewer):
    problems.write(problem, by=reviewer)

    with pytest.raises(SecondPersonNeeded):
        problems.publish(problem, languages=[], by=reviewer)
    assert problems.publish(problem, languages=[], by=coordinator).reviewed_by == coordinator


def test_what_is_withdrawn_is_gone_until_it_is_published_again(problem, programme, reviewer, coordinator):
    problems.publish(problem, languages=["en"], by=reviewer)

    problems.withdraw(problem, by=coordinator)

    assert problems.shown(programme, by=coordinator) == []
    problems.publish(problem, languages=["en"], by=reviewer)
    assert problems.shown(programme, by=coordinator) == [problem]


@pytest.mark.parametrize(
    "typed",
    [
        "eror 502",
        "ERROR 502",
        "error 502",
        "conexion",
        "CONEXIÓN PERDIDA",
        "coneccion perdida",
        "e-502",
        "502",
    ],
)
def test_it_is_found_by_what_people_type(problem, programme, reviewer, coordinator, typed):
    problems.publish(problem, languages=["en"], by=reviewer)
    other = problems.write(draft(programme, code="", message="La foto no se reconoce"), by=coordinator)
    problems.publish(other, languages=["en"], by=reviewer)

    assert found(typed, programme, coordinator)[0] == problem


@pytest.mark.parametrize("typed", ["", "   ", "zzzz qqqq", "\x00", "´"])
def test_nothing_like_it_finds_nothing(problem, programme, reviewer, coordinator, typed):
    problems.publish(problem, languages=["en"], by=reviewer)

    assert found(typed, programme, coordinator) == []


def test_the_exact_code_comes_first(programme, reviewer, coordinator):
    for number in (501, 502, 503):
        row = problems.write(draft(programme, code=str(number), message=f"Error {number}"), by=coordinator)
        problems.publish(row, languages=["en"], by=reviewer)

    assert found("502", programme, coordinator)[0].code == "502"


def test_trials_are_counted_once_a_day_and_colleague(problem, programme, reviewer, desk, stranger):
    problems.publish(problem, languages=["en"], by=reviewer)
    for worked in (True, False):
        problems.tried(problem, worked=worked, by=desk)
    problems.tried(problem, worked=True, by=stranger)

    (row,) = problems.shown(programme, by=desk)

    assert (row.worked, row.failed, row.worked_on) == (1, 1, timezone.localdate())
    assert ProblemTrial.objects.filter(organization=stranger.organization).count() == 1


def test_a_trial_needs_something_published(problem, desk):
    with pytest.raises(NotHere):
        problems.tried(problem, worked=True, by=desk)


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"message": "  "}, BadInput),
        ({"message": "x" * 241}, BadInput),
        ({"code": "x" * 41}, BadInput),
        ({"status": "gone"}, BadInput),
        ({"language": "tlh"}, BadInput),
        ({"last_confirmed_on": timezone.localdate() + timedelta(days=9)}, BadInput),
        ({"message": "A-number 123456789"}, LooksLikeDocument),
        ({"helps_es": "contraseña: Casa2024!"}, LooksLikePassword),
    ],
)
def test_what_cannot_be_kept_is_refused(programme, coordinator, change, refused):
    with pytest.raises(refused):
        problems.write(draft(programme, **change), by=coordinator)

    assert not KnownProblem.objects.exists()


def test_who_may_write_publish_and_withdraw(problem, programme, desk, reader, stranger, network_desk):
    for member in (desk, reader):
        with pytest.raises(NotAllowed):
            problems.write(draft(programme), by=member)
    for member in (desk, reader, stranger, network_desk):
        with pytest.raises(NotAllowed):
            problems.publish(problem, languages=[], by=member)
        with pytest.raises(NotAllowed):
            problems.withdraw(problem, by=member)


def test_a_programme_of_another_network_is_not_there(programme, outsider):
    with pytest.raises(NotHere):
        problems.write(draft(programme), by=outsider)
