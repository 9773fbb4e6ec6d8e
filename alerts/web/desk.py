"""The moderators' desk: what was reported, is being written, waits for a second person, ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Membership
from accounts.rights import Right
from alerts.actions import answers, joining, matching
from alerts.actions.matching import Group
from alerts.models import Alert, AlertsOffice, FraudReport, Reply
from alerts.points import shown
from core import dashboard
from core.dashboard import Card, Way
from core.errors import BadInput
from core.web.pages import page
from privacy import sealed
from shelters.web.cards import member_of
from shelters.web.doors import StaffRequest, staff_page

SOON = timedelta(days=3)
LATELY = 20
State = Alert.State


@dataclass(frozen=True)
class Line:
    """An alert in a list."""

    alert: Alert
    headline: str

    @property
    def ends_soon(self) -> bool:
        """Whether somebody has to look at it now, or it ends."""
        ends = self.alert.expires_at
        return self.alert.state == State.PUBLISHED and ends is not None and ends < timezone.now() + SOON


@dataclass(frozen=True)
class Told:
    """A report and what was said."""

    report: FraudReport
    words: list[str]


@dataclass(frozen=True)
class Heap:
    """Reports that name the same contact points."""

    group: Group
    points: list[str]
    reports: list[Told]
    alerts: list[Line]

    @property
    def query(self) -> str:
        """For the address of a draft from them."""
        return "&".join(f"report={told.report.pk}" for told in self.reports)


@staff_page(Right.REVIEW_ALERTS)
def desk(request: StaffRequest) -> HttpResponse:
    """Everything that waits for somebody, the most urgent first."""
    member = request.member
    may_moderate = member.may(Right.MODERATE_ALERTS)
    is_office = may_moderate and keeps_alerts(member)
    rows = Alert.objects.visible_to(member).prefetch_related("texts")
    found = lines(rows.exclude(state__in=Alert.ENDED))
    return page(
        request,
        "alerts/desk/desk.html",
        title=_("Fraud alerts"),
        waiting=[line for line in found if line.alert.state == State.IN_REVIEW],
        hidden=[line for line in found if line.alert.state == State.UNDER_REVIEW],
        drafts=[line for line in found if line.alert.state == State.DRAFT],
        in_force=sorted(
            (line for line in found if line.alert.state == State.PUBLISHED), key=lambda line: _end(line.alert)
        ),
        ended=lines(rows.filter(state__in=Alert.ENDED).order_by("-ended_at")[:LATELY]),
        heaps=[_heap(group) for group in matching.groups(by=member)] if is_office else [],
        dismissed=_dismissed(member) if is_office else [],
        replies=_replies(member) if is_office else [],
        is_office=is_office,
        may_moderate=may_moderate,
    )


def keeps_alerts(member: Membership) -> bool:
    """Whether the member works in the office: only there reports can be read."""
    own = AlertsOffice.objects.visible_to(member).filter(organization=member.organization_id)
    return own.exists()


def lines(rows: Iterable[Alert]) -> list[Line]:
    """With the headline in the reader's language, or in another one with its tag."""
    return [Line(alert, headline_of(alert)) for alert in rows]


def headline_of(alert: Alert) -> str:
    """As a moderator finds it again. Its texts are at hand."""
    texts = sorted(alert.texts.all(), key=lambda text: text.language != get_language())
    if not texts:
        return str(alert.get_tactic_display() or alert.get_kind_display())
    first = texts[0]
    return first.headline if first.language == get_language() else f"[{first.language}] {first.headline}"


def tell(reports: Iterable[FraudReport]) -> list[Told]:
    """Reports with their words, as far as those are not erased."""
    return [Told(report, _words(report)) for report in reports]


def _words(report: FraudReport) -> list[str]:
    rows: list[sealed.Owned] = [report, *report.additions.all()]
    return [said for said in map(_read, rows) if said]


def _read(row: sealed.Owned) -> str:
    try:
        return sealed.read(row, "words")
    except sealed.Erased:
        return ""


def _heap(group: Group) -> Heap:
    points = [shown(point) for point in group.points]
    return Heap(group, points, tell(group.reports), lines(group.alerts))


def _dismissed(member: Membership) -> list[FraudReport]:
    rows = FraudReport.objects.visible_to(member).filter(state=FraudReport.State.DISMISSED)
    return list(rows[:LATELY])


def _replies(member: Membership) -> list[Reply]:
    rows = Reply.objects.visible_to(member).filter(organization=member.organization_id, answered_at=None)
    return list(rows.select_related("alert")[:LATELY])


def _end(alert: Alert) -> float:
    return alert.expires_at.timestamp() if alert.expires_at else 0.0


@require_POST
@staff_page(Right.MODERATE_ALERTS)
def report_deed(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """A report is put away, is new again, or becomes part of an alert.

    Raises: NotHere, NotAllowed, AlertMovedOn, BadInput.
    """
    rows = FraudReport.objects.visible_to(request.member).select_related("organization")
    report = rows.found(pk=report_id)
    deed = request.POST.get("deed", "")
    if deed == "dismiss":
        joining.dismiss(report, by=request.member)
        messages.success(request, _("Put away. You can take this back below."))
    elif deed == "again":
        joining.unjoin(report, by=request.member)
        messages.success(request, _("The report is new again."))
    elif "join" in request.POST:
        alert = Alert.objects.visible_to(request.member).found(pk=_key(request.POST["join"]))
        joining.join(report, alert, by=request.member)
        messages.success(request, _("The alert rests on this report too."))
        return redirect("alerts:alert", alert.pk)
    else:
        raise BadInput({"deed": [deed]})
    return redirect("alerts:desk")


@require_POST
@staff_page(Right.MODERATE_ALERTS)
def reply_deed(request: StaffRequest, reply_id: UUID) -> HttpResponse:
    """Somebody has dealt with a reply.

    Raises: NotHere, NotAllowed.
    """
    own = Reply.objects.visible_to(request.member).filter(organization=request.member.organization_id)
    answers.dealt_with(own.select_related("organization").found(pk=reply_id), by=request.member)
    messages.success(request, _("Thank you. It is off the list."))
    return redirect("alerts:desk")


def _key(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise BadInput({"alert": [typed]}) from None


def card(request: HttpRequest) -> Card | None:
    """What waits for this reader: a second person's eyes, alerts that end, new reports."""
    member = member_of(request)
    if not member.may(Right.REVIEW_ALERTS):
        return None
    rows = Alert.objects.visible_to(member)
    waiting = rows.filter(state=State.IN_REVIEW).count()
    ending = reports = 0
    if member.may(Right.MODERATE_ALERTS):
        ending = rows.in_force().filter(expires_at__lt=timezone.now() + SOON).count()
        reports = FraudReport.objects.visible_to(member).filter(state=FraudReport.State.NEW).count()
    if not (waiting or ending or reports):
        return None
    return Card("alerts/cards/desk.html", {"waiting": waiting, "ending": ending, "reports": reports})


def way(request: HttpRequest) -> Way | None:
    """The way to the desk, for those whose work it is."""
    may = member_of(request).may(Right.MODERATE_ALERTS)
    return Way(gettext_lazy("Alerts"), "warn", reverse("alerts:desk")) if may else None


dashboard.register(card, position=9)
dashboard.register_way(way, position=45)
