"""One day of one amenity at the desk: whose turn it is, whom to tell, what is free, what can be asked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from privacy import audit
from privacy.verbs import Verb
from schedules import seats
from schedules.actions import marks
from schedules.models import Amenity, Draw, Priority, Turn, TurnWindow
from schedules.signs import Called, called

SHOWN = (
    Turn.State.OFFERED, Turn.State.GIVEN, Turn.State.CAME, Turn.State.MISSED, Turn.State.LOST,
    Turn.State.CANCELLED,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One turn, and how its household is called on the wall. `can_undo`: the last mark, by this reader."""

    turn: Turn
    called: Called
    seats: Sequence[int]
    can_undo: bool
    can_mark: bool

    @property
    def is_open(self) -> bool:
        """Whether it can still be moved or cancelled."""
        return self.turn.state in Turn.OPEN

    @property
    def is_lost(self) -> bool:
        """Whether an outage took it: then the household can still have come, and nothing else."""
        return self.turn.state == Turn.State.LOST


@dataclass(frozen=True)
class DeskWindow:
    """One window: turns that the reader may open, and how many seats are free or out of use."""

    window: TurnWindow
    starts: datetime
    ends: datetime
    free: int
    lines: Sequence[Line]

    def is_now(self, now: datetime) -> bool:
        """Whether it is going on."""
        return self.window.starts_at <= now < self.window.ends_at


@dataclass(frozen=True)
class OpenDraw:
    """A day for which one can still ask, and how many households did."""

    draw: Draw
    asked: int


@dataclass(frozen=True)
class DeskDay:
    """What the desk sees of one day. `draws` are those that are still open, whatever day is shown."""

    amenity: Amenity
    day: date
    today: date
    as_of: datetime
    windows: Sequence[DeskWindow]
    draws: Sequence[OpenDraw]
    priorities: Sequence[Priority]

    @property
    def to_tell(self) -> list[tuple[DeskWindow, Line]]:
        """Open turns still to come about which the household does not know yet."""
        return [
            (window, line)
            for window in self.windows
            for line in window.lines
            if line.is_open and line.turn.told_at is None and window.window.ends_at > self.as_of
        ]


@transaction.atomic
def of_day(amenity: Amenity, day: date | None, *, by: Membership) -> DeskDay:
    """The day of the house; by default today, and after midnight the night that still goes on. Written down
    each time. A fixed number of queries.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.SEE_TURNS, within=amenity.organization)
    amenity = Amenity.objects.visible_to(by).select_related("shelter").found(pk=amenity.pk)
    now, zone = timezone.now(), ZoneInfo(amenity.shelter.time_zone)
    today = now.astimezone(zone).date()
    day = day or _going_on(amenity, now) or today
    windows = list(TurnWindow.objects.filter(amenity=amenity, day=day).order_by("starts_at"))
    free, lines = seats.free_seats(windows), _lines(windows, now, by)
    audit.record(Verb.TURNS_LISTED, by=by, about=amenity)
    return DeskDay(
        amenity,
        day,
        today,
        now,
        [
            DeskWindow(
                window,
                window.starts_at.astimezone(zone),
                window.ends_at.astimezone(zone),
                len(free[window.pk]) if window.ends_at > now else 0,
                lines[window.starts_at],
            )
            for window in windows
        ],
        open_draws([amenity], now)[amenity.pk],
        said_at_desk(amenity),
    )


def _going_on(amenity: Amenity, now: datetime) -> date | None:
    """The day of the window that goes on."""
    windows = TurnWindow.objects.filter(amenity=amenity, starts_at__lte=now, ends_at__gt=now)
    return windows.values_list("day", flat=True).first()


def open_draws(amenities: Sequence[Amenity], now: datetime) -> dict[UUID, list[OpenDraw]]:
    """Of each amenity the days for which one can still ask, the next one first. One query."""
    standing = Count("requests", filter=Q(requests__withdrawn_at=None))
    rows = Draw.objects.filter(amenity__in=amenities, done_at=None, draws_at__gt=now)
    found: dict[UUID, list[OpenDraw]] = defaultdict(list)
    counted: Any = rows.order_by("day").annotate(number_asked=standing)
    for row in counted:
        found[row.amenity_id].append(OpenDraw(row, row.number_asked))
    return found


def said_at_desk(amenity: Amenity) -> list[Priority]:
    """What a household can say of itself when it asks."""
    named = Priority.objects.filter(
        shelter=amenity.shelter_id, is_used=True, criterion=Priority.Criterion.SAID_AT_DESK
    )
    return [one for one in named if not one.kinds or amenity.kind in one.kinds]


def _lines(windows: Sequence[TurnWindow], now: datetime, by: Membership) -> dict[datetime, list[Line]]:
    """By the beginning of the turn; two slots in a row stand in the first of them."""
    found: dict[datetime, list[Line]] = defaultdict(list)
    if not windows:
        return found
    rows = Turn.objects.visible_to(by).filter(
        amenity=windows[0].amenity_id,
        state__in=SHOWN,
        starts_at__gte=windows[0].starts_at,
        starts_at__lte=windows[-1].starts_at,
    )
    turns = list(rows.select_related("household").prefetch_related("seats").order_by("starts_at", "pk"))
    names = called({turn.household.code for turn in turns})
    for turn in turns:
        numbers = sorted({seat.number for seat in turn.seats.all()})
        line = Line(
            turn,
            names[turn.household.code],
            numbers,
            can_undo=marks.can_undo(turn, by=by),
            can_mark=turn.state in marks.CAN_COME and turn.starts_at - marks.EARLY <= now,
        )
        if turn.state != Turn.State.CANCELLED or line.can_undo:
            found[turn.starts_at].append(line)
    for lines in found.values():
        lines.sort(key=lambda line: (not line.seats, line.seats))
    return found
