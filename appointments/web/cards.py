"""What appointments bring to the first page and to the bar of every staff page."""

from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.rights import Right
from appointments.actions import listings
from appointments.actions.workshops import LATE
from appointments.models import ProgrammeState
from appointments.web.programmes import LATELY, warnings_for
from appointments.web.workshops import sessions_of
from core import dashboard
from core.dashboard import Card, Way
from shelters.web.cards import member_of


def tomorrow(request: HttpRequest) -> Card | None:
    """How many families go out tomorrow, and how many of them are not complete."""
    member = member_of(request)
    if not member.may(Right.SEE_TOMORROW):
        return None
    seen = listings.glance(by=member)
    context = {
        "families": seen.families,
        "gaps": seen.gaps,
        "first": f"{seen.first:%H:%M}" if seen.first else "",
        "to_tell": seen.to_tell,
    }
    return Card("appointments/cards/tomorrow.html", context)


def programmes(request: HttpRequest) -> Card | None:
    """What changed in programmes lately, and clocks that are about to change."""
    member = member_of(request)
    if not member.may(Right.SEE_NETWORK):
        return None
    now = timezone.now()
    lately = ProgrammeState.objects.visible_to(member).filter(since__gt=now - LATELY, since__lte=now + LATELY)
    context = {
        "warnings": warnings_for(member, now),
        "states": list(lately.select_related("programme").order_by("-since")[:5]),
    }
    return Card("appointments/cards/programmes.html", context)


def workshops(request: HttpRequest) -> Card | None:
    """The sessions of the next 24 hours, and the ways to what was answered before."""
    member = member_of(request)
    if not member.may(Right.SEE_NETWORK):
        return None
    now, may_run = timezone.now(), member.may(Right.RUN_WORKSHOPS)
    sessions = sessions_of(member, now - LATE, now + timedelta(days=1)) if may_run else []
    return Card("appointments/cards/workshops.html", {"sessions": sessions, "may_run": may_run})


def way_to_tomorrow(request: HttpRequest) -> Way | None:
    """The way to the list of tomorrow."""
    may_see = member_of(request).may(Right.SEE_TOMORROW)
    return Way(_("Tomorrow"), "calendar", reverse("appointments:tomorrow")) if may_see else None


dashboard.register(tomorrow, position=12)
dashboard.register(programmes, position=45)
dashboard.register(workshops, position=46)
dashboard.register_way(way_to_tomorrow, position=35)
