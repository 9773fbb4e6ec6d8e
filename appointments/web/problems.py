"""Known problems: searched by what stands on the screen, written, read by a second person, tried."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Membership
from accounts.rights import Right
from appointments import writers
from appointments.actions import problems as acts
from appointments.models import KnownProblem, Programme
from appointments.web.texts import keep, tongues, written_in
from core.errors import BadInput, DomainError, NotHere
from core.web.pages import page
from shelters.languages import LANGUAGES
from shelters.web.doors import StaffRequest, staff_page


@staff_page(Right.SEE_NETWORK)
def problems(request: StaffRequest) -> HttpResponse:
    """What is known about a programme, or what is like the typed text; `?programme=&text=`."""
    member, text = request.member, request.GET.get("text", "").strip()
    known = _programmes(request)
    asked = request.GET.get("programme", "")
    programme = next((one for one in known if str(one.pk) == asked), None)
    if asked and programme is None:
        raise NotHere
    if programme and text:
        rows = [match.problem for match in acts.search(text, programme=programme, by=member)]
    else:
        rows = acts.shown(programme, by=member) if programme else []
    return page(
        request,
        "appointments/problems/list.html",
        title=_("Known problems"),
        programmes=known,
        programme=programme,
        text=text[: acts.LONGEST_SOUGHT],
        problems=rows,
        unread=_unread(member) if member.may(Right.WRITE_ADVICE) else [],
        may_write=member.may(Right.WRITE_ADVICE),
        may_run=request.member.may(Right.RUN_WORKSHOPS),
    )


@staff_page(Right.SEE_NETWORK)
def problem(request: StaffRequest, problem_id: UUID) -> HttpResponse:
    """One problem: what helps, what does not, how often it worked.

    Raises: NotHere.
    """
    row = _found(request, problem_id)
    is_own = row.organization_id == request.member.organization_id
    may_write = is_own and request.member.may(Right.WRITE_ADVICE)
    languages = _by_others(row, request.member) if may_write else []
    return page(
        request,
        "appointments/problems/problem.html",
        title=_("Known problem"),
        problem=row,
        is_shown=row.published_at is not None and row.withdrawn_at is None,
        is_reviewed=get_language() in row.reviewed_languages,
        may_write=may_write,
        may_read=may_write and row.written_by.user_id != request.member.user_id,
        languages=languages,
    )


@staff_page(Right.WRITE_ADVICE)
def write(request: StaffRequest, problem_id: UUID | None = None) -> HttpResponse:
    """Write one down, or change one of the own house.

    Raises: NotHere.
    """
    row = _found(request, problem_id) if problem_id else KnownProblem(last_confirmed_on=timezone.localdate())
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            _fill(row, request)
            acts.write(row, by=request.member)
        except DomainError as error:
            refused = error
        else:
            messages.success(request, _("Kept. A second person reads it before it is shown."))
            return redirect("appointments:problem", row.pk)
    return page(
        request,
        "appointments/problems/write.html",
        title=_("Write a known problem down"),
        status=refused.status if refused else 200,
        problem=row,
        programmes=_programmes(request),
        statuses=KnownProblem.Status.choices,
        spoken=LANGUAGES,
        tongues=tongues(row, {"helps": _("What helps"), "does_not_help": _("What does not help")}),
        refused=refused,
    )


@require_POST
@staff_page(Right.SEE_NETWORK)
def do(request: StaffRequest, problem_id: UUID) -> HttpResponse:
    """Publish, withdraw, "it worked", "it did not".

    Raises: NotHere, BadInput, and as the actions.
    """
    row, deed = _found(request, problem_id), request.POST.get("act", "")
    if deed == "publish":
        acts.publish(row, languages=request.POST.getlist("languages"), by=request.member)
    elif deed == "withdraw":
        acts.withdraw(row, by=request.member)
    elif deed in {"worked", "failed"}:
        acts.tried(row, worked=deed == "worked", by=request.member)
    else:
        raise BadInput({"act": ""})
    messages.success(request, _("Thank you. Written down."))
    return redirect("appointments:problem", row.pk)


def _found(request: StaffRequest, problem_id: UUID) -> KnownProblem:
    """One that the reader may see: published, or of the own house for whoever writes.

    Raises: NotHere.
    """
    rows = acts.with_trials(KnownProblem.objects.visible_to(request.member))
    # Who wrote a neighbour's problem stands behind the wall of that organization: never join it here.
    row = rows.select_related("programme").found(pk=problem_id)
    is_own = row.organization_id == request.member.organization_id
    is_shown = row.published_at is not None and row.withdrawn_at is None
    if not is_shown and not (is_own and request.member.may(Right.WRITE_ADVICE)):
        raise NotHere
    return row


def _by_others(row: KnownProblem, member: Membership) -> list[tuple[str, str]]:
    """The languages whose words somebody else wrote."""
    written = written_in(row, ("helps", "does_not_help"))
    own = writers.own(row, [code for code, _name in written], member)
    return [each for each in written if each[0] not in own]


def _unread(member: Membership) -> list[KnownProblem]:
    """Of the own house, those that wait for a second person."""
    own = KnownProblem.objects.visible_to(member).filter(organization=member.organization_id)
    waiting = own.filter(published_at=None, withdrawn_at=None)
    return list(waiting.select_related("programme")[: acts.MOST_FOUND])


def _fill(row: KnownProblem, request: StaffRequest) -> None:
    """What the form says, onto the row.

    Raises: BadInput.
    """
    posted = request.POST
    keep(row, posted, ("helps", "does_not_help"))
    row.message, row.code = posted.get("message", ""), posted.get("code", "")
    row.status, row.language = posted.get("status", ""), posted.get("language", "")
    asked = posted.get("programme", "")
    programme = next((one for one in _programmes(request) if str(one.pk) == asked), None)
    if programme is None:
        raise BadInput({"programme": ""})
    row.programme = programme
    try:
        row.last_confirmed_on = date.fromisoformat(posted.get("last_confirmed_on", ""))
    except ValueError as wrong:
        raise BadInput({"last_confirmed_on": ""}) from wrong


def _programmes(request: StaffRequest) -> list[Programme]:
    return list(Programme.objects.visible_to(request.member))
