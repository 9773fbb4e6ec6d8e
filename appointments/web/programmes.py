"""Programmes for staff: what families can ask for, how, and what the clocks say here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Membership
from accounts.rights import Right
from appointments import programmes as reading
from appointments import writers
from appointments.actions import programmes as acts
from appointments.models import Programme, ProgrammeRule
from appointments.models.programmes import in_own_words
from appointments.programmes import ClockChange
from core.errors import Text
from core.web.pages import page
from shelters.languages import LANGUAGES
from shelters.models import Shelter
from shelters.web.doors import StaffRequest, staff_page

LANGUAGE_NAMES = dict(LANGUAGES)
# Closures that are over are shown for so long.
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Clock:
    """A clock time of a rule in its own zone, and in that of each of the reader's houses."""

    label: Text
    clock: time
    zone: str
    here: Sequence[tuple[datetime, str]]


@dataclass(frozen=True)
class Warned:
    """A programme whose clock will be another time in a zone of the reader's houses."""

    programme: Programme
    zone: str
    change: ClockChange


@staff_page(Right.SEE_NETWORK)
def programmes(request: StaffRequest) -> HttpResponse:
    """All that the reader's organization knows: what, whether it is open, since when."""
    rows = Programme.objects.visible_to(request.member).with_state()
    return page(request, "appointments/programmes/list.html", title=_("Programmes"), programmes=list(rows))


@staff_page(Right.SEE_NETWORK)
def programme(request: StaffRequest, programme_id: UUID) -> HttpResponse:
    """One programme: what it is now, what it was, and what its clock says here.

    Raises: NotHere.
    """
    member, now = request.member, timezone.now()
    found = Programme.objects.visible_to(member).with_state().select_related("changed_by").found(
        pk=programme_id
    )  # fmt: skip
    rules = list(found.rules.all())
    rule = next((one for one in rules if one.valid_from <= now), None)
    zones = zones_of(member)
    changes = [(zone, reading.clock_change(rule, zone, now)) for zone in zones] if rule else []
    return page(
        request,
        "appointments/programmes/programme.html",
        title=_("Programme"),
        programme=found,
        rule=rule,
        rules=rules,
        languages=[LANGUAGE_NAMES.get(code, code) for code in rule.interview_languages] if rule else [],
        documents=in_own_words(rule, "documents").splitlines() if rule else [],
        clocks=clocks_of(rule, zones, now) if rule else [],
        warnings=[Warned(found, zone, change) for zone, change in changes if change],
        states=list(found.states.all()),
        places=list(found.places.all()),
        closures=list(found.closures.filter(last_day__gte=(now - LATELY).date())),
        is_reviewed=get_language() in found.reviewed_languages,
        may_review=may_review(member, found),
        may_change=found.organization_id == member.organization_id and member.may(Right.EDIT_PROGRAMMES),
    )


@require_POST
@staff_page(Right.WRITE_ADVICE)
def review(request: StaffRequest, programme_id: UUID) -> HttpResponse:
    """A second person has read the texts in the language of the page.

    Raises: NotHere, NotAllowed, BadInput, SecondPersonNeeded.
    """
    found = Programme.objects.visible_to(request.member).select_related("organization").found(pk=programme_id)
    acts.review(found, language=request.POST.get("language", ""), by=request.member)
    messages.success(request, _("Thank you. The texts count as reviewed until somebody changes them."))
    return redirect("appointments:programme", found.pk)


def zones_of(member: Membership) -> list[str]:
    """The zones of the member's houses; without houses that of the network."""
    houses = Shelter.objects.visible_to(member).exclude(state=Shelter.State.CLOSED)
    zones = sorted(set(houses.values_list("time_zone", flat=True)))
    return zones or [member.organization.network.time_zone]


def warnings_for(member: Membership, now: datetime) -> list[Warned]:
    """Open programmes whose clocks will be another time in the member's houses within a week."""
    known = [one for one in Programme.objects.visible_to(member).with_state(now) if one.state_now == "open"]
    rules = reading.rules_at(known, now)
    zones = zones_of(member)
    changes = (
        (one, zone, reading.clock_change(rules[one.pk], zone, now))
        for one in known
        if one.pk in rules
        for zone in zones
    )
    return [Warned(one, zone, change) for one, zone, change in changes if change]


def clocks_of(rule: ProgrammeRule, zones: Sequence[str], now: datetime) -> list[Clock]:
    """The rule's times of the day, today, with what they are in each zone."""
    today: date = now.astimezone(ZoneInfo(rule.zone)).date()
    times = [
        (gettext_lazy("requests from"), rule.requests_from),
        (gettext_lazy("requests until"), rule.requests_until),
        (gettext_lazy("rush from"), rule.rush_from),
        (gettext_lazy("rush until"), rule.rush_until),
    ]
    return [
        Clock(
            label,
            clock,
            rule.zone,
            [
                (reading.clock_here(clock, rule.zone, zone, on=today), zone)
                for zone in zones
                if zone != rule.zone
            ],
        )
        for label, clock in times
        if clock is not None
    ]


def may_review(member: Membership, found: Programme) -> bool:
    """Whether the member can say that the texts in the language of the page are right."""
    language = get_language() or ""
    is_there = bool(getattr(found, f"name_{language}", "")) and language not in found.reviewed_languages
    is_own = found.organization_id == member.organization_id
    may = is_there and is_own and member.may(Right.WRITE_ADVICE)
    return may and not writers.own(found, [language], member)
