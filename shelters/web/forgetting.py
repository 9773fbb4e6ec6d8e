"""Erasing a family on request, and the page of a coordinator about how long things stay."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions import keeping
from accounts.rights import Right
from core.errors import BadInput, DomainError
from core.web.pages import page
from privacy import retention
from privacy.documents import spans
from privacy.models import LegalHold, Receipt
from shelters.actions import erasures, legal_holds, lookups
from shelters.models import ErasureRequest, Household
from shelters.web.doors import StaffRequest, staff_page

RECEIPTS_SHOWN = 10


@staff_page(Right.SEE_RETENTION)
def keeping_times(request: StaffRequest, refused: DomainError | None = None) -> HttpResponse:
    """How long what stays, what was erased lately, and what waits for a decision."""
    tenant = request.member.organization_id
    rules = [
        (rule, spans.in_words(retention.hours(tenant, rule.name)), retention.hours(tenant, rule.name))
        for rule in retention.rules_of(tenant)
        if rule.hours
    ]
    held = list(LegalHold.objects.visible_to(request.member).in_force())
    wishes = list(ErasureRequest.objects.visible_to(request.member).pending().select_related("household"))
    if held or wishes:
        lookups.listed(ErasureRequest, by=request.member)
    return page(
        request,
        "shelters/keeping.html",
        title=_("How long we keep things"),
        status=refused.status if refused else 200,
        rules=rules,
        receipts=list(Receipt.objects.visible_to(request.member)[:RECEIPTS_SHOWN]),
        holds=with_households(held, request),
        requests=wishes,
        may_change=request.member.may(Right.EDIT_SHELTER),
        refused=refused,
    )


@require_POST
@staff_page(Right.SEE_RETENTION)
def keep_for(request: StaffRequest) -> HttpResponse:
    """A shorter time for one rule, or the usual one again."""
    try:
        keeping.keep_for(request.POST.get("rule", ""), hours=_hours(request), by=request.member)
    except DomainError as refused:
        return keeping_times(request, refused=refused)
    messages.success(request, _("Kept. What is past this time goes within minutes."))
    return redirect("shelters:keeping")


@require_POST
@staff_page(Right.PLACE)
def ask(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """The family wants to be forgotten: written down at any desk."""
    found = lookups.by_id(household_id, by=request.member)
    wish = erasures.ask(found, by=request.member)
    return redirect("shelters:erasure", wish.pk)


@staff_page(Right.PLACE)
def erasure(request: StaffRequest, erasure_id: UUID, refused: DomainError | None = None) -> HttpResponse:
    """What goes, what stays, until when; a coordinator does it here."""
    wish = _found(request, erasure_id)
    household = erasures.about(wish, by=request.member)
    return page(
        request,
        "shelters/erasure.html",
        title=_("Erase on request"),
        status=refused.status if refused else 200,
        wish=wish,
        household=household,
        is_held=bool(household and legal_holds.is_held(household)),
        is_here=bool(household and household.stays.open().exists()),
        may_erase=request.member.may(Right.ERASE_ON_REQUEST),
        may_withdraw=wish.asked_by_id == request.member.pk or request.member.may(Right.ERASE_ON_REQUEST),
        refused=refused,
    )


@require_POST
@staff_page(Right.PLACE)
def decide(request: StaffRequest, erasure_id: UUID) -> HttpResponse:
    """Erase now, or the family has changed its mind."""
    wish = _found(request, erasure_id)
    try:
        if request.POST.get("act") == "erase":
            erasures.carry_out(wish, by=request.member, ends_stay="ends_stay" in request.POST)
            messages.success(request, _("Erased. Print the confirmation for the family."))
        elif request.POST.get("act") == "withdraw":
            erasures.withdraw(wish, by=request.member)
            messages.success(request, _("Withdrawn. Everything stays until its usual end."))
        else:
            raise BadInput({"act": ""})
    except DomainError as refused:
        return erasure(request, erasure_id, refused=refused)
    return redirect("shelters:erasure", wish.pk)


@staff_page(Right.PLACE)
def confirmation(request: StaffRequest, erasure_id: UUID) -> HttpResponse:
    """The paper for the family, in its language: number, date, what went, what stays. No name, no code."""
    wish = _found(request, erasure_id)
    offered = dict(settings.LANGUAGES)
    asked = (request.GET.get("language", ""), wish.language, translation.get_language() or "")
    language = next((each for each in asked if each in offered), settings.LANGUAGE_CODE)
    with translation.override(language):
        return render(request, "shelters/papers/erasure.html", _paper(wish, language))


def with_households(held: list[LegalHold], request: StaffRequest) -> list[tuple[LegalHold, Household | None]]:
    """Each hold with the household that it names, if the reader may open it."""
    ids = [each.household_id for each in held]
    rows = Household.objects.visible_to(request.member).filter(pk__in=ids)
    by_id = {row.pk: row for row in rows}
    return [(each, by_id.get(each.household_id)) for each in held]


def _paper(wish: ErasureRequest, language: str) -> dict[str, Any]:
    counts = Counter({label.rpartition(".")[2]: rows for label, rows in wish.counts.items()})
    return {
        "wish": wish,
        "persons": counts["Person"],
        "stays": counts["Stay"],
        "others": counts.total() - counts["Person"] - counts["Stay"] - counts["Household"],
        "audit": spans.in_words(retention.hours(wish.organization_id, "audit")),
        "backup": spans.in_words(spans.BACKUP_DAYS * 24),
        "shown_language": language,
        "languages": settings.LANGUAGES,
        "is_rtl": translation.get_language_info(language)["bidi"],
    }


def _found(request: StaffRequest, erasure_id: UUID) -> ErasureRequest:
    rows = ErasureRequest.objects.visible_to(request.member)
    return rows.select_related("household", "organization", "asked_by__user").found(pk=erasure_id)


def _hours(request: StaffRequest) -> int:
    text = request.POST.get("hours", "")
    if not text.isascii() or not text.isdecimal() or len(text) > 5:
        raise BadInput({"hours": text[:8]})
    return int(text)
