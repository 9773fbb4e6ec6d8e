"""What holds for all amenities of a house: quiet nights, and who comes before others."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.rights import Right
from core.errors import DomainError, NotHere
from core.web.pages import page
from schedules.actions import amenities as acts
from schedules.models import Kind, Priority, QuietTime
from schedules.web.amenity_forms import PriorityForm, QuietTimeForm, RowForm
from shelters.models import Shelter
from shelters.web.doors import StaffRequest, own_shelter, staff_page

FORMS: Mapping[str, tuple[type[RowForm], Callable[..., object], type[QuietTime] | type[Priority]]] = {
    "quiet": (QuietTimeForm, acts.save_quiet_time, QuietTime),
    "priority": (PriorityForm, acts.save_priority, Priority),
}
LAST_RANK = 9


@staff_page(Right.RUN_AMENITIES)
def rules(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """Quiet times and priorities of one house."""
    house = own_shelter(request, shelter_id)
    asked, refused = request.POST.get("part", ""), None
    forms = {name: _form(request, name, house, is_asked=name == asked) for name in FORMS}
    if request.method == "POST":
        try:
            if _is_done(request, house, forms.get(asked)):
                messages.success(request, _("Saved."))
                return redirect("schedules:house_rules", house.pk)
        except NotHere:
            raise
        except DomainError as error:
            refused = error
    return page(
        request,
        "schedules/amenities/house.html",
        title=_("Nights and priorities"),
        status=refused.status if refused else (400 if asked else 200),
        house=house,
        quiet=[
            (row, _about(row)) for row in QuietTime.objects.visible_to(request.member).filter(shelter=house)
        ],
        priorities=[
            (row, _about(row)) for row in Priority.objects.visible_to(request.member).filter(shelter=house)
        ],
        forms=forms,
        asked=asked,
        refused=refused,
    )


def _is_done(request: StaffRequest, house: Shelter, form: RowForm | None) -> bool:
    """Do what was pressed; False where the form has to be looked at again."""
    what, _is_key, key = request.POST.get("do", "").partition("=")
    if form is not None:
        if not form.is_valid():
            return False
        _form_class, save, _model = FORMS[request.POST["part"]]
        save(form.instance, by=request.member)
    elif what == "quiet_over":
        acts.remove_quiet_time(_row(request, QuietTime, house, key), by=request.member)
    elif what in ("use", "rest"):
        priority = _row(request, Priority, house, key)
        priority.is_used = what == "use"
        acts.save_priority(priority, by=request.member)
    else:
        raise NotHere
    return True


def _form(request: StaffRequest, name: str, house: Shelter, *, is_asked: bool) -> RowForm:
    form, _save, model = FORMS[name]
    usual = {"rank": _next_rank(request, house)} if name == "priority" else {}
    return form(request.POST if is_asked else None, instance=model(shelter=house), initial=usual)


def _next_rank(request: StaffRequest, house: Shelter) -> int:
    """After all categories that there are; the last one where there is no rank after it."""
    ranks = Priority.objects.visible_to(request.member).filter(shelter=house).values_list("rank", flat=True)
    return min(max(ranks, default=0) + 1, LAST_RANK)


def _row(request: StaffRequest, model: Any, house: Shelter, key: str) -> Any:
    for row in model.objects.visible_to(request.member).filter(shelter=house).select_related("shelter"):
        if str(row.pk) == key:
            return row
    raise NotHere


def _about(row: QuietTime | Priority) -> str:
    """The kinds of amenities it is about."""
    return ", ".join(str(Kind(kind).label) for kind in row.kinds) or _("everything")
