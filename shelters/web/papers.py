"""Papers of an organization about what it keeps: notices, a sheet for consent, the record of processing."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.rights import Right
from core.errors import NotHere, Text
from core.web.pages import page
from privacy import retention
from privacy.documents import holdings, spans
from privacy.inventory import DECLARED
from privacy.web.keeps import chosen_language
from shelters.actions import processing
from shelters.sheets import writing
from shelters.sheets.open_document import KIND, as_ods
from shelters.web.doors import StaffRequest, staff_page

# Each has a template of its name. A lawyer reads them before a family does.
PAPERS: dict[str, Text] = {
    "short": _("Short privacy notice (Mexico: aviso de privacidad simplificado)"),
    "full": _("Full privacy notice (Mexico: aviso de privacidad integral)"),
    "general": _("Privacy notice for other countries"),
    "consent": _("Sheet for consent, with pictograms"),
}
# What a sheet for consent asks: the field, the drawing beside it, the words read aloud.
QUESTIONS: dict[str, tuple[str, Text]] = {
    "called_name": ("person", _("A name to call you by. It need not be your real name.")),
    "notes": ("info", _("A short note that helps us to help you. No illness, no story of your journey.")),
    "contact_way": ("phone", _("A way to reach you: a number or somebody who knows where you are.")),
}
FORMATS = {"csv": (writing.as_csv, "text/csv; charset=utf-8"), "ods": (as_ods, KIND)}


@staff_page(Right.SEE_AUDIT)
def papers(request: StaffRequest) -> HttpResponse:
    """What there is to print and to hand over."""
    return page(
        request,
        "shelters/papers/list.html",
        title=gettext("Papers about privacy"),
        papers=[(f"shelters:paper_{kind}", name) for kind, name in PAPERS.items()],
        languages=settings.LANGUAGES,
    )


@staff_page(Right.SEE_AUDIT)
def record(request: StaffRequest) -> HttpResponse:
    """The record of processing as a file, by POST only: it is written down that it was taken.

    Raises: NotHere.
    """
    ending = request.POST.get("file", "")
    if request.method != "POST" or ending not in FORMATS:
        raise NotHere
    figures = processing.export(by=request.member)
    write, kind = FORMATS[ending]
    answer = HttpResponse(write(figures.headers, figures.rows), content_type=kind)
    name = f"record-{timezone.now():%Y-%m-%d}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@staff_page(Right.SEE_AUDIT)
def paper(request: StaffRequest, kind: str) -> HttpResponse:
    """One paper in the language of `?language=`, filled with the organization's name and its own hours."""
    language = chosen_language(request)
    organization = request.member.organization
    with translation.override(language):
        facts = {
            "organization": organization,
            "guests": holdings.about_guests(organization.pk),
            "rules": _rules(request),
            "questions": _questions(request),
            "backup": spans.in_words(spans.BACKUP_DAYS * 24),
        }
        sheet = render_to_string(f"shelters/papers/{kind}.html", facts)
    return render(
        request,
        "shelters/papers/paper.html",
        {
            "sheet": sheet,
            "title": PAPERS[kind],
            "shown_language": language,
            "is_rtl": translation.get_language_info(language)["bidi"],
        },
    )


def _questions(request: StaffRequest) -> list[dict[str, Text]]:
    """What this organization asks for, and what every family is asked before another house reads of it."""
    organization = request.member.organization
    ends = {
        name: spans.told(one, organization.pk, name)
        for one in DECLARED.values()
        if one.about_guests
        for name in one.kinds
        if name in QUESTIONS
    }
    asked: list[dict[str, Text]] = [
        {"icon": icon, "text": text, "until": ends.get(name, "")}
        for name, (icon, text) in QUESTIONS.items()
        if name in organization.collects
    ]
    to_neighbours = _(
        "When there is no bed here: another house may read how many you are, your ages, your needs and your "
        "language, before you go there. No name."
    )
    return [*asked, {"icon": "move", "text": to_neighbours, "until": ""}]


def _rules(request: StaffRequest) -> list[tuple[str, str]]:
    """What is erased when by the rules of the organization: (what, "30 days after the household left")."""
    tenant = request.member.organization_id
    about = {one.label for one in holdings.about_guests(tenant)}
    rules = [rule for rule in retention.RULES.values() if about & set(rule.models)]
    return [(str(rule.label), spans.of_rule(rule, tenant)) for rule in rules]
