"""Workshops and advice in a browser: two taps for a seat, every page accessible and narrow enough."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Role
from appointments.actions import answer_cards, problems, waiting, workshops
from appointments.models import AnswerCard, KnownProblem, Programme, Workshop
from shelters.models import Household
from tests.browser.conftest import Town, Visiting, press
from tests.browser.looking import tour
from tests.factories.accounts import MembershipFactory
from tests.factories.appointments import ProgrammeFactory, WorkshopFactory


@pytest.fixture
def session(town: Town) -> Workshop:
    """Tomorrow in the house, with one family on the list."""
    row: Workshop = WorkshopFactory(
        shelter=town.norte,
        made_by=town.coordinator,
        languages=["es", "ht"],
        has_child_corner=True,
        starts_at=timezone.now() + timedelta(hours=20),
    )
    family = Household.objects.filter(organization=town.norte.organization).latest("opened_at")
    workshops.sign_up(row, family.code, by=town.volunteer)
    return row


@pytest.fixture
def advice(town: Town) -> tuple[Programme, KnownProblem, AnswerCard]:
    """A programme with figures, a known problem and a card, both read by a second person."""
    organization, today = town.norte.organization, timezone.localdate()
    reviewer = MembershipFactory(organization=organization, role=Role.COORDINATOR)
    programme: Programme = ProgrammeFactory(organization=organization)
    words = "Error 502 BAD_GATEWAY_" + "x" * 80
    problem = KnownProblem(programme=programme, message=words, code="502", last_confirmed_on=today)
    problem.helps_en = "Close it.\nWait ten minutes."
    problems.publish(problems.write(problem, by=town.coordinator), languages=["en"], by=reviewer)
    card = AnswerCard(topic="scams", question_en="Does it cost anything?", answer_en="No. It is free.")
    card.valid_until = today + timedelta(days=30)
    answer_cards.review(answer_cards.write(card, by=town.coordinator), languages=["en"], by=reviewer)
    waiting.renew()
    return programme, problem, card


def test_the_pages_are_accessible_and_narrow(
    visit: Visiting, town: Town, session: Workshop, advice: tuple[Programme, KnownProblem, AnswerCard]
) -> None:
    programme, problem, card = advice
    desk, boss = town.volunteer, town.coordinator
    pages: dict[str, tuple[Membership, str]] = {
        "first page": (desk, "/admin/"),
        "workshops": (desk, "/workshops/"),
        "plan": (desk, "/workshops/new/"),
        "session": (desk, f"/workshops/{session.pk}/"),
        "list to print": (desk, f"/workshops/{session.pk}/paper/"),
        "problems": (boss, f"/problems/?programme={programme.pk}&text=eror+502"),
        "problem": (boss, f"/problems/{problem.pk}/"),
        "write a problem": (boss, f"/problems/{problem.pk}/change/"),
        "cards": (boss, "/answers/"),
        "card": (boss, f"/answers/{card.pk}/"),
        "write a card": (boss, "/answers/new/"),
        "cards to print": (desk, "/answers/paper/"),
        "waiting times": (town.city, "/waiting/"),
    }

    assert tour(visit, pages) == {}


def test_a_code_and_one_tap_give_a_seat(visit: Visiting, town: Town, session: Workshop) -> None:
    family = Household.objects.filter(organization=town.norte.organization).earliest("opened_at")
    page = visit(town.volunteer).go(f"/workshops/{session.pk}/")

    page.get_by_label("Code of a household").fill(str(family))
    press(page.get_by_role("button", name="Sign up"))

    assert session.taken.filter(household=family).exists()
