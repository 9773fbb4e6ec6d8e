"""Legal demands: the register, one demand on paper, and what a demand could obtain today."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.rights import Right
from core.errors import DomainError
from core.web.pages import page
from shelters.actions import demands as acts
from shelters.actions import lookups
from shelters.models import Demand, HouseholdExport
from shelters.web.doors import StaffRequest, staff_page

CHOOSE = [("", "---")]


class DemandForm(forms.Form):
    """Who asked for what. Lists only; what was said is not written here."""

    asked_by = forms.ChoiceField(label=gettext_lazy("Who asked"), choices=[*CHOOSE, *Demand.Asker.choices])
    received_on = forms.DateField(
        label=gettext_lazy("On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    paper = forms.ChoiceField(label=gettext_lazy("With what paper"), choices=[*CHOOSE, *Demand.Paper.choices])
    wanted = forms.ChoiceField(
        label=gettext_lazy("What was asked for"), choices=[*CHOOSE, *Demand.Wanted.choices]
    )
    codes = forms.CharField(
        label=gettext_lazy("Codes of the households that it names"),
        help_text=gettext_lazy("One in each line, as it stands on the card. Empty where none is named."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        required=False,
        max_length=2000,
    )


class AnswerForm(forms.Form):
    """What they got."""

    answer = forms.ChoiceField(label=gettext_lazy("Answer"), choices=[*CHOOSE, *Demand.Answer.choices])
    households_given = forms.IntegerField(
        label=gettext_lazy("Households disclosed"), min_value=0, max_value=100_000, initial=0
    )
    persons_given = forms.IntegerField(
        label=gettext_lazy("Persons disclosed"), min_value=0, max_value=100_000, initial=0
    )


@staff_page(Right.ANSWER_DEMANDS)
def register(request: StaffRequest) -> HttpResponse:
    """The register, newest first, and the form for the next one."""
    form = DemandForm(request.POST or None, initial={"received_on": timezone.localdate()})
    refused = None
    if form.is_valid():
        facts = {**form.cleaned_data, "codes": form.cleaned_data["codes"].split("\n")}
        try:
            demand = acts.register(**facts, by=request.member)
        except DomainError as error:
            refused = error
            told(form, error)
        else:
            return redirect("shelters:demand", demand.pk)
    return page(
        request,
        "shelters/demands/register.html",
        title=_("Legal demands"),
        status=400 if form.errors or refused else 200,
        form=form,
        refused=refused,
        demands=Demand.objects.visible_to(request.member).order_by("-registered_at")[:200],
    )


@staff_page(Right.ANSWER_DEMANDS)
def demand(request: StaffRequest, demand_id: UUID) -> HttpResponse:
    """One demand, to print; its answer; the way to a file.

    Raises: NotHere.
    """
    return _shown(request, demand_id, AnswerForm())


@require_POST
@staff_page(Right.ANSWER_DEMANDS)
def answer(request: StaffRequest, demand_id: UUID) -> HttpResponse:
    """Write the answer down.

    Raises: NotHere, DemandAnswered.
    """
    form = AnswerForm(request.POST)
    found = Demand.objects.visible_to(request.member).found(pk=demand_id)
    if not form.is_valid():
        return _shown(request, demand_id, form, status=400)
    try:
        acts.answer(found, **form.cleaned_data, by=request.member)
    except DomainError as refused:
        told(form, refused)
        return _shown(request, demand_id, form, refused=refused, status=refused.status)
    return redirect("shelters:demand", demand_id)


def told(form: forms.Form, refused: DomainError) -> None:
    """What the action said about single fields, beside these fields."""
    for name, reasons in getattr(refused, "fields", {}).items():
        form.add_error(name if name in form.fields else None, reasons)


def _shown(request: StaffRequest, demand_id: UUID, form: AnswerForm, **more: Any) -> HttpResponse:
    rows = Demand.objects.visible_to(request.member)
    found = rows.select_related("registered_by__user", "answered_by__user").found(pk=demand_id)
    exports = HouseholdExport.objects.visible_to(request.member).filter(demand=found)
    named = list(found.named.visible_to(request.member).select_related("household"))
    if named:
        lookups.listed(Demand, by=request.member)
    return page(
        request,
        "shelters/demands/demand.html",
        title=_("Legal demand"),
        demand=found,
        named=named,
        exports=exports.select_related("asked_by__user", "approved_by__user"),
        form=form,
        **more,
    )
