"""Obstacles of a household in two taps, its evidence sheet, a power cut for many, and figures."""

import csv
import io
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.rights import Right
from appointments.actions import barrier_figures, barriers, handing_over
from appointments.actions.barrier_figures import SMALLEST, Figure
from appointments.actions.barriers import Obstacle
from appointments.models import Barrier, BarrierEntry, Device, Programme
from appointments.web.meetings import zone_of
from core.errors import BadInput, DomainError, NotHere
from core.web.pages import page
from shelters.actions import lookups
from shelters.languages import LANGUAGES
from shelters.models import Household
from shelters.names import told
from shelters.web import sections
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.sections import Section

MOST_CODES = 200
# Outside of these a moment cannot be told in every zone.
FIRST_YEAR, LAST_YEAR = 1900, 9000


def section(request: StaffRequest, household: Household) -> Section | None:
    """How many obstacles are written down, and the way to them."""
    if not request.member.may(Right.LOG_BARRIERS):
        return None
    rows = BarrierEntry.objects.visible_to(request.member).filter(household=household)
    waiting = rows.filter(handed_over_at=None).count()
    return Section("appointments/sections/barriers.html", {"count": rows.count(), "waiting": waiting})


@staff_page(Right.LOG_BARRIERS)
def of_household(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """What is written down, and a button for each kind: one tap more writes it down."""
    household = lookups.by_id(household_id, by=request.member)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            barriers.log(household, _obstacle(request, household), by=request.member)
        except DomainError as error:
            refused = error
        else:
            messages.success(request, _("Written down."))
            return redirect("appointments:barriers", household.pk)
    rows = BarrierEntry.objects.visible_to(request.member).of(household).select_related("programme")
    entries = list(rows)
    return page(
        request,
        "appointments/barriers/household.html",
        title=_("Obstacles"),
        status=refused.status if refused else 200,
        household=household,
        entries=[(entry, _local(entry), told(entry, "message").text) for entry in entries],
        last=entries[-1] if entries and entries[-1].handed_over_at is None else None,
        programmes=Programme.objects.visible_to(request.member),
        chosen=request.POST.get("programme") or str(barriers.last_used(request.member) or ""),
        kinds=Barrier.choices,
        devices=Device.choices,
        spoken=LANGUAGES,
        languages=settings.LANGUAGES,
        posted=request.POST,
        refused=refused,
    )


@require_POST
@staff_page(Right.LOG_BARRIERS)
def take_back(request: StaffRequest, barrier_id: UUID) -> HttpResponse:
    """The last one was a slip of the finger."""
    entry = BarrierEntry.objects.visible_to(request.member).found(pk=barrier_id)
    barriers.take_back(entry, by=request.member)
    messages.success(request, _("Taken back."))
    return redirect("appointments:barriers", entry.household_id)


@require_POST
@staff_page(Right.LOG_BARRIERS)
def sheet(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """The signed PDF, to print or to hand over; from now on a day is left to print it again.

    Raises: as `handing_over.hand_over`.
    """
    household = lookups.by_id(household_id, by=request.member)
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise BadInput({"language": language})
    pdf = handing_over.hand_over(
        household,
        language=language,
        address=request.build_absolute_uri(reverse("appointments:verify")),
        by=request.member,
        unreviewed=frozenset(dict(settings.LANGUAGES)) - settings.REVIEWED_LANGUAGES,
    )
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="record.pdf"'
    return answer


@staff_page(Right.SEE_TOMORROW)
def cut(request: StaffRequest) -> HttpResponse:
    """A power cut: one technical failure for all households whose codes were noted on paper (J7)."""
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            written = _write_cut(request)
        except DomainError as error:
            refused = error
        else:
            messages.success(request, _said(written))
            return redirect("appointments:barrier_cut")
    return page(
        request,
        "appointments/barriers/cut.html",
        title=_("Power or network cut"),
        status=refused.status if refused else 200,
        programmes=Programme.objects.visible_to(request.member),
        zone=request.member.organization.network.time_zone,
        today=_today(request.member.organization.network.time_zone),
        posted=request.POST,
        refused=refused,
    )


@staff_page(Right.EXPORT_FIGURES)
def figures(request: StaffRequest) -> HttpResponse:
    """Obstacles as figures, of the own house or of the network; `?file=csv` for a file."""
    is_network = request.GET.get("of") == "network"
    found = (
        barrier_figures.of_network(by=request.member)
        if is_network
        else barrier_figures.of_house(request.member.organization, by=request.member)
    )
    if request.GET.get("file") == "csv":
        return _as_csv(found)
    return page(
        request,
        "appointments/barriers/figures.html",
        title=_("Obstacles in figures"),
        figures=[(figure, Barrier(figure.kind).label) for figure in found],
        is_network=is_network,
        smallest=SMALLEST,
        as_of=timezone.now(),
    )


def _said(written: int) -> str:
    said = ngettext("Written down for %(n)s household.", "Written down for %(n)s households.", written)
    return said % {"n": written}


def _obstacle(request: StaffRequest, household: Household) -> Obstacle:
    """What the form says; without a day and a time it happened just now.

    Raises: BadInput, NotHere.
    """
    posted = request.POST
    zone = zone_of(household, request)
    attempt = posted.get("attempt", "").strip()
    if attempt and not (attempt.isascii() and attempt.isdigit() and len(attempt) <= 4):
        raise BadInput({"attempt": attempt})
    return Obstacle(
        programme=_programme(request),
        kind=posted.get("kind", ""),
        happened_at=_moment(posted.get("day", ""), posted.get("clock", ""), zone),
        zone=zone,
        message=posted.get("message", ""),
        attempt=int(attempt) if attempt else None,
        device=posted.get("device") or Device.NOT_STATED,
        language=posted.get("screen", ""),
    )


def _programme(request: StaffRequest) -> Programme:
    asked = request.POST.get("programme", "")
    programme: Programme
    for programme in Programme.objects.visible_to(request.member):
        if str(programme.pk) == asked:
            return programme
    raise NotHere


def _moment(day: str, clock: str, zone: str) -> datetime:
    """By the clock of the house; now where neither is given."""
    if not day and not clock:
        return timezone.now()
    try:
        naive = datetime.fromisoformat(f"{day or _today(zone)}T{clock}")
    except ValueError as wrong:
        raise BadInput({"day": day, "clock": clock}) from wrong
    moment = naive.replace(tzinfo=ZoneInfo(zone))
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise BadInput({"day": day, "clock": clock})
    return moment


def _today(zone: str) -> str:
    """The date on the wall there: in the evening it is tomorrow in UTC already."""
    return timezone.now().astimezone(ZoneInfo(zone)).date().isoformat()


def _write_cut(request: StaffRequest) -> int:
    """The households of the codes, one in each line.

    Raises: BadInput, NotHere, and as `barriers.log_for_all`.
    """
    posted, zone = request.POST, request.member.organization.network.time_zone
    codes = [line.strip() for line in posted.get("codes", "").splitlines() if line.strip()]
    if not codes or len(codes) > MOST_CODES:
        raise BadInput({"codes": len(codes)})
    day = posted.get("day", "")
    began_at, ended_at = (_moment(day, posted.get(name, ""), zone) for name in ("from", "until"))
    if ended_at < began_at:
        ended_at += timedelta(days=1)  # over midnight: this clock on the next day, however long that night is
    households = {found.pk: found for found in (lookups.by_code(code, by=request.member) for code in codes)}
    entries = barriers.log_for_all(
        list(households.values()),
        programme=_programme(request),
        began_at=began_at,
        ended_at=ended_at,
        zone=zone,
        by=request.member,
    )
    return len(entries)


def _local(entry: BarrierEntry) -> datetime:
    return entry.happened_at.astimezone(ZoneInfo(entry.zone))


def _as_csv(found: list[Figure]) -> HttpResponse:
    """Numbers and words of our own lists only; the name of a programme is made safe for spreadsheets."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["quarter", "programme", "kind", "households", "entries"])
    for figure in found:
        name = figure.programme.code
        hidden = f"<{SMALLEST}"
        rows.writerow(
            [
                figure.quarter.isoformat(),
                name,
                figure.kind,
                hidden if figure.households is None else figure.households,
                hidden if figure.entries is None else figure.entries,
            ]
        )
    answer = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="obstacles.csv"'
    return answer


sections.add(section, position=44)
