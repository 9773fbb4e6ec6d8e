"""Asking ahead for a turn: in calm, at any hour before the draw; the hour gives nobody an advantage (R10)."""

from datetime import time

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from core.errors import BadInput, NotHere
from privacy import audit
from privacy.verbs import Verb
from schedules.actions import placing, waiting
from schedules.errors import AskedAlready, DrawOver
from schedules.models import Draw, Priority, Turn, TurnRequest
from schedules.models.turns import new_ticket
from shelters.actions import seating
from shelters.models import Household

TRIES = 3
HOLD_OPEN = "SELECT 1 FROM schedules_draw WHERE id = %s AND done_at IS NULL FOR SHARE"


@transaction.atomic
def ask(
    household: Household,
    draw: Draw,
    *,
    way: str,
    by: Membership,
    earliest: time | None = None,
    latest: time | None = None,
    slots: int = 1,
    priority: Priority | None = None,
) -> TurnRequest:
    """Put the household on the list of a draw; `earliest` and `latest` by the clock of the house.

    The list is held open last and for a moment, so that nobody is written on one that was just drawn; others
    who ask hold it open at the same time.

    Raises: NotAllowed, NotHere, BadInput, DrawOver, AskedAlready, HasOpenTurn, OneSlotOnly.
    """
    by.require(Right.KEEP_TURNS, within=household.organization)
    if way not in TurnRequest.Way.values:
        raise BadInput({"way": way})
    if earliest is not None and latest is not None and latest <= earliest:
        raise BadInput({"latest": str(latest)})
    household = seating.lock_household(household, by=by)
    draw = Draw.objects.visible_to(by).select_related("amenity__shelter").found(pk=draw.pk)
    if waiting.is_over(draw, timezone.now()):
        raise DrawOver
    _refuse_another_list(household, draw)
    placing.refuse_slots(household, draw.amenity, slots)
    _refuse_priority(priority, draw, by=by)
    _refuse_open(household, draw)

    request = TurnRequest(
        organization_id=draw.organization_id, draw=draw, household=household, way=way, earliest=earliest,
        latest=latest, slots=slots, priority=priority, asked_by=by,
    )  # fmt: skip
    _hold_open(draw)
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


def _hold_open(draw: Draw) -> None:
    """Until the end of the transaction nobody draws: whoever does locks the row alone. On SQLite the
    transaction is the lock.

    Raises: DrawOver, for it was drawn while this household was looked at.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(HOLD_OPEN, [draw.pk])
        if cursor.fetchone() is None:
            raise DrawOver


def _save(request: TurnRequest) -> None:
    """Of thousands on one list two may draw the same ticket: the later one draws again."""
    for _each in range(TRIES):
        try:
            with transaction.atomic():
                request.save(force_insert=True)
        except IntegrityError:
            request.ticket = new_ticket()
        else:
            return
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


def _refuse_another_list(household: Household, draw: Draw) -> None:
    """One list for each kind and day: who stands on two would have two chances (R10).

    Raises: AskedAlready.
    """
    same_day = Q(draw__day=draw.day, draw__amenity__kind=draw.amenity.kind, draw__done_at=None)
    asked = TurnRequest.objects.standing().filter(household=household)
    if asked.filter(same_day | Q(draw=draw)).exists():
        raise AskedAlready


def _refuse_open(household: Household, draw: Draw) -> None:
    """A turn that is over before the draw hinders nobody."""
    busy = Turn.objects.open().filter(household=household, kind=draw.amenity.kind)
    turn = busy.filter(ends_at__gt=draw.draws_at).first()
    if turn is not None:
        raise placing.has_open(turn, draw.amenity.shelter)
