"""The board of a house: whose turn it is now and next, by short codes and pictures, on a wall or on paper."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.errors import Locked
from accounts.models import Membership
from accounts.rights import Right
from core.errors import NotHere
from privacy import audit, retention, walls
from privacy.verbs import Verb
from schedules import seats
from schedules.actions import waiting
from schedules.models import Amenity, BoardLink, Outage, Turn, TurnWindow
from schedules.signs import Called, called
from shelters.models import Shelter

SECRET_BYTES = 24
SHOWN = (Turn.State.OFFERED, Turn.State.GIVEN, Turn.State.CAME)


@dataclass(frozen=True)
class Place:
    """One household in a slot: how it is called there, and on which seat."""

    called: Called
    seat: int
    came: bool


@dataclass(frozen=True)
class Slot:
    """One window, with those who have it in the order of the seats. `free` counts no seat out of use then."""

    starts_at: datetime
    ends_at: datetime
    free: int
    places: Sequence[Place]

    def is_now(self, now: datetime) -> bool:
        """Whether it is going on."""
        return self.starts_at <= now < self.ends_at


@dataclass(frozen=True)
class Column:
    """One amenity on one day. `broken` are the seats out of use now; all of it with `is_out`. `draws_at` is
    when its draw is still to come, and none where that is over."""

    amenity: Amenity
    slots: Sequence[Slot]
    broken: Sequence[int]
    is_out: bool
    draws_at: datetime | None

    def now(self, moment: datetime) -> Slot | None:
        """The slot that is going on."""
        return next((slot for slot in self.slots if slot.is_now(moment)), None)

    def next(self, moment: datetime) -> Slot | None:
        """The first slot that is still to come."""
        return next((slot for slot in self.slots if slot.starts_at > moment), None)


@dataclass(frozen=True)
class Board:
    """What hangs on the wall of one house for one day."""

    shelter: Shelter
    day: date
    as_of: datetime
    columns: Sequence[Column]


@transaction.atomic
def make(shelter: Shelter, *, by: Membership) -> str:
    """The secret of a new address for the screen of a house; an older one ends. It is never shown again.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.RUN_AMENITIES, within=shelter.organization)
    shelter = Shelter.objects.visible_to(by).lean().locked().found(pk=shelter.pk)
    BoardLink.objects.visible_to(by).open().filter(shelter=shelter).update(revoked_at=timezone.now())
    secret = secrets.token_urlsafe(SECRET_BYTES)
    BoardLink.objects.create(
        organization=shelter.organization, shelter=shelter, secret_hash=_hash(secret), made_by=by
    )
    audit.record(Verb.BOARD_MADE, by=by, about=shelter)
    return secret


@transaction.atomic
def revoke(link: BoardLink, *, by: Membership) -> None:
    """The address opens nothing from now on. Revoking it again changes nothing.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.RUN_AMENITIES, within=link.organization)
    locked = BoardLink.objects.visible_to(by).locked().found(pk=link.pk)
    if locked.revoked_at is None:
        locked.revoked_at = timezone.now()
        locked.save(update_fields=["revoked_at"])
        audit.record(Verb.BOARD_REVOKED, by=by, about=locked.shelter)


def found(secret: str) -> BoardLink:
    """The board behind an address. Unknown and revoked ones answer alike; the caller reads its rows inside
    `walls.on_behalf(link.organization_id)`.

    Raises: NotHere, Locked.
    """
    stored = _hash(secret)
    with walls.on_behalf(None, door=stored):
        links = BoardLink.objects.open().filter(secret_hash=stored)
        link: BoardLink | None = links.select_related("organization__network").first()
    if link is None:
        raise NotHere
    if link.organization.locked_at:
        raise Locked
    return link


def on_the_wall(link: BoardLink) -> Board:
    """What the screen shows now: today by the clock of the house, and what goes on since the night before."""
    with walls.on_behalf(link.organization_id, network=link.organization.network_id):
        shelter: Shelter = Shelter.objects.lean().found(organization=link.organization_id, pk=link.shelter_id)
        now = timezone.now()
        today = now.astimezone(ZoneInfo(shelter.time_zone)).date()
        last_night = Q(day=today - timedelta(days=1), ends_at__gt=now)
        return board_of(shelter, today, now, also=last_night)


def listed(shelter: Shelter, day: date, *, by: Membership) -> Board:
    """The same for a colleague, of any day; written down each time.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.SEE_TURNS, within=shelter.organization)
    shelter = Shelter.objects.visible_to(by).lean().found(pk=shelter.pk)
    audit.record(Verb.TURNS_LISTED, by=by, about=shelter)
    return board_of(shelter, day, timezone.now())


def board_of(shelter: Shelter, day: date, now: datetime, *, also: Q | None = None) -> Board:
    """Every amenity of the house on that day, `also` with these other windows. Minors who are kept for few
    colleagues have a code like all: it says nothing of them."""
    tenant = shelter.organization_id
    amenities = list(Amenity.objects.filter(organization=tenant, shelter=shelter).in_service())
    shown = Q(day=day) | also if also else Q(day=day)
    windows = list(TurnWindow.objects.filter(shown, amenity__in=amenities).order_by("starts_at"))
    after = retention.before(tenant, "turns")
    turns = list(
        Turn.objects.filter(seats__window__in=windows, state__in=SHOWN, ends_at__gt=after)
        .values_list("seats__window", "seats__number", "household__code", "state")
        .order_by("seats__number")
    )
    names = called({code for _window, _number, code, _state in turns})
    places: dict[object, list[Place]] = {}
    for window, number, code, state in turns:
        places.setdefault(window, []).append(Place(names[code], number, state == Turn.State.CAME))
    outages = list(Outage.objects.going_on().filter(organization=tenant, shelter=shelter))
    free = seats.free_seats(windows)
    slots: dict[object, list[Slot]] = {}
    for row in windows:
        slot = Slot(row.starts_at, row.ends_at, len(free[row.pk]), places.get(row.pk, []))
        slots.setdefault(row.amenity_id, []).append(slot)
    ahead = waiting.to_be_drawn(now).filter(amenity__in=amenities, day=day)
    draws_at = dict(ahead.values_list("amenity", "draws_at"))
    columns = [_column(one, slots.get(one.pk, []), outages, draws_at.get(one.pk)) for one in amenities]
    return Board(shelter, day, now, [column for column in columns if column.slots])


def _column(
    amenity: Amenity, slots: Sequence[Slot], outages: Iterable[Outage], draws_at: datetime | None
) -> Column:
    here = [one for one in outages if one.amenity_id in (None, amenity.pk)]
    return Column(
        amenity,
        slots,
        broken=sorted(one.seat for one in here if one.seat is not None),
        is_out=any(one.seat is None for one in here),
        draws_at=draws_at,
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
