"""Who still waits for a turn of a day, and in which order.

Before a draw nobody has a place: whoever asked comes before whoever did not. After it the order is the one
that it published. A turn that was lost to an outage comes first, and one that was missed is no step back.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from schedules.models import Draw, Turn, TurnRequest, TurnWindow
from shelters.models import Household

# After these nobody is given another turn of the day without asking for it.
ANSWERED = (
    *Turn.OPEN,
    Turn.State.CAME,
    Turn.State.MISSED,
    Turn.State.EXPIRED,
    Turn.State.CANCELLED,
)


def waiting(amenity_id: UUID, kind: str) -> QuerySet[TurnRequest]:
    """Requests for an amenity that are still without a turn, in order (of one day, when filtered so)."""
    mine = Turn.objects.filter(request=OuterRef("pk"))
    busy = Turn.objects.open().filter(household=OuterRef("household"), kind=kind)
    was_lost = Case(When(Exists(mine.filter(state=Turn.State.LOST)), then=0), default=1)
    return (
        TurnRequest.objects.filter(draw__amenity=amenity_id, withdrawn_at=None)
        .filter(~Exists(mine.filter(state__in=ANSWERED)), ~Exists(busy))
        .order_by(was_lost, F("place").asc(nulls_last=True), "asked_at", "pk")
    )


def before(household: Household, window: TurnWindow) -> int:
    """How many others wait for this window and come before the household.

    Nobody does when it has a turn of this kind that it missed on this day (R34).
    """
    amenity = window.amenity
    rows = waiting(amenity.pk, amenity.kind).filter(draw__day=window.day)
    in_order = list(rows.filter(accepting(window)).values_list("household", "draw__done_at"))
    households = [pk for pk, _done_at in in_order]
    others = len([pk for pk in households if pk != household.pk])
    if not others or _missed_today(household, window):
        return 0
    is_in_order = household.pk in households and in_order[0][1] is not None
    return households.index(household.pk) if is_in_order else others


def accepting(window: TurnWindow) -> Q:
    """Which requests take this window: not before their earliest and over by their latest hour."""
    here = ZoneInfo(window.amenity.shelter.time_zone)
    begins, ends = window.starts_at.astimezone(here), window.ends_at.astimezone(here)
    in_time = Q(earliest=None) | Q(earliest__lte=begins.time())
    if ends.date() > begins.date():  # over after midnight: later than every hour of the day
        return in_time & Q(latest=None)
    return in_time & (Q(latest=None) | Q(latest__gte=ends.time()))


def accepts(request: TurnRequest, begins: datetime, ends: datetime) -> bool:
    """The same for one request; both moments by the clock of the house."""
    if request.earliest is not None and begins.time() < request.earliest:
        return False
    is_late = ends.date() > begins.date() or (request.latest is not None and ends.time() > request.latest)
    return request.latest is None or not is_late


def own(household: Household, window: TurnWindow) -> TurnRequest | None:
    """What the household asked for on this day."""
    standing = TurnRequest.objects.standing().filter(household=household)
    return standing.filter(draw__amenity=window.amenity_id, draw__day=window.day).first()


def is_over(draw: Draw, now: datetime) -> bool:
    """Whether asking has ended: at the moment that was said, whenever the draw is made."""
    return draw.done_at is not None or draw.draws_at <= now


def is_draw_ahead(window: TurnWindow, now: datetime) -> bool:
    """Whether one can still ask for the day of this window."""
    return to_be_drawn(now).filter(amenity=window.amenity_id, day=window.day).exists()


def to_be_drawn(now: datetime) -> QuerySet[Draw]:
    """Draws for which one can still ask."""
    return Draw.objects.filter(done_at=None, draws_at__gt=now)


def _missed_today(household: Household, window: TurnWindow) -> bool:
    """And had none since: a miss is made good once."""
    here = ZoneInfo(window.amenity.shelter.time_zone)
    over = Turn.objects.filter(
        household=household, kind=window.amenity.kind, state__in=(Turn.State.CAME, Turn.State.MISSED)
    )
    last = over.order_by("-starts_at", "-state_since").dated().only("state", "starts_at").first()
    if last is None or last.state != Turn.State.MISSED:
        return False
    return (last.day or last.starts_at.astimezone(here).date()) == window.day
