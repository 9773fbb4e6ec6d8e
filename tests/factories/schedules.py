"""What a house shares out in turns, and what it lends."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from schedules.models import (
    Amenity,
    Draw,
    LentDevice,
    Loan,
    OpeningHours,
    RouterKey,
    Turn,
    TurnRequest,
    TurnSeat,
    TurnWindow,
    Voucher,
)
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import HouseholdFactory, ShelterFactory


class AmenityFactory(DjangoModelFactory):
    """Eight sockets in hours, without opening hours: tests say windows or hours themselves."""

    class Meta:
        model = Amenity

    shelter = factory.SubFactory(ShelterFactory)
    organization = factory.LazyAttribute(lambda amenity: amenity.shelter.organization)
    kind = "charging"
    name = factory.Sequence(lambda n: f"Enchufes {n}")
    seats = 8
    slot_minutes = 60


class OpeningHoursFactory(DjangoModelFactory):
    """Every day from six to ten in the evening."""

    class Meta:
        model = OpeningHours

    amenity = factory.SubFactory(AmenityFactory)
    organization = factory.LazyAttribute(lambda hours: hours.amenity.organization)
    opens = time(6)
    closes = time(22)
    first_on = date(2026, 1, 1)


class WindowFactory(DjangoModelFactory):
    """Tomorrow at ten by the clock of the house, unless `starts_at` says another moment."""

    class Meta:
        model = TurnWindow

    amenity = factory.SubFactory(AmenityFactory)
    organization = factory.LazyAttribute(lambda window: window.amenity.organization)
    starts_at = factory.LazyAttribute(lambda window: tomorrow_at(window.amenity, 10))
    ends_at = factory.LazyAttribute(
        lambda window: window.starts_at + timedelta(minutes=window.amenity.slot_minutes)
    )
    day = factory.LazyAttribute(
        lambda window: window.starts_at.astimezone(ZoneInfo(window.amenity.shelter.time_zone)).date()
    )
    seats = factory.LazyAttribute(lambda window: window.amenity.seats)


def tomorrow_at(amenity: Amenity, hour: int) -> datetime:
    """That hour of tomorrow by the clock of the house."""
    here = ZoneInfo(amenity.shelter.time_zone)
    day = timezone.now().astimezone(here).date() + timedelta(days=1)
    return datetime.combine(day, time(hour), tzinfo=here)


class DrawFactory(DjangoModelFactory):
    """For tomorrow, not drawn yet."""

    class Meta:
        model = Draw

    amenity = factory.SubFactory(AmenityFactory)
    organization = factory.LazyAttribute(lambda draw: draw.amenity.organization)
    day = factory.LazyAttribute(lambda draw: tomorrow_at(draw.amenity, 10).date())
    rule = factory.LazyAttribute(lambda draw: draw.amenity.rule)
    draws_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1))
    seed = "5eed" * 16
    seed_hash = "0" * 64


class TurnRequestFactory(DjangoModelFactory):
    class Meta:
        model = TurnRequest

    draw = factory.SubFactory(DrawFactory)
    organization = factory.LazyAttribute(lambda request: request.draw.organization)
    household = factory.LazyAttribute(lambda request: HouseholdFactory(organization=request.organization))
    asked_by = factory.LazyAttribute(lambda request: MembershipFactory(organization=request.organization))


class TurnFactory(DjangoModelFactory):
    """A turn in a window of its own, with seat 1 of it; `window` may be said."""

    class Meta:
        model = Turn
        exclude = ["window"]
        skip_postgeneration_save = True

    window = factory.SubFactory(WindowFactory)
    organization = factory.LazyAttribute(lambda turn: turn.window.organization)
    household = factory.LazyAttribute(lambda turn: HouseholdFactory(organization=turn.organization))
    amenity = factory.LazyAttribute(lambda turn: turn.window.amenity)
    kind = factory.LazyAttribute(lambda turn: turn.amenity.kind)
    starts_at = factory.LazyAttribute(lambda turn: turn.window.starts_at)
    ends_at = factory.LazyAttribute(lambda turn: turn.window.ends_at)
    given_by = factory.LazyAttribute(lambda turn: MembershipFactory(organization=turn.organization))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):  # type: ignore[no-untyped-def]  # factory's own
        turn = super()._create(model_class, *args, **kwargs)
        window = TurnWindow.objects.get(amenity=turn.amenity, starts_at=turn.starts_at)
        TurnSeat.objects.create(
            organization=turn.organization, turn=turn, window=window,
            number=window.taken.count() + 1, of_seats=window.seats,
        )  # fmt: skip
        return turn


class LentDeviceFactory(DjangoModelFactory):
    class Meta:
        model = LentDevice

    shelter = factory.SubFactory(ShelterFactory)
    organization = factory.LazyAttribute(lambda device: device.shelter.organization)
    kind = "tablet"
    label = factory.Sequence(lambda n: f"T{n}")


class LoanFactory(DjangoModelFactory):
    """In the hands of a family for two hours from now."""

    class Meta:
        model = Loan

    device = factory.SubFactory(LentDeviceFactory)
    organization = factory.LazyAttribute(lambda loan: loan.device.organization)
    household = factory.LazyAttribute(lambda loan: HouseholdFactory(organization=loan.organization))
    kind = factory.LazyAttribute(lambda loan: loan.device.kind)
    handed_by = factory.LazyAttribute(lambda loan: MembershipFactory(organization=loan.organization))
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=2))


class RouterKeyFactory(DjangoModelFactory):
    class Meta:
        model = RouterKey

    amenity = factory.SubFactory(AmenityFactory, kind="wifi", seats=35)
    organization = factory.LazyAttribute(lambda key: key.amenity.organization)
    label = "Router"
    prefix = factory.Sequence(lambda n: f"pr{n:08}")
    secret_hash = "0" * 64
    made_by = factory.LazyAttribute(lambda key: MembershipFactory(organization=key.organization))
    ends_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=90))


class VoucherFactory(DjangoModelFactory):
    class Meta:
        model = Voucher

    window = factory.SubFactory(
        WindowFactory, amenity=factory.SubFactory(AmenityFactory, kind="wifi", seats=35)
    )
    amenity = factory.LazyAttribute(lambda voucher: voucher.window.amenity)
    organization = factory.LazyAttribute(lambda voucher: voucher.amenity.organization)
    number = factory.LazyAttribute(lambda voucher: voucher.window.vouchers.count() + 1)
    of_seats = factory.LazyAttribute(lambda voucher: voucher.window.seats)
