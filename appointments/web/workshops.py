"""Workshops of the own houses: what is planned, one session with its seats, and the printed list."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.rights import Right
from appointments.actions import workshops as acts
from appointments.actions.workshops import MOST_HANDS
from appointments.models import HandCount, Seat, Workshop
from appointments.web import workshop_deeds
from core.errors import DomainError
from core.web.pages import page
from shelters.languages import LANGUAGES
from shelters.models import Household
from shelters.web import sections
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.sections import Section

LANGUAGE_NAMES = dict(LANGUAGES)
AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Session:
    """A session by the clock of its house, with how many seats are taken."""

    row: Workshop
    at: datetime
    taken: int

    @property
    def free(self) -> int:
        """Seats left."""
        return max(0, self.row.seats - self.taken)

    @property
    def languages(self) -> list[str]:
        """In words."""
        return [str(LANGUAGE_NAMES.get(code, code)) for code in self.row.languages]


@dataclass(frozen=True)
class Group:
    """A household on the list of a session, its seats together."""

    household: Household
    numbers: list[int]
    came: bool | None


def sessions_of(member: Membership, since: datetime, until: datetime) -> list[Session]:
    """What is planned in the member's houses, in the order of time; two queries at most."""
    rows = Workshop.objects.visible_to(member).filter(starts_at__gte=since, starts_at__lt=until)
    return _counted(rows)


def _counted(rows: Any) -> list[Session]:
    counted = rows.select_related("shelter", "programme").annotate(number_taken=Count("taken"))
    return [shown(row, row.number_taken) for row in counted]


def shown(row: Workshop, taken: int) -> Session:
    """A session by the clock of its house."""
    return Session(row, row.starts_at.astimezone(ZoneInfo(row.shelter.time_zone)), taken)


def section(request: StaffRequest, household: Household) -> Section | None:
    """The seats of a household from today on, and the way to the sessions."""
    if not request.member.may(Right.RUN_WORKSHOPS):
        return None
    lately = timezone.now() - acts.LATE
    own = Workshop.objects.visible_to(request.member).filter(starts_at__gte=lately)
    held = Seat.objects.visible_to(request.member).filter(household=household)
    seats = _counted(own.filter(pk__in=held.values("workshop")))
    return Section("appointments/sections/workshops.html", {"seats": seats})


@staff_page(Right.RUN_WORKSHOPS)
def workshops(request: StaffRequest) -> HttpResponse:
    """The sessions of the own houses from yesterday on, cancelled ones marked."""
    now = timezone.now()
    return page(
        request,
        "appointments/workshops/list.html",
        title=_("Workshops"),
        sessions=sessions_of(request.member, now - timedelta(days=1), now + AHEAD),
        may_run=request.member.may(Right.RUN_WORKSHOPS),
    )


@staff_page(Right.RUN_WORKSHOPS)
def workshop(request: StaffRequest, workshop_id: UUID) -> HttpResponse:
    """One session: sign-up by code, who has seats, who came, the show of hands.

    Raises: NotHere.
    """
    row = _found(request, workshop_id)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            messages.success(request, workshop_deeds.do(row, request))
        except DomainError as error:
            refused = error
        else:
            return redirect("appointments:workshop", row.pk)
    may_list = request.member.may(Right.LIST_HOUSEHOLDS)
    seats = Seat.objects.visible_to(request.member).filter(workshop=row).order_by("number")
    hands = dict(row.hands.values_list("question", "hands"))
    return page(
        request,
        "appointments/workshops/workshop.html",
        title=_("Workshop"),
        status=refused.status if refused else 200,
        session=shown(row, row.taken.count()),
        may_list=may_list,
        groups=groups_of(row, request.member) if may_list else [],
        taken=list(seats.values_list("number", "came")),
        hands=[(code, words, hands.get(code)) for code, words in HandCount.Question.choices],
        most_hands=MOST_HANDS,
        is_over=row.starts_at + acts.LATE < timezone.now(),
        posted=request.POST if refused else {},
        refused=refused,
    )


@staff_page(Right.RUN_WORKSHOPS)
def paper(request: StaffRequest, workshop_id: UUID) -> HttpResponse:
    """The list of a session to print: codes and numbers, in the order of the codes.

    Raises: NotHere, NotAllowed.
    """
    row = _found(request, workshop_id)
    groups = sorted(groups_of(row, request.member), key=lambda group: group.household.code)
    context = {
        "session": shown(row, row.taken.count()),
        "groups": groups,
        "blank": range(3),
        "questions": HandCount.Question.choices,
        "as_of": timezone.now(),
    }
    return render(request, "appointments/papers/workshop.html", context)


def groups_of(row: Workshop, by: Membership) -> list[Group]:
    """The households with seats that the reader may open, in the order in which they signed up.

    Raises: NotAllowed.
    """
    groups: dict[UUID, Group] = {}
    for seat in acts.listed(row, by=by):
        group = groups.setdefault(seat.household_id, Group(seat.household, [], seat.came))
        group.numbers.append(seat.number)
    return list(groups.values())


def _found(request: StaffRequest, workshop_id: UUID) -> Workshop:
    rows = Workshop.objects.visible_to(request.member).select_related("shelter", "programme", "organization")
    return rows.found(pk=workshop_id)


sections.add(section, position=46)
