"""Recurring duties of a household in a programme, such as the weekly signature."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.models.organizations import known_zone
from accounts.rights import Right
from appointments.errors import NoSuchDay
from appointments.models import Duty, DutyMark, ProgrammePlace, Tracking
from appointments.occurrences import rhythm
from core.errors import BadInput, NotHere
from privacy import audit
from privacy.verbs import Verb
from shelters.actions import seating

FARTHEST = timedelta(days=3 * 366)
MOST_WEEKS = 26
LONGEST_LEAD = 2880  # minutes


@dataclass(frozen=True)
class Rhythm:
    """Which days, at what time, how far away. Without `at` the office takes people all day."""

    first_on: date
    zone: str
    every_weeks: int = 1
    at: time | None = None
    lead_minutes: int = 60
    last_on: date | None = None
    place: ProgrammePlace | None = None


@transaction.atomic
def add(tracking: Tracking, told: Rhythm, *, by: Membership) -> Duty:
    """From a day on, every so many weeks.

    Raises: NotAllowed, NotHere, BadInput.
    """
    by.require(Right.KEEP_APPOINTMENTS, within=tracking.organization)
    tracking = _locked(tracking, by=by)
    _refuse_unclear(told)
    if told.place is not None and told.place.programme_id != tracking.programme_id:
        raise NotHere
    duty = Duty.objects.create(
        organization_id=tracking.organization_id,
        tracking=tracking,
        place=told.place,
        first_on=told.first_on,
        every_weeks=told.every_weeks,
        at=told.at,
        zone=told.place.zone if told.place else told.zone,
        lead_minutes=told.lead_minutes,
        last_on=told.last_on,
        made_by=by,
    )
    audit.record(Verb.DUTY_CHANGED, by=by, about=duty)
    return duty


@transaction.atomic
def end(duty: Duty, *, last_on: date | None, by: Membership) -> Duty:
    """This was the last day, or with None there is none yet. What was marked stays.

    Raises: NotAllowed, NotHere, BadInput (before the first day).
    """
    by.require(Right.KEEP_APPOINTMENTS, within=duty.organization)
    _locked(duty.tracking, by=by)
    duty = Duty.objects.visible_to(by).select_related("tracking").locked().found(pk=duty.pk)
    if last_on is not None and last_on < duty.first_on:
        raise BadInput({"last_on": [_("It ends after it begins.")]})
    duty.last_on = last_on
    duty.save(update_fields=["last_on"])
    audit.record(Verb.DUTY_CHANGED, by=by, about=duty)
    return duty


@transaction.atomic
def mark(duty: Duty, *, due_on: date, outcome: str, by: Membership) -> DutyMark | None:
    """What became of the duty of this day by the rhythm; without an outcome nobody has said anything yet.

    A duty that was missed ends nobody's stay (R15).

    Raises: NotAllowed, NotHere, BadInput, NoSuchDay (not of the rhythm, or not yet).
    """
    by.require(Right.KEEP_APPOINTMENTS, within=duty.organization)
    _locked(duty.tracking, by=by)
    duty = Duty.objects.visible_to(by).select_related("tracking").locked().found(pk=duty.pk)
    if outcome and outcome not in DutyMark.Outcome.values:
        raise BadInput({"outcome": [_("Choose what became of it.")]})
    if due_on > today_of(duty) or due_on not in rhythm(duty, first=due_on, last=due_on):
        raise NoSuchDay
    DutyMark.objects.filter(duty=duty, due_on=due_on).delete()
    audit.record(Verb.DUTY_MARKED, by=by, about=duty)
    if not outcome:
        return None
    return DutyMark.objects.create(
        organization_id=duty.organization_id, duty=duty, due_on=due_on, outcome=outcome, by=by
    )


def today_of(duty: Duty) -> date:
    """The date on the wall of the office: in the evening it is tomorrow in UTC already."""
    return timezone.now().astimezone(ZoneInfo(duty.zone)).date()


def _locked(tracking: Tracking, *, by: Membership) -> Tracking:
    """The tracking, after its household was locked.

    Raises: NotHere.
    """
    seating.lock_household(tracking.household, by=by)
    return Tracking.objects.visible_to(by).locked().found(pk=tracking.pk)


def _refuse_unclear(told: Rhythm) -> None:
    """Raises: BadInput."""
    today = timezone.now().date()
    wrong: dict[str, list[str]] = {}
    if not today - FARTHEST <= told.first_on <= today + FARTHEST:
        wrong["first_on"] = [_("Within three years.")]
    if not 1 <= told.every_weeks <= MOST_WEEKS:
        wrong["every_weeks"] = [_("From 1 to 26.")]
    if told.last_on is not None and told.last_on < told.first_on:
        wrong["last_on"] = [_("It ends after it begins.")]
    if not 0 <= told.lead_minutes <= LONGEST_LEAD:
        wrong["lead_minutes"] = [_("At most two days.")]
    try:
        known_zone(told.zone)
    except ValidationError as unknown:
        wrong["zone"] = list(unknown.messages)
    if wrong:
        raise BadInput(wrong)
