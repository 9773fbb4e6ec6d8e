"""The list of verified helpers: kept by moderators, read by everybody."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.rights import Right
from alerts.actions import helpers
from alerts.actions.helpers import Entry
from alerts.models import Helper
from alerts.web import numbers, rosters
from alerts.web.days import DayInput
from core import dashboard
from core.dashboard import Card
from core.errors import DomainError, NotHere
from core.web.pages import page
from shelters.languages import NAMED
from shelters.web.cards import member_of
from shelters.web.doors import StaffRequest, staff_page

SOON = timedelta(days=14)
COLUMNS = (
    "kind", "name", "source", "source_url", "licence", "area", "cost", "about", "checked_on",
    "check_again_by",
)  # fmt: skip


class HelperForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no type when it runs
    """What is written about a helper."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    source_url = forms.URLField(
        label=gettext_lazy("Address of the register"), required=False, max_length=200, assume_scheme="https"
    )
    points = forms.CharField(
        label=gettext_lazy("Official contact points, one a line"),
        help_text=gettext_lazy(
            "Phone numbers with their country: +52, +1, +509. Without it, it is guessed from the area code."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        max_length=2000,
    )

    class Meta:
        model = Helper
        fields = COLUMNS
        widgets = {"checked_on": DayInput(), "check_again_by": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = NAMED  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """The action and the database do."""

    def _post_clean(self) -> None:
        """Fields only: the row is checked by the action, which says what to do."""

    @property
    def entry(self) -> Entry:
        """What was typed."""
        typed = self.cleaned_data
        points = tuple(typed["points"].splitlines())
        return Entry(
            **{name: typed[name] for name in COLUMNS}, languages=tuple(typed["languages"]), points=points
        )


@staff_page(Right.SEE_NETWORK)
def listed(request: StaffRequest) -> HttpResponse:
    """All helpers of the network, those whose check is due first."""
    rows = Helper.objects.visible_to(request.member).prefetch_related("points")
    today = timezone.localdate()
    return page(
        request,
        "alerts/helpers/list.html",
        title=_("Verified helpers"),
        helpers=[
            (row, [helpers.reached(point) for point in row.points.all()])
            for row in rows.order_by("retired_at", "check_again_by", "name")
        ],
        today=today,
        soon=today + SOON,
        network=request.member.organization.network,
        may_keep=request.member.may(Right.KEEP_HELPERS),
        imported=rosters.lately(request),
    )


@staff_page(Right.KEEP_HELPERS)
def add(request: StaffRequest) -> HttpResponse:
    """Enter a helper."""
    today = timezone.localdate()
    first = {"checked_on": today, "check_again_by": today + helpers.USUAL}
    form = HelperForm(request.POST or None, initial=first)
    return _form_page(request, form, None)


@staff_page(Right.KEEP_HELPERS)
def one(request: StaffRequest, helper_id: UUID) -> HttpResponse:
    """Change what is written about a helper.

    Raises: NotHere.
    """
    helper = Helper.objects.visible_to(request.member).found(pk=helper_id)
    kept = helpers.entry_of(helper)
    first = {"languages": kept.languages, "points": "\n".join(kept.points)}
    form = HelperForm(request.POST or None, instance=helper, initial=first)
    return _form_page(request, form, helper)


def _form_page(request: StaffRequest, form: HelperForm, helper: Helper | None) -> HttpResponse:
    refused: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if helper is None:
                helpers.add(form.entry, by=request.member)
            else:
                helpers.change(helper, form.entry, by=request.member)
        except DomainError as error:
            refused = error
        else:
            messages.success(request, numbers.saved(form.entry.points))
            return redirect("alerts:helpers")
    title = _("A verified helper") if helper else _("Add a verified helper")
    status = refused.status if refused else 400 if form.errors else 200
    return page(
        request,
        "alerts/helpers/one.html",
        title=title,
        status=status,
        form=form,
        helper=helper,
        refused=refused,
    )


@require_POST
@staff_page(Right.KEEP_HELPERS)
def deed(request: StaffRequest, helper_id: UUID, what: str) -> HttpResponse:
    """Looked at again today, or taken off the list.

    Raises: NotHere.
    """
    helper = Helper.objects.visible_to(request.member).found(pk=helper_id)
    if what == "checked":
        helpers.checked_again(helper, by=request.member)
        messages.success(request, _("Written down: checked today."))
    elif what == "retire":
        helpers.retire(helper, by=request.member)
        messages.success(request, _("Taken off the list. Open it and save it to bring it back."))
    else:
        raise NotHere
    return redirect("alerts:helpers")


def card(request: HttpRequest) -> Card | None:
    """Helpers whose check is over, for whoever keeps the list."""
    member = member_of(request)
    if not member.may(Right.KEEP_HELPERS):
        return None
    rows = Helper.objects.visible_to(member).named()
    due = rows.filter(check_again_by__lte=timezone.localdate() + SOON).count()
    return Card("alerts/cards/helpers.html", {"due": due}) if due else None


dashboard.register(card, position=21)
