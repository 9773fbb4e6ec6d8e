"""Setting up what a house shares out in turns, in a few taps: from usual numbers to the first day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import Right
from appointments import days
from core.errors import BadInput, DomainError, NotHere
from core.web.pages import page
from schedules.actions import amenities as acts
from schedules.models import Amenity, Kind, OpeningHours, Outage, SpecialDay, TurnWindow
from schedules.presets import PRESETS, safe_users
from schedules.web.amenity_forms import (
    HoursForm,
    NewAmenityForm,
    RowForm,
    SettingsForm,
    SpecialDayForm,
    days_in_words,
)
from shelters.models import Shelter
from shelters.web.doors import StaffRequest, own_shelter, staff_page


@dataclass(frozen=True)
class Part:
    """One thing that is saved on the page of an amenity: its form, its action, and the row to begin with."""

    form: type[RowForm]
    save: Callable[..., object]
    begun: Callable[[Amenity], Any]


PARTS: Mapping[str, Part] = {
    "settings": Part(SettingsForm, acts.save, lambda amenity: amenity),
    "hours": Part(HoursForm, acts.save_hours, lambda amenity: OpeningHours(amenity=amenity)),
    "special": Part(SpecialDayForm, acts.save_special_day, lambda amenity: SpecialDay(amenity=amenity)),
}


@staff_page(Right.SEE_TURNS)
def listed(request: StaffRequest) -> HttpResponse:
    """The amenities of each house, with the rule of each in one sentence."""
    found = list(Amenity.objects.visible_to(request.member).in_service().select_related("shelter"))
    houses = Shelter.objects.visible_to(request.member).exclude(state=Shelter.State.CLOSED).lean()
    out = _out_of_use(request)
    return page(
        request,
        "schedules/amenities/list.html",
        title=_("What is shared out in turns"),
        houses=[
            (house, [(row, out.get(row.pk)) for row in found if row.shelter_id == house.pk])
            for house in houses.order_by("name")
        ],
        may_run=request.member.may(Right.RUN_AMENITIES),
    )


@staff_page(Right.RUN_AMENITIES)
def choose(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """What it is: one tap."""
    return page(
        request,
        "schedules/amenities/choose.html",
        title=_("Add an amenity"),
        house=own_shelter(request, shelter_id),
        presets=PRESETS.values(),
    )


@staff_page(Right.RUN_AMENITIES)
def add(request: StaffRequest, shelter_id: UUID, kind: str) -> HttpResponse:
    """With the usual numbers: to look over, and to save."""
    house, preset = own_shelter(request, shelter_id), PRESETS.get(kind)
    if preset is None:
        raise NotHere
    usual = {
        "name": preset.name, "seats": preset.seats, "slot_minutes": preset.slot_minutes,
        "opens": preset.opens, "closes": preset.closes,
    }  # fmt: skip
    amenity = Amenity(shelter=house, kind=preset.kind, organization=house.organization)
    form = NewAmenityForm(request.POST or None, instance=amenity, initial=usual)
    suggested = _suggest(form) if request.POST.get("act") == "suggest" else None
    refused: DomainError | None = None
    if suggested is None and form.is_bound and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("opens", "closes")}
        try:
            added = acts.add(amenity, **told, by=request.member)
        except DomainError as error:
            refused = _shown(form, error)
        else:
            messages.success(request, _("It can be asked for from now on."))
            return redirect("schedules:amenity", added.pk)
    return page(
        request,
        "schedules/amenities/add.html",
        title=_("Add an amenity"),
        status=_status(form, refused),
        house=house,
        preset=preset,
        form=form,
        suggested=suggested,
        is_link=preset.kind == Kind.WIFI,
        refused=refused,
    )


@staff_page(Right.RUN_AMENITIES)
def one(request: StaffRequest, amenity_id: UUID) -> HttpResponse:
    """One amenity: what it is, when it is there, and what comes of it in the next days."""
    amenity = _of(request, amenity_id)
    asked = request.POST.get("part", "")
    refused: DomainError | None = None
    if request.method == "POST" and asked not in PARTS:
        raise NotHere
    forms = {name: _form(request, name, amenity, is_asked=name == asked) for name in PARTS}
    if asked and forms[asked].is_valid():
        try:
            PARTS[asked].save(forms[asked].instance, by=request.member)
        except DomainError as error:
            refused = _shown(forms[asked], error)
        else:
            messages.success(request, _("Saved. Days that nobody was told of follow at once."))
            return redirect("schedules:amenity", amenity_id)
    amenity = _of(request, amenity_id)  # not what was typed and refused
    return page(
        request,
        "schedules/amenities/amenity.html",
        title=_("Amenity"),
        status=_status(forms[asked], refused) if asked else 200,
        amenity=amenity,
        forms=forms,
        asked=asked,
        hours=[(row, days_in_words(row)) for row in amenity.hours.all()],
        special=amenity.special_days.filter(on__gte=days.today_in(amenity.shelter, timezone.now())),
        planned=_planned(request, amenity),
        outside=acts.outside(amenity),
        bears=_bears(amenity),
        out=_out_of_use(request).get(amenity.pk),
        refused=refused,
    )


@require_POST
@staff_page(Right.RUN_AMENITIES)
def remove(request: StaffRequest, amenity_id: UUID) -> HttpResponse:
    """Take hours, a special day or the whole amenity away."""
    amenity = _of(request, amenity_id)
    what, _is_key, key = request.POST.get("what", "").partition("=")
    try:
        if what == "amenity":
            acts.retire(amenity, by=request.member)
        else:
            acts.remove_part(_part(request, amenity, what, key), by=request.member)
    except NotHere:
        raise
    except DomainError as refused:
        messages.error(request, f"{refused} {refused.advice}")
        return redirect("schedules:amenity", amenity_id)
    messages.success(request, _("Taken away."))
    return redirect("schedules:amenities") if what == "amenity" else redirect("schedules:amenity", amenity_id)


def _of(request: StaffRequest, amenity_id: UUID) -> Amenity:
    rows = Amenity.objects.visible_to(request.member).in_service().select_related("shelter", "organization")
    found: Amenity = rows.found(pk=amenity_id)
    return found


def _part(request: StaffRequest, amenity: Amenity, what: str, key: str) -> OpeningHours | SpecialDay:
    rows: Mapping[str, QuerySet[Any]] = {
        "hours": OpeningHours.objects.visible_to(request.member),
        "special": SpecialDay.objects.visible_to(request.member),
    }
    for row in rows.get(what, ()):
        if row.amenity_id == amenity.pk and str(row.pk) == key:
            part: OpeningHours | SpecialDay = row
            part.amenity = amenity
            return part
    raise NotHere


def _form(request: StaffRequest, name: str, amenity: Amenity, *, is_asked: bool) -> RowForm:
    part = PARTS[name]
    today = days.today_in(amenity.shelter, timezone.now())
    initial = {"first_on": today} if name == "hours" else {}
    return part.form(request.POST if is_asked else None, instance=part.begun(amenity), initial=initial)


def _shown(form: RowForm, refused: DomainError) -> DomainError | None:
    """Beside the answers it is about; None where they say it all."""
    fields = refused.fields if isinstance(refused, BadInput) else {}
    known = {name: reasons for name, reasons in fields.items() if name in form.fields}
    for name, reasons in known.items():
        form.add_error(name, reasons)
    return None if known else refused


def _status(form: RowForm, refused: DomainError | None) -> int:
    if refused is not None:
        return refused.status
    return BadInput.status if form.is_bound and form.errors else 200


def _suggest(form: RowForm) -> int | None:
    """A safe number of users from what was typed, which then stands in the form."""
    form.full_clean()
    uplink, points = form.cleaned_data.get("uplink_mbit"), form.cleaned_data.get("access_points")
    if not uplink or not points:
        return None
    number = safe_users(uplink, points)
    typed: Any = QueryDict(mutable=True)
    typed.update(form.data)
    typed["seats"] = str(number)
    form.data = typed
    form.full_clean()
    return number


def _bears(amenity: Amenity) -> int | None:
    """What the link bears by estimate, where it was declared."""
    if not amenity.uplink_mbit or not amenity.access_points:
        return None
    return safe_users(amenity.uplink_mbit, amenity.access_points)


def _planned(request: StaffRequest, amenity: Amenity) -> list[dict[str, Any]]:
    """The days that one may ask for, each with its places and those that are taken."""
    today = days.today_in(amenity.shelter, timezone.now())
    windows = TurnWindow.objects.visible_to(request.member).filter(amenity=amenity, day__gte=today)
    taken = windows.values("day").annotate(given=Count("taken")).order_by()
    given = {row["day"]: row["given"] for row in taken}
    days_of = windows.values("day").annotate(places=Sum("seats")).order_by("day")
    return [row | {"given": given[row["day"]]} for row in days_of]


def _out_of_use(request: StaffRequest) -> dict[UUID, dict[str, Any]]:
    """What is out of use now, by amenity: all of it, or how many seats."""
    found: dict[UUID, dict[str, Any]] = {}
    going_on = list(Outage.objects.visible_to(request.member).going_on())
    houses = {row.shelter_id: row for row in going_on if row.amenity_id is None}
    for amenity in Amenity.objects.visible_to(request.member).in_service().filter(shelter__in=houses):
        found[amenity.pk] = {"all": houses[amenity.shelter_id], "seats": 0}
    for outage in going_on:
        if outage.amenity_id is None:
            continue
        row = found.setdefault(outage.amenity_id, {"all": None, "seats": 0})
        row["all"] = outage if outage.seat is None else row["all"]
        row["seats"] += outage.seat is not None
    return found
