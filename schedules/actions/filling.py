"""Free places of a day go to the next in the order of its draw who is still without and whom they suit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Organization
from core.errors import DomainError
from privacy import audit
from privacy.verbs import Verb
from schedules import seats
from schedules.actions import placing, turns, waiting
from schedules.actions.placing import Terms
from schedules.models import Draw, Turn, TurnRequest, TurnWindow
from shelters.models import Household

# What is free sooner goes to whoever is at the desk: nobody could be told in time.
SOON = timedelta(minutes=15)


def filled(draw_id: UUID) -> Callable[[Organization, Membership], int]:
    """A step of the settling: fill one draw."""
    return lambda _organization, robot: fill(draw_id, by=robot)


@transaction.atomic
def fill(draw_id: UUID, *, by: Membership) -> int:
    """Give what is free, in order; how many turns.

    Nobody is waited for: where a household is in somebody's hands at a desk, the next run goes on from it.
    """
    draw = Draw.objects.select_related("amenity__shelter").filter(done_at__isnull=False).get(pk=draw_id)
    windows = _windows(draw)
    free = seats.free_seats(windows.values())
    if not any(free.values()):
        return 0
    given = 0
    for request in waiting.waiting(draw.amenity_id, draw.amenity.kind).filter(draw=draw):
        run = _first_run(request, _preferred(request, draw, windows), windows, free)
        if not run:
            continue
        household = _at_hand(request)
        if household is None:
            break
        if _give(household, request, run, free, by=by):
            given += 1
    return given


def _windows(draw: Draw) -> dict[datetime, TurnWindow]:
    """Those of the day that begin soon enough, locked, by their beginning."""
    ahead = TurnWindow.objects.filter(
        amenity=draw.amenity_id, day=draw.day, starts_at__gt=timezone.now() + SOON
    )
    rows = list(ahead.select_related("amenity__shelter").locked())
    return {row.starts_at: row for row in sorted(rows, key=lambda row: row.starts_at)}


def _preferred(request: TurnRequest, draw: Draw, windows: Mapping[datetime, TurnWindow]) -> list[TurnWindow]:
    """What suits the request, in the order of its preference, as the draw wrote it down."""
    begin = [datetime.fromisoformat(page[1]) for page in draw.windows_seen]
    moments = [begin[index] for index in request.windows if index < len(begin)]
    return [windows[moment] for moment in moments if moment in windows]


def _first_run(
    request: TurnRequest,
    preferred: Sequence[TurnWindow],
    windows: Mapping[datetime, TurnWindow],
    free: Mapping[UUID, Sequence[int]],
) -> list[TurnWindow]:
    """The first of its windows with a free seat, for two slots also the one after it; empty: none."""
    for first in preferred:
        run = [first]
        if request.slots == 2:
            after = windows.get(first.ends_at)
            run = [first, after] if after is not None and after in preferred else []
        if run and all(free[window.pk] for window in run) and not placing.is_quiet(run):
            return run
    return []


def _at_hand(request: TurnRequest) -> Household | None:
    """Its household, locked; none where somebody else has it in hand just now."""
    rows = Household.objects.filter(pk=request.household_id)
    return rows.select_for_update(no_key=True, skip_locked=True, of=("self",)).first()


def _give(
    household: Household,
    request: TurnRequest,
    run: Sequence[TurnWindow],
    free: dict[UUID, list[int]],
    *,
    by: Membership,
) -> bool:
    """Whether the household could take the turn; where it must say yes, it is offered."""
    amenity, now = run[0].amenity, timezone.now()
    until = min(now + timedelta(minutes=amenity.offer_minutes), run[0].starts_at)
    terms = Terms(
        state=Turn.State.OFFERED if amenity.offer_minutes else Turn.State.GIVEN,
        offered_until=until if amenity.offer_minutes else None,
        request=request,
    )
    numbers = placing.chosen(run, free)
    try:
        placing.refuse_second(household, run[0])
        turn = placing.take(household, run, numbers, terms, by=by)
    except DomainError:
        return False
    for window, number in zip(run, numbers, strict=True):
        free[window.pk].remove(number)
    audit.record(Verb.TURN_GIVEN, by=by, about=household)
    turns.tell(turn)
    return True
