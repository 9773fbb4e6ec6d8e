"""Called names, notes and ways to reach a family: writing them down, finding somebody, and what is asked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.actions import collecting
from accounts.models.organizations import COLLECTABLE
from accounts.rights import Right
from core.errors import DomainError, NotHere
from core.web.pages import page
from privacy import retention
from shelters.actions import lookups, names
from shelters.models import Household, Shelter
from shelters.web import households
from shelters.web.doors import StaffRequest, own_shelter, staff_page
from shelters.web.word_forms import CALLED

# What each optional answer is called, and what it is for.
ANSWERS = {
    "called_name": (
        gettext_lazy("Called name"),
        gettext_lazy(
            "What a person wants to be called, so that you can call them to the door. One short name, true "
            "or not. Never a surname, never from a document. Colleagues can find somebody who is here by it."
        ),
    ),
    "notes": (
        gettext_lazy("Notes"),
        gettext_lazy(
            "A few lines about a household that the next shift must know, such as a bag in the store. Never "
            "an illness, a story, a document or a password."
        ),
    ),
    "contact_way": (
        gettext_lazy("How to reach them"),
        gettext_lazy("One telephone number or account, where a family wants to be reached after it left."),
    ),
}


@require_POST
@staff_page(Right.PLACE)
def write(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """Keep what was typed on the household's page; each field at once, or all with the button."""
    found = Household.objects.visible_to(request.member).select_related("organization").found(pk=household_id)
    called = {
        int(name.removeprefix(CALLED)): str(text)
        for name, text in request.POST.items()
        if name.startswith(CALLED) and name.removeprefix(CALLED).isdecimal()
    }
    others = {name: request.POST[name] for name in names.OF_HOUSEHOLD if name in request.POST}
    try:
        names.keep(found, called=called, by=request.member, **others)
    except DomainError as refused:
        if request.htmx:
            return render(request, "shelters/words_kept.html", {"refused": refused}, status=409)
        return households.household(request, household_id, refused=refused)
    if request.htmx:
        return render(request, "shelters/words_kept.html", {"is_kept": True})
    messages.success(request, _("Saved."))
    return redirect("shelters:household", found.pk)


@require_POST
@staff_page(Right.SEE_HOUSEHOLD)
def find(request: StaffRequest) -> HttpResponse:
    """Who in one house is called like this; posted, so that no address ever holds a name."""
    shelters = list(Shelter.objects.visible_to(request.member).open())
    at, refused, search = None, None, None
    try:
        at = own_shelter(request, _key(request.POST.get("at", "")))
        search = lookups.by_called_name(request.POST.get("called", ""), at=at, by=request.member)
    except NotHere:
        raise
    except DomainError as error:
        refused = error
    return page(
        request,
        "shelters/called.html",
        title=_("Find by called name"),
        status=refused.status if refused else 200,
        shelters=shelters,
        at=at,
        search=search,
        refused=refused,
    )


@staff_page(Right.EDIT_SHELTER)
def asked(request: StaffRequest) -> HttpResponse:
    """What the organization asks about guests: each answer explained, switched on or off, erased."""
    if request.method == "POST":
        return _decide(request)
    organization = request.member.organization
    written = names.written(organization, by=request.member)
    answers = [
        {
            "name": name,
            "label": ANSWERS[name][0],
            "sentence": ANSWERS[name][1],
            "is_asked": name in organization.collects,
            "written": written[name],
        }
        for name in COLLECTABLE
    ]
    hours = retention.hours(organization.pk, names.RULE)
    return page(
        request, "shelters/asked.html", title=_("What is asked about guests"), answers=answers, hours=hours
    )


def _decide(request: StaffRequest) -> HttpResponse:
    organization, name = request.member.organization, request.POST.get("name", "")
    deed = request.POST.get("act", "")
    try:
        if deed == "erase":
            names.erase(organization, name, by=request.member)
            messages.success(request, _("Erased."))
            if kept := names.written(organization, by=request.member)[name]:
                messages.warning(request, _("Kept because of a legal hold: %(kept)d.") % {"kept": kept})
        else:
            asked = organization.collects | {name} if deed == "ask" else organization.collects - {name}
            collecting.choose(organization, asked=asked, by=request.member)
            messages.success(request, _("Saved."))
    except DomainError as refused:
        messages.error(request, f"{refused} {refused.advice}")
    return redirect("shelters:asked")


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise NotHere from wrong
