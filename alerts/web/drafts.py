"""Pages on which moderators write: facts, and words in each language."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.rights import Right
from alerts.actions import drafting, living, texts
from alerts.actions.drafting import Facts
from alerts.actions.texts import Words
from alerts.errors import NamesSomebody
from alerts.models import Alert, FraudReport
from alerts.templatetags.spoken_by import own_name
from alerts.web import desk, fact_forms, numbers
from core.errors import DomainError, NotHere
from core.web.pages import page
from core.web.plain import refuse_nul
from shelters.web.doors import StaffRequest, staff_page


@staff_page(Right.MODERATE_ALERTS)
def begin(request: StaffRequest) -> HttpResponse:
    """A draft, perhaps from reports: their contact points and prices stand in it already.

    Raises: NotHere.
    """
    reports = _reports(request)
    facts = fact_forms.from_reports(reports)

    def draft(told: Facts) -> Alert:
        return drafting.draft(
            request.member.organization.network_id,
            told,
            by=request.member,
            reports=reports,
            confirmed=request.POST.getlist("confirmed"),
        )

    return _facts_page(request, facts, draft, title=_("New alert"), reports=desk.tell(reports))


@staff_page(Right.MODERATE_ALERTS)
def facts(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    """Change what an alert says beside its words. From a published one things can only be taken away.

    Raises: NotHere.
    """
    alert = Alert.objects.visible_to(request.member).found(pk=alert_id)
    is_published = alert.state == Alert.State.PUBLISHED

    def change(told: Facts) -> Alert:
        if is_published:
            return living.narrow(alert, told, by=request.member)
        return drafting.change(alert, told, by=request.member, confirmed=request.POST.getlist("confirmed"))

    return _facts_page(
        request,
        drafting.facts_of(alert),
        change,
        title=_("Facts of an alert"),
        alert=alert,
        is_published=is_published,
    )


def _facts_page(
    request: StaffRequest, kept: Facts, save: Callable[[Facts], Alert], *, title: str, **context: object
) -> HttpResponse:
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            refuse_nul(request.POST)
            alert = save(fact_forms.read(request.POST, [*kept.beware, *kept.real]))
        except DomainError as error:
            refused = error
        else:
            lines = [line for part in fact_forms.PARTS for line in request.POST.get(part, "").splitlines()]
            messages.success(request, numbers.saved(lines))
            return redirect("alerts:alert", alert.pk)
    posted = request.POST if request.method == "POST" else None
    return page(
        request,
        "alerts/desk/facts.html",
        title=title,
        status=refused.status if refused else 200,
        values=fact_forms.values(kept, posted),
        choices=fact_forms.CHOICES,
        kept_beware=fact_forms.kept(kept, "beware", posted),
        kept_real=fact_forms.kept(kept, "real", posted),
        refused=refused,
        wrong=getattr(refused, "fields", {}),
        found=refused.found if isinstance(refused, NamesSomebody) else [],
        **context,
    )


def _reports(request: StaffRequest) -> list[FraudReport]:
    asked = (request.POST if request.method == "POST" else request.GET).getlist("report")
    rows = FraudReport.objects.visible_to(request.member).select_related("organization")
    try:
        keys = [UUID(key) for key in asked]
    except ValueError:
        raise NotHere from None
    found = list(rows.filter(pk__in=keys).prefetch_related("points__point", "additions"))
    if len(found) != len(set(keys)):
        raise NotHere
    return found


@staff_page(Right.MODERATE_ALERTS)
def words(request: StaffRequest, alert_id: UUID, language: str) -> HttpResponse:
    """Write the words of one language, beside those of the others.

    Raises: NotHere.
    """
    alert = Alert.objects.visible_to(request.member).found(pk=alert_id)
    if language not in settings.MODELTRANSLATION_LANGUAGES:
        raise NotHere
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            _write(request, alert, language)
        except DomainError as error:
            refused = error
        else:
            messages.success(request, _("Saved. A second person has to read it."))
            return redirect("alerts:alert", alert.pk)
    rows = list(alert.texts.all())
    own = next((text for text in rows if text.language == language), None)
    return page(
        request,
        "alerts/desk/words.html",
        title=_("Words of an alert"),
        status=refused.status if refused else 200,
        alert=alert,
        language=language,
        name=own_name(language),
        direction="rtl" if language == "ar" else "ltr",
        shown=request.POST if refused else own,
        others=[text for text in rows if text.language != language],
        refused=refused,
        wrong=getattr(refused, "fields", {}),
        found=refused.found if isinstance(refused, NamesSomebody) else [],
    )


def _write(request: StaffRequest, alert: Alert, language: str) -> None:
    posted = request.POST
    refuse_nul(posted)
    told = Words(
        headline=posted.get("headline", ""),
        said=posted.get("said", ""),
        react=posted.get("react", ""),
        is_machine="is_machine" in posted,
    )
    texts.write(alert, language, told, by=request.member, confirmed=posted.getlist("confirmed"))
