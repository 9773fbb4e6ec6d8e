"""What the shelters bring to the first page and to the bar of every staff page."""

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Membership
from accounts.rights import Right
from core import dashboard
from core.dashboard import Card, Way
from core.errors import Text
from privacy.models import LegalHold
from shelters.actions import changes
from shelters.models import (
    Availability,
    BusCount,
    Change,
    Demand,
    ErasureRequest,
    Hold,
    HouseholdExport,
    OverCapacity,
    Person,
    Referral,
    Shelter,
    Stay,
)
from shelters.models.holds import Outcome
from shelters.web.doors import are_closed
from shelters.web.network import houses_of, summary_of

SOON = timedelta(days=7)


def member_of(request: HttpRequest) -> Membership:
    """Who looks; the cards are only shown to somebody who acts in an organization."""
    member: Membership = request.member  # type: ignore[attr-defined]
    return member


def doors(request: HttpRequest) -> Card | None:
    """The big buttons: desk, board, count."""
    member = member_of(request)
    if not member.may(Right.PLACE):
        return None
    shelters = list(Shelter.objects.visible_to(member))
    now = timezone.now()
    return Card(
        "shelters/cards/doors.html",
        {
            "has_rooms": any(shelter.mode == Shelter.Mode.ROOMS for shelter in shelters),
            "shelters": shelters,
            "closed": [shelter for shelter in shelters if are_closed(shelter, now)],
        },
        broad=True,
    )


def occupancy(request: HttpRequest) -> Card | None:
    """Figures of the own houses, with their age; free and over side by side."""
    member = member_of(request)
    if not member.may(Right.PLACE):
        return None
    own = Shelter.objects.visible_to(member)
    rows = Availability.objects.filter(shelter__in=own).select_related("shelter", "group")
    permits = OverCapacity.objects.visible_to(member).open().select_related("shelter", "group")
    ordered = rows.order_by("shelter__name", "group__position")
    return Card(
        "shelters/cards/occupancy.html", {"rows": list(ordered), "permits": list(permits)}, broad=True
    )


def arrivals(request: HttpRequest) -> Card | None:
    """Who is expected, how long places are held, and what was asked of neighbours."""
    member = member_of(request)
    if not member.may(Right.PLACE):
        return None
    is_minor = Q(stays__person__age_band__in=Person.MINOR_BANDS)
    holds = (
        Hold.objects.visible_to(member)
        .open()
        .select_related("shelter", "household", "asked_by")
        .annotate(people=Count("stays"), minors=Count("stays", filter=is_minor))
    )
    expired = Hold.objects.visible_to(member).filter(
        outcome=Outcome.EXPIRED, ended_at__gt=timezone.now() - timedelta(hours=24)
    )
    referrals = Referral.objects.visible_to(member).filter(begun_at__gt=timezone.now() - timedelta(hours=24))
    context = {
        "holds": list(holds.order_by("held_until")[:20]),
        "expired": expired.count(),
        "referrals": list(referrals.select_related("shelter")[:10]),
        "may_list": member.may(Right.LIST_HOUSEHOLDS),
        "buses": list(BusCount.objects.visible_to(member).open().select_related("shelter")),
    }
    return Card("shelters/cards/arrivals.html", context)


def own_acts(request: HttpRequest) -> Card | None:
    """What the reader did in the last day, each with a way back."""
    member = member_of(request)
    if not member.may(Right.PLACE):
        return None
    recent = Change.objects.visible_to(member).undoable().filter(by=member, verb__in=changes.UNDO_OF)
    context = {
        "changes": list(recent.select_related("shelter")[:5]),
        "may_see_history": member.may(Right.SEE_HISTORY),
    }
    return Card("shelters/cards/own_acts.html", context)


def minors_alone(request: HttpRequest) -> Card | None:
    """Minors without an adult who sleep here: stays until somebody recorded the hand-over (J11)."""
    member = member_of(request)
    if not member.may(Right.LIST_HOUSEHOLDS):
        return None
    waiting = Stay.objects.visible_to(member).in_use().exclude(household__kept_for=None)
    rows = waiting.order_by("starts_at").values("household", "shelter__name").annotate(since=Min("starts_at"))
    return Card("shelters/cards/minors_alone.html", {"rows": list(rows)}) if rows else None


def forgetting(request: HttpRequest) -> Card | None:
    """Families who asked to be erased, and households under legal hold."""
    member = member_of(request)
    if not member.may(Right.ERASE_ON_REQUEST):
        return None
    requests = list(ErasureRequest.objects.visible_to(member).pending()[:10])
    held = list(LegalHold.objects.visible_to(member).in_force()[:10])
    card = Card("shelters/cards/forgetting.html", {"requests": requests, "holds": held})
    return card if requests or held else None


def colleagues(request: HttpRequest) -> Card | None:
    """Invitations and accesses that end soon."""
    member = member_of(request)
    if not member.may(Right.MANAGE_MEMBERS):
        return None
    soon = timezone.now() + SOON
    ending = Membership.objects.visible_to(member).current().people().filter(expires_at__lte=soon)
    context = {
        "invitations": list(Invitation.objects.visible_to(member).usable().order_by("ends_at")[:10]),
        "ending": list(ending.select_related("user").order_by("expires_at")[:10]),
    }
    return Card("shelters/cards/colleagues.html", context)


def papers(request: HttpRequest) -> Card | None:
    """The way to notices and the record of processing, for those who answer for the data."""
    member = member_of(request)
    if not member.may(Right.SEE_AUDIT):
        return None
    return Card(
        "shelters/cards/papers.html",
        {
            "may_decide": member.may(Right.EDIT_SHELTER),
            "may_see_times": member.may(Right.SEE_RETENTION),
        },
    )


def network(request: HttpRequest) -> Card | None:
    """For those who coordinate or watch: the network at a glance."""
    member = member_of(request)
    if member.may(Right.PLACE) or not member.may(Right.SEE_NETWORK):
        return None
    houses = houses_of(request)  # type: ignore[arg-type]
    context = {
        "houses": houses,
        "summary": summary_of(houses),
        "silent": [house for house in houses if house.is_stale],
    }
    return Card("shelters/cards/network.html", context, broad=True)


def demands(request: HttpRequest) -> Card | None:
    """Where to go when somebody asks for data, and what waits for a second coordinator."""
    member = member_of(request)
    if not member.may(Right.ANSWER_DEMANDS):
        return None
    waiting = HouseholdExport.objects.visible_to(member).waiting().exclude(asked_by__user=member.user_id)
    context = {
        "waiting": list(waiting.select_related("asked_by__user")[:5]),
        "open": Demand.objects.visible_to(member).open().count(),
    }
    return Card("shelters/cards/demands.html", context)


def _way(label: Text, icon: str, name: str, right: Right) -> dashboard.WayMaker:
    def make(request: HttpRequest) -> Way | None:
        return Way(label, icon, reverse(name)) if member_of(request).may(right) else None

    return make


dashboard.register(doors, position=10)
dashboard.register(arrivals, position=20)
dashboard.register(own_acts, position=30)
dashboard.register(minors_alone, position=15)
dashboard.register(forgetting, position=16)
dashboard.register(occupancy, position=40)
dashboard.register(colleagues, position=50)
dashboard.register(network, position=60)
dashboard.register(demands, position=70)
dashboard.register(papers, position=80)

dashboard.register_way(_way(_("Start"), "home", "admin:index", Right.SEE_NETWORK), position=10)
dashboard.register_way(_way(_("Desk"), "desk", "shelters:desk", Right.PLACE), position=20)
dashboard.register_way(_way(_("Board"), "board", "shelters:boards", Right.SET_BED_STATE), position=30)
dashboard.register_way(_way(_("Count"), "count", "shelters:count", Right.COUNT_PLACES), position=40)
dashboard.register_way(_way(_("Network"), "network", "shelters:network", Right.SEE_NETWORK), position=50)
