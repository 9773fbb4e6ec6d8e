""" "What do you keep about me?": one page on paper, in the language of the family, without a name."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.rights import Right
from core.errors import Text
from privacy.documents import spans
from privacy.inventory import DECLARED, Declaration
from shelters.actions import prints
from shelters.actions.prints import Kept
from shelters.languages import LANGUAGES
from shelters.models import Household, Person, Stay
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.words import FEATURE_WORDS

# The optional answers as the family would say it; others go by their own name.
ANSWERS: dict[str, Text] = {
    "called_name": _("What you want to be called"),
    "notes": _("Notes about you"),
    "contact_way": _("How to reach you"),
}


@staff_page(Right.SEE_HOUSEHOLD)
def kept(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """The paper with what is ticked beside it: `words` the family's own, `house` the name of the house."""
    found = prints.kept(household_id, by=request.member, with_texts="words" in request.GET)
    language = language_of(request, found.household)
    with translation.override(language):
        sheet = render_to_string("shelters/papers/kept_sheet.html", _facts(found, request))
    return render(
        request,
        "shelters/papers/kept.html",
        {
            "household": found.household,
            "sheet": sheet,
            "shown_language": language,
            "is_rtl": translation.get_language_info(language)["bidi"],
            "languages": settings.LANGUAGES,
            "not_spoken": not_spoken(found.household),
            "asked": request.GET,
            "has_texts": any(answer.is_kept for answer in found.answers),
        },
    )


def _facts(found: Kept, request: StaffRequest) -> dict[str, Any]:
    """What the paper says. Called in the language of the paper, because some of it becomes text here."""
    tenant = found.household.organization_id
    words_rule = spans.rule_of(DECLARED["shelters.Person"], "called_name")
    rows_rule = spans.rule_of(DECLARED["shelters.Household"])
    return {
        "kept": found,
        "house": found.stay.shelter if found.stay and "house" in request.GET else None,
        "zone": found.stay.shelter.time_zone if found.stay else request.member.organization.network.time_zone,
        "language": dict(LANGUAGES).get(found.household.language, ""),
        "ages": [(label, found.ages[band]) for band, label in Person.AgeBand.choices if band in found.ages],
        "groups": [
            (label, found.groups[group])
            for group, label in Person.Gender.choices
            if group in found.groups and group != Person.Gender.NOT_STATED
        ],
        "answers": [(ANSWERS.get(answer.column, answer.name), answer) for answer in found.answers],
        "needs": [(name, FEATURE_WORDS[name], people) for name, people in found.needs.items()],
        "is_held": found.stay is not None and found.stay.state == Stay.State.HELD,
        "rest": [(rest.name, rest.rows, _sooner(rest.declared, tenant)) for rest in found.rest],
        "words_span": spans.in_words(spans.hours(words_rule, tenant)) if words_rule else "",
        "rows_span": spans.in_words(spans.hours(rows_rule, tenant)) if rows_rule else "",
        "backup": spans.in_words(spans.BACKUP_DAYS * 24),
    }


def _sooner(one: Declaration, tenant: UUID) -> str:
    """When such rows are erased, where that is not with the household."""
    return "" if one.until == DECLARED["shelters.Household"].until else spans.told(one, tenant)


def language_of(request: StaffRequest, household: Household) -> str:
    """What was chosen beside the paper, else the family's language, else that of the reader."""
    wanted = (request.GET.get("language", ""), household.language, translation.get_language() or "")
    offered = dict(settings.LANGUAGES)
    return next((language for language in wanted if language in offered), settings.LANGUAGE_CODE)


def not_spoken(household: Household) -> str:
    """The family's language when the site has no texts in it: somebody must read the paper aloud."""
    is_gap = household.language and household.language not in dict(settings.LANGUAGES)
    return str(dict(LANGUAGES).get(household.language, household.language)) if is_gap else ""
