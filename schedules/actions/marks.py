"""How turns went: came, did not come; and taking the last mark back within a day.

Marks are typed late when the power is out, so a mark may say another moment than now, and correct an
earlier one. Who did not come is never put back: its standing is what it was (R34).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from core.errors import BadInput, NotAllowed, TooLate
from core.events import announce
from privacy import audit
from privacy.verbs import Verb
from schedules.actions import memories, placing
from schedules.errors import SeatsTaken, TurnAhead, TurnClosed
from schedules.events import seats_freed, turn_changed
from schedules.models import Turn, TurnWindow
from shelters.actions import seating
from shelters.errors import CannotUndo
from shelters.models.changes import oldest_undoable

State = Turn.State
# Somebody comes a little early; clocks differ.
EARLY, AHEAD = timedelta(hours=1), timedelta(minutes=5)
SAID = (*Turn.OPEN, State.CAME, State.MISSED)
# What paper says of a cut is typed when the site has long taken the turn as lost.
CAN_COME = (*SAID, State.LOST)
# Where a turn was before its household was joined to another one, in `Turn.before`.
OF = "of"
UNDOABLE = (State.CAME, State.MISSED, State.CANCELLED)


@transaction.atomic
def came(turn: Turn, *, by: Membership, at: datetime | None = None) -> Turn:
    """The household came, at this moment; its turn is remembered as served. Saying so again changes nothing.
    So can one that was taken as lost: then the household had it, and does not come first for it. Whoever had
    no seat any more takes one again for the rest of the time.

    Raises: NotAllowed, NotHere, BadInput, TurnClosed, TurnAhead, HasOpenTurn, TurnsUsed, SeatsTaken,
    OutOfUse, QuietThen.
    """
    return _mark(turn, State.CAME, at=at, by=by)


@transaction.atomic
def missed(turn: Turn, *, by: Membership, at: datetime | None = None) -> Turn:
    """The household did not come: the rest of the time is free, and nothing else changes for it. Saying so
    again changes nothing.

    Raises: NotAllowed, NotHere, BadInput, TurnClosed, TurnAhead.
    """
    return _mark(turn, State.MISSED, at=at, by=by)


@transaction.atomic
def undo(turn: Turn, *, by: Membership) -> Turn:
    """Take the last mark or the cancelling back within 24 hours, if the seats are still free.

    Everybody may take back their own mark; those of others take the right to see the history.

    Raises: NotAllowed, NotHere, TooLate, CannotUndo, HasOpenTurn, TurnsUsed, SeatsTaken, OutOfUse, QuietThen.
    """
    turn = locked(turn, by=by)
    if "state" not in turn.before or turn.state not in UNDOABLE:
        raise CannotUndo
    if turn.before["by"] != str(by.pk) and not by.may(Right.SEE_HISTORY):
        raise NotAllowed
    if datetime.fromisoformat(turn.before["at"]) <= oldest_undoable():
        raise TooLate
    former, lasting = turn.before["state"], _lasting(turn)
    if turn.state == State.CAME:
        memories.put_back(turn)
    if former in Turn.OPEN:
        _refuse_another(turn)
        _sit_again(turn)
    if former == State.CAME:
        _sit_for_the_rest(turn)
        lasting[memories.MEMORY] = memories.serve(turn)
    turn.state, turn.state_since = former, timezone.now()
    turn.is_assumed, turn.before = False, lasting
    try:
        with transaction.atomic():
            turn.save(update_fields=["state", "state_since", "is_assumed", "before"])
    except IntegrityError as drawn:  # a draw gave it another one this moment
        raise CannotUndo from drawn
    audit.record(Verb.UNDONE, by=by, about=turn.household)
    announce(turn_changed, turn_id=turn.pk, organization_id=turn.organization_id)
    return turn


def can_undo(turn: Turn, *, by: Membership) -> bool:
    """Whether this member may take the last mark back now, as far as the row says."""
    if "state" not in turn.before or turn.state not in UNDOABLE:
        return False
    is_young = datetime.fromisoformat(turn.before["at"]) > oldest_undoable()
    return is_young and (turn.before["by"] == str(by.pk) or by.may(Right.SEE_HISTORY))


def locked(turn: Turn, *, by: Membership) -> Turn:
    """The turn, locked after its household, with its amenity and house.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.KEEP_TURNS, within=turn.organization)
    # Perhaps joined to another household since somebody looked.
    of = Turn.objects.filter(pk=turn.pk).values_list("household", flat=True).first()
    household = seating.lock_household(of or turn.household_id, by=by)
    rows = Turn.objects.visible_to(by).select_related("amenity__shelter", "request", "appointment")
    row: Turn = rows.locked().found(pk=turn.pk, household=household)
    row.household = household
    return row


def change(turn: Turn, state: str, *, at: datetime, by: Membership, is_assumed: bool = False) -> None:
    """Give the locked turn this state, and keep what is needed to take it back. Frees its seats where it is
    not used."""
    before = {**_lasting(turn), "state": turn.state, "by": str(by.pk), "at": timezone.now().isoformat()}
    if turn.state == State.CAME:
        memories.put_back(turn)
    if state == State.CAME:
        before[memories.MEMORY] = memories.serve(turn)
    else:
        before["seats"] = placing.free(turn)
    turn.state, turn.state_since, turn.is_assumed, turn.before = state, at, is_assumed, before
    turn.save(update_fields=["state", "state_since", "is_assumed", "before"])
    announce(turn_changed, turn_id=turn.pk, organization_id=turn.organization_id)
    if before.get("seats") and turn.ends_at > timezone.now():
        announce(seats_freed, organization_id=turn.organization_id)


def _mark(turn: Turn, state: str, *, at: datetime | None, by: Membership) -> Turn:
    turn = locked(turn, by=by)
    if turn.state == state and not turn.is_assumed:
        return turn
    if turn.state not in (CAN_COME if state == State.CAME else SAID):
        raise TurnClosed
    now = timezone.now()
    moment = at or now
    if not turn.starts_at - EARLY <= moment:
        raise TurnAhead
    if moment > now + AHEAD:
        raise BadInput({"at": str(moment)})
    if turn.state in (State.MISSED, State.LOST):
        _sit_for_the_rest(turn)
    change(turn, state, at=moment, by=by)
    audit.record(Verb.TURN_MARKED, by=by, about=turn.household)
    return turn


def _lasting(turn: Turn) -> dict[str, Any]:
    """Where it was before a merge (schedules/actions/following.py): no mark changes that."""
    return {name: value for name, value in turn.before.items() if name == OF}


def _refuse_another(turn: Turn) -> None:
    """Raises: HasOpenTurn."""
    others = Turn.objects.open().filter(household=turn.household_id, kind=turn.kind)
    other = others.exclude(pk=turn.pk).first()
    if other is not None:
        raise placing.has_open(other, turn.amenity.shelter)


def _sit_again(turn: Turn) -> None:
    """The same seats, or other ones of the same windows. Whoever had another turn that day meanwhile does not
    get one more in this way.

    Raises: CannotUndo, TurnsUsed, OutOfUse.
    """
    ids = [window for window, _number in turn.before.get("seats", [])]
    rows = TurnWindow.objects.filter(pk__in=ids).select_related("amenity__shelter")
    windows = sorted(rows.locked(), key=lambda window: window.starts_at)
    if len(windows) < len(ids):
        raise CannotUndo  # the house has other hours since
    if not windows:
        return
    placing.refuse_second(turn.household, windows[0], instead_of=turn)
    try:
        placing.seat(turn, windows, placing.free_seats(windows))
    except SeatsTaken as taken:
        raise CannotUndo from taken


def _sit_for_the_rest(turn: Turn) -> None:
    """A seat of the time that goes on or is to come, for a turn that lost its own: nobody is at a place that
    counts as free. What is over needs none.

    Raises: HasOpenTurn, TurnsUsed, SeatsTaken, OutOfUse, QuietThen.
    """
    rest = TurnWindow.objects.filter(
        amenity=turn.amenity_id,
        starts_at__lt=turn.ends_at,
        ends_at__gt=max(turn.starts_at, timezone.now()),
    )
    rows = rest.select_related("amenity__shelter").locked()
    windows = sorted(rows, key=lambda window: window.starts_at)
    if windows:
        placing.refuse_second(turn.household, windows[0], instead_of=turn)
        placing.seat(turn, windows, placing.free_seats(windows))
