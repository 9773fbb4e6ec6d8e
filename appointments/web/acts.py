"""Acting on a whole programme: what happens, one look at what it changes, one confirmation, one way back."""

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Membership
from accounts.rights import Right
from appointments.acting import TEMPTING, Wanted, organizations_of
from appointments.actions import acts as deeds
from appointments.actions import previews
from appointments.actions.programmes import require
from appointments.models import ActShare, Programme, ProgrammeAct
from appointments.programmes import instant
from appointments.web import notice_texts
from appointments.web.programmes import zones_of
from core.errors import BadInput, DomainError
from core.web.pages import page
from shelters.models import Shelter
from shelters.web.doors import StaffRequest, staff_page

# Where offices announce things, besides the clocks of the houses.
OFFICES = ("America/Mexico_City", "America/New_York")
ANSWERS = (
    "kind", "day", "clock", "zone", "until_day", "until_clock", "shift_minutes", "reason", "source_url",
)  # fmt: skip


@staff_page(Right.EDIT_PROGRAMMES)
def acts(request: StaffRequest, programme_id: UUID) -> HttpResponse:
    """The form; then what it would change; then it begins.

    Raises: NotHere, NotAllowed.
    """
    programmes = Programme.objects.visible_to(request.member).select_related("organization")
    programme = programmes.found(pk=programme_id)
    require(programme, by=request.member)
    if request.method != "POST" or request.POST.get("step") == "change":
        return _form(request, programme)
    try:
        wanted = wanted_of(request.POST)
        if request.POST.get("step") == "begin":
            return _begin(request, programme, wanted)
        preview = previews.look(programme, wanted, by=request.member)
    except DomainError as refused:
        return _form(request, programme, refused)
    return page(
        request,
        "appointments/acts/preview.html",
        title=_("What this changes"),
        programme=programme,
        wanted=wanted,
        kind=ProgrammeAct.Kind(wanted.kind).label,
        preview=preview,
        answers=[(name, request.POST.get(name, "")) for name in ANSWERS],
        asked=uuid4().hex,
    )


@staff_page(Right.EDIT_PROGRAMMES)
def act(request: StaffRequest, programme_act_id: UUID) -> HttpResponse:
    """How far it is, what houses are told, and the way back for an hour.

    Raises: NotHere, NotAllowed.
    """
    found = _found(request, programme_act_id)
    require(found.programme, by=request.member)
    shares = ActShare.objects.visible_to(request.member).filter(act=found)
    settled = shares.exclude(undone_at=None) if found.undone_at else shares.exclude(done_at=None)
    return page(
        request,
        "appointments/acts/act.html",
        title=_("Act on a programme"),
        act=found,
        totals=shares.aggregate(appointments=Sum("appointments"), kept=Sum("kept")),
        settled=settled.count(),
        organizations=len(organizations_of(found)),
        clocks=previews.clocks(found.programme, found.effective_at, by=request.member),
        texts=notice_texts.for_families(found),
        draft=notice_texts.for_moderators(found) if found.kind in TEMPTING and not found.undone_at else [],
    )


@require_POST
@staff_page(Right.EDIT_PROGRAMMES)
def undo(request: StaffRequest, programme_act_id: UUID) -> HttpResponse:
    """Take it back, within an hour.

    Raises: NotHere, NotAllowed.
    """
    found = _found(request, programme_act_id)
    require(found.programme, by=request.member)
    try:
        deeds.undo(found, by=request.member)
        messages.success(request, _("Taken back. The appointments are given back house after house."))
    except DomainError as refused:
        messages.error(request, f"{refused} {refused.advice}")
    return redirect("appointments:act", found.pk)


def wanted_of(posted: Mapping[str, str]) -> Wanted:
    """What the form says; all its times are on the clock of its zone.

    Raises: BadInput.
    """
    zone = posted.get("zone", "")
    has_end = bool(posted.get("until_day"))
    try:
        shift = int(posted["shift_minutes"]) if posted.get("shift_minutes", "").strip() else None
    except ValueError as wrong:
        raise BadInput({"shift_minutes": [_("A whole number.")]}) from wrong
    return Wanted(
        kind=posted.get("kind", ""),
        effective_at=_moment(posted, "day", "clock", zone),
        zone=zone,
        until=_moment(posted, "until_day", "until_clock", zone) if has_end else None,
        shift_minutes=shift,
        reason=posted.get("reason", "").strip(),
        source_url=posted.get("source_url", "").strip(),
    )


def _form(request: StaffRequest, programme: Programme, refused: DomainError | None = None) -> HttpResponse:
    rows = ProgrammeAct.objects.visible_to(request.member).filter(programme=programme)
    return page(
        request,
        "appointments/acts/form.html",
        title=_("Act on a programme"),
        status=refused.status if refused else 200,
        programme=programme,
        kinds=ProgrammeAct.Kind.choices,
        zones=_zones(request.member, programme),
        typed=request.POST,
        acts=list(rows[:10]),
        refused=refused,
        wrong=getattr(refused, "fields", {}),
    )


def _begin(request: StaffRequest, programme: Programme, wanted: Wanted) -> HttpResponse:
    begun = deeds.begin(
        programme,
        wanted,
        asked=request.POST.get("asked", "")[:64] or uuid4().hex,
        by=request.member,
        appointments_seen=_seen(request, "appointments"),
        shelters_seen=_seen(request, "shelters"),
    )
    messages.success(request, _("Begun. Every house is told."))
    return redirect("appointments:act", begun.pk)


def _found(request: StaffRequest, programme_act_id: UUID) -> ProgrammeAct:
    rows = ProgrammeAct.objects.visible_to(request.member)
    return rows.select_related("programme__organization", "by__user", "undone_by__user").found(
        pk=programme_act_id
    )


def _zones(member: Membership, programme: Programme) -> list[str]:
    """Clocks on which it may be announced: those of the houses and of the offices."""
    houses = Shelter.objects.visible_to(member)
    if programme.network_id is not None:
        houses = Shelter.objects.in_network_of(member)
    known = {*houses.order_by().values_list("time_zone", flat=True), *OFFICES, *zones_of(member)}
    return sorted(known)


def _moment(posted: Mapping[str, str], day: str, clock: str, zone: str) -> datetime:
    try:
        at = time.fromisoformat(posted.get(clock, "") or "00:00")
        return instant(date.fromisoformat(posted.get(day, "")), at, zone)
    except (ValueError, KeyError, OverflowError, OSError) as wrong:
        raise BadInput({day: [_("Write a day and a time.")]}) from wrong


def _seen(request: StaffRequest, name: str) -> int:
    told = request.POST.get(name, "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else 0
