"""Known problems: written by one, published by another, tried by everybody (R32)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from appointments import writers
from appointments.events import problem_published
from appointments.models import KnownProblem, ProblemTrial, Programme
from appointments.models.problems import ProblemQuerySet
from appointments.words import refuse_advice, refuse_fields, refuse_message
from core.errors import BadInput
from core.events import announce
from privacy import audit
from privacy.errors import SecondPersonNeeded
from privacy.verbs import Verb
from shelters.names import folded

# Of the letters in a row that two texts share, from 0 to 1: "Eror 502" still finds "Error 502".
LIKE_ENOUGH = 0.62
MOST_FOUND = 10
# One programme has some hundreds of known problems at most; more than these are not looked at.
MOST_LOOKED_AT = 2000
LONGEST_SOUGHT = 120
_ADVICE = [
    f"{name}_{code}" for name in ("helps", "does_not_help") for code in settings.MODELTRANSLATION_LANGUAGES
]


@dataclass(frozen=True)
class Match:
    """A known problem and how much its words are like what was typed, from 0 to 1."""

    problem: KnownProblem
    likeness: float


@transaction.atomic
def write(problem: KnownProblem, *, by: Membership) -> KnownProblem:
    """Write a known problem down, or change it: then it waits for another second person.

    Raises: NotAllowed, NotHere, BadInput (no words, an unknown choice, confirmed on a day to come),
    TooManyLetters, LooksLikeDocument, LooksLikePassword.
    """
    if problem._state.adding:
        problem.organization = by.organization
    by.require(Right.WRITE_ADVICE, within=problem.organization)
    programme = Programme.objects.visible_to(by).found(pk=problem.programme_id)
    former = None
    if not problem._state.adding:
        former = KnownProblem.objects.visible_to(by).locked().found(pk=problem.pk)
    _refuse_unfit(problem)
    problem.network_id = programme.network_id
    if former is not None:
        writers.note(former, writers.changed_languages(former, problem), by=by)
    problem.writers = former.writers if former else {}
    problem.written_by, problem.written_at = by, timezone.now()
    problem.reviewed_by, problem.published_at, problem.reviewed_languages = None, None, []
    problem.save()
    audit.record(Verb.ADVICE_WRITTEN, by=by, about=problem)
    return problem


@transaction.atomic
def publish(problem: KnownProblem, *, languages: Collection[str], by: Membership) -> KnownProblem:
    """A second person has read it, in these languages, and it may be shown.

    Raises: NotAllowed, NotHere, BadInput (a language without text), SecondPersonNeeded.
    """
    by.require(Right.WRITE_ADVICE, within=problem.organization)
    problem = KnownProblem.objects.visible_to(by).locked().found(pk=problem.pk)
    writer = problem.written_by
    if writer.pk == by.pk or writer.user_id == by.user_id:
        raise SecondPersonNeeded
    texts = set(_written_in(problem))
    if not set(languages) <= texts:
        raise BadInput({"languages": sorted(set(languages) - texts)})
    writers.refuse_own(problem, languages, by=by)
    problem.reviewed_by, problem.published_at, problem.withdrawn_at = by, timezone.now(), None
    problem.reviewed_languages = sorted(languages)
    problem.save(update_fields=["reviewed_by", "published_at", "withdrawn_at", "reviewed_languages"])
    audit.record(Verb.ADVICE_REVIEWED, by=by, about=problem)
    announce(problem_published, problem_id=problem.pk)
    return problem


@transaction.atomic
def withdraw(problem: KnownProblem, *, by: Membership) -> KnownProblem:
    """It is wrong or over: nobody is shown it any more.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.WRITE_ADVICE, within=problem.organization)
    problem = KnownProblem.objects.visible_to(by).locked().found(pk=problem.pk)
    problem.withdrawn_at = timezone.now()
    problem.save(update_fields=["withdrawn_at"])
    audit.record(Verb.ADVICE_WRITTEN, by=by, about=problem)
    return problem


@transaction.atomic
def tried(problem: KnownProblem, *, worked: bool, by: Membership) -> ProblemTrial:
    """The advice was tried. Asked twice on a day, the later answer counts.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.SEE_NETWORK, within=by.organization)
    found = KnownProblem.objects.visible_to(by).published().found(pk=problem.pk)
    trial, _is_new = ProblemTrial.objects.update_or_create(
        problem=found,
        by=by,
        on=timezone.localdate(),
        defaults={
            "worked": worked,
            "organization_id": by.organization_id,
            "network_id": found.network_id,
        },
    )
    audit.record(Verb.ADVICE_TRIED, by=by, about=found, within=by.organization_id)
    return trial


def with_trials(rows: ProblemQuerySet) -> ProblemQuerySet:
    """Each with `worked`, `failed` and `worked_on`: how often the advice did, and when last."""
    return rows.annotate(
        worked=Count("trials", filter=Q(trials__worked=True)),
        failed=Count("trials", filter=Q(trials__worked=False)),
        worked_on=Max("trials__on", filter=Q(trials__worked=True)),
    )


def shown(programme: Programme, *, by: Membership) -> list[KnownProblem]:
    """What is published about a programme, with its trials; newest first."""
    rows = KnownProblem.objects.visible_to(by).published().filter(programme=programme)
    return list(with_trials(rows).select_related("programme")[:MOST_LOOKED_AT])


def search(text: str, *, programme: Programme, by: Membership) -> list[Match]:
    """Published problems of the programme whose words or code are like what was typed, the nearest first.

    Accents, capitals and typing errors do not matter. No extension of a database is needed: the rows
    of one programme are compared here.
    """
    return nearest(text, shown(programme, by=by))


def nearest(text: str, problems: Iterable[KnownProblem]) -> list[Match]:
    """Those whose words or code are like what was typed, the nearest first."""
    sought = folded(text[:LONGEST_SOUGHT])
    if not sought:
        return []
    matches = [Match(problem, likeness(sought, problem)) for problem in problems]
    near = [match for match in matches if match.likeness >= LIKE_ENOUGH]
    return sorted(near, key=lambda match: -match.likeness)[:MOST_FOUND]


def likeness(sought: str, problem: KnownProblem) -> float:
    """How much the folded text is like the words of the problem, from 0 to 1."""
    code, message = folded(problem.code), folded(problem.message)
    if code and (code == sought or code in sought.split()):
        return 1.0
    if len(sought) >= 3 and sought in message:
        return 0.95
    words = message.split()
    by_word = [max((_alike(word, other) for other in words), default=0.0) for word in sought.split()]
    return max(_alike(sought, message), sum(by_word) / len(by_word) if words else 0.0, _alike(sought, code))


def _alike(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _refuse_unfit(problem: KnownProblem) -> None:
    """Raises: BadInput, TooManyLetters, LooksLikeDocument, LooksLikePassword."""
    problem.message, problem.code = refuse_message(problem.message), refuse_message(problem.code)
    for name in _ADVICE:
        setattr(problem, name, refuse_advice(getattr(problem, name) or ""))
    if not problem.message:
        raise BadInput({"message": ""})
    if problem.last_confirmed_on > timezone.localdate() + timedelta(days=1):
        raise BadInput({"last_confirmed_on": str(problem.last_confirmed_on)})
    refuse_fields(problem, ("code", "message", "language", "status", *_ADVICE))


def _written_in(problem: KnownProblem) -> Iterator[str]:
    for code in settings.MODELTRANSLATION_LANGUAGES:
        if getattr(problem, f"helps_{code}") or getattr(problem, f"does_not_help_{code}"):
            yield code
