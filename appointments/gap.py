"""The family gap: whom of a household an appointment covers, and who is missing (R13, J2).

An appointment is complete when everybody who must be listed is listed and no child would go without an adult
of the family. Nothing else counts: whatever a partner or a screen says, an incomplete family is told so.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.models import Appointment, AppointmentPerson, ProgrammeRule
from core.errors import Text
from shelters.models import Person

MARKS = (7, 3, 1)  # days before, when a gap is shown again

# As a colleague would say it; the page shows the band besides.
WORDS: dict[str, Text] = {
    Person.AgeBand.BABY: gettext_lazy("baby"),
    Person.AgeBand.CHILD: gettext_lazy("child"),
    Person.AgeBand.TEEN: gettext_lazy("teenager"),
    Person.AgeBand.ADULT: gettext_lazy("adult"),
    Person.AgeBand.SENIOR: gettext_lazy("older adult"),
    Person.AgeBand.NOT_STATED: gettext_lazy("adult"),
}
# A slot in which somebody goes, or went.
TAKEN = (Appointment.Status.CONFIRMED, Appointment.Status.ATTENDED)


@dataclass(frozen=True)
class Coverage:
    """How far an appointment covers its family.

    `size` persons are in the household, `needed` of them must be listed, `covered` of those are. `missing`
    are the others, by number. With `is_single` each slot is for one person, and the confirmed slots of the
    household in the programme count together. What was over before this one was entered is no part of it.
    """

    size: int
    needed: int
    covered: int
    missing: tuple[Person, ...] = ()
    is_single: bool = False
    children_go_alone: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether everybody goes who must, and no child without an adult."""
        return self.covered >= self.needed and not self.missing and not self.children_go_alone

    @property
    def who(self) -> str:
        """Who is missing, in words: "baby, child"."""
        return ", ".join(str(WORDS[person.age_band]) for person in self.missing)

    @property
    def sentence(self) -> str:
        """One line for a page or a paper, in the reader's language."""
        facts = {"size": self.size, "needed": self.needed, "covered": self.covered, "who": self.who}
        if self.covered < self.needed or self.missing:
            return _gap_in_words(self) % facts
        if self.children_go_alone:
            return _("A child is on the appointment without an adult of the family.")
        if self.is_single and self.needed > 1:
            return _("%(covered)s of %(needed)s have a confirmed slot.") % facts
        if self.needed < self.size:
            return _("One adult goes for the family of %(size)s.") % facts
        return _("All %(size)s of the household are on the appointment.") % facts


def coverage(appointment: Appointment) -> Coverage:
    """How far this appointment covers its family."""
    return coverages([appointment])[appointment.pk]


def coverages(appointments: Iterable[Appointment]) -> dict[UUID, Coverage]:
    """The same for many, by the key of the appointment: three queries, however many there are."""
    rows = list(appointments)
    if not rows:
        return {}
    rules = _rules(rows)
    families = _families({row.household_id for row in rows})
    slots = _Slots(rows)
    return {row.pk: _coverage(row, rules.get(row.pk), families[row.household_id], slots) for row in rows}


def mark(appointment: Appointment, now: datetime) -> int | None:
    """The last of 7, 3 and 1 days before that has begun, by the calendar of the office; None before."""
    ahead = _days_ahead(appointment, now)
    return min((days for days in MARKS if ahead <= days), default=None)


def marked_since(appointment: Appointment, now: datetime) -> datetime:
    """When its gap was last to be shown again: at the last mark, or when it was entered.

    A step that was taken before that answers nothing any more.
    """
    reached = mark(appointment, now)
    if reached is None:
        return appointment.made_at
    zone = ZoneInfo(appointment.zone)
    day = appointment.local.date() - timedelta(days=reached)
    return max(datetime(day.year, day.month, day.day, tzinfo=zone), appointment.made_at)


def _days_ahead(appointment: Appointment, now: datetime) -> int:
    today: date = now.astimezone(ZoneInfo(appointment.zone)).date()
    return (appointment.local.date() - today).days


def _gap_in_words(found: Coverage) -> str:
    if found.is_single:
        return _("%(covered)s of %(needed)s have a confirmed slot - missing: %(who)s.")
    if found.needed < found.size:
        return _("No adult of the family is on the appointment.")
    return _("%(size)s in the household, %(covered)s on the appointment - missing: %(who)s.")


class _Slots:
    """Who is on which appointment: those asked about, and what their households have in the programmes."""

    def __init__(self, rows: Collection[Appointment]) -> None:
        asked = Q(appointment__in=[row.pk for row in rows])
        taken = Q(
            appointment__household__in={row.household_id for row in rows},
            appointment__programme__in={row.programme_id for row in rows},
            appointment__status__in=TAKEN,
        )
        covers = AppointmentPerson.objects.filter(asked | taken).select_related("appointment")
        self.on: defaultdict[UUID, set[UUID]] = defaultdict(set)
        self._taken: defaultdict[tuple[UUID, UUID], dict[UUID, Appointment]] = defaultdict(dict)
        for cover in covers:
            row = cover.appointment
            self.on[row.pk].add(cover.person_id)
            if row.status in TAKEN:
                self._taken[row.household_id, row.programme_id][row.pk] = row

    def in_programme(self, row: Appointment) -> set[UUID]:
        """Everybody of the household who has a slot in the programme that is confirmed: on that day, or
        still to come when the row was entered. A former one answers no new request."""
        together = (
            other
            for other in self._taken[row.household_id, row.programme_id].values()
            if other.starts_at >= row.made_at or other.local.date() == row.local.date()
        )
        return {person for other in together for person in self.on[other.pk]}

    def same_day(self, row: Appointment) -> set[UUID]:
        """Everybody of the household who goes to the programme on the same day."""
        others = self._taken[row.household_id, row.programme_id].values()
        together = [row, *(other for other in others if other.local.date() == row.local.date())]
        return {person for each in together for person in self.on[each.pk]}


def _coverage(
    row: Appointment, rule: ProgrammeRule | None, family: tuple[Person, ...], slots: _Slots
) -> Coverage:
    is_single = rule is not None and rule.slots == ProgrammeRule.Slots.SINGLE
    listed = slots.in_programme(row) if is_single else slots.on[row.pk]
    goes = slots.same_day(row) if is_single else slots.on[row.pk]
    alone = _children_go_alone(row, family, on=slots.on[row.pk], goes=goes)
    if rule is not None and rule.who_is_listed == ProgrammeRule.Listed.HEAD:
        heads = tuple(person for person in family if not person.is_minor)
        is_there = any(person.pk in listed for person in heads)
        return Coverage(
            len(family), 1, int(is_there), () if is_there else heads, is_single, alone and is_there
        )
    missing = tuple(person for person in family if person.pk not in listed)
    return Coverage(len(family), len(family), len(family) - len(missing), missing, is_single, alone)


def _children_go_alone(
    row: Appointment, family: tuple[Person, ...], *, on: set[UUID], goes: set[UUID]
) -> bool:
    """Whether a child is on it and no adult of the family goes too. A family without an adult needs a
    companion who was found."""
    minors = any(person.is_minor and person.pk in on for person in family)
    if not minors or any(not person.is_minor and person.pk in goes for person in family):
        return False
    has_adult = any(not person.is_minor for person in family)
    return has_adult or row.companion != Appointment.Help.FOUND


def _families(ids: Collection[UUID]) -> dict[UUID, tuple[Person, ...]]:
    found: defaultdict[UUID, tuple[Person, ...]] = defaultdict(tuple)
    for person in Person.objects.filter(household__in=ids).order_by("number"):
        found[person.household_id] += (person,)
    return found


def _rules(rows: Collection[Appointment]) -> dict[UUID, ProgrammeRule]:
    """The rule that holds at the moment of each appointment."""
    of_programme: defaultdict[UUID, list[ProgrammeRule]] = defaultdict(list)
    known = ProgrammeRule.objects.filter(programme__in={row.programme_id for row in rows})
    for rule in known.only("programme", "valid_from", "who_is_listed", "slots").order_by("valid_from"):
        of_programme[rule.programme_id].append(rule)
    found = {}
    for row in rows:
        begun = [rule for rule in of_programme[row.programme_id] if rule.valid_from <= row.starts_at]
        if begun:
            found[row.pk] = begun[-1]
    return found
