"""Asking ahead for a turn: in calm, at any hour before the draw; the hour gives nobody an advantage (R10)."""

from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from core.errors import BadInput, NotHere
from core.models.joining import in_transaction
from core.models.prepared import Prepared, add_unless_known
from privacy import audit
from privacy.verbs import Verb
from schedules.actions import placing, waiting
from schedules.errors import AskedAlready, DrawOver
from schedules.models import Draw, Priority, Turn, TurnRequest
from schedules.models.turns import new_ticket
from shelters.actions import seating
from shelters.models import Household

TRIES = 3
READ = (
    "organization", "day", "draws_at", "done_at", "amenity__kind", "amenity__parents_have_two",
    "amenity__shelter__time_zone",
)  # fmt: skip


@dataclass(frozen=True)
class DayOf:
    """Which draw, from a caller who has not read it: an amenity has one for each day."""

    amenity_id: UUID
    day: date


@in_transaction
def ask(
    household: Household | UUID,
    draw: Draw | DayOf,
    *,
    way: str,
    by: Membership,
    earliest: time | None = None,
    latest: time | None = None,
    slots: int = 1,
    priority: Priority | None = None,
) -> TurnRequest:
    """Put the household on the list of a draw; `earliest` and `latest` by the clock of the house. A caller
    who has not read the household gives its key.

    The list is held open from the look on, so that nobody is written on one that was just drawn; others who
    ask hold it open at the same time. Everything is refused before anything is written.

    Raises: NotAllowed, NotHere, BadInput, DrawOver, AskedAlready, HasOpenTurn, OneSlotOnly.
    """
    here = by.organization if isinstance(household, UUID) else household.organization
    by.require(Right.KEEP_TURNS, within=here)
    if way not in TurnRequest.Way.values:
        raise BadInput({"way": way})
    if earliest is not None and latest is not None and latest <= earliest:
        raise BadInput({"latest": str(latest)})
    household = seating.lock_household(household, by=by)
    draw = _look(draw, household, by=by)
    placing.refuse_slots(household, draw.amenity, slots)
    _refuse_priority(priority, draw, by=by)

    request = TurnRequest(
        organization_id=draw.organization_id, draw=draw, household=household, way=way, earliest=earliest,
        latest=latest, slots=slots, priority=priority, asked_by=by,
    )  # fmt: skip
    _save(request)
    audit.record(Verb.TURN_ASKED, by=by, about=household)
    return request


@transaction.atomic
def withdraw(request: TurnRequest, *, by: Membership) -> TurnRequest:
    """The household does not want the turn any more. Before the draw it is off the list; after it, it keeps
    what it has and waits for nothing else. Doing it again changes nothing.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.KEEP_TURNS, within=request.organization)
    household = seating.lock_household(request.household_id, by=by)
    Draw.objects.visible_to(by).locked().found(pk=request.draw_id)
    request = TurnRequest.objects.visible_to(by).locked().found(pk=request.pk)
    if request.withdrawn_at is None:
        request.withdrawn_at = timezone.now()
        request.save(update_fields=["withdrawn_at"])
        audit.record(Verb.TURN_ASK_WITHDRAWN, by=by, about=household)
    return request


def _save(request: TurnRequest) -> None:
    """Of thousands on one list two may draw the same ticket: the later one draws again."""
    for _each in range(TRIES):
        if add_unless_known(request):
            return
        request.ticket = new_ticket()
    raise AskedAlready


def _refuse_priority(priority: Priority | None, draw: Draw, *, by: Membership) -> None:
    """Only what the house named, for this kind of thing, and what is said when asking."""
    if priority is None:
        return
    named = Priority.objects.visible_to(by).filter(shelter=draw.amenity.shelter_id, is_used=True)
    found = named.filter(pk=priority.pk, criterion=Priority.Criterion.SAID_AT_DESK).first()
    if found is None:
        raise NotHere
    if found.kinds and draw.amenity.kind not in found.kinds:
        raise BadInput({"priority": str(priority.pk)})


def _look(draw: Draw | DayOf, household: Household, *, by: Membership) -> Draw:
    """The draw, for which this locked household can still ask, held open until the end of the transaction.

    Raises: NotHere, DrawOver, AskedAlready, HasOpenTurn.
    """
    asked = {"amenity": draw.amenity_id, "day": draw.day, "household": household.pk, **by.looks}
    for seen in _draws_and_hindrances.rows(**asked):
        if waiting.is_over(seen, timezone.now()):
            is_kept = Draw.objects.visible_to(by).filter(pk=seen.pk).exists()
            raise DrawOver if is_kept else NotHere
        if seen.is_asked:  # type: ignore[attr-defined]  # an annotation, as the next one
            raise AskedAlready
        if seen.is_hindered:  # type: ignore[attr-defined]
            _refuse_open(household, seen)
        return seen
    raise NotHere


def _refuse_open(household: Household, draw: Draw) -> None:
    turn = _open_turns(household.pk, draw.amenity.kind, draw.draws_at).first()
    if turn is not None:
        raise placing.has_open(turn, draw.amenity.shelter)


@partial(Prepared, shares=True)
def _draws_and_hindrances(amenity: UUID, day: date, household: UUID, **looks: Any) -> QuerySet[Draw]:
    """With `is_asked`: the household stands on this list, or on another one of that kind and day, where it
    would have a second chance (R10); and `is_hindered`: it still has an open turn then."""
    kind, draws = OuterRef("amenity__kind"), Draw.objects.of_houses(Membership.looking(**looks))
    same_day = Q(draw__day=OuterRef("day"), draw__amenity__kind=kind, draw__done_at=None)
    asked = TurnRequest.objects.standing().filter(same_day | Q(draw=OuterRef("pk")), household=household)
    rows = draws.filter(amenity=amenity, day=day).select_related("amenity__shelter").only(*READ).locked()
    return rows.annotate(
        is_asked=Exists(asked), is_hindered=Exists(_open_turns(household, kind, OuterRef("draws_at")))
    )


def _open_turns(household: UUID, kind: Any, draws_at: Any) -> QuerySet[Turn]:
    """A turn that is over before the draw hinders nobody."""
    return Turn.objects.open().filter(household=household, kind=kind, ends_at__gt=draws_at)
