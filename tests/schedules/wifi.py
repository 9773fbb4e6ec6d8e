"""A Wi-Fi link with one turn that goes on now: what the tests about vouchers and routers begin with."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Membership
from privacy import walls
from schedules.actions import routers, vouchers
from schedules.models import Amenity, RouterKey, TurnWindow, Voucher
from tests.factories.schedules import AmenityFactory, WindowFactory
from tests.factories.shelters import ShelterFactory

BEGAN = timedelta(minutes=10)
REST = timedelta(minutes=50)


def link_of(member: Membership, *, seats: int = 3) -> Amenity:
    shelter = ShelterFactory(organization=member.organization)
    return AmenityFactory(shelter=shelter, kind="wifi", name="Red Casa", seats=seats)


def window_now(link: Amenity) -> TurnWindow:
    """It began ten minutes ago and goes on for fifty."""
    now = timezone.now()
    return WindowFactory(amenity=link, starts_at=now - BEGAN, ends_at=now + REST)


def window_later(link: Amenity) -> TurnWindow:
    """The one after it, of the same day also when midnight lies between them."""
    begins = timezone.now() + REST
    day = (begins - REST - BEGAN).astimezone(ZoneInfo(link.shelter.time_zone)).date()
    return WindowFactory(amenity=link, starts_at=begins, ends_at=begins + timedelta(hours=1), day=day)


def made(window: TurnWindow, *, by: Membership) -> list[Voucher]:
    """All vouchers of this window."""
    with walls.within(window.organization_id):
        vouchers.make(window.amenity, window.day, by=by)
    return list(Voucher.objects.filter(window=window).order_by("number"))


def router_of(link: Amenity, *, by: Membership) -> tuple[RouterKey, str]:
    """A key and its text."""
    with walls.within(link.organization_id):
        return routers.make(link, label="Router", lasts_days=30, by=by)
