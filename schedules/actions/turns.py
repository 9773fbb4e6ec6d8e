"""Turns of households: given in order, taken, used, missed, moved. Lock the household, then the windows."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right, Role
from appointments.models import Appointment
from core.errors import BadInput, NotHere
from core.events import announce
from privacy import audit
from privacy.verbs import Verb
from schedules.actions import marks, placing, waiting
from schedules.actions.placing import Terms
from schedules.errors import DrawAhead, OfferOver, OthersWait, ReasonMissing, TurnClosed
from schedules.events import turn_changed
from schedules.models import Turn, TurnRequest, TurnWindow
from shelters.actions import seating
from shelters.models import Household

came, missed, undo = marks.came, marks.missed, marks.undo
LONGEST_REASON = 120


@transaction.atomic
def give(
    household: Household,
    window: TurnWindow,
    *,
    by: Membership,
    slots: int = 1,
    reason: str = "",
    request: TurnRequest | None = None,
    joined: UUID | None = None,
    appointment: Appointment | None = None,
) -> Turn:
    """Give the household the lowest free seat of this window; for two slots also one of the next.

    Where others asked for it and come first, and before the draw of the day, only with the right to go out of
    order, and a reason.

    Raises: NotAllowed, NotHere, BadInput, TimeOver, OutOfUse, QuietThen, SeatsTaken, OneSlotOnly,
    HasOpenTurn, TurnsUsed, DrawAhead, OthersWait, ReasonMissing.
    """
    by.require(Right.KEEP_TURNS, within=household.organization)
    household = seating.lock_household(household, by=by)
    windows = placing.lock_windows(window, slots=slots, by=by)
    numbers = placing.free_seats(windows)
    placing.refuse_slots(household, windows[0].amenity, slots)
    placing.refuse_second(household, windows[0])
    is_in_order = refuse_out_of_order(household, windows[0], reason, by=by)
    terms = Terms(
        request=_request_of(household, windows[0], request),
        joined=joined,
        appointment=appointment,
        # Whoever is given a place by a colleague stands there.
        told_at=None if by.role == Role.ROBOT else timezone.now(),
        reason=_tidy(reason),
    )
    turn = placing.take(household, windows, numbers, terms, by=by)
    audit.record(Verb.TURN_GIVEN if is_in_order else Verb.TURN_OUT_OF_ORDER, by=by, about=household)
    tell(turn)
    return turn


@transaction.atomic
def accept(turn: Turn, *, by: Membership) -> Turn:
    """The household takes what it was offered. Saying so again changes nothing.

    Raises: NotAllowed, NotHere, OfferOver.
    """
    turn = marks.locked(turn, by=by)
    if turn.state == Turn.State.GIVEN:
        return turn
    now = timezone.now()
    if turn.state != Turn.State.OFFERED or turn.offered_until is None or turn.offered_until <= now:
        raise OfferOver
    turn.state, turn.state_since, turn.told_at = Turn.State.GIVEN, now, turn.told_at or now
    turn.save(update_fields=["state", "state_since", "told_at"])
    audit.record(Verb.TURN_CHANGED, by=by, about=turn.household)
    tell(turn)
    return turn


@transaction.atomic
def cancel(turn: Turn, *, by: Membership) -> Turn:
    """The household does not need it, or declines what it was offered. The seat goes to the next in the
    order; the household keeps its standing. Doing it again changes nothing.

    Raises: NotAllowed, NotHere, TurnClosed.
    """
    turn = marks.locked(turn, by=by)
    if turn.state == Turn.State.CANCELLED:
        return turn
    if turn.state not in Turn.OPEN:
        raise TurnClosed
    marks.change(turn, Turn.State.CANCELLED, at=timezone.now(), by=by)
    audit.record(Verb.TURN_CHANGED, by=by, about=turn.household)
    return turn


@transaction.atomic
def tell_household(turn: Turn, *, by: Membership) -> Turn:
    """Somebody told the household when its turn is, or that it is another one now.

    Raises: NotAllowed, NotHere.
    """
    turn = marks.locked(turn, by=by)
    if turn.told_at is None:
        turn.told_at = timezone.now()
        turn.save(update_fields=["told_at"])
        audit.record(Verb.TURN_CHANGED, by=by, about=turn.household)
    return turn


@transaction.atomic
def move(turn: Turn, window: TurnWindow, *, by: Membership, reason: str = "") -> Turn:
    """The turn at another time: a new one that knows from where it came. As many slots as before.

    Raises: as `give`, TurnClosed.
    """
    turn = marks.locked(turn, by=by)
    if turn.state not in Turn.OPEN:
        raise TurnClosed
    windows = placing.lock_windows(window, slots=max(1, turn.seats.count()), by=by)
    if windows[0].amenity.kind != turn.kind:
        raise NotHere
    numbers = placing.free_seats(windows)
    placing.refuse_second(turn.household, windows[0], instead_of=turn)
    refuse_out_of_order(turn.household, windows[0], reason, by=by)
    terms = Terms(
        request=turn.request if windows[0].amenity_id == turn.amenity_id else None,
        joined=turn.joined,
        appointment=turn.appointment,
        moved_from=turn,
        reason=_tidy(reason),
    )
    marks.change(turn, Turn.State.MOVED, at=timezone.now(), by=by)
    moved = placing.take(turn.household, windows, numbers, terms, by=by)
    audit.record(Verb.TURN_CHANGED, by=by, about=turn.household)
    tell(moved)
    return moved


def tell(turn: Turn) -> None:
    """Announce that something about the turn is new."""
    announce(turn_changed, turn_id=turn.pk, organization_id=turn.organization_id)


def _request_of(household: Household, window: TurnWindow, named: TurnRequest | None) -> TurnRequest | None:
    """What the household asked for on this day, so that it does not wait any longer."""
    own = waiting.own(household, window)
    if named is not None and (own is None or own.pk != named.pk):
        raise NotHere
    return own


def refuse_out_of_order(household: Household, window: TurnWindow, reason: str, *, by: Membership) -> bool:
    """Whether nobody who asked, or still can, comes before the household (R33).

    Raises: DrawAhead, OthersWait, ReasonMissing, BadInput.
    """
    if len(reason) > LONGEST_REASON:
        raise BadInput({"reason": ""})
    others = waiting.before(household, window)
    if not others:
        return _refuse_before_draw(window, reason, by=by)
    if not by.may(Right.GIVE_OUT_OF_ORDER):
        raise OthersWait(n=others)
    if not reason.strip():
        raise ReasonMissing(n=others)
    return False


def _refuse_before_draw(window: TurnWindow, reason: str, *, by: Membership) -> bool:
    """Raises: DrawAhead."""
    is_ahead = waiting.is_draw_ahead(window, timezone.now())
    if is_ahead and not (by.may(Right.GIVE_OUT_OF_ORDER) and reason.strip()):
        raise DrawAhead
    return not is_ahead


def _tidy(reason: str) -> str:
    return " ".join(reason.split())
