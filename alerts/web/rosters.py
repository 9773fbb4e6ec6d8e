"""The page that imports a roster of verified helpers: choose a file, look at every row, import, take back.

Nothing of the file is kept on the server: the rows travel in the page, signed. What an import wrote (ids, and
what stood there before) is kept for an hour in the session of whoever imported it.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.rights import Right
from alerts.actions import rosters
from alerts.actions.rosters import Done, Roster, Terms
from alerts.models import Helper
from alerts.roster_columns import COLUMNS
from alerts.web.days import DayInput
from core.errors import BadInput, DomainError, TooLate
from core.web.pages import page
from shelters.sheets.plans import Plan, State
from shelters.web import sheets
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.sheets import InMemory

SALT = "alerts.roster"
DONE = "alerts.imported"
MOST_TOLD = 40


class TermsForm(forms.Form):
    """What holds for the whole file, where its rows do not say otherwise."""

    source = forms.ChoiceField(
        label=gettext_lazy("Register that the file is from"),
        choices=[("", gettext_lazy("as the rows say")), *Helper.Source.choices],
        required=False,
    )
    source_url = forms.URLField(
        label=gettext_lazy("Address of the register"), required=False, max_length=200, assume_scheme="https"
    )
    checked_on = forms.DateField(label=gettext_lazy("Day of the file"), widget=DayInput())

    @property
    def terms(self) -> Terms:
        """What was typed.

        Raises: BadInput.
        """
        if not self.is_valid():
            raise BadInput({name: [str(text) for text in texts] for name, texts in self.errors.items()})
        return Terms(**self.cleaned_data)


@csrf_exempt  # the handler must be there before the form is read; `_page` checks the token itself
def roster(request: HttpRequest) -> HttpResponse:
    """Import a roster."""
    handler = InMemory(request)
    request.upload_handlers = [handler]
    return _page(request, handler)


@staff_page(Right.KEEP_HELPERS)
def _page(request: StaffRequest, handler: InMemory) -> HttpResponse:
    if request.method != "POST":
        return _choose(request)
    try:
        read = _roster(request, handler)
        carried = sheets.packed(read.table, by=request.member, salt=SALT)
    except DomainError as refused:
        return _choose(request, refused)
    try:
        terms = _form(request).terms
        if "carry_out" in request.POST:
            return _carry_out(request, read, terms)
        plan = rosters.preview(read, by=request.member, terms=terms)
    except DomainError as refused:
        return _look(request, read, carried, refused=refused)
    return _look(request, read, carried, plan=plan)


def _roster(request: StaffRequest, handler: InMemory) -> Roster:
    """The table that was uploaded now, or the one that the page carried.

    Raises: what reading refuses, PreviewTooOld.
    """
    if carried := request.POST.get("carried"):
        table = sheets.unpacked(carried, by=request.member, salt=SALT)
        return Roster.of(table, sheets.chosen(request.POST))
    return Roster.of(handler.table())


def _form(request: StaffRequest) -> TermsForm:
    return TermsForm(request.POST or None, initial={"checked_on": timezone.localdate()})


def _choose(request: StaffRequest, refused: DomainError | None = None) -> HttpResponse:
    """Choose a file."""
    return page(
        request,
        "alerts/helpers/import.html",
        title=_("Import verified helpers"),
        status=refused.status if refused else 200,
        columns=COLUMNS,
        most=rosters.MOST_ROWS,
        form=_form(request),
        refused=refused,
    )


def _look(
    request: StaffRequest,
    read: Roster,
    carried: str,
    *,
    plan: Plan | None = None,
    refused: DomainError | None = None,
) -> HttpResponse:
    """What would happen, row by row, and which column is which."""
    return page(
        request,
        "alerts/helpers/import_preview.html",
        title=_("Import verified helpers"),
        status=refused.status if refused else 200,
        carried=carried,
        form=_form(request),
        refused=refused,
        **sheets.previewed(plan, read.table, read.matching, COLUMNS),
    )


def _carry_out(request: StaffRequest, read: Roster, terms: Terms) -> HttpResponse:
    """Import the good rows. A second tap finds everything there already."""
    plan, done = rosters.carry_out(read, by=request.member, terms=terms)
    kept = _("Kept: %(new)s new, %(changed)s changed, %(unchanged)s the same.")
    messages.success(request, kept % {"new": plan.new, "changed": plan.changed, "unchanged": plan.unchanged})
    if wrong := [line.number for line in plan.lines if line.state == State.WRONG]:
        told = ", ".join(str(number) for number in wrong[:MOST_TOLD])
        more = " …" if len(wrong) > MOST_TOLD else ""
        messages.warning(request, _("Not kept: rows %(rows)s of the file.") % {"rows": told + more})
    if plan.changes_something:
        request.session[DONE] = {**asdict(done), "at": done.at.isoformat()}
    return redirect("alerts:helpers")


def lately(request: StaffRequest) -> Done | None:
    """The last import of this session, as long as it can be taken back."""
    kept: dict[str, Any] | None = request.session.get(DONE)
    if kept is None:
        return None
    at = datetime.fromisoformat(kept["at"])
    if at < timezone.now() - rosters.TAKEN_BACK_WITHIN:
        del request.session[DONE]
        return None
    return Done(at, tuple(kept["new"]), tuple(kept["changed"]))


@require_POST
@staff_page(Right.KEEP_HELPERS)
def take_back(request: StaffRequest) -> HttpResponseRedirect:
    """Take the last import of this session back.

    Raises: NotAllowed, TooLate.
    """
    done = lately(request)
    if done is None:
        raise TooLate
    taken, left = rosters.take_back(done, by=request.member)
    del request.session[DONE]
    messages.success(request, _("Taken back: %(count)s helpers.") % {"count": taken})
    if left:
        messages.warning(request, _("%(count)s stay: somebody has changed them since.") % {"count": left})
    return redirect("alerts:helpers")
