"""Private calendars: a random address that somebody's own program reads, until it is revoked."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.errors import Locked
from accounts.models import Membership
from accounts.rights import Right
from appointments.models import Appointment, CalendarLink, Duty
from appointments.models.families import appointment_in_time
from appointments.occurrences import Occurrence
from appointments.ways import dropped, unmarked
from core.errors import NotHere
from privacy import audit, walls
from privacy.verbs import Verb
from shelters.actions import seating
from shelters.models import Household, Shelter, Stay
from shelters.models.families import in_time

SECRET_BYTES = 24
# A duty comes again and again: the file has those of the next weeks.
DUTIES_AHEAD = timedelta(days=28)


@dataclass(frozen=True)
class Calendar:
    """What one address shows. `shelter_zone` is the clock by which the family leaves the house.

    Each appointment has `changed_at`, when it last was something else. Of duties that come again there are
    those of the next weeks; one of which somebody said how it went is not in the file. `dropped` are days of
    duties that ended, which somebody's calendar may still have.
    """

    link: CalendarLink
    appointments: list[Appointment]
    shelter_zone: str
    language: str
    duties: Sequence[Occurrence] = ()
    dropped: Sequence[Occurrence] = ()

    @property
    def is_of_house(self) -> bool:
        """Several families, told apart by their codes."""
        return self.link.shelter_id is not None


@transaction.atomic
def make_for_household(household: Household, *, by: Membership) -> str:
    """The secret of a new address for one family; an older address ends. It is never shown again.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.KEEP_APPOINTMENTS, within=household.organization)
    locked = seating.lock_household(household, by=by)
    CalendarLink.objects.visible_to(by).open().filter(household=locked).update(revoked_at=timezone.now())
    audit.record(Verb.CALENDAR_MADE, by=by, about=locked)
    return _written(by=by, household=locked)


@transaction.atomic
def make_for_house(shelter: Shelter, *, by: Membership) -> str:
    """The secret of a new address for the families of a house; an older address ends. Never shown again.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.SEE_TOMORROW, within=shelter.organization)
    locked = Shelter.objects.visible_to(by).lean().locked().found(pk=shelter.pk)
    CalendarLink.objects.visible_to(by).open().filter(shelter=locked).update(revoked_at=timezone.now())
    audit.record(Verb.CALENDAR_MADE, by=by, about=locked)
    return _written(by=by, shelter=locked)


@transaction.atomic
def revoke(link: CalendarLink, *, by: Membership) -> None:
    """The address opens nothing from now on. Revoking it again changes nothing.

    Raises: NotAllowed, NotHere.
    """
    right = Right.KEEP_APPOINTMENTS if link.household_id else Right.SEE_TOMORROW
    by.require(right, within=link.organization)
    locked = CalendarLink.objects.visible_to(by).locked().found(pk=link.pk)
    if locked.revoked_at is None:
        locked.revoked_at = timezone.now()
        locked.save(update_fields=["revoked_at"])
        audit.record(Verb.CALENDAR_REVOKED, by=by, about=locked.household or locked.shelter)


def opened(secret: str) -> Calendar:
    """What the address with this secret shows now. Unknown, revoked and forgotten ones answer alike.

    Raises: NotHere, Locked.
    """
    stored = _hash(secret)
    with walls.on_behalf(None, door=stored):
        found = CalendarLink.objects.open().filter(secret_hash=stored)
        link = found.select_related("organization__network").first()
    if link is None:
        raise NotHere
    if link.organization.locked_at:
        raise Locked
    with walls.on_behalf(link.organization_id, network=link.organization.network_id):
        return _of_house(link, link.shelter_id) if link.shelter_id else _of_household(link)


def _of_household(link: CalendarLink) -> Calendar:
    tenant = link.organization
    household = Household.objects.filter(in_time(tenant.pk), organization=tenant, calendar_links=link).first()
    if household is None:
        raise NotHere
    stay = Stay.objects.open().filter(household=household).select_related("shelter").first()
    zone = stay.shelter.time_zone if stay else tenant.network.time_zone
    spoken = household.language if household.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    rows = Appointment.objects.filter(appointment_in_time(tenant.pk), household=household)
    duties = Duty.objects.filter(organization=tenant, tracking__household=household)
    return Calendar(link, _changed(rows), zone, spoken, **_soon(duties, zone))


def _of_house(link: CalendarLink, shelter_id: UUID) -> Calendar:
    """Families who sleep there or are expected; never minors who are kept for few colleagues (J11)."""
    shelter: Shelter = Shelter.objects.lean().found(organization=link.organization_id, pk=shelter_id)
    here = Stay.objects.open().filter(shelter=shelter, household__kept_for=None).values("household")
    tenant = link.organization_id
    rows = Appointment.objects.filter(appointment_in_time(tenant), organization=tenant, household__in=here)
    duties = Duty.objects.filter(organization=tenant, tracking__household__in=here)
    zone = shelter.time_zone
    return Calendar(link, _changed(rows), zone, settings.LANGUAGE_CODE, **_soon(duties, zone))


def _soon(duties: QuerySet[Duty], zone: str) -> dict[str, list[Occurrence]]:
    today = timezone.now().astimezone(ZoneInfo(zone)).date()
    return {
        "duties": unmarked(duties, first=today, last=today + DUTIES_AHEAD),
        "dropped": dropped(duties, first=today, ahead=DUTIES_AHEAD),
    }


def _changed(rows: QuerySet[Appointment]) -> list[Appointment]:
    last = Coalesce(Max("history__at"), "made_at")
    return list(rows.select_related("household").annotate(changed_at=last).order_by("starts_at", "pk"))


def _written(*, by: Membership, household: Household | None = None, shelter: Shelter | None = None) -> str:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    CalendarLink.objects.create(
        organization_id=by.organization_id,
        household=household,
        shelter=shelter,
        secret_hash=_hash(secret),
        made_by=by,
    )
    return secret


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
