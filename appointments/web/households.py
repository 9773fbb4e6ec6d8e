"""The appointments of one household on its page, and the forms that enter them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.rights import Right
from appointments import absences, conflicts, gap
from appointments.actions import appointments as acts
from appointments.actions import trackings
from appointments.actions.trackings import Told
from appointments.conflicts import Conflict
from appointments.gap import Coverage
from appointments.models import Appointment, Programme, ProgrammeState, Tracking
from appointments.web.clocks import Clocks, clocks
from appointments.web.meetings import form, meeting_of, numbers_of, ticked, zone_of
from core.errors import BadInput, DomainError
from core.web.pages import page
from shelters.actions import lookups
from shelters.models import Household
from shelters.names import told
from shelters.web import rooms, sections
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.sections import Section


@dataclass(frozen=True)
class Shown:
    """One appointment as a page shows it: by the office's clock, leaving by the clock of the house."""

    row: Appointment
    at: Clocks
    leaves: Clocks
    coverage: Coverage
    conflicts: list[Conflict]

    @property
    def has_gap(self) -> bool:
        """Whether somebody is missing on an appointment that is still ahead."""
        return self.row.is_open and not self.coverage.is_complete


def shown(rows: list[Appointment], zone: str) -> list[Shown]:
    """These appointments for a house with this clock; a fixed number of queries."""
    covered, between = gap.coverages(rows), conflicts.among(rows)
    return [
        Shown(
            row,
            at=clocks(row.starts_at, row.zone, zone),
            leaves=clocks(row.leaves_at, zone, row.zone),
            coverage=covered[row.pk],
            conflicts=between[row.pk],
        )
        for row in rows
    ]


def section(request: StaffRequest, household: Household) -> Section | None:
    """What the household page shows of appointments and registrations."""
    if not request.member.may(Right.KEEP_APPOINTMENTS):
        return None
    rows = Appointment.objects.visible_to(request.member).filter(household=household)
    known = Tracking.objects.visible_to(request.member).filter(household=household)
    return Section(
        "appointments/sections/appointments.html",
        {
            "rows": shown(list(rows.select_related("programme", "place")), zone_of(household, request)),
            "trackings": list(known.select_related("programme").prefetch_related("covers")),
            "size": len(household.persons.all()),
        },
    )


@staff_page(Right.KEEP_APPOINTMENTS)
def choose(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """Which programme: one tap, then the form. Those that are not open say so."""
    household = lookups.by_id(household_id, by=request.member)
    known = Programme.objects.visible_to(request.member).with_state()
    stopped = (ProgrammeState.State.SUSPENDED, ProgrammeState.State.CLOSED)
    return page(
        request,
        "appointments/kept/choose.html",
        title=_("Enter an appointment"),
        household=household,
        programmes=[(programme, programme.state_now in stopped) for programme in known],
        states=dict(ProgrammeState.State.choices),
    )


@staff_page(Right.KEEP_APPOINTMENTS)
def enter(request: StaffRequest, household_id: UUID, programme_id: UUID) -> HttpResponse:
    """The form of a new appointment: the day, the time, the place, and everybody ticked."""
    household = lookups.by_id(household_id, by=request.member)
    programme = Programme.objects.visible_to(request.member).found(pk=programme_id)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            row = acts.enter(household, meeting_of(request, programme, household), by=request.member)
        except DomainError as error:
            refused = error
        else:
            _say(request, row)
            return redirect("appointments:appointment", row.pk)
    return page(
        request,
        "appointments/kept/enter.html",
        title=_("Enter an appointment"),
        status=refused.status if refused else 200,
        household=household,
        programme=programme,
        refused=refused,
        **form(request, programme, household, request.POST),
    )


@staff_page(Right.KEEP_APPOINTMENTS)
def registration(request: StaffRequest, household_id: UUID, programme_id: UUID) -> HttpResponse:
    """How far the household is in one programme."""
    household = lookups.by_id(household_id, by=request.member)
    programme = Programme.objects.visible_to(request.member).found(pk=programme_id)
    found = Tracking.objects.visible_to(request.member).filter(household=household, programme=programme)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            trackings.write(household, programme, _told(request), by=request.member)
        except DomainError as error:
            refused = error
        else:
            messages.success(request, _("Saved."))
            return redirect("shelters:household", household.pk)
    row = found.first()
    covered = set(row.covers.values_list("person__number", flat=True)) if row else None
    return page(
        request,
        "appointments/kept/registration.html",
        title=_("Registration"),
        status=refused.status if refused else 200,
        household=household,
        programme=programme,
        tracking=row,
        reference=told(row, "reference") if row else None,
        posted=request.POST,
        states=Tracking.State.choices,
        persons=ticked(household, request.POST, covered),
        refused=refused,
    )


def _told(request: StaffRequest) -> Told:
    """Raises: BadInput."""
    posted = request.POST
    try:
        begun_on = date.fromisoformat(posted["begun_on"]) if posted.get("begun_on") else None
    except ValueError as wrong:
        raise BadInput({"begun_on": ""}) from wrong
    return Told(
        state=posted.get("state", ""),
        persons=numbers_of(posted),
        begun_on=begun_on,
        begun_in=posted.get("begun_in", "").strip().upper(),
        reference=posted.get("reference"),
    )


def _say(request: StaffRequest, row: Appointment) -> None:
    """Entered; whoever is missing is said in the same breath."""
    covered = gap.coverage(row)
    if covered.is_complete:
        messages.success(request, _("The appointment is entered."))
    else:
        messages.warning(request, _("The appointment is entered. %(gap)s") % {"gap": covered.sentence})


sections.add(section, position=30)
rooms.note(absences.noted)
