"""The lock: a button on every staff page, a card afterwards, and two people who open again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import locks, phones
from accounts.models import VisitPhone
from accounts.rights import Right
from accounts.web import visiting
from accounts.web.access import member_required, open_to_all
from core.errors import BadInput, DomainError, NotHere
from core.web.pages import page
from privacy import walls


@open_to_all
@require_safe
def visit(request: HttpRequest) -> HttpResponse:
    """The card, for everybody: also for a browser in which nobody is signed in any more."""
    return visiting.card(request)


@member_required
@require_http_methods(["GET", "POST"])
def lock(request: Any) -> HttpResponse:
    """By POST: hide everything, end every session, show the card. By GET: the button alone, without scripts.

    Raises: NotAllowed.
    """
    member = request.member
    if request.method == "GET":
        member.require(Right.LOCK, within=member.organization)
        return render(request, "accounts/lock.html")
    with walls.within(member.organization_id, user=member.user_id):
        locks.lock(by=member)
    logout(request)
    answer = HttpResponseRedirect(reverse("accounts:visit"))
    visiting.remember(request, answer, member.organization)
    return answer


@open_to_all
@require_POST
def reopen(request: Any) -> HttpResponse:
    """`step` is "ask" or "confirm"; afterwards the card again, or the first page.

    Raises: NotHere for whoever does not work behind a lock, NotAllowed.
    """
    locked = request.standing.locked
    steps = {"ask": locks.ask_to_reopen, "confirm": locks.confirm_reopening}
    step = steps.get(request.POST.get("step", ""))
    if locked is None or step is None:
        raise NotHere
    try:
        with walls.within(locked.organization_id, user=locked.user_id):
            step(by=locked)
    except DomainError as refused:
        messages.error(request, f"{refused} {refused.advice}")
    return HttpResponseRedirect("/")


@member_required
@require_http_methods(["GET", "POST"])
def card_phones(request: Any) -> HttpResponse:
    """The numbers on the card.

    Raises: NotAllowed.
    """
    member = request.member
    member.require(Right.MANAGE_MEMBERS, within=member.organization)
    with walls.within(member.organization_id, user=member.user_id):
        typed = {row.who: row.phone for row in phones.of(member.organization_id)}
        wrong: dict[str, Any] = {}
        if request.method == "POST":
            typed = {who: request.POST.get(who, "") for who in VisitPhone.Who.values}
            try:
                phones.write(typed, by=member)
            except BadInput as refused:
                wrong = refused.fields
            else:
                messages.success(request, _("The card shows these numbers from now on."))
                return HttpResponseRedirect(reverse("accounts:visit"))
    fields = [
        {"name": who, "label": label, "value": typed.get(who, ""), "wrong": wrong.get(who, [])}
        for who, label in VisitPhone.Who.choices
    ]
    title = _("Phones of the visit card")
    return page(
        request, "accounts/visit_phones.html", title=title, fields=fields, status=400 if wrong else 200
    )
