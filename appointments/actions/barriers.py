"""Writing down what stood in the way (R20), chained so that nobody can add to the past afterwards."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import Membership
from accounts.models.organizations import known_zone
from accounts.rights import Right
from appointments import evidence
from appointments.actions import erasing
from appointments.actions.barrier_figures import quarter_of
from appointments.errors import AlreadyHandedOver, NotTheLastBarrier
from appointments.evidence import Entry
from appointments.models import Barrier, BarrierChain, BarrierEntry, BarrierTally, Device, Programme
from appointments.words import refuse_message
from core.errors import BadInput, TooLate
from privacy import audit, sealed
from privacy.verbs import Verb
from shelters.actions import seating
from shelters.languages import LANGUAGES
from shelters.models import Household

# Clocks differ; an obstacle of tomorrow does not exist.
AHEAD = timedelta(minutes=5)
LONGEST_CUT = timedelta(days=1)
OLDEST = timedelta(days=3 * 365)
MOST_ATTEMPTS = 9999


@dataclass(frozen=True)
class Obstacle:
    """What stood in the way; `message` are the exact words on the screen."""

    programme: Programme
    kind: str
    happened_at: datetime
    zone: str
    message: str = ""
    attempt: int | None = None
    device: str = Device.NOT_STATED
    language: str = ""


@transaction.atomic
def log(household: Household, told: Obstacle, *, by: Membership) -> BarrierEntry:
    """Write down one obstacle of the household.

    Raises: NotAllowed, NotHere, BadInput, TooManyLetters, LooksLikeDocument, LooksLikePassword,
    KeyringUnavailable.
    """
    by.require(Right.LOG_BARRIERS, within=household.organization)
    programme = Programme.objects.visible_to(by).found(pk=told.programme.pk)
    _refuse_unknown(told)
    _refuse_moment(told.happened_at, told.zone)
    words = refuse_message(told.message) if told.message else ""
    household = seating.lock_household(household, by=by)

    entry = BarrierEntry(
        organization=household.organization,
        household=household,
        programme=programme,
        kind=told.kind,
        happened_at=told.happened_at.replace(microsecond=0),
        zone=told.zone,
        attempt=told.attempt,
        device=told.device,
        language=told.language,
        entered_at=timezone.now().replace(microsecond=0),
        entered_by=by,
    )
    sealed.write(entry, "message", words, day=None)
    _chain(entry, words)
    _count(entry)
    audit.record(Verb.BARRIER_LOGGED, by=by, about=household)
    return entry


@transaction.atomic
def log_for_all(
    households: Collection[Household],
    *,
    programme: Programme,
    began_at: datetime,
    ended_at: datetime,
    zone: str,
    by: Membership,
) -> list[BarrierEntry]:
    """One technical failure of many households: a power cut from when to when (J7), a day at most.

    The message says the hours; wordless duplicates of the same minute are left out.

    Raises: as `log`.
    """
    if not timedelta(0) <= ended_at - began_at <= LONGEST_CUT or ended_at > timezone.now() + AHEAD:
        raise BadInput({"ended_at": str(ended_at)})
    local = (moment.astimezone(ZoneInfo(zone)) for moment in (began_at, ended_at))
    words = "no power or network {:%H:%M}-{:%H:%M}".format(*local)
    there = set(
        BarrierEntry.objects.filter(
            household__in=[household.pk for household in households],
            programme=programme,
            kind=Barrier.TECHNICAL,
            happened_at=began_at.replace(microsecond=0),
        ).values_list("household_id", flat=True)
    )
    told = Obstacle(programme, Barrier.TECHNICAL, began_at, zone, words)
    return [
        log(household, told, by=by)
        for household in sorted(households, key=lambda each: each.pk)
        if household.pk not in there
    ]


@transaction.atomic
def take_back(entry: BarrierEntry, *, by: Membership) -> None:
    """Take the last entry of a household back within a day: then it was never chained.

    Raises: NotAllowed, NotHere, TooLate, NotTheLastBarrier, AlreadyHandedOver.
    """
    by.require(Right.LOG_BARRIERS, within=entry.organization)
    household = seating.lock_household(entry.household, by=by)
    chain = _chain_of(household)
    entry = BarrierEntry.objects.visible_to(by).found(pk=entry.pk)
    if entry.handed_over_at is not None:
        raise AlreadyHandedOver
    if entry.entered_at <= timezone.now() - timedelta(days=1):
        raise TooLate
    if entry.number != chain.number:
        raise NotTheLastBarrier
    chain.number, chain.hash = entry.number - 1, entry.former_hash
    chain.save(update_fields=["number", "hash"])
    _count(entry, step=-1)
    erasing.forget(BarrierEntry.objects.filter(pk=entry.pk))
    audit.record(Verb.UNDONE, by=by, about=household)


def join(source: Household, *, into: Household) -> None:
    """Two entries are one family: what was not handed over yet goes on in the chain of the other household,
    behind what is there. Both are locked; figures are not counted again, then or later.

    Raises: KeyringUnavailable.
    """
    chain = _chain_of(into)
    for cell, entries in _chain_of(source).counted.items():
        chain.counted[cell] = chain.counted.get(cell, 0) + entries
    chain.save(update_fields=["counted"])
    rows = BarrierEntry.objects.of(source).filter(handed_over_at=None)
    for entry in rows.select_related("programme"):
        words = sealed.read(entry, "message")
        entry.household = into
        _chain(entry, words)


def as_printed(entry: BarrierEntry, message: str) -> Entry:
    """What the hash of an entry is made of: codes, which no translation and no renaming changes."""
    return Entry(
        number=entry.number,
        programme=entry.programme.code,
        kind=entry.kind,
        happened_at=evidence.moment(entry.happened_at),
        zone=entry.zone,
        message=message,
        attempt=entry.attempt,
        device=entry.device,
        language=entry.language,
        entered_at=evidence.moment(entry.entered_at),
    )


def _chain(entry: BarrierEntry, message: str) -> None:
    """Number and hash the entry behind the last one of its household. The household is locked."""
    chain = _chain_of(entry.household)
    entry.number, entry.former_hash = chain.number + 1, chain.hash
    entry.hash = evidence.link(chain.hash, as_printed(entry, message))
    entry.save()
    chain.number, chain.hash = entry.number, entry.hash
    chain.save(update_fields=["number", "hash"])


def _chain_of(household: Household) -> BarrierChain:
    chain, _is_new = BarrierChain.objects.get_or_create(
        household=household, defaults={"organization_id": household.organization_id}
    )
    return chain


def _count(entry: BarrierEntry, *, step: int = 1) -> None:
    """The figure without anybody. A household counts once in a cell that is told (a quarter of a programme
    and kind), whatever the month and the language, and also after what it carries itself was erased: else
    one family alone could look like five. The household is locked.
    """
    month = entry.happened_at.astimezone(UTC).date().replace(day=1)
    tally, _is_new = BarrierTally.objects.get_or_create(
        organization_id=entry.organization_id,
        programme_id=entry.programme_id,
        month=month,
        kind=entry.kind,
        language=entry.language,
    )
    chain, cell = _chain_of(entry.household), cell_of(entry.programme_id, month, entry.kind)
    former = chain.counted.get(cell, 0)
    chain.counted[cell] = max(former + step, 0)
    chain.save(update_fields=["counted"])
    new_households = int(chain.counted[cell] > 0) - int(former > 0)
    BarrierTally.objects.filter(pk=tally.pk).update(
        entries=F("entries") + step, households=Greatest(F("households") + new_households, 0)
    )


def cell_of(programme: UUID, month: date, kind: str) -> str:
    """The name of a cell of the figures among what a chain has counted."""
    return f"{programme}/{quarter_of(month)}/{kind}"


def _refuse_unknown(told: Obstacle) -> None:
    wrong: dict[str, object] = {}
    if told.kind not in Barrier.values:
        wrong["kind"] = told.kind
    if told.device not in Device.values:
        wrong["device"] = told.device
    if told.language and told.language not in dict(LANGUAGES):
        wrong["language"] = told.language
    if told.attempt is not None and not 1 <= told.attempt <= MOST_ATTEMPTS:
        wrong["attempt"] = told.attempt
    if wrong:
        raise BadInput(wrong)


def _refuse_moment(happened_at: datetime, zone: str) -> None:
    try:
        known_zone(zone)
    except ValidationError as unknown:
        raise BadInput({"zone": zone}) from unknown
    now = timezone.now()
    if timezone.is_naive(happened_at) or not now - OLDEST < happened_at < now + AHEAD:
        raise BadInput({"happened_at": str(happened_at)})


def last_used(by: Membership) -> UUID | None:
    """The programme of the last obstacle that this colleague wrote down, for the next one."""
    newest = BarrierEntry.objects.visible_to(by).filter(entered_by=by).order_by("-entered_at")
    return newest.values_list("programme_id", flat=True).first()
