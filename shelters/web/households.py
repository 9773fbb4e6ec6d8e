"""One household: who, where, and what can be done. Opened by its code or through its bed only."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import Right
from core.errors import BadInput, DomainError
from core.web.pages import page
from privacy import retention
from shelters.actions import changes, holds, lookups, names, stays
from shelters.actions import households as acts
from shelters.errors import Concern, FamilySplit, HoldEnded
from shelters.models import Bed, Change, Hold, Household, Person, Places, Referral, SplitNote, Stay
from shelters.names import words_of
from shelters.parties import Party
from shelters.placement import find_places
from shelters.web import orders, sections
from shelters.web.crossing import CONFIRMED, ask_knowingly, confirmed
from shelters.web.doors import StaffRequest, are_closed, staff_page
from shelters.web.word_forms import word_form

LEAVING = [choice for choice in Stay.EndReason.choices if choice[0] in stays.LEAVING]


@require_POST
@staff_page(Right.SEE_HOUSEHOLD)
def find(request: StaffRequest) -> HttpResponse:
    """The household with exactly this code; posted, so that no address ever holds a code."""
    try:
        found = lookups.by_code(request.POST.get("code", ""), by=request.member)
    except DomainError as refused:
        return page(request, "shelters/find.html", title=_("Find a household"), status=404, refused=refused)
    return redirect("shelters:household", found.pk)


@staff_page(Right.SEE_HOUSEHOLD)
def household(request: StaffRequest, household_id: UUID, refused: DomainError | None = None) -> HttpResponse:
    """Who belongs to it, where they sleep, and what can be done. Every opening is audited."""
    found = lookups.by_id(household_id, by=request.member)
    open_stays = list(
        found.stays.open().select_related("person", "shelter", "bed__room", "places__group", "hold")
    )
    hold = next((stay.hold for stay in open_stays if stay.state == Stay.State.HELD), None)
    shelter = open_stays[0].shelter if open_stays else None
    words = words_of(found)
    asks = request.member.organization.collects
    typed = request.POST if refused else {}
    own_changes = Change.objects.visible_to(request.member).undoable().filter(household=found)
    if not request.member.may(Right.SEE_HISTORY):
        own_changes = own_changes.filter(by=request.member)
    return page(
        request,
        "shelters/household.html",
        title=_("Household"),
        status=refused.status if refused else 200,
        household=found,
        persons=list(found.persons.all()),
        stay_of={stay.person_id: stay for stay in open_stays},
        hold=hold,
        shelter=shelter,
        is_late=shelter is not None and are_closed(shelter, timezone.now()),
        late_reasons=Stay.LateReason.choices,
        leaving=LEAVING,
        changes=list(own_changes.filter(verb__in=changes.UNDO_OF).select_related("by__user")[:3]),
        notes=list(found.split_notes.select_related("confirmed_by__user")[:3]),
        may_merge=request.member.may(Right.MERGE_HOUSEHOLDS),
        may_split=request.member.may(Right.SPLIT_HOUSEHOLD) and len(found.persons.all()) > 1,
        words=words,
        form=word_form(found, words, asks=asks, posted=typed),
        word_hours=retention.hours(found.organization_id, names.RULE),
        sections=[] if found.merged_into_id else sections.of(request, found),
        refused=refused,
    )


@staff_page(Right.PLACE)
def places(request: StaffRequest, household_id: UUID, refused: DomainError | None = None) -> HttpResponse:
    """Where a household that is written down could sleep: for its first bed or for a move."""
    found = lookups.by_id(household_id, by=request.member)
    party = Party.of(found)
    stay = found.stays.in_use().select_related("shelter").first()
    options = find_places(party, by=request.member, at=stay.shelter if stay else None)
    own = [option for option in options if option.is_own]
    return page(
        request,
        "shelters/household_places.html",
        title=_("Places for tonight"),
        status=refused.status if refused else 200,
        household=found,
        party=party,
        options=[(option, orders.written(option)) for option in own],
        is_placed=stay is not None,
        own=bool(own),
        refused=refused,
    )


@require_POST
@staff_page(Right.PLACE)
def choose(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """A tap on an option for a household that is written down: check in, hold or move."""
    found = lookups.by_id(household_id, by=request.member)
    persons = list(found.persons.order_by("number"))
    try:
        seats = orders.seats_of(request)
        into: Mapping[Person, Bed] | Places = (
            seats if isinstance(seats, Places) else {persons[index]: bed for index, bed in seats.items()}
        )
        given = {"into": into, "by": request.member, "split": orders.split_of(request.POST)}
        messages.success(request, _place(found, request.POST.get("act", ""), given, confirmed(request)))
    except FamilySplit as refused:
        return _ask_split(request, found, refused if "reason" in request.POST else None)
    except Concern as concern:
        back = reverse("shelters:household_places", args=[household_id])
        return ask_knowingly(request, concern, back=back)
    except DomainError as refused:
        return places(request, household_id, refused=refused)
    return redirect("shelters:household", found.pk)


@require_POST
@staff_page(Right.PLACE)
def do(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """Check out, arrive, release a hold, merge or un-merge: what the button says."""
    found = lookups.by_id(household_id, by=request.member)
    act = DEEDS.get(request.POST.get("act", ""))
    try:
        if act is None:
            raise BadInput({"act": ""})
        goes_on, said = act(request, found)
    except FamilySplit as refused:
        return _ask_split_of_hold(request, found, refused if "reason" in request.POST else None)
    except Concern as concern:
        return ask_knowingly(request, concern, back=reverse("shelters:household", args=[household_id]))
    except DomainError as refused:
        return household(request, household_id, refused=refused)
    messages.success(request, said)
    return redirect("shelters:household", goes_on.pk)


@require_POST
@staff_page(Right.PLACE)
def undo(request: StaffRequest, change_id: UUID) -> HttpResponse:
    """Take back one deed of the last day, and go back to where the button was."""
    change = (
        Change.objects.visible_to(request.member).select_related("shelter__organization").found(pk=change_id)
    )
    try:
        changes.undo(change, by=request.member)
        messages.success(request, _("Undone."))
    except DomainError as refused:
        messages.error(request, f"{refused} {refused.advice}")
    return redirect(_own_address(request))


@require_POST
@staff_page(Right.HOLD_IN_NETWORK)
def release_referral(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """The family does not go to the neighbour after all."""
    referral = (
        Referral.objects.visible_to(request.member).select_related("organization").found(pk=referral_id)
    )
    try:
        holds.release_referral(referral, by=request.member)
        messages.success(request, _("The places at the other shelter are free again."))
    except DomainError as refused:
        messages.error(request, f"{refused} {refused.advice}")
    return redirect("admin:index")


def _place(found: Household, act: str, given: dict[str, Any], known: frozenset[str]) -> str:
    if act == "move":
        stays.move(found, **given, confirmed=known)
        return _("The household has moved.")
    if act == "hold":
        holds.hold_household(found, **given)
        return _("The places are held.")
    stays.check_in(found, **given, confirmed=known)
    return _("The household is checked in.")


Done = tuple[Household, str]


def _check_out(request: StaffRequest, found: Household) -> Done:
    reason = request.POST.get("leaving") or Stay.EndReason.NOT_STATED
    stays.check_out(found, by=request.member, reason=reason, confirmed=confirmed(request))
    return found, _("Checked out. The beds are free again.")


def _arrive(request: StaffRequest, found: Household) -> Done:
    late_reason = request.POST.get("late_reason", "")
    split = orders.split_of(request.POST)
    holds.arrive(
        _hold_of(request, found),
        by=request.member,
        split=split,
        late_reason=late_reason,
        confirmed=confirmed(request),
    )
    return found, _("The household is checked in.")


def _release(request: StaffRequest, found: Household) -> Done:
    holds.release(_hold_of(request, found), by=request.member)
    return found, _("The hold is over; the places are free again.")


def _merge(request: StaffRequest, found: Household) -> Done:
    other = lookups.by_code(request.POST.get("code", ""), by=request.member)
    return acts.merge(found, into=other, by=request.member), _("The two households are one now.")


def _unmerge(request: StaffRequest, found: Household) -> Done:
    return acts.unmerge(found, by=request.member), _("The merge is undone.")


DEEDS: dict[str, Callable[[StaffRequest, Household], Done]] = {
    "check_out": _check_out,
    "arrive": _arrive,
    "release": _release,
    "merge": _merge,
    "unmerge": _unmerge,
}


def _hold_of(request: StaffRequest, found: Household) -> Hold:
    rows = Hold.objects.visible_to(request.member).select_related("organization", "shelter", "household")
    held = rows.filter(household=found, ended_at=None).first()
    if held is None:
        raise HoldEnded
    return held


def _ask_split(request: StaffRequest, found: Household, refused: DomainError | None) -> HttpResponse:
    seats = orders.seats_of(request)
    persons = list(found.persons.order_by("number"))
    rooms = (
        {persons[index].number: bed.room.name for index, bed in seats.items()}
        if isinstance(seats, Mapping)
        else {}
    )
    return split_page(
        request,
        found,
        rooms,
        action=reverse("shelters:household_choose", args=[found.pk]),
        hidden={name: request.POST.get(name, "") for name in ("beds", "act", CONFIRMED)},
        refused=refused,
    )


def _ask_split_of_hold(request: StaffRequest, found: Household, refused: DomainError | None) -> HttpResponse:
    held = found.stays.held().exclude(bed=None).select_related("person", "bed__room")
    hidden = {name: request.POST.get(name, "") for name in ("act", "late_reason", CONFIRMED)}
    rooms = {stay.person.number: stay.bed.room.name for stay in held if stay.bed}
    action = reverse("shelters:household_do", args=[found.pk])
    return split_page(request, found, rooms, action=action, hidden=hidden, refused=refused)


def split_page(
    request: StaffRequest,
    found: Household,
    rooms: dict[int, str],
    *,
    action: str,
    hidden: dict[str, str],
    refused: DomainError | None,
) -> HttpResponse:
    """Ask who sleeps with whom before a family sleeps in several rooms."""
    people = {person.number: (person, person.is_minor) for person in found.persons.all()}
    return page(
        request,
        "shelters/split.html",
        title=_("Who sleeps with whom"),
        status=refused.status if refused else 200,
        sleepers=orders.sleepers(people, rooms),
        reasons=SplitNote.Reason.choices,
        action=action,
        back=reverse("shelters:household", args=[found.pk]),
        hidden=hidden,
        chosen=request.POST,
        refused=refused,
    )


def _own_address(request: StaffRequest) -> str:
    """Where the form says to go on, if that is an address of this site."""
    address = request.POST.get("next", "")
    is_own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    # A word without a slash would be taken for the name of a page.
    return address if address.startswith("/") and is_own else reverse("admin:index")
