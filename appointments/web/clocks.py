"""Moments as the clocks on two walls show them: that of the office, and that of the house."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format


@dataclass(frozen=True)
class Clocks:
    """One moment by the clock that counts, and by another one."""

    here: datetime
    there: datetime

    @property
    def clock(self) -> str:
        """The time, always with two digits."""
        return f"{self.here:%H:%M}"

    @property
    def weekday(self) -> str:
        """The name of the day in the language of the page."""
        return date_format(self.here, "l")

    @property
    def is_other_there(self) -> bool:
        """Whether the other clock shows something else."""
        return self.here.replace(tzinfo=None) != self.there.replace(tzinfo=None)

    @property
    def is_other_day_there(self) -> bool:
        """Whether the other clock shows another day."""
        return self.here.date() != self.there.date()

    @property
    def other_clock(self) -> str:
        """What the other clock shows, with the weekday where that differs."""
        clock = f"{self.there:%H:%M}"
        return f"{date_format(self.there, 'l')} {clock}" if self.is_other_day_there else clock

    def week(self) -> Iterator[tuple[date, bool]]:
        """The seven days of its week from Monday, and which of them it is."""
        monday = self.here.date() - timedelta(days=self.here.weekday())
        for days in range(7):
            day = monday + timedelta(days=days)
            yield day, day == self.here.date()


def clocks(moment: datetime, zone: str, other: str) -> Clocks:
    """The moment by the clock of `zone`, and of another zone."""
    return Clocks(moment.astimezone(ZoneInfo(zone)), moment.astimezone(ZoneInfo(other)))
