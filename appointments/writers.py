"""Who wrote a text last, in each language: nobody reviews the own words, whoever changed another language."""

from collections.abc import Collection

from django.conf import settings
from django.db import models
from modeltranslation.translator import translator

from accounts.models import Membership
from appointments.models import AnswerCard, KnownProblem, Programme
from privacy.errors import SecondPersonNeeded

Written = Programme | KnownProblem | AnswerCard


def changed_languages(former: models.Model | None, row: models.Model) -> set[str]:
    """Languages in which the texts of the row now say something else."""
    if type(row) not in translator.get_registered_models():
        return set()
    names = [
        (code, f"{name}_{code}")
        for name in translator.get_options_for_model(type(row)).all_fields
        for code in settings.MODELTRANSLATION_LANGUAGES
    ]
    return {
        code for code, name in names if (getattr(former, name, "") or "") != (getattr(row, name, "") or "")
    }


def note(row: Written, changed: Collection[str], *, by: Membership) -> None:
    """Write on the row who wrote these languages just now. Before `changed_by` or `written_by` is set anew:
    it says who wrote what has no writer of its own yet.
    """
    before = dict.fromkeys(settings.MODELTRANSLATION_LANGUAGES, _last(row))
    row.writers = before | row.writers | dict.fromkeys(changed, str(by.pk))


def own(row: Written, languages: Collection[str], member: Membership) -> set[str]:
    """Those of the languages whose words are the member's own, in whichever role; one query at most."""
    by_language = {code: row.writers.get(code, _last(row)) for code in languages}
    wrote = {writer for writer in by_language.values() if writer}
    mine = {str(member.pk)} & wrote
    if wrote - mine and member.user_id is not None:
        same = Membership.objects.filter(pk__in=wrote, user_id=member.user_id)
        mine |= {str(pk) for pk in same.values_list("pk", flat=True)}
    return {code for code, writer in by_language.items() if writer in mine}


def refuse_own(row: Written, languages: Collection[str], *, by: Membership) -> None:
    """Raises: SecondPersonNeeded."""
    if own(row, languages, by):
        raise SecondPersonNeeded


def _last(row: Written) -> str:
    """Nothing where nobody has: texts that came with the site."""
    last = row.changed_by_id if isinstance(row, Programme) else row.written_by_id
    return str(last or "")
