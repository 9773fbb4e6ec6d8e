"""Messages about whole programmes: on the first page until somebody has read them, and as a list on paper."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import Right
from appointments import forecast
from appointments.actions import act_papers, previews
from appointments.actions import notices as deeds
from appointments.models import ActShare, Notice
from appointments.web import notice_texts
from core import dashboard
from core.dashboard import Card
from core.web.pages import page
from shelters.models import Shelter
from shelters.web.cards import member_of
from shelters.web.doors import StaffRequest, staff_page

SHOWN = 5


def card(request: HttpRequest) -> Card | None:
    """What changed in whole programmes and nobody here has read yet."""
    member = member_of(request)
    kinds = deeds.kinds_for(member)
    if not kinds:
        return None
    rows = Notice.objects.visible_to(member).filter(kind__in=kinds, seen_at=None, withdrawn_at=None)
    found = list(rows.select_related("act__programme")[:SHOWN])
    return Card("appointments/cards/notices.html", {"notices": found}, broad=True) if found else None


@staff_page(Right.SEE_NETWORK)
def notice(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """What changed, on our clocks, for how many of our appointments, and what families may be told.

    Raises: NotHere, NotAllowed.
    """
    found = _found(request, notice_id)
    is_draft = found.kind == Notice.Kind.PRE_ALERT
    share = ActShare.objects.visible_to(request.member).filter(
        act=found.act_id, organization=found.organization_id
    )
    return page(
        request,
        "appointments/acts/notice.html",
        title=_("A programme changed"),
        notice=found,
        act=found.act,
        share=share.first(),
        clocks=previews.clocks(found.act.programme, found.act.effective_at, by=request.member),
        texts=notice_texts.for_moderators(found.act) if is_draft else notice_texts.for_families(found.act),
        is_draft=is_draft,
        may_list=request.member.may(Right.SEE_TOMORROW) and not is_draft,
    )


@require_POST
@staff_page(Right.SEE_NETWORK)
def seen(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """Somebody has read it.

    Raises: NotHere, NotAllowed.
    """
    deeds.see(_found(request, notice_id), by=request.member)
    messages.success(request, _("Thank you. It is off the first page for everybody here."))
    return redirect("admin:index")


@staff_page(Right.SEE_TOMORROW)
def paper(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """The list for the wall of the office, one house a page.

    Raises: NotHere, NotAllowed.
    """
    found = _found(request, notice_id)
    return render(
        request,
        "appointments/papers/act.html",
        {
            "notice": found,
            "act": found.act,
            "houses": act_papers.paper(found, by=request.member),
            "as_of": timezone.now(),
        },
    )


@staff_page(Right.SEE_TOMORROW)
def departures(request: StaffRequest) -> HttpResponse:
    """How many people are expected to leave each house in the next days; counts only."""
    now = timezone.now()
    houses = list(Shelter.objects.visible_to(request.member))
    return page(
        request,
        "appointments/acts/departures.html",
        title=_("Expected departures"),
        forecasts=forecast.departures(houses, now, by=request.member),
        as_of=now,
    )


def _found(request: StaffRequest, notice_id: UUID) -> Notice:
    rows = Notice.objects.visible_to(request.member).filter(kind__in=deeds.kinds_for(request.member))
    return rows.select_related("organization", "act__programme", "seen_by__user").found(pk=notice_id)


dashboard.register(card, position=8)
