"""Answer cards: a question that everybody asks, written by one and read by another before it is shown."""

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from appointments import writers
from appointments.models import AnswerCard, Programme
from appointments.words import refuse_advice, refuse_fields
from core.errors import BadInput
from privacy import audit
from privacy.errors import SecondPersonNeeded
from privacy.verbs import Verb

_TEXTS = [f"{name}_{code}" for name in ("question", "answer") for code in settings.MODELTRANSLATION_LANGUAGES]


@transaction.atomic
def write(card: AnswerCard, *, by: Membership) -> AnswerCard:
    """Write a card, or change it: then it waits for another second person.

    Raises: NotAllowed, NotHere, BadInput (no question in any language, shown until a day that is over),
    TooManyLetters, LooksLikeDocument, LooksLikePassword.
    """
    if card._state.adding:
        card.organization = by.organization
    by.require(Right.WRITE_ADVICE, within=card.organization)
    former = None
    if not card._state.adding:
        former = AnswerCard.objects.visible_to(by).locked().found(pk=card.pk)
    if card.programme_id is not None:
        Programme.objects.visible_to(by).found(pk=card.programme_id)
    for name in _TEXTS:
        setattr(card, name, refuse_advice(getattr(card, name) or ""))
    refuse_fields(card, ("topic", *_TEXTS))
    if not any(getattr(card, f"question_{code}") for code in settings.MODELTRANSLATION_LANGUAGES):
        raise BadInput({"question": ""})
    if card.valid_until < timezone.localdate():
        raise BadInput({"valid_until": str(card.valid_until)})
    card.network_id = by.organization.network_id
    if former is not None:
        writers.note(former, writers.changed_languages(former, card), by=by)
    card.writers = former.writers if former else {}
    card.written_by, card.written_at = by, timezone.now()
    card.reviewed_by, card.reviewed_languages = None, []
    card.save()
    audit.record(Verb.ADVICE_WRITTEN, by=by, about=card)
    return card


@transaction.atomic
def review(card: AnswerCard, *, languages: Collection[str], by: Membership) -> AnswerCard:
    """A second person has read it in these languages.

    Raises: NotAllowed, NotHere, BadInput (a language without text), SecondPersonNeeded.
    """
    by.require(Right.WRITE_ADVICE, within=card.organization)
    card = AnswerCard.objects.visible_to(by).locked().found(pk=card.pk)
    if card.written_by_id == by.pk or card.written_by.user_id == by.user_id:
        raise SecondPersonNeeded
    without = [
        code
        for code in languages
        if code not in settings.MODELTRANSLATION_LANGUAGES or not getattr(card, f"question_{code}")
    ]
    if without or not languages:
        raise BadInput({"languages": without})
    writers.refuse_own(card, languages, by=by)
    card.reviewed_by, card.reviewed_languages = by, sorted(languages)
    card.save(update_fields=["reviewed_by", "reviewed_languages"])
    audit.record(Verb.ADVICE_REVIEWED, by=by, about=card)
    return card
