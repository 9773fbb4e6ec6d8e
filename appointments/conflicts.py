"""What stands in the way of an appointment: another one, a bed in another place, a programme that stopped."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appointments.models import Appointment, ProgrammeState
from shelters.models import Hold, Household, Stay

# How long a family is taken to be there when nobody can say.
THERE = timedelta(hours=2)
STOPPED = (ProgrammeState.State.SUSPENDED, ProgrammeState.State.CLOSED)


class Kind(StrEnum):
    """What kind of conflict; said by the API."""

    TWO_AT_ONCE = "two_at_once"
    OUT_OF_REACH = "out_of_reach"
    LEFT = "left"
    PROGRAMME = "programme"


@dataclass(frozen=True)
class Conflict:
    """One thing that stands in the way, in the reader's language."""

    kind: Kind
    text: str


def of(appointment: Appointment) -> list[Conflict]:
    """What stands in the way of this one."""
    return among([appointment])[appointment.pk]


def among(appointments: Iterable[Appointment]) -> dict[UUID, list[Conflict]]:
    """The same for many, by key: at most six queries, however many there are. Over ones have none."""
    rows = list(appointments)
    open_ones = [row for row in rows if row.is_open]
    around = _Around(open_ones) if open_ones else None
    return {row.pk: list(around.conflicts(row)) if around and row.is_open else [] for row in rows}


class _Around:
    """What else there is about the households and programmes of some appointments."""

    def __init__(self, rows: list[Appointment]) -> None:
        households = {row.household_id for row in rows}
        self._left = set(
            Household.objects.filter(pk__in=households, left_at__isnull=False).values_list("pk", flat=True)
        )
        self._others: defaultdict[UUID, list[Appointment]] = defaultdict(list)
        known = Appointment.objects.open().filter(household__in=households)
        for other in known.select_related("programme").prefetch_related("covers"):
            self._others[other.household_id].append(other)
        self._zones: defaultdict[UUID, dict[str, str]] = defaultdict(dict)
        for model in (Hold, Stay):
            beds = model.objects.filter(household__in=households, ended_at=None)
            for household, shelter, zone in beds.values_list(
                "household", "shelter__name", "shelter__time_zone"
            ):
                self._zones[household][shelter] = zone
        self._states: defaultdict[UUID, list[ProgrammeState]] = defaultdict(list)
        states = ProgrammeState.objects.filter(programme__in={row.programme_id for row in rows})
        for state in states.order_by("since"):
            self._states[state.programme_id].append(state)

    def conflicts(self, row: Appointment) -> Iterator[Conflict]:
        """What stands in the way of the row, gravest first."""
        if row.household_id in self._left:
            yield Conflict(Kind.LEFT, _("The household has left."))
        yield from self._stopped(row)
        yield from self._at_once(row)
        yield from self._out_of_reach(row)

    def _stopped(self, row: Appointment) -> Iterator[Conflict]:
        begun = [state for state in self._states[row.programme_id] if state.since <= row.starts_at]
        if begun and begun[-1].state in STOPPED:
            text = _("The programme is %(state)s at that time.") % {"state": begun[-1].get_state_display()}
            yield Conflict(Kind.PROGRAMME, text)

    def _at_once(self, row: Appointment) -> Iterator[Conflict]:
        everything = {each.pk: each for each in self._others[row.household_id]}
        own = _persons(everything.get(row.pk, row))
        for other in everything.values():
            overlaps = other.leaves_at < row.starts_at + THERE and row.leaves_at < other.starts_at + THERE
            if other.pk != row.pk and overlaps and own & _persons(other):
                facts = {
                    "programme": other.programme,
                    "when": f"{date_format(other.local, 'l')} {other.local:%H:%M}",
                }
                yield Conflict(
                    Kind.TWO_AT_ONCE,
                    _("The same persons must be at %(programme)s at nearly the same time: %(when)s.") % facts,
                )

    def _out_of_reach(self, row: Appointment) -> Iterator[Conflict]:
        """A bed where the clocks are other ones is far away: an hour on the way is not enough."""
        there = row.starts_at.astimezone(ZoneInfo(row.zone)).utcoffset()
        for shelter, zone in self._zones[row.household_id].items():
            if row.starts_at.astimezone(ZoneInfo(zone)).utcoffset() != there:
                facts = {"shelter": shelter, "here": zone, "there": row.zone}
                yield Conflict(
                    Kind.OUT_OF_REACH,
                    _(
                        "The bed is in %(shelter)s (%(here)s), the appointment in another time zone "
                        "(%(there)s). Can they reach it?"
                    )
                    % facts,
                )


def _persons(row: Appointment) -> set[UUID]:
    return {cover.person_id for cover in row.covers.all()}
