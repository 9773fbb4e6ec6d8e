"""One appointment: who is on it, the steps towards a whole family, and how it went."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import Right
from appointments import checklists
from appointments.actions import appointments as acts
from appointments.actions import gap_steps, histories
from appointments.models import Appointment, GapStep
from appointments.web import households, meetings
from core.errors import BadInput, DomainError
from core.web.pages import page
from shelters.actions import lookups
from shelters.web.doors import StaffRequest, staff_page

# The four steps, each with what may come of it.
STEPS = (
    (GapStep.Kind.CALL, (GapStep.Result.DONE, GapStep.Result.NO_ANSWER, GapStep.Result.REFUSED)),
    (GapStep.Kind.ADD, (GapStep.Result.DONE, GapStep.Result.REFUSED)),
    (GapStep.Kind.CERTIFICATE, (GapStep.Result.DONE, GapStep.Result.NO_ANSWER, GapStep.Result.REFUSED)),
    (GapStep.Kind.DECIDE, (GapStep.Result.GO, GapStep.Result.STAY)),
)


@staff_page(Right.KEEP_APPOINTMENTS)
def appointment(
    request: StaffRequest, appointment_id: UUID, refused: DomainError | None = None
) -> HttpResponse:
    """Everything about one appointment of a household that the reader may open."""
    row = _found(request, appointment_id)
    household = lookups.by_id(row.household_id, by=request.member)
    return page(
        request,
        "appointments/kept/appointment.html",
        title=_("Appointment"),
        status=refused.status if refused else 200,
        household=household,
        one=households.shown([row], meetings.zone_of(household, request))[0],
        documents=checklists.of(row),
        people=[cover.person for cover in row.covers.select_related("person").order_by("person__number")],
        steps=list(row.steps.select_related("by__user")),
        offered=STEPS if row.is_open else (),
        outcomes=acts.outcomes(row),
        history=list(row.history.select_related("by__user")[:20]),
        undoable=histories.undoable(row, by=request.member),
        refused=refused,
        **meetings.form(request, row.programme, household, request.POST if refused else {}, row),
    )


@require_POST
@staff_page(Right.KEEP_APPOINTMENTS)
def do(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    """What the button says: correct, move, how it went, a step, documents, or take the last deed back."""
    row = _found(request, appointment_id)
    deed = DEEDS.get(request.POST.get("act", ""))
    try:
        if deed is None:
            raise BadInput({"act": ""})
        goes_on = deed(request, row)
    except DomainError as refused:
        return appointment(request, appointment_id, refused=refused)
    if goes_on is None:
        return redirect("shelters:household", row.household_id)
    return redirect("appointments:appointment", goes_on.pk)


def _change(request: StaffRequest, row: Appointment) -> Appointment:
    told = meetings.meeting_of(request, row.programme, row.household, row)
    answers: dict[str, Any] = {
        "starts_at": told.starts_at,
        "zone": told.zone,
        "place": told.place,
        "persons": told.persons,
        "status": told.status,
        **told.needs,
    }
    if told.lead_minutes is not None:
        answers["lead_minutes"] = told.lead_minutes
    acts.change(row, by=request.member, **answers)
    messages.success(request, _("Saved."))
    return row


def _move(request: StaffRequest, row: Appointment) -> Appointment:
    follower = acts.move(row, to=meetings.instant_of(request.POST, row.zone), by=request.member)
    messages.success(request, _("The appointment is moved. The former time stays in the history."))
    return follower


def _end(request: StaffRequest, row: Appointment) -> Appointment:
    acts.end(row, outcome=request.POST.get("outcome", ""), by=request.member)
    messages.success(request, _("Written down. The beds of the family stay as they are."))
    return row


def _step(request: StaffRequest, row: Appointment) -> Appointment:
    kind, _colon, result = request.POST.get("step", "").partition(":")
    message = request.POST.get("message", "") if kind == GapStep.Kind.ADD else ""
    gap_steps.take(row, kind=kind, result=result, message=message, by=request.member)
    said = _("Written down.")
    if message:
        said = _("Written down, and what the screen said is an entry of the barrier log.")
    messages.success(request, said)
    return row


def _ready(request: StaffRequest, row: Appointment) -> Appointment:
    lines = [int(line) for line in request.POST.getlist("line") if line.isdecimal() and len(line) < 6]
    acts.set_ready(row, lines=lines, by=request.member)
    messages.success(request, _("Saved."))
    return row


def _undo(request: StaffRequest, row: Appointment) -> Appointment | None:
    last = histories.undoable(row, by=request.member)
    if last is None:
        raise BadInput({"act": ""})
    acts.undo(last, by=request.member)
    messages.success(request, _("Undone."))
    return Appointment.objects.visible_to(request.member).filter(pk=row.pk).first()


DEEDS: dict[str, Callable[[StaffRequest, Appointment], Appointment | None]] = {
    "change": _change,
    "move": _move,
    "end": _end,
    "step": _step,
    "ready": _ready,
    "undo": _undo,
}


def _found(request: StaffRequest, appointment_id: UUID) -> Appointment:
    rows = Appointment.objects.visible_to(request.member)
    related = ("programme", "place", "household__organization", "organization")
    found: Appointment = rows.select_related(*related).found(pk=appointment_id)
    return found
