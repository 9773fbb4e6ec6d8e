"""What a draw is made from, read once at its moment: ranks, last turns, and the windows that suit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from appointments import programmes
from appointments.models import Appointment, Programme, ProgrammeRule
from schedules.actions import waiting
from schedules.drawing import LOST_FIRST, NO_PRIORITY
from schedules.models import Amenity, Draw, Priority, Turn, TurnMemory, TurnRequest, TurnWindow
from shelters.models import Household

NOON = time(12)


@dataclass(frozen=True)
class Inputs:
    """Of the requests of one draw: whose wait for nothing, and what the rule reads of the others."""

    busy: frozenset[UUID]
    memories: Mapping[UUID, TurnMemory]
    ranks: Mapping[UUID, int]
    suits: Mapping[UUID, tuple[int, ...]]


def inputs_of(draw: Draw, requests: Sequence[TurnRequest], windows: Sequence[TurnWindow]) -> Inputs:
    """Everything by household, but `suits` by request. A fixed number of queries.

    Memories stay locked until the end of the transaction, because the draw writes them.
    """
    asking = Household.objects.filter(
        turn_requests__in=TurnRequest.objects.filter(draw=draw, withdrawn_at=None)
    )
    kind = draw.amenity.kind
    memories = {
        memory.household_id: memory
        for memory in TurnMemory.objects.filter(household__in=asking, kind=kind).locked()
    }
    soon = _appointments(draw, asking)
    ahead = _hurry(draw, soon)
    return Inputs(
        busy=frozenset(_busy(draw, asking)),
        memories=memories,
        ranks=_ranks(draw, requests, memories, soon),
        suits=_suits(draw, requests, windows, ahead),
    )


def _busy(draw: Draw, asking: QuerySet[Household]) -> set[UUID]:
    """Households with an open turn of this kind, or with all turns that the house gives on this day."""
    amenity = draw.amenity
    begins, ends = _day(draw.day, amenity)
    between = Q(starts_at__gte=begins, starts_at__lt=ends)
    on_that_day = Q(state=Turn.State.CAME) & (Q(day=draw.day) | Q(day=None) & between)
    rows = (
        Turn.objects.dated()
        .filter(Q(state__in=Turn.OPEN) | on_that_day, household__in=asking, kind=amenity.kind)
        .values_list("household", "state")
    )
    had: dict[UUID, int] = defaultdict(int)
    for household, state in rows:
        had[household] += amenity.turns_a_day if state in Turn.OPEN else 1
    return {household for household, turns in had.items() if turns >= amenity.turns_a_day}


def _appointments(draw: Draw, asking: QuerySet[Household]) -> dict[UUID, list[Appointment]]:
    """Open appointments on the day of the draw and the next one, by the clock of the house."""
    begins, ends = _day(draw.day, draw.amenity)
    rows = Appointment.objects.open().filter(
        household__in=asking, starts_at__gte=begins, starts_at__lt=ends + timedelta(days=1)
    )
    found: dict[UUID, list[Appointment]] = defaultdict(list)
    for row in rows.select_related("programme"):
        found[row.household_id].append(row)
    return found


def _ranks(
    draw: Draw,
    requests: Sequence[TurnRequest],
    memories: Mapping[UUID, TurnMemory],
    soon: Mapping[UUID, object],
) -> dict[UUID, int]:
    """Lost turns before everybody, then the best of the house's categories."""
    amenity = draw.amenity
    used = Priority.objects.filter(shelter=amenity.shelter_id, is_used=True)
    named = [one for one in used if not one.kinds or amenity.kind in one.kinds]
    of_soon = [one.rank for one in named if one.criterion == Priority.Criterion.APPOINTMENT_SOON]
    said = {one.pk: one.rank for one in named if one.criterion == Priority.Criterion.SAID_AT_DESK}
    ranks = {}
    for request in requests:
        memory = memories.get(request.household_id)
        own = of_soon if request.household_id in soon else []
        if request.priority_id in said:
            own = [*own, said[request.priority_id]]
        best = min(own, default=NO_PRIORITY)
        ranks[request.household_id] = LOST_FIRST if memory and memory.repeats_first else best
    return ranks


def _hurry(draw: Draw, soon: Mapping[UUID, Sequence[Appointment]]) -> dict[UUID, datetime]:
    """Before which moment of the day a household should have had its turn: the rush of its programme, or
    leaving the house."""
    amenity = draw.amenity
    called: dict[UUID, Programme] = {
        row.programme_id: row.programme for rows in soon.values() for row in rows
    }
    here = amenity.shelter.time_zone
    rules = programmes.rules_at(called.values(), programmes.instant(draw.day, NOON, here))
    rushes = {pk: begins for pk, rule in rules.items() if (begins := _rush(rule, draw.day, here))}
    begins, ends = _day(draw.day, amenity)
    hurry = {}
    for household, rows in soon.items():
        moments = [rushes[row.programme_id] for row in rows if row.programme_id in rushes]
        moments += [row.leaves_at for row in rows if begins <= row.leaves_at < ends]
        if moments:
            hurry[household] = min(moments)
    return hurry


def _rush(rule: ProgrammeRule, day: date, here: str) -> datetime | None:
    """When the rush of the programme begins that falls on this day here; its own day may be another one."""
    for theirs in (day - timedelta(days=1), day, day + timedelta(days=1)):
        between = programmes.rush(rule, theirs)
        if between is not None and between[0].astimezone(ZoneInfo(here)).date() == day:
            return between[0]
    return None


def _suits(
    draw: Draw,
    requests: Sequence[TurnRequest],
    windows: Sequence[TurnWindow],
    hurry: Mapping[UUID, datetime],
) -> dict[UUID, tuple[int, ...]]:
    """Indexes of the windows in the hours that were asked for, the earliest first. Who is in a hurry rather
    takes the last one before that, so that a telephone is full when it counts."""
    here = ZoneInfo(draw.amenity.shelter.time_zone)
    clocks = [(window.starts_at.astimezone(here), window.ends_at.astimezone(here)) for window in windows]
    known: dict[tuple[time | None, time | None, datetime | None], tuple[int, ...]] = {}
    suits = {}
    for request in requests:
        before = hurry.get(request.household_id)
        case = request.earliest, request.latest, before
        if case not in known:
            fitting = [n for n, clock in enumerate(clocks) if waiting.accepts(request, *clock)]
            in_time = [n for n in fitting if before and windows[n].ends_at <= before]
            known[case] = (*reversed(in_time), *(n for n in fitting if n not in in_time))
        suits[request.pk] = known[case]
    return suits


def _day(day: date, amenity: Amenity) -> tuple[datetime, datetime]:
    """From midnight to midnight by the clock of the house, as instants."""
    zone = amenity.shelter.time_zone
    begins = programmes.instant(day, time(), zone)
    return begins, programmes.instant(day + timedelta(days=1), time(), zone)
