"""One alert: what it says, what was decided about it, and what can be done with it now."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import Membership
from accounts.rights import Right, Role
from alerts.actions import contacts, drafting, living, marks, reviewing, texts
from alerts.actions.answers import PUBLIC
from alerts.models import Alert, AlertText, FraudReport, Sighting
from alerts.points import shown
from alerts.templatetags.spoken_by import own_name
from alerts.web import desk
from alerts.web.papers import sheet_languages
from core.errors import BadInput, DomainError, Text
from core.web.pages import page
from core.web.plain import refuse_nul
from privacy import audit
from privacy.verbs import Verb
from shelters.web.doors import StaffRequest, staff_page

State = Alert.State
Deed = Callable[[StaffRequest, Alert], object]


@staff_page(Right.REVIEW_ALERTS)
def one(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    """The alert with everything that moderators know of it.

    Raises: NotHere.
    """
    return _page(request, _alert(request, alert_id), "alerts/desk/alert.html", title=_("Alert"))


@staff_page(Right.REVIEW_ALERTS)
def review(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    """The page of the second person: read every language that you can, then publish or send back.

    Raises: NotHere.
    """
    alert = _alert(request, alert_id)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            _decide(request, alert)
        except DomainError as error:
            refused = error
        else:
            return redirect("alerts:alert", alert.pk)
    return _page(
        request,
        alert,
        "alerts/desk/review.html",
        title=_("Read as the second person"),
        refused=refused,
        read=request.POST.getlist("read"),
    )


def _decide(request: StaffRequest, alert: Alert) -> None:
    posted, by = request.POST, request.member
    refuse_nul(posted)
    if posted.get("deed") == "send_back":
        reviewing.send_back(alert, reason=posted.get("reason", "").strip()[:240], by=by)
        messages.success(request, _("Sent back. It is a draft again."))
        return
    seen, read = _seen(request), posted.getlist("read")
    if alert.state == State.UNDER_REVIEW:
        living.show(alert, by=by, read=read, seen=seen)
    else:
        reviewing.publish(alert, by=by, read=read, seen=seen)
    messages.success(request, _("Published. Everybody whom it is for has it within a minute."))


@require_POST
@staff_page(Right.REVIEW_ALERTS)
def deed(request: StaffRequest, alert_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with an alert.

    Raises: NotHere, NotAllowed, AlertMovedOn, and as the action.
    """
    if deed not in DEEDS:
        raise BadInput({"deed": [deed]})
    refuse_nul(request.POST)
    action, said = DEEDS[deed]
    action(request, Alert.objects.visible_to(request.member).found(pk=alert_id))
    messages.success(request, str(said))
    return redirect("alerts:alert", alert_id)


def _reason(request: StaffRequest) -> str:
    return request.POST.get("reason", "").strip()[:240]


def _seen(request: StaffRequest) -> datetime | None:
    typed = request.POST.get("seen", "")
    try:
        return datetime.fromisoformat(typed) if typed else None
    except ValueError:
        raise BadInput({"seen": [typed]}) from None


def _read(request: StaffRequest, alert: Alert) -> object:
    language = request.POST.get("language", "")
    return texts.review(alert, language, by=request.member, seen=_seen(request))


DEEDS: Mapping[str, tuple[Deed, Text]] = {
    "submit": (
        lambda request, alert: reviewing.submit(alert, by=request.member),
        gettext_lazy("A second person can read it now."),
    ),
    "discard": (
        lambda request, alert: drafting.discard(alert, by=request.member),
        gettext_lazy("Discarded. You can take this back."),
    ),
    "take-up": (
        lambda request, alert: drafting.take_up(alert, by=request.member),
        gettext_lazy("It is a draft again."),
    ),
    "read": (_read, gettext_lazy("Thank you. These words are reviewed now.")),
    "hide": (
        lambda request, alert: living.hide(alert, reason=_reason(request), by=request.member),
        gettext_lazy("Under review. It is hidden everywhere within a minute."),
    ),
    "withdraw": (
        lambda request, alert: living.withdraw(alert, reason=_reason(request), by=request.member),
        gettext_lazy("Withdrawn. Everybody who had it is told so."),
    ),
    "renew": (
        lambda request, alert: living.renew(alert, by=request.member),
        gettext_lazy("Renewed."),
    ),
}


def _alert(request: StaffRequest, alert_id: UUID) -> Alert:
    found: Alert = Alert.objects.visible_to(request.member).prefetch_related("texts").found(pk=alert_id)
    return found


def _page(
    request: StaffRequest,
    alert: Alert,
    template: str,
    *,
    title: str,
    refused: DomainError | None = None,
    **context: object,
) -> HttpResponse:
    member = request.member
    may_moderate = member.may(Right.MODERATE_ALERTS)
    is_office = may_moderate and desk.keeps_alerts(member)
    return page(
        request,
        template,
        title=title,
        status=refused.status if refused else 200,
        alert=alert,
        headline=desk.headline_of(alert),
        beware=[shown(point) for point in contacts.points_of(alert, contacts.BEWARE)],
        real=[shown(point) for point in contacts.points_of(alert, contacts.REAL)],
        texts=_sides(alert),
        more_languages=_more_languages(alert),
        sheet_languages=sheet_languages(_read_languages(alert)),
        decisions=[(row, _role(row.role)) for row in alert.decisions.order_by("at")],
        reports=_reports(alert, member) if is_office else [],
        sightings=_sightings(alert) if is_office else {},
        is_office=is_office,
        may_moderate=may_moderate,
        may_report=member.may(Right.REPORT_FRAUD),
        network=member.organization.network,
        refused=refused,
        **context,
    )


def _sides(alert: Alert) -> list[tuple[str, str, AlertText | None]]:
    """Every language of the site, and others that have words: side by side."""
    own = {text.language: text for text in alert.texts.all()}
    shown = dict.fromkeys([*own, *(code for code, _name in settings.LANGUAGES)])
    return [(code, own_name(code), own.get(code)) for code in sorted(shown, key=lambda code: code not in own)]


def _more_languages(alert: Alert) -> list[str]:
    """In which words can be written too: a poster may need what the site does not speak."""
    shown = [code for code, _name, _text in _sides(alert)]
    return [code for code in settings.MODELTRANSLATION_LANGUAGES if code not in shown]


def _read_languages(alert: Alert) -> list[str]:
    return [text.language for text in alert.texts.all() if text.state == AlertText.State.REVIEWED]


def _role(role: str) -> str:
    if role == PUBLIC:
        return _("somebody outside")
    return str(dict(Role.choices).get(role, role))


def _reports(alert: Alert, member: Membership) -> list[desk.Told]:
    rows = FraudReport.objects.visible_to(member).filter(alert=alert).prefetch_related("additions")
    found = desk.tell(rows)
    if found:
        audit.record(Verb.REPORTS_LISTED, by=member, about=FraudReport)
    return found


def _sightings(alert: Alert) -> dict[str, int]:
    kinds = dict(alert.sightings.order_by().values_list("kind").annotate(Count("pk")))
    said = {kind: kinds.get(kind, 0) for kind in Sighting.Kind.values}
    return {**said, "marks": marks.shown(kinds.get(Sighting.FROM_EVERYBODY, 0))}
