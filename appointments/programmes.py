"""Reading programmes: which rule holds when, whether it is open, and what its clock says here.

Everything a programme says about time is a clock on a wall in its own zone ("08:00 in Mexico City").
These functions turn it into instants, and into the clock of a house in another zone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from appointments.models import Programme, ProgrammeRule, ProgrammeState

WARNED_DAYS = 7  # field-guide J7: one week before the clocks change


@dataclass(frozen=True)
class ClockChange:
    """From the day `on` the programme's `clock` in `there` is another time here."""

    on: date
    clock: time
    there: str
    before: time
    after: time


def rule_at(programme: Programme, when: datetime) -> ProgrammeRule | None:
    """The rule that holds at this moment: the last that began. None before the first."""
    rule: ProgrammeRule | None = ProgrammeRule.objects.in_force(programme.pk, when).first()
    return rule


def state_at(programme: Programme, when: datetime) -> ProgrammeState | None:
    """The state at this moment: the last that began. None before the first."""
    begun = ProgrammeState.objects.filter(programme=programme.pk, since__lte=when)
    return begun.order_by("-since").first()


def rules_at(programmes: Iterable[Programme], when: datetime) -> dict[UUID, ProgrammeRule]:
    """The rules that hold at this moment, by programme; one query, however many there are."""
    begun = ProgrammeRule.objects.filter(programme__in=programmes, valid_from__lte=when)
    return {rule.programme_id: rule for rule in begun.order_by("valid_from")}


def instant(day: date, clock: time, zone: str, *, last: bool = False) -> datetime:
    """The instant, in UTC, at which a clock in this zone shows this time on this day.

    A time that the clocks skip is the moment that would have been it; of a time that they show twice
    it is the first one, or with `last` the second.
    """
    return datetime.combine(day, clock, ZoneInfo(zone)).replace(fold=int(last)).astimezone(UTC)


def window(rule: ProgrammeRule, day: date) -> tuple[datetime, datetime] | None:
    """From when until when one can ask on this day of the rule's zone, as instants in UTC.

    A window that ends at an earlier clock time than it begins ends on the next day.
    """
    return _between(rule, day, rule.requests_from, rule.requests_until)


def rush(rule: ProgrammeRule, day: date) -> tuple[datetime, datetime] | None:
    """From when until when everybody asks at once on this day of the rule's zone, in UTC."""
    return _between(rule, day, rule.rush_from, rule.rush_until)


def clock_here(clock: time, there: str, here: str, *, on: date) -> datetime:
    """What the clock `here` shows when the one `there` shows `clock` on that day; with the day here."""
    return instant(on, clock, there).astimezone(ZoneInfo(here))


def dst_warning(programme: Programme, zone: str, when: datetime) -> ClockChange | None:
    """Whether the programme's clock will be another time in `zone` within a week, and from which day."""
    rule = rule_at(programme, when)
    return clock_change(rule, zone, when) if rule else None


def clock_change(rule: ProgrammeRule, zone: str, when: datetime) -> ClockChange | None:
    """As `dst_warning`, of a rule that is known already."""
    clock = rule.rush_from or rule.requests_from
    if clock is None:
        return None
    today = when.astimezone(ZoneInfo(rule.zone)).date()
    before = clock_here(clock, rule.zone, zone, on=today)
    for days in range(1, WARNED_DAYS + 1):
        after = clock_here(clock, rule.zone, zone, on=today + timedelta(days=days))
        if after.time() != before.time():
            return ClockChange(after.date(), clock, rule.zone, before.time(), after.time())
    return None


def _between(
    rule: ProgrammeRule, day: date, first: time | None, last: time | None
) -> tuple[datetime, datetime] | None:
    if first is None or last is None:
        return None
    end = day if last > first else day + timedelta(days=1)
    return instant(day, first, rule.zone), instant(end, last, rule.zone, last=True)
