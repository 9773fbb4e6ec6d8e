"""Vouchers of a Wi-Fi link: random words on strips of paper. Who gets which is written nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from core.errors import NotHere
from privacy import audit
from privacy.verbs import Verb
from schedules.errors import NoWifi, VoucherUnknown
from schedules.models import Amenity, Kind, TurnWindow, Voucher
from schedules.models.admission import new_voucher, read_word
from schedules.models.draws import WindowQuerySet


@dataclass(frozen=True)
class Count:
    """How it stands with the vouchers of one window; no code."""

    window: TurnWindow
    made: int
    used: int
    revoked: int

    @property
    def is_over(self) -> bool:
        """Nobody comes in any more."""
        return self.window.ends_at <= timezone.now()

    @property
    def left(self) -> int:
        """How many can still be handed out."""
        return 0 if self.is_over else self.made - self.used - self.revoked


@dataclass(frozen=True)
class LinkDay:
    """One Wi-Fi link on one day of its house."""

    link: Amenity
    day: date
    windows: list[Count]

    @property
    def in_hand(self) -> list[Count]:
        """The turns whose strips can lie at the desk."""
        return [one for one in self.windows if one.made and not one.is_over]

    @property
    def empty(self) -> list[Count]:
        """The turns to come without strips."""
        return [one for one in self.windows if not one.made and not one.is_over]

    @property
    def over(self) -> list[Count]:
        """The turns that are over."""
        return [one for one in self.windows if one.is_over]

    @property
    def missing(self) -> int:
        """How many vouchers can still be made."""
        return sum(max(0, one.window.seats - one.made) for one in self.windows if not one.is_over)

    @property
    def left(self) -> int:
        """How many strips can be printed."""
        return sum(one.left for one in self.windows)


@transaction.atomic
def make(amenity: Amenity, day: date, *, by: Membership) -> int:
    """One voucher for each seat of each window of the day that is not over; how many are new.

    What is there stays as it is, so pressing it again changes nothing.

    Raises: NotAllowed, NotHere, NoWifi.
    """
    by.require(Right.KEEP_TURNS, within=amenity.organization)
    link = _link(amenity, by=by)
    windows = list(_open_windows(link, day, by=by).locked())
    there: set[tuple[object, int]] = set(
        Voucher.objects.filter(window__in=windows).values_list("window", "number")
    )
    new = [
        Voucher(organization_id=link.organization_id, amenity=link, window=window, number=number,
                of_seats=window.seats)
        for window in windows
        for number in range(1, window.seats + 1)
        if (window.pk, number) not in there
    ]  # fmt: skip
    if new:
        Voucher.objects.bulk_create(new)
        audit.record(Verb.VOUCHERS_MADE, by=by, about=link)
    return len(new)


@transaction.atomic
def make_anew(window: TurnWindow, *, by: Membership) -> int:
    """Other words for all strips of a window, used and revoked ones too; how many. The old ones open nothing.

    For strips that were lost, and after a power cut, when the router has forgotten everybody. Whoever is in
    stays in until the router lets go of them, so the router must have been off before.

    Raises: NotAllowed, NotHere, VoucherUnknown when the window is over.
    """
    by.require(Right.KEEP_TURNS, within=window.organization)
    rows = list(_of_window(window, by=by))
    for voucher in rows:
        _renew(voucher)
    Voucher.objects.bulk_update(rows, ["code", "admission", "used_at", "revoked_at"])
    if rows:
        audit.record(Verb.VOUCHERS_MADE, by=by, about=window)
    return len(rows)


@transaction.atomic
def exchange(amenity: Amenity, typed: str, *, by: Membership) -> Voucher:
    """Another word for one strip that somebody brings back, with its number and its time.

    For a telephone that comes back with another mark, a strip that got wet, a word that was used by mistake.
    The old word opens nothing, and its admission is free again. A device that is in with it stays in until
    the router lets go of it.

    Raises: NotAllowed, NotHere, NoWifi, VoucherMistyped, VoucherUnknown.
    """
    by.require(Right.KEEP_TURNS, within=amenity.organization)
    link = _link(amenity, by=by)
    own = Voucher.objects.visible_to(by).filter(amenity=link, code=read_word(typed))
    found = own.filter(window__ends_at__gt=timezone.now()).first()
    if found is None:
        raise VoucherUnknown
    TurnWindow.objects.locked().get(pk=found.window_id)
    voucher = own.select_related("window").found(pk=found.pk)
    _renew(voucher)
    voucher.save(update_fields=["code", "admission", "used_at", "revoked_at"])
    audit.record(Verb.VOUCHERS_MADE, by=by, about=voucher.window)
    return voucher


@transaction.atomic
def revoke(window: TurnWindow, *, by: Membership) -> int:
    """Strips of the window that nobody used open nothing any more; how many.

    Raises: NotAllowed, NotHere, VoucherUnknown when the window is over.
    """
    by.require(Right.KEEP_TURNS, within=window.organization)
    rows = [
        voucher for voucher in _of_window(window, by=by) if not voucher.used_at and not voucher.revoked_at
    ]
    count = Voucher.objects.filter(pk__in=[voucher.pk for voucher in rows]).update(revoked_at=timezone.now())
    if count:
        audit.record(Verb.VOUCHERS_REVOKED, by=by, about=window)
    return count


def days(*, by: Membership, day: date | None = None) -> list[LinkDay]:
    """How it stands with each Wi-Fi link of the member's houses, today by its own clock or on a day.
    Three queries.

    Raises: NotAllowed.
    """
    by.require(Right.KEEP_TURNS, within=by.organization)
    own = Amenity.objects.visible_to(by).in_service().filter(kind=Kind.WIFI).select_related("shelter")
    links = list(own.order_by("shelter__name", "name"))
    day_of = {link.pk: day or today_of(link) for link in links}
    around = TurnWindow.objects.visible_to(by).filter(amenity__in=links, day__in=set(day_of.values()))
    windows = [one for one in around.order_by("starts_at") if one.day == day_of[one.amenity_id]]
    rows: dict[UUID, list[Voucher]] = {window.pk: [] for window in windows}
    for voucher in Voucher.objects.visible_to(by).filter(window__in=windows):
        rows[voucher.window_id].append(voucher)
    counts = [_count(window, rows[window.pk]) for window in windows]
    return [
        LinkDay(link, day_of[link.pk], [one for one in counts if one.window.amenity_id == link.pk])
        for link in links
    ]


def today_of(link: Amenity) -> date:
    """Which day it is in the house."""
    return timezone.now().astimezone(ZoneInfo(link.shelter.time_zone)).date()


def strips(amenity: Amenity, day: date, *, by: Membership) -> list[Voucher]:
    """The vouchers of a day that can still be handed out, with their windows.

    Raises: NotAllowed, NotHere, NoWifi.
    """
    by.require(Right.KEEP_TURNS, within=amenity.organization)
    link = _link(amenity, by=by)
    good = Voucher.objects.visible_to(by).filter(amenity=link, used_at=None, revoked_at=None)
    ahead = good.filter(window__in=_open_windows(link, day, by=by))
    return list(ahead.select_related("window").order_by("window__starts_at", "number"))


def _link(amenity: Amenity, *, by: Membership) -> Amenity:
    link: Amenity = Amenity.objects.visible_to(by).select_related("shelter").found(pk=amenity.pk)
    if link.kind != Kind.WIFI or link.retired_at is not None:
        raise NoWifi
    return link


def _open_windows(link: Amenity, day: date, *, by: Membership) -> WindowQuerySet:
    ahead = TurnWindow.objects.visible_to(by).filter(amenity=link, day=day)
    return ahead.filter(ends_at__gt=timezone.now())


def _count(window: TurnWindow, rows: list[Voucher]) -> Count:
    return Count(
        window,
        made=len(rows),
        used=sum(voucher.used_at is not None for voucher in rows),
        revoked=sum(voucher.revoked_at is not None for voucher in rows),
    )


def _of_window(window: TurnWindow, *, by: Membership) -> Iterable[Voucher]:
    """All of an open window, behind its lock: nobody is let in meanwhile."""
    locked = TurnWindow.objects.visible_to(by).locked().filter(pk=window.pk).first()
    if locked is None:
        raise NotHere
    if locked.ends_at <= timezone.now():
        raise VoucherUnknown
    return Voucher.objects.visible_to(by).filter(window=locked).order_by("number")


def _renew(voucher: Voucher) -> None:
    voucher.code = new_voucher()
    voucher.admission = voucher.used_at = voucher.revoked_at = None
