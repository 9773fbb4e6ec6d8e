"""Answer cards: a question that everybody asks, read by a second person before it is shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.rights import Role
from appointments.actions import answer_cards
from appointments.models import AnswerCard
from core.errors import BadInput, NotAllowed, NotHere
from privacy.errors import SecondPersonNeeded
from tests.factories.accounts import MembershipFactory
from tests.factories.appointments import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(coordinator):
    return MembershipFactory(organization=coordinator.organization, role=Role.COORDINATOR)


@pytest.fixture
def card(coordinator):
    return answer_cards.write(draft(), by=coordinator)


def draft(**answers):
    told = {
        "topic": "scams",
        "question_en": "Does it cost anything?",
        "answer_en": "No. It is free.",
        "valid_until": timezone.localdate() + timedelta(days=90),
    }
    return AnswerCard(**{**told, **answers})


def test_a_card_belongs_to_the_house_and_is_known_to_its_network(card, coordinator, stranger, outsider):
    assert card.organization == coordinator.organization
    assert list(AnswerCard.objects.visible_to(stranger)) == [card]
    assert not AnswerCard.objects.visible_to(outsider).exists()


def test_a_second_person_reads_it(card, reviewer, coordinator):
    with pytest.raises(SecondPersonNeeded):
        answer_cards.review(card, languages=["en"], by=coordinator)

    read = answer_cards.review(card, languages=["en"], by=reviewer)

    assert (read.reviewed_by, read.reviewed_languages) == (reviewer, ["en"])


def test_a_change_waits_for_another_review(card, reviewer, coordinator):
    answer_cards.review(card, languages=["en"], by=reviewer)
    card.answer_en = "Nothing at all."

    answer_cards.write(card, by=coordinator)

    card.refresh_from_db()
    assert (card.reviewed_by, card.reviewed_languages) == (None, [])


def test_nobody_reads_the_own_words_because_somebody_changed_another_language(card, reviewer, coordinator):
    card.question_es = "¿Cuesta algo?"
    answer_cards.write(card, by=reviewer)

    with pytest.raises(SecondPersonNeeded):
        answer_cards.review(card, languages=["en", "es"], by=coordinator)
    read = answer_cards.review(card, languages=["es"], by=coordinator)

    assert (read.reviewed_by, read.reviewed_languages) == (coordinator, ["es"])


@pytest.mark.parametrize("languages", [[], ["ht"], ["xx"], ["en", "ht"]])
def test_only_what_is_written_can_be_reviewed(card, reviewer, languages):
    with pytest.raises(BadInput):
        answer_cards.review(card, languages=languages, by=reviewer)


@pytest.mark.parametrize(
    "change",
    [
        {"question_en": ""},
        {"question_en": "x" * 161},
        {"topic": "weather"},
        {"valid_until": timezone.localdate() - timedelta(days=1)},
    ],
)
def test_what_cannot_be_shown_is_refused(coordinator, change):
    with pytest.raises(BadInput):
        answer_cards.write(draft(**change), by=coordinator)

    assert not AnswerCard.objects.exists()


def test_who_may_write_and_review(card, desk, reader, stranger):
    for member in (desk, reader):
        with pytest.raises(NotAllowed):
            answer_cards.write(draft(), by=member)
    for member in (desk, stranger):
        with pytest.raises(NotAllowed):
            answer_cards.review(card, languages=["en"], by=member)
    with pytest.raises(NotAllowed):
        answer_cards.write(card, by=stranger)


def test_a_programme_of_another_network_is_not_there(outsider, coordinator):
    with pytest.raises(NotHere):
        answer_cards.write(
            draft(programme=ProgrammeFactory(organization=outsider.organization)), by=coordinator
        )
