"""Setting up what a house shares out in turns: what it is, its hours, nights, and who comes first."""

from collections.abc import Collection
from datetime import date, time
from typing import TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.rights import Right
from appointments import days
from core.errors import BadInput, Text
from privacy import audit
from privacy.verbs import Verb
from schedules import hours
from schedules.actions import planning
from schedules.errors import SeatsInUse, TurnsAhead
from schedules.models import (
    Amenity,
    Kind,
    OpeningHours,
    Priority,
    QuietTime,
    SpecialDay,
    Turn,
    TurnSeat,
    TurnWindow,
)
from shelters.models import Shelter

OfAmenity = TypeVar("OfAmenity", OpeningHours, SpecialDay)
OfHouse = TypeVar("OfHouse", QuietTime, Priority)


@transaction.atomic
def add(amenity: Amenity, *, opens: time, closes: time, by: Membership) -> Amenity:
    """A new amenity that is there every day between these clocks of its house, from today on.

    With the first one of a house, families with an appointment soon come first: who cannot charge a telephone
    loses it (R10, J13). The house may name others, or not use it.

    Raises: NotAllowed, NotHere, BadInput.
    """
    save(amenity, by=by)
    if not Priority.objects.visible_to(by).filter(shelter=amenity.shelter).exists():
        save_priority(_appointment_soon(amenity.shelter), by=by)
    opening = OpeningHours(
        amenity=amenity, opens=opens, closes=closes,
        first_on=days.today_in(amenity.shelter, timezone.now()),
    )  # fmt: skip
    save_hours(opening, by=by)
    return amenity


@transaction.atomic
def save(amenity: Amenity, *, by: Membership) -> Amenity:
    """Add an amenity or change it. Days that are planned follow as far as nobody was told otherwise.

    Raises: NotAllowed, NotHere, BadInput, SeatsInUse.
    """
    house = _house(amenity.shelter, by=by)
    former = Amenity.objects.visible_to(by).filter(pk=amenity.pk).locked().first()
    if former is not None:
        _refuse_other_kind(former, amenity)
        _refuse_seats_in_use(amenity)
    if amenity.kind != Kind.WIFI:
        amenity.uplink_mbit = amenity.access_points = None
    amenity.organization, amenity.shelter = by.organization, house
    same = Amenity.objects.visible_to(by).in_service().filter(shelter=house, name=amenity.name)
    if same.exclude(pk=amenity.pk).exists():
        raise BadInput({"name": [_("There is an amenity with this name in the house already.")]})
    _refuse_wrong(amenity)
    amenity.save()
    planning.plan(amenity, by=by)
    audit.record(Verb.AMENITY_CHANGED, by=by, about=amenity)
    return amenity


@transaction.atomic
def retire(amenity: Amenity, *, by: Membership) -> Amenity:
    """Take it away for good. Doing it again changes nothing.

    Raises: NotAllowed, NotHere, TurnsAhead.
    """
    amenity = _locked(amenity, by=by)
    if amenity.retired_at is None:
        turns = Turn.objects.open().filter(amenity=amenity, ends_at__gt=timezone.now()).count()
        if turns:
            raise TurnsAhead(turns=turns)
        amenity.retired_at = timezone.now()
        amenity.save(update_fields=["retired_at"])
        planning.plan(amenity, by=by)
        audit.record(Verb.AMENITY_CHANGED, by=by, about=amenity)
    return amenity


@transaction.atomic
def save_hours(opening: OpeningHours, *, by: Membership) -> OpeningHours:
    """Add opening hours or change them.

    Raises: NotAllowed, NotHere, BadInput.
    """
    return _save_part(opening, by=by)


@transaction.atomic
def save_special_day(unlike: SpecialDay, *, by: Membership) -> SpecialDay:
    """On this day it has these hours, or none; what was said of the day before is replaced.

    Raises: NotAllowed, NotHere, BadInput.
    """
    SpecialDay.objects.visible_to(by).filter(amenity=unlike.amenity, on=unlike.on).exclude(
        pk=unlike.pk
    ).delete()
    return _save_part(unlike, by=by)


@transaction.atomic
def remove_part(part: OpeningHours | SpecialDay, *, by: Membership) -> None:
    """These hours, or what was said of this day, hold no longer.

    Raises: NotAllowed, NotHere.
    """
    amenity = _locked(part.amenity, by=by)
    type(part).objects.visible_to(by).filter(pk=part.pk, amenity=amenity).delete()
    planning.plan(amenity, by=by)
    audit.record(Verb.AMENITY_CHANGED, by=by, about=amenity)


@transaction.atomic
def save_quiet_time(quiet: QuietTime, *, by: Membership) -> QuietTime:
    """Every night between these clocks nothing is given in the house, or nothing of these kinds.

    Raises: NotAllowed, NotHere, BadInput.
    """
    saved = _save_for_house(quiet, by=by)
    _plan_house(quiet.shelter, by=by)
    return saved


@transaction.atomic
def remove_quiet_time(quiet: QuietTime, *, by: Membership) -> None:
    """The nights are no longer quiet.

    Raises: NotAllowed, NotHere.
    """
    house = _house(quiet.shelter, by=by)
    QuietTime.objects.visible_to(by).filter(pk=quiet.pk, shelter=house).delete()
    _plan_house(house, by=by)
    audit.record(Verb.AMENITY_CHANGED, by=by, about=house)


@transaction.atomic
def save_priority(priority: Priority, *, by: Membership) -> Priority:
    """Name a category that comes before others, change it, or use it no longer. It is never taken away: who
    asks why is told its name.

    Raises: NotAllowed, NotHere, BadInput.
    """
    if not any(getattr(priority, f"name_{code}") for code in settings.MODELTRANSLATION_LANGUAGES):
        raise BadInput({"name": [_("It needs a name in one language at least.")]})
    return _save_for_house(priority, by=by, without=["name"])


def outside(amenity: Amenity) -> list[TurnWindow]:
    """Windows to come with turns in them at hours that do not hold any more: somebody has to move these."""
    ahead = TurnWindow.objects.filter(amenity=amenity, starts_at__gt=timezone.now(), taken__isnull=False)
    timetable = hours.timetable(amenity)
    slots: dict[date, set[object]] = {}
    found = []
    for window in ahead.distinct().order_by("starts_at"):
        wanted = slots.setdefault(
            window.day, {(slot.starts_at, slot.ends_at) for slot in timetable.slots(window.day)}
        )
        if (window.starts_at, window.ends_at) not in wanted:
            found.append(window)
    return found


def _appointment_soon(shelter: Shelter) -> Priority:
    """Named in the languages in which this site speaks."""
    priority = Priority(shelter=shelter, criterion=Priority.Criterion.APPOINTMENT_SOON)
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            setattr(priority, f"name_{code}", str(Priority.Criterion.APPOINTMENT_SOON.label))
    return priority


def _house(shelter: Shelter, *, by: Membership) -> Shelter:
    by.require(Right.RUN_AMENITIES, within=shelter.organization)
    found: Shelter = Shelter.objects.visible_to(by).select_related("organization").found(pk=shelter.pk)
    return found


def _locked(amenity: Amenity, *, by: Membership) -> Amenity:
    by.require(Right.RUN_AMENITIES, within=amenity.organization)
    rows = Amenity.objects.visible_to(by).select_related("shelter", "organization")
    found: Amenity = rows.locked().found(pk=amenity.pk)
    return found


def _save_part(part: OfAmenity, *, by: Membership) -> OfAmenity:
    part.amenity = _locked(part.amenity, by=by)
    part.organization = by.organization
    _refuse_wrong(part)
    part.save()
    planning.plan(part.amenity, by=by)
    audit.record(Verb.AMENITY_CHANGED, by=by, about=part.amenity)
    return part


def _save_for_house(row: OfHouse, *, by: Membership, without: Collection[str] = ()) -> OfHouse:
    row.shelter = _house(row.shelter, by=by)
    row.organization = by.organization
    if not set(row.kinds) <= set(Kind.values):
        raise BadInput({"kinds": [_("Choose among the kinds of amenities.")]})
    _refuse_wrong(row, without=without)
    row.save()
    audit.record(Verb.AMENITY_CHANGED, by=by, about=row.shelter)
    return row


def _refuse_other_kind(former: Amenity, amenity: Amenity) -> None:
    wrong: dict[str, list[Text]] = {}
    if former.kind != amenity.kind:
        wrong["kind"] = [_("What it is cannot be changed. Add another amenity.")]
    if former.shelter_id != amenity.shelter_id:
        wrong["shelter"] = [_("It stays in its house. Add another amenity there.")]
    if wrong:
        raise BadInput(wrong)


def _refuse_seats_in_use(amenity: Amenity) -> None:
    above = TurnSeat.objects.filter(
        window__amenity=amenity, window__ends_at__gt=timezone.now(), number__gt=amenity.seats
    )
    turns = above.values("turn").distinct().count()
    if turns:
        raise SeatsInUse(turns=turns)


def _refuse_wrong(row: models.Model, *, without: Collection[str] = ()) -> None:
    try:
        row.full_clean(exclude=set(without))
    except ValidationError as wrong:
        raise BadInput(wrong.message_dict) from wrong


def _plan_house(shelter: Shelter, *, by: Membership) -> None:
    for amenity in (
        Amenity.objects.visible_to(by).in_service().filter(shelter=shelter).select_related("shelter")
    ):
        planning.plan(amenity, by=by)
