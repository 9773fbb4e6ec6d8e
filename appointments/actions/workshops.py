"""Workshops: sessions, seats by household code, shows of hands (R37)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from appointments.errors import GuestsOnly, SignedUp, WorkshopFull, WorkshopOver
from appointments.models import HandCount, Programme, Seat, Workshop
from core.errors import BadInput, NotHere
from privacy import audit
from privacy.verbs import Verb
from shelters.actions import households, lookups
from shelters.languages import LANGUAGES
from shelters.models import Household, Shelter
from shelters.parties import Party

MOST_SESSIONS = 60
MOST_HANDS = 500
# Somebody still comes in when it has begun.
LATE = timedelta(hours=1)
# A session that was held without us is written down for its show of hands.
EARLIEST, FARTHEST = timedelta(days=7), timedelta(days=366)


@dataclass(frozen=True)
class Plan:
    """What a session is; of a series also on which weekdays (0 is Monday) and until when."""

    topic: str
    on: date
    at: time
    minutes: int = 90
    seats: int = 24
    languages: tuple[str, ...] = ()
    programme: Programme | None = None
    has_child_corner: bool = False
    takes_day_visitors: bool = True
    weekdays: tuple[int, ...] = ()
    last_on: date | None = None


@transaction.atomic
def plan(shelter: Shelter, told: Plan, *, by: Membership) -> list[Workshop]:
    """Plan one session, or a series at the same time by the clock of the house, whatever season it is.

    Raises: NotAllowed, NotHere, BadInput.
    """
    by.require(Right.RUN_WORKSHOPS, within=shelter.organization)
    shelter = Shelter.objects.visible_to(by).found(pk=shelter.pk)
    _refuse_unfit(told)
    if told.programme is not None:
        Programme.objects.visible_to(by).found(pk=told.programme.pk)
    days = _days(told)
    series = uuid4() if len(days) > 1 else None
    sessions = [
        Workshop(
            organization=shelter.organization,
            network_id=shelter.network_id,
            shelter=shelter,
            series=series,
            topic=told.topic,
            programme=told.programme,
            starts_at=datetime.combine(day, told.at, ZoneInfo(shelter.time_zone)),
            minutes=told.minutes,
            seats=told.seats,
            languages=list(told.languages),
            has_child_corner=told.has_child_corner,
            takes_day_visitors=told.takes_day_visitors,
            made_by=by,
        )
        for day in days
    ]
    Workshop.objects.bulk_create(sessions)
    audit.record(Verb.WORKSHOP_CHANGED, by=by, about=shelter)
    return sessions


@transaction.atomic
def cancel(workshop: Workshop, *, by: Membership, with_later: bool = False) -> list[Workshop]:
    """Cancel a session, or it and the later ones of its series. The list stays, to tell the people.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.RUN_WORKSHOPS, within=workshop.organization)
    workshop = Workshop.objects.visible_to(by).locked().found(pk=workshop.pk)
    rows = Workshop.objects.visible_to(by).filter(pk=workshop.pk)
    if with_later and workshop.series is not None:
        rows = Workshop.objects.visible_to(by).filter(
            series=workshop.series, starts_at__gte=workshop.starts_at
        )
    sessions = list(rows.held())
    for session in sessions:
        session.cancelled_at = timezone.now()
        session.save(update_fields=["cancelled_at"])
    audit.record(Verb.WORKSHOP_CHANGED, by=by, about=workshop)
    return sessions


@transaction.atomic
def set_seats(workshop: Workshop, *, seats: int, by: Membership) -> Workshop:
    """More or fewer seats; never fewer than are taken.

    Raises: NotAllowed, NotHere, BadInput.
    """
    by.require(Right.RUN_WORKSHOPS, within=workshop.organization)
    workshop = Workshop.objects.visible_to(by).locked().found(pk=workshop.pk)
    highest = Seat.objects.filter(workshop=workshop).order_by("-number").values_list("number", flat=True)
    if not max(1, highest.first() or 0) <= seats <= MOST_HANDS:
        raise BadInput({"seats": seats})
    workshop.seats = seats
    workshop.save(update_fields=["seats"])
    audit.record(Verb.WORKSHOP_CHANGED, by=by, about=workshop)
    return workshop


@transaction.atomic
def sign_up(workshop: Workshop, code: str, *, people: int | None = None, by: Membership) -> list[Seat]:
    """Seats for so many people of the household with this code, or for all of it. Day visitors have codes
    as well.

    The session is locked first, so that two desks never give the same seat; a unique key stands behind.

    Raises: NotAllowed, NotHere, BadInput, WorkshopFull, WorkshopOver, SignedUp, GuestsOnly.
    """
    by.require(Right.RUN_WORKSHOPS, within=workshop.organization)
    household = lookups.by_code(code, by=by)
    size = household.persons.count() if people is None else people
    return _seat(workshop, household, people=size, by=by)


@transaction.atomic
def sign_up_visitor(workshop: Workshop, party: Party, *, by: Membership) -> tuple[Household, list[Seat]]:
    """A family from elsewhere: a household without a bed, whose code stands on its paper.

    Raises: as `sign_up`.
    """
    by.require(Right.RUN_WORKSHOPS, within=workshop.organization)
    household = households.open_household(party, by=by)
    return household, _seat(workshop, household, people=party.size, by=by)


@transaction.atomic
def give_back(workshop: Workshop, household: Household, *, by: Membership) -> int:
    """The household does not come; how many seats are free again.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.RUN_WORKSHOPS, within=workshop.organization)
    workshop = Workshop.objects.visible_to(by).locked().found(pk=workshop.pk)
    taken = Seat.objects.visible_to(by).filter(workshop=workshop, household=household)
    freed, _by_model = taken.delete()
    if freed:
        audit.record(Verb.SEAT_TAKEN_BACK, by=by, about=household)
    return freed


def listed(workshop: Workshop, *, by: Membership) -> list[Seat]:
    """Who has seats, by code, in the order of the numbers: for coordinators only, and written down.

    Raises: NotAllowed.
    """
    by.require(Right.LIST_HOUSEHOLDS, within=workshop.organization)
    seats = list(Seat.objects.visible_to(by).filter(workshop=workshop).select_related("household"))
    if seats:
        lookups.listed(Seat, by=by)
    return seats


def seated(workshop: Workshop, code: str, *, by: Membership) -> Household:
    """The household with this code, which has seats in the session.

    Raises: NotAllowed, NotHere (also where it has none).
    """
    by.require(Right.RUN_WORKSHOPS, within=workshop.organization)
    household = lookups.by_code(code, by=by)
    if not Seat.objects.visible_to(by).filter(workshop=workshop, household=household).exists():
        raise NotHere
    return household


@transaction.atomic
def came(workshop: Workshop, household: Household, *, did: bool, by: Membership) -> None:
    """Whether the household was there. Forgotten a day after the session.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.RUN_WORKSHOPS, within=workshop.organization)
    workshop = Workshop.objects.visible_to(by).found(pk=workshop.pk)
    Seat.objects.visible_to(by).filter(workshop=workshop, household=household).update(came=did)


@transaction.atomic
def count_hands(workshop: Workshop, hands: Mapping[str, int], *, by: Membership) -> list[HandCount]:
    """Write down how many hands went up for each question; a later count replaces an earlier one.

    Raises: NotAllowed, NotHere, BadInput.
    """
    by.require(Right.RUN_WORKSHOPS, within=workshop.organization)
    workshop = Workshop.objects.visible_to(by).locked().found(pk=workshop.pk)
    wrong = {
        question: number
        for question, number in hands.items()
        if question not in HandCount.Question.values or not 0 <= number <= MOST_HANDS
    }
    if wrong:
        raise BadInput(wrong)
    counted = [
        HandCount.objects.update_or_create(
            workshop=workshop,
            question=question,
            defaults={"organization_id": workshop.organization_id, "hands": number},
        )[0]
        for question, number in sorted(hands.items())
    ]
    audit.record(Verb.HANDS_COUNTED, by=by, about=workshop)
    return counted


def _seat(workshop: Workshop, household: Household, *, people: int, by: Membership) -> list[Seat]:
    workshop = Workshop.objects.visible_to(by).locked().found(pk=workshop.pk)
    if workshop.cancelled_at is not None or workshop.starts_at + LATE < timezone.now():
        raise WorkshopOver
    if not 1 <= people <= workshop.seats:
        raise BadInput({"people": people})
    if not workshop.takes_day_visitors and not household.stays.in_use().exists():
        raise GuestsOnly
    taken = set(Seat.objects.filter(workshop=workshop).values_list("number", flat=True))
    if Seat.objects.filter(workshop=workshop, household=household).exists():
        raise SignedUp
    free = [number for number in range(1, workshop.seats + 1) if number not in taken]
    if len(free) < people:
        raise WorkshopFull(free=len(free))
    seats = Seat.objects.bulk_create(
        Seat(organization_id=workshop.organization_id, workshop=workshop, household=household, number=number)
        for number in free[:people]
    )
    audit.record(Verb.SEAT_GIVEN, by=by, about=household)
    return seats


def _days(told: Plan) -> list[date]:
    if not told.weekdays or told.last_on is None:
        return [told.on]
    span = (told.last_on - told.on).days
    days = [told.on + timedelta(days=number) for number in range(span + 1)]
    return [day for day in days if day.weekday() in told.weekdays]


def _refuse_unfit(told: Plan) -> None:
    wrong: dict[str, object] = {}
    today = timezone.localdate()
    if not today - EARLIEST <= told.on <= today + FARTHEST:
        wrong["on"] = str(told.on)
    if told.topic not in Workshop.Topic.values:
        wrong["topic"] = told.topic
    if not 10 <= told.minutes <= 480:
        wrong["minutes"] = told.minutes
    if not 1 <= told.seats <= MOST_HANDS:
        wrong["seats"] = told.seats
    if not set(told.languages) <= set(dict(LANGUAGES)):
        wrong["languages"] = list(told.languages)
    if not set(told.weekdays) <= set(range(7)):
        wrong["weekdays"] = list(told.weekdays)
    if told.last_on is not None and not 0 < len(_within(told)) <= MOST_SESSIONS:
        wrong["last_on"] = str(told.last_on)
    if wrong:
        raise BadInput(wrong)


def _within(told: Plan) -> Collection[date]:
    """The days of the series, or none where it would run backwards or for more than a year."""
    if told.last_on is None or not timedelta(0) <= told.last_on - told.on <= FARTHEST:
        return ()
    return _days(replace(told, weekdays=tuple(day for day in told.weekdays if 0 <= day <= 6)))
